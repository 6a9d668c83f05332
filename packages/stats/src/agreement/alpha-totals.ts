import type { CoefficientTotals } from './coefficient.ts';
import { expectedDisagreement, midRanksInto, ratioDistance } from './krippendorff.ts';
import type { Ratings } from './ratings.ts';

/**
 * Alpha with distances that do not depend on the readings, as totals. Rows: pairable readings, disagreement,
 * counts of the categories.
 *
 * @param ratings the ratings
 * @param metric the metric
 */
export function fixedAlphaTotals(ratings: Ratings, metric: 'nominal' | 'ratio'): CoefficientTotals {
  const { categories, starts, codes } = ratings;
  const q = categories.length;
  const none = new Float64Array(0);
  const counts = new Float64Array(q);
  const own = new Float64Array(q);
  /** Pairs that differ, each counted both ways: whole numbers, so that the sum is exact in any order. */
  const differing = (from: number, end: number): number => {
    own.fill(0);
    for (let i = from; i < end; i++) own[codes[i]!]! += 1;
    let apart = (end - from) * (end - from);
    for (let k = 0; k < q; k++) apart -= own[k]! * own[k]!;
    return apart;
  };
  const ratioApart = (from: number, end: number): number => {
    let apart = 0;
    for (let i = from; i < end; i++)
      for (let j = i + 1; j < end; j++) {
        if (codes[i] === codes[j]) continue;
        apart += 2 * ratioDistance(categories[codes[i]!]!, categories[codes[j]!]!);
      }
    return apart;
  };
  return {
    size: 2 + q,
    addUnit(unit, into, at) {
      const from = starts[unit]!;
      const end = starts[unit + 1]!;
      if (end - from < 2) return;
      for (let i = from; i < end; i++) into[at + 2 + codes[i]!]! += 1;
      const apart = metric === 'nominal' ? differing(from, end) : ratioApart(from, end);
      into[at]! += end - from;
      into[at + 1]! += apart / (end - from - 1);
    },
    evaluate(totals) {
      for (let k = 0; k < q; k++) counts[k] = totals[2 + k]!;
      const n = totals[0]!;
      return alphaOf(totals[1]!, expectedDisagreement(counts, metric, none, categories, n), n);
    },
  };
}

function alphaOf(observed: number, expected: number, n: number): number {
  return expected > 0 ? 1 - (observed * (n - 1)) / expected : Number.NaN;
}

/**
 * Interval alpha as totals. Rows: pairable readings, disagreement, sum and sum of squares.
 *
 * @param ratings the ratings
 */
export function intervalAlphaTotals(ratings: Ratings): CoefficientTotals {
  const { categories, starts, codes } = ratings;
  const q = categories.length;
  // Far from zero the squares would swallow the differences; the widest range bounds the rounding of the rest.
  const middle = q > 0 ? categories[q >> 1]! : 0;
  const range = q > 0 ? categories[q - 1]! - categories[0]! : 0;
  return {
    size: 4,
    addUnit(unit, into, at) {
      const from = starts[unit]!;
      const end = starts[unit + 1]!;
      const m = end - from;
      if (m < 2) return;
      let sum = 0;
      let square = 0;
      let apart = 0;
      for (let i = from; i < end; i++) {
        const x = categories[codes[i]!]! - middle;
        sum += x;
        square += x * x;
        for (let j = i + 1; j < end; j++) {
          const d = x - (categories[codes[j]!]! - middle);
          apart += 2 * d * d;
        }
      }
      into[at]! += m;
      into[at + 1]! += apart / (m - 1);
      into[at + 2]! += sum;
      into[at + 3]! += square;
    },
    evaluate(totals) {
      const n = totals[0]!;
      const expected = 2 * (n * totals[3]! - totals[2]! * totals[2]!);
      return alphaOf(totals[1]!, expected > 1e-12 * n * n * range * range ? expected : 0, n);
    },
  };
}

/**
 * Ordinal alpha as totals. Rows: pairable readings, counts of the categories, coincidences of each pair of them.
 *
 * @param ratings the ratings
 */
export function ordinalAlphaTotals(ratings: Ratings): CoefficientTotals {
  const { categories, starts, codes } = ratings;
  const q = categories.length;
  const counts = new Float64Array(q);
  const ranks = new Float64Array(q);
  const place = (a: number, b: number): number =>
    a < b ? (b * (b + 1)) / 2 + a : (a * (a + 1)) / 2 + b;
  const size = 1 + q + (q * (q + 1)) / 2;
  return {
    size,
    addUnit(unit, into, at) {
      const from = starts[unit]!;
      const end = starts[unit + 1]!;
      const m = end - from;
      if (m < 2) return;
      into[at]! += m;
      for (let i = from; i < end; i++) {
        into[at + 1 + codes[i]!]! += 1;
        for (let j = i + 1; j < end; j++)
          into[at + 1 + q + place(codes[i]!, codes[j]!)]! += 2 / (m - 1);
      }
    },
    evaluate(totals) {
      const n = totals[0]!;
      for (let k = 0; k < q; k++) counts[k] = totals[1 + k]!;
      midRanksInto(counts, ranks);
      let observed = 0;
      for (let a = 1; a < q; a++)
        for (let b = 0; b < a; b++) {
          const d = ranks[a]! - ranks[b]!;
          observed += totals[1 + q + place(a, b)]! * d * d;
        }
      return alphaOf(observed, expectedDisagreement(counts, 'ordinal', ranks, categories, n), n);
    },
  };
}
