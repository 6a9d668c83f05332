import { type AgreementWeights, agreementWeights, bilinear } from './agreement-weights.ts';
import { overRoom } from './chance-room.ts';
import type { CoefficientTotals } from './coefficient.ts';
import type { Ratings } from './ratings.ts';
import { categoryCounts } from './unit-counts.ts';

/**
 * Percent agreement, Gwet, Fleiss and Brennan-Prediger as totals. Rows: units read, units read twice, their pair
 * agreement, shares of the categories.
 *
 * @param ratings the ratings
 * @param kind which one
 * @param weights agreement weights
 */
export function shareTotals(
  ratings: Ratings,
  kind: 'percent' | 'gwet' | 'fleiss' | 'brennan-prediger',
  weights: AgreementWeights,
): CoefficientTotals {
  const q = ratings.categories.length;
  const w = agreementWeights(weights, q);
  const counts = new Float64Array(q);
  const shares = new Float64Array(q);
  let weightSum = 0;
  for (const x of w) weightSum += x;
  return {
    size: 3 + q,
    addUnit(unit, into, at) {
      const m = categoryCounts(ratings, unit, counts);
      if (m === 0) return;
      into[at]! += 1;
      for (let k = 0; k < q; k++) into[at + 3 + k]! += counts[k]! / m;
      if (m < 2) return;
      into[at + 1]! += 1;
      into[at + 2]! += (bilinear(counts, w, counts) - m) / (m * (m - 1));
    },
    evaluate(totals) {
      if (!(totals[1]! > 0)) return Number.NaN;
      const observed = totals[2]! / totals[1]!;
      if (kind === 'percent') return observed;
      for (let k = 0; k < q; k++) shares[k] = totals[3 + k]! / totals[0]!;
      let expected = weightSum / (q * q);
      if (kind === 'fleiss') expected = bilinear(shares, w, shares);
      else if (kind === 'gwet') {
        expected = 0;
        for (const p of shares) expected += (weightSum / (q * (q - 1))) * p * (1 - p);
      }
      return overRoom(observed, expected);
    },
  };
}
