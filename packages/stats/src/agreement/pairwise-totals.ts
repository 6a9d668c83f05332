import { type AgreementWeights, agreementWeights, bilinear } from './agreement-weights.ts';
import { overRoom } from './chance-room.ts';
import type { CoefficientTotals } from './coefficient.ts';
import type { Ratings } from './ratings.ts';

/**
 * The mean of the pairwise kappas as totals. Rows: a table of answers for each pair of readers.
 *
 * @param ratings the ratings
 * @param weights agreement weights
 */
export function pairwiseTotals(ratings: Ratings, weights: AgreementWeights): CoefficientTotals {
  const q = ratings.categories.length;
  const r = ratings.readerCount;
  const w = agreementWeights(weights, q);
  const pairs = (r * (r - 1)) / 2;
  const first = new Float64Array(q);
  const second = new Float64Array(q);
  const place = (g: number, h: number): number => (g * (2 * r - g - 1)) / 2 + (h - g - 1);
  return {
    size: pairs * q * q,
    addUnit(unit, into, at) {
      const { starts, readers, codes } = ratings;
      const end = starts[unit + 1]!;
      for (let i = starts[unit]!; i < end; i++)
        for (let j = i + 1; j < end; j++) {
          const g = readers[i]!;
          const h = readers[j]!;
          if (g < h) into[at + place(g, h) * q * q + codes[i]! * q + codes[j]!]! += 1;
          else if (g > h) into[at + place(h, g) * q * q + codes[j]! * q + codes[i]!]! += 1;
        }
    },
    evaluate(totals) {
      let sum = 0;
      let defined = 0;
      for (let pair = 0; pair < pairs; pair++) {
        const kappa = kappaAt(totals, pair * q * q, w, first, second);
        if (Number.isNaN(kappa)) continue;
        sum += kappa;
        defined++;
      }
      return defined > 0 ? sum / defined : Number.NaN;
    },
  };
}

function kappaAt(
  totals: ArrayLike<number>,
  at: number,
  w: Float64Array,
  first: Float64Array,
  second: Float64Array,
): number {
  const q = first.length;
  first.fill(0);
  second.fill(0);
  let n = 0;
  let observed = 0;
  for (let i = 0; i < q; i++)
    for (let j = 0; j < q; j++) {
      const count = totals[at + i * q + j]!;
      first[i]! += count;
      second[j]! += count;
      n += count;
      observed += count * w[i * q + j]!;
    }
  if (!(n > 0)) return Number.NaN;
  return overRoom(observed / n, bilinear(first, w, second) / (n * n));
}
