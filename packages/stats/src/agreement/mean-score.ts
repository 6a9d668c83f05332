import { checkSameLength, checkShare } from '../special/check.ts';
import { denseCodes } from '../special/dense-codes.ts';
import { tQuantile } from '../special/distributions.ts';
import type { Interval } from '../special/interval.ts';
import { none, some, type Value } from '../value.ts';
import { jackknifeSpread } from './jackknife-limits.ts';

/** Mean of a score of units with an interval over patients. */
export interface MeanScore extends Interval {
  readonly se: Value;
  readonly df: Value;
  readonly unitCount: number;
  readonly patientCount: number;
  /** Units without a score, left out. */
  readonly missingCount: number;
}

/**
 * Mean over units of a score such as the Dice of two readers' masks, with a patient-clustered jackknife interval.
 *
 * @param scores one per unit, NaN where there is none
 * @param patients patient of each unit, any ids
 * @param level confidence level
 * @returns `no-units`; limits null for a single patient or equal patients
 * @throws stats/length-mismatch, stats/bad-argument
 */
export function meanScore(
  scores: ArrayLike<number>,
  patients: ArrayLike<number | string>,
  level = 0.95,
): MeanScore {
  checkSameLength(scores, patients, ['scores', 'patients']);
  checkShare(level, 'level');
  const ids: (number | string)[] = [];
  const kept: number[] = [];
  for (let i = 0; i < scores.length; i++) {
    if (Number.isNaN(scores[i]!)) continue;
    kept.push(scores[i]!);
    ids.push(patients[i]!);
  }
  const { codes, count } = denseCodes(ids);
  const n = kept.length;
  const base = {
    method: 'jackknife-patients',
    level,
    unitCount: n,
    patientCount: count,
    missingCount: scores.length - n,
  };
  const refuse = (estimate: Value, reason: string): MeanScore => ({
    ...base,
    estimate,
    limits: null,
    se: none(reason),
    df: none(reason),
  });
  if (n === 0) return refuse(none('no-units'), 'no-units');
  const sums = new Float64Array(count);
  const sizes = new Float64Array(count);
  let total = 0;
  for (let i = 0; i < n; i++) {
    sums[codes[i]!]! += kept[i]!;
    sizes[codes[i]!]!++;
    total += kept[i]!;
  }
  const mean = total / n;
  if (count < 2) return refuse(some(mean), 'one-patient');
  const spread = jackknifeSpread(sums.map((sum, p) => (total - sum) / (n - sizes[p]!)));
  if (spread === null || !(spread.standardError > 1e-14 * Math.abs(mean)))
    return refuse(some(mean), 'no-spread');
  const half = tQuantile(1 - (1 - level) / 2, spread.df) * spread.standardError;
  return {
    ...base,
    estimate: some(mean),
    limits: [mean - half, mean + half],
    se: some(spread.standardError),
    df: some(spread.df),
  };
}
