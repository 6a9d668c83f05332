import { none, some, type Value } from '../value.ts';
import type { Measurements } from './measurements.ts';

/** How much of the spread of all readers' numbers k readers show. */
export interface MeasurementRange {
  readonly k: number;
  /** Mean over targets of the expected range of k numbers over the mean range of all. */
  readonly rangeCaptured: Value;
  /** Mean over targets of the expected range of k numbers, in the units of the numbers. */
  readonly meanRange: Value;
  /** Targets with at least k numbers. */
  readonly targetCount: number;
}

/**
 * Range of measurements captured by k readers drawn without replacement, exact over all subsets.
 *
 * @param measurements targets x readers, NaN where missing
 * @see Joskowicz, Cohen, Caplan, Sosna 2019, doi:10.1007/s00330-018-5695-5
 */
export function rangeByReaders(measurements: Measurements): MeasurementRange[] {
  const { values, readerCount } = measurements;
  const targets: Float64Array[] = [];
  for (let at = 0; at + readerCount <= values.length && readerCount > 0; at += readerCount) {
    const row = values.subarray(at, at + readerCount).filter((x) => Number.isFinite(x));
    if (row.length >= 2) targets.push(row.sort());
  }
  const out: MeasurementRange[] = [];
  for (let k = 2; k <= readerCount; k++) {
    const enough = targets.filter((row) => row.length >= k);
    if (enough.length === 0) break;
    let drawn = 0;
    let all = 0;
    for (const row of enough) {
      drawn += expectedRange(row, k);
      all += row[row.length - 1]! - row[0]!;
    }
    out.push({
      k,
      rangeCaptured: all > 0 ? some(drawn / all) : none('no-disagreement'),
      meanRange: some(drawn / enough.length),
      targetCount: enough.length,
    });
  }
  return out;
}

/** Expected range of k of the ascending numbers: gaps times the chance that a draw straddles them. */
function expectedRange(sorted: Float64Array, k: number): number {
  const m = sorted.length;
  let range = 0;
  for (let i = 1; i < m; i++) {
    const straddled = 1 - shareOfDraws(i, m, k) - shareOfDraws(m - i, m, k);
    range += (sorted[i]! - sorted[i - 1]!) * straddled;
  }
  return range;
}

/** Chance that all k drawn from m lie among n of them. */
function shareOfDraws(n: number, m: number, k: number): number {
  if (k > n) return 0;
  let share = 1;
  for (let i = 0; i < k; i++) share *= (n - i) / (m - i);
  return share;
}
