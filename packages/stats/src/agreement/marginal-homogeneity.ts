import { chiSquareUpper } from '../special/distributions.ts';
import { invertSpd, matrixVector } from '../special/linear.ts';
import { none, some, type Value } from '../value.ts';
import { type TwoReaderTable, twoReaderTable } from './two-reader-table.ts';

/** Tests of whether two readers use the categories equally often. */
export interface MarginalHomogeneity {
  readonly stuartMaxwell: Value;
  readonly stuartMaxwellPValue: Value;
  readonly bhapkar: Value;
  readonly bhapkarPValue: Value;
  /** Categories on which the readers ever differ, minus one. */
  readonly df: number;
  readonly unitCount: number;
  readonly missingCount: number;
}

/**
 * Stuart-Maxwell and Bhapkar tests of equal margins. Categories without any disagreement tell nothing and leave
 * the test with their degree of freedom.
 *
 * @param a category per unit, -1 or NaN where missing
 * @param b the other reader
 * @param categoryCount number of categories
 * @returns `no-disagreement` when the readers never differ, `singular` when the covariance has no inverse
 * @throws stats/length-mismatch, stats/bad-argument
 * @see Stuart 1955, doi:10.1093/biomet/42.3-4.412; Maxwell 1970, doi:10.1192/bjp.116.535.651; Bhapkar 1966,
 *   doi:10.1080/01621459.1966.10502021
 */
export function marginalHomogeneity(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  categoryCount: number,
): MarginalHomogeneity {
  const counts = twoReaderTable(a, b, categoryCount);
  const { unitCount: n, missingCount } = counts;
  const used = disputedCategories(counts);
  const k = Math.max(0, used.length - 1);
  const base = { df: k, unitCount: n, missingCount };
  const refuse = (reason: string): MarginalHomogeneity => ({
    stuartMaxwell: none(reason),
    stuartMaxwellPValue: none(reason),
    bhapkar: none(reason),
    bhapkarPValue: none(reason),
    ...base,
  });
  if (n === 0) return refuse('no-units');
  if (k === 0) return refuse('no-disagreement');
  const { differences, covariance } = marginDifferences(counts, used);
  const inverse = invertSpd(covariance, k);
  if (inverse === null) return refuse('singular');
  const step = matrixVector(inverse, differences);
  let statistic = 0;
  for (let i = 0; i < k; i++) statistic += differences[i]! * step[i]!;
  // With S - d d' / n in the middle the statistic becomes Q / (1 - Q / n).
  const room = 1 - statistic / n;
  const bhapkar = room > 1e-12 ? some(statistic / room) : none('singular');
  return {
    stuartMaxwell: some(statistic),
    stuartMaxwellPValue: some(chiSquareUpper(statistic, k)),
    bhapkar,
    bhapkarPValue: bhapkar.value === null ? bhapkar : some(chiSquareUpper(bhapkar.value, k)),
    ...base,
  };
}

function disputedCategories(counts: TwoReaderTable): number[] {
  const { categoryCount: q, table } = counts;
  return Array.from({ length: q }, (_, i) => i).filter((i) => {
    for (let j = 0; j < q; j++)
      if (i !== j && table[i * q + j]! + table[j * q + i]! > 0) return true;
    return false;
  });
}

/** Differences of the margins of all disputed categories but the last, and their covariance. */
function marginDifferences(
  counts: TwoReaderTable,
  used: readonly number[],
): { differences: Float64Array; covariance: Float64Array } {
  const { categoryCount: q, table } = counts;
  const k = used.length - 1;
  const differences = new Float64Array(k);
  const covariance = new Float64Array(k * k);
  for (let x = 0; x < k; x++) {
    const i = used[x]!;
    for (let j = 0; j < q; j++) {
      if (j === i) continue;
      differences[x]! += table[i * q + j]! - table[j * q + i]!;
      covariance[x * k + x]! += table[i * q + j]! + table[j * q + i]!;
    }
    for (let y = 0; y < k; y++) {
      if (x === y) continue;
      const j = used[y]!;
      covariance[x * k + y] = -(table[i * q + j]! + table[j * q + i]!);
    }
  }
  return { differences, covariance };
}
