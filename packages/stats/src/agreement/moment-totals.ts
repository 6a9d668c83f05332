import type { CoefficientTotals } from './coefficient.ts';
import { intraclassPoints } from './intraclass.ts';
import type { Ratings } from './ratings.ts';

/**
 * Intraclass correlations and Lin's concordance as totals. Rows: complete units, sums and products of the
 * readers' values.
 *
 * @param ratings the ratings
 * @param kind which one
 */
export function momentTotals(
  ratings: Ratings,
  kind: 'icc-one-way' | 'icc-agreement' | 'icc-consistency' | 'concordance',
): CoefficientTotals {
  const { categories, starts, codes, readers, readerCount: k } = ratings;
  const middle = categories.length > 0 ? categories[categories.length >> 1]! : 0;
  const row = new Float64Array(k);
  return {
    size: 1 + k + (k * (k + 1)) / 2,
    addUnit(unit, into, at) {
      const from = starts[unit]!;
      const end = starts[unit + 1]!;
      if (end - from < k || k < 2) return;
      for (let i = from; i < end; i++) row[readers[i]!] = categories[codes[i]!]! - middle;
      into[at]! += 1;
      let next = at + 1 + k;
      for (let g = 0; g < k; g++) {
        into[at + 1 + g]! += row[g]!;
        for (let h = 0; h <= g; h++) into[next++]! += row[g]! * row[h]!;
      }
    },
    evaluate(totals) {
      return kind === 'concordance' ? concordanceOf(totals) : intraclassOf(totals, k, kind);
    },
  };
}

function concordanceOf(totals: ArrayLike<number>): number {
  const n = totals[0]!;
  const meanA = totals[1]! / n;
  const meanB = totals[2]! / n;
  const varA = totals[3]! / n - meanA * meanA;
  const cov = totals[4]! / n - meanA * meanB;
  const varB = totals[5]! / n - meanB * meanB;
  const room = varA + varB + (meanA - meanB) * (meanA - meanB);
  return n > 0 && room > 1e-12 * ((totals[3]! + totals[5]!) / n) ? (2 * cov) / room : Number.NaN;
}

function intraclassOf(
  totals: ArrayLike<number>,
  k: number,
  kind: 'icc-one-way' | 'icc-agreement' | 'icc-consistency',
): number {
  const n = totals[0]!;
  if (!(n >= 2)) return Number.NaN;
  let grand = 0;
  let readers = 0;
  let rows = 0;
  let square = 0;
  let next = 1 + k;
  for (let g = 0; g < k; g++) {
    const sum = totals[1 + g]!;
    grand += sum;
    readers += (sum * sum) / n;
    for (let h = 0; h <= g; h++) {
      const product = totals[next++]!;
      rows += h === g ? product : 2 * product;
      if (h === g) square += product;
    }
  }
  const centre = (grand * grand) / (n * k);
  const total = square - centre;
  if (!(total > 1e-12 * square)) return Number.NaN;
  const between = Math.max(0, rows / k - centre);
  const reader = Math.max(0, readers - centre);
  const error = Math.max(0, total - between - reader);
  const points = intraclassPoints(
    {
      between: between / (n - 1),
      reader: reader / (k - 1),
      error: error / ((n - 1) * (k - 1)),
      within: (reader + error) / (n * (k - 1)),
    },
    n,
    k,
  );
  if (kind === 'icc-one-way') return points.oneWay;
  return kind === 'icc-agreement' ? points.agreement : points.consistency;
}
