import { fail } from '../errors.ts';

/** How near two categories count as agreement. Names as in Gwet's book; ranks of the categories are compared. */
export type AgreementWeights = 'unweighted' | 'linear' | 'quadratic' | 'ordinal' | Float64Array;

/**
 * The table of agreement weights: 1 on the diagonal, less the further two categories lie apart.
 * Linear 1 - d/(q-1), quadratic 1 - d^2/(q-1)^2, ordinal 1 - C(d+1, 2)/C(q, 2), d the distance of ranks.
 *
 * @param weights a name, or an own symmetric table row-major with ones on the diagonal
 * @param categoryCount q, at least 1
 * @returns q x q, row-major
 * @throws stats/bad-argument when an own table does not fit
 * @see Gwet 2014, Handbook of Inter-Rater Reliability, chapter 3; Cohen 1968, doi:10.1037/h0026256
 */
export function agreementWeights(weights: AgreementWeights, categoryCount: number): Float64Array {
  const q = categoryCount;
  if (typeof weights !== 'string') {
    checkTable(weights, q);
    return weights;
  }
  const table = new Float64Array(q * q);
  for (let i = 0; i < q; i++)
    for (let j = 0; j < q; j++) {
      const d = Math.abs(i - j);
      table[i * q + j] = d === 0 ? 1 : nearness(weights, d, q);
    }
  return table;
}

function nearness(weights: Exclude<AgreementWeights, Float64Array>, d: number, q: number): number {
  switch (weights) {
    case 'unweighted':
      return 0;
    case 'linear':
      return 1 - d / (q - 1);
    case 'quadratic':
      return 1 - (d * d) / ((q - 1) * (q - 1));
    case 'ordinal':
      return 1 - (d * (d + 1)) / (q * (q - 1));
    default: {
      const unknown: never = weights;
      return fail(
        'stats/bad-argument',
        `${String(unknown)} are no agreement weights.`,
        'Name one.',
      );
    }
  }
}

function checkTable(table: Float64Array, q: number): void {
  let isFit = table.length === q * q;
  for (let i = 0; isFit && i < q; i++) {
    if (table[i * q + i] !== 1) isFit = false;
    for (let j = 0; j < i; j++) if (table[i * q + j] !== table[j * q + i]) isFit = false;
  }
  if (!isFit) {
    fail(
      'stats/bad-argument',
      `The table of agreement weights is no symmetric ${q} x ${q} table with ones on the diagonal.`,
      'Pass one weight for each pair of categories.',
    );
  }
}

/** a' W b of two vectors and a row-major table. */
export function bilinear(a: ArrayLike<number>, table: Float64Array, b: ArrayLike<number>): number {
  const q = b.length;
  let sum = 0;
  for (let i = 0; i < q; i++) {
    if (a[i] === 0) continue;
    let row = 0;
    for (let j = 0; j < q; j++) row += table[i * q + j]! * b[j]!;
    sum += a[i]! * row;
  }
  return sum;
}
