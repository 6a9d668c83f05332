import { checkCount, checkShare } from '../special/check.ts';
import { binomialCdf, binomialPmf, chiSquareUpper } from '../special/distributions.ts';
import { type Limits, none, some, type Value } from '../value.ts';
import { wilson } from './proportion-interval.ts';

/** Difference of two proportions measured on the same rows. */
export interface PairedDifference {
  /** Share of the first minus share of the second. */
  readonly difference: Value;
  /** Newcombe's method 10, or null without rows. */
  readonly limits: Limits | null;
  /** Name of the interval method. */
  readonly method: 'newcombe-paired';
  /** Confidence level. */
  readonly level: number;
}

/** McNemar's test in three forms. */
export interface McNemar {
  /** Exact two-sided p. */
  readonly exactP: number;
  /** Mid-p, the default: less conservative than the exact form. */
  readonly midP: number;
  /** Chi-square without correction; `no-discordant-rows` when both disagreements are 0. */
  readonly chiSquare: Value;
  /** p of the chi-square. */
  readonly chiSquareP: Value;
}

/**
 * Paired difference of two proportions.
 *
 * @param both rows positive by both
 * @param onlyA rows positive by the first only
 * @param onlyB rows positive by the second only
 * @param neither rows negative by both
 * @param level confidence level, 0.95 by default
 * @returns `no-rows` for an empty table
 *
 * Errors: `stats/bad-argument`.
 * Source: Newcombe 1998, Statistics in Medicine 17:2635, method 10 (phi with continuity correction).
 */
export function pairedDifference(
  both: number,
  onlyA: number,
  onlyB: number,
  neither: number,
  level = 0.95,
): PairedDifference {
  checkShare(level, 'level');
  checkCount(both, 'both');
  checkCount(onlyA, 'onlyA');
  checkCount(onlyB, 'onlyB');
  checkCount(neither, 'neither');
  const n = both + onlyA + onlyB + neither;
  const method = 'newcombe-paired';
  if (n === 0) return { difference: none('no-rows'), limits: null, method, level };
  const p1 = (both + onlyA) / n;
  const p2 = (both + onlyB) / n;
  const d = p1 - p2;
  const w1 = wilson(both + onlyA, n, level);
  const w2 = wilson(both + onlyB, n, level);
  const phi = correctedPhi(both, onlyA, onlyB, neither);
  const down = radius(p1 - w1[0], w2[1] - p2, phi);
  const up = radius(w1[1] - p1, p2 - w2[0], phi);
  return { difference: some(d), limits: [d - down, d + up], method, level };
}

/**
 * McNemar's test of equal proportions on the same rows.
 *
 * @param onlyA rows positive by the first only
 * @param onlyB rows positive by the second only
 *
 * Errors: `stats/bad-argument`.
 * Source: McNemar 1947, Psychometrika 12:153; Fagerland, Lydersen and Laake 2013, BMC Medical Research
 * Methodology 13:91 (mid-p).
 */
export function mcNemar(onlyA: number, onlyB: number): McNemar {
  checkCount(onlyA, 'onlyA');
  checkCount(onlyB, 'onlyB');
  const n = onlyA + onlyB;
  const k = Math.min(onlyA, onlyB);
  if (n === 0) {
    const missing = none('no-discordant-rows');
    return { exactP: 1, midP: 1, chiSquare: missing, chiSquareP: missing };
  }
  const tail = binomialCdf(k, n, 0.5);
  const point = binomialPmf(k, n, 0.5);
  const chiSquare = ((onlyA - onlyB) * (onlyA - onlyB)) / n;
  return {
    exactP: Math.min(1, 2 * tail),
    midP: onlyA === onlyB ? 1 - point / 2 : 2 * tail - point,
    chiSquare: some(chiSquare),
    chiSquareP: some(chiSquareUpper(chiSquare, 1)),
  };
}

function radius(a: number, b: number, phi: number): number {
  return Math.sqrt(Math.max(0, a * a - 2 * phi * a * b + b * b));
}

function correctedPhi(a: number, b: number, c: number, d: number): number {
  const margins = (a + b) * (c + d) * (a + c) * (b + d);
  if (margins === 0) return 0;
  const cross = a * d - b * c;
  const top = cross > 0 ? Math.max(cross - (a + b + c + d) / 2, 0) : cross;
  return top / Math.sqrt(margins);
}
