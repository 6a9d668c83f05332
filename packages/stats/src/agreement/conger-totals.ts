import { type AgreementWeights, agreementWeights, bilinear } from './agreement-weights.ts';
import { overRoom } from './chance-room.ts';
import type { CoefficientTotals } from './coefficient.ts';
import type { Ratings } from './ratings.ts';
import { categoryCounts } from './unit-counts.ts';

/**
 * Conger's kappa as totals. Rows: units read twice, their pair agreement, counts of readers x categories.
 *
 * @param ratings the ratings
 * @param weights agreement weights
 */
export function congerTotals(ratings: Ratings, weights: AgreementWeights): CoefficientTotals {
  const q = ratings.categories.length;
  const r = ratings.readerCount;
  const w = agreementWeights(weights, q);
  const counts = new Float64Array(q);
  const own = new Float64Array(q);
  const all = new Float64Array(q);
  return {
    size: 2 + r * q,
    addUnit(unit, into, at) {
      const m = categoryCounts(ratings, unit, counts);
      for (let i = ratings.starts[unit]!; i < ratings.starts[unit + 1]!; i++)
        into[at + 2 + ratings.readers[i]! * q + ratings.codes[i]!]! += 1;
      if (m < 2) return;
      into[at]! += 1;
      into[at + 1]! += (bilinear(counts, w, counts) - m) / (m * (m - 1));
    },
    evaluate(totals) {
      if (!(totals[0]! > 0)) return Number.NaN;
      all.fill(0);
      let active = 0;
      let same = 0;
      for (let g = 0; g < r; g++) {
        let read = 0;
        for (let k = 0; k < q; k++) read += totals[2 + g * q + k]!;
        if (!(read > 0)) continue;
        active++;
        for (let k = 0; k < q; k++) {
          own[k] = totals[2 + g * q + k]! / read;
          all[k]! += own[k]!;
        }
        same += bilinear(own, w, own);
      }
      if (active < 2) return Number.NaN;
      const expected = (bilinear(all, w, all) - same) / (active * (active - 1));
      return overRoom(totals[1]! / totals[0]!, expected);
    },
  };
}
