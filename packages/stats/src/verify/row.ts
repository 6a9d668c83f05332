import { betaQuantile } from '../special/beta.ts';
import type { VerifyRow } from './types.ts';

/** Exact binomial limits of a share (Clopper and Pearson 1934, doi:10.1093/biomet/26.4.404). */
export function binomialLimits(hits: number, runs: number, level: number): [number, number] {
  const tail = (1 - level) / 2;
  const low = hits === 0 ? 0 : betaQuantile(tail, hits, runs - hits + 1);
  const high = hits === runs ? 1 : betaQuantile(1 - tail, hits + 1, runs - hits);
  return [low, high];
}

/** What a row is made from. */
export interface RowParts {
  readonly claim: VerifyRow['claim'];
  readonly design: string;
  readonly measure: string;
  readonly nominal: number;
  readonly band: readonly [number, number];
  readonly hits: number;
  readonly runs: number;
  readonly undefinedRuns?: number;
}

/**
 * A row from counted hits.
 *
 * @param parts hits among runs that had a value, and the promised band
 * @returns passes unless its 99.9 % binomial interval lies outside the band
 */
export function verifyRow(parts: RowParts): VerifyRow {
  const { hits, runs, band } = parts;
  const [low, high] = runs > 0 ? binomialLimits(hits, runs, 0.999) : [0, 1];
  return {
    claim: parts.claim,
    design: parts.design,
    measure: parts.measure,
    nominal: parts.nominal,
    observed: runs > 0 ? hits / runs : 0,
    runs,
    undefinedRuns: parts.undefinedRuns ?? 0,
    binomialLow: low,
    binomialHigh: high,
    bandLow: band[0],
    bandHigh: band[1],
    pass: runs > 0 && high >= band[0] && low <= band[1],
  };
}
