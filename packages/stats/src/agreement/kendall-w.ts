import { midRanks } from '../special/argsort.ts';
import { chiSquareUpper } from '../special/distributions.ts';
import { none, some, type Value } from '../value.ts';
import { completeTargets, type Measurements } from './measurements.ts';

/** Kendall's coefficient of concordance. */
export interface KendallW {
  /** 0 to 1. */
  readonly w: Value;
  readonly chiSquare: Value;
  readonly df: number;
  readonly pValue: Value;
  readonly targetCount: number;
  readonly droppedCount: number;
}

/**
 * Kendall's W of readers who ranked the same targets, corrected for ties.
 *
 * @param measurements targets x readers; targets with a missing cell are left out
 * @returns `too-few-targets`, `too-few-readers`, or `no-variation` when every reader is constant
 * @see Kendall, Babington Smith 1939, doi:10.1214/aoms/1177732186
 */
export function kendallW(measurements: Measurements): KendallW {
  const { values, targetCount: n, droppedCount } = completeTargets(measurements);
  const m = measurements.readerCount;
  const counts = { df: Math.max(0, n - 1), targetCount: n, droppedCount };
  const refuse = (reason: string): KendallW => ({
    w: none(reason),
    chiSquare: none(reason),
    pValue: none(reason),
    ...counts,
  });
  if (m < 2) return refuse('too-few-readers');
  if (n < 2) return refuse('too-few-targets');
  const sums = new Float64Array(n);
  let ties = 0;
  for (let g = 0; g < m; g++) {
    const ranks = midRanks(Float64Array.from({ length: n }, (_, i) => values[i * m + g]!));
    const runs = new Map<number, number>();
    for (let i = 0; i < n; i++) {
      sums[i]! += ranks[i]!;
      runs.set(ranks[i]!, (runs.get(ranks[i]!) ?? 0) + 1);
    }
    for (const t of runs.values()) ties += t * t * t - t;
  }
  const middle = (m * (n + 1)) / 2;
  let spread = 0;
  for (const sum of sums) spread += (sum - middle) * (sum - middle);
  const most = m * m * (n * n * n - n) - m * ties;
  if (!(most > 0)) return refuse('no-variation');
  const w = (12 * spread) / most;
  const chiSquare = m * (n - 1) * w;
  return {
    w: some(w),
    chiSquare: some(chiSquare),
    pValue: some(chiSquareUpper(chiSquare, n - 1)),
    ...counts,
  };
}
