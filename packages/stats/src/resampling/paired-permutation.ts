import { fail } from '../errors.ts';
import { randomWords } from '../random.ts';
import { none, some, type Value } from '../value.ts';
import { orderByScore } from './score-order.ts';

/** Result of a permutation test of a difference. */
export interface PermutationResult {
  readonly observed: Value;
  /** (1 + #|null| >= |observed|)/(B + 1). */
  readonly pValue: Value;
  readonly nullDifferences: Float64Array;
}

/**
 * Two-sided permutation p-value (1 + #(|null| >= |observed| - 1e-12))/(B + 1); NaN replicates are left out.
 *
 * @param observed the statistic on the data
 * @param nullValues the statistic under permutations
 */
export function permutationPValue(observed: number, nullValues: ArrayLike<number>): number {
  let count = 0;
  let valid = 0;
  const border = Math.abs(observed) - 1e-12;
  for (let b = 0; b < nullValues.length; b++) {
    const size = Math.abs(nullValues[b]!);
    if (Number.isNaN(size)) continue;
    valid++;
    if (size >= border) count++;
  }
  return (1 + count) / (valid + 1);
}

/**
 * Mid-ranks of scores, from 1; ties share their mean rank.
 *
 * @param score n scores, infinities allowed
 */
export function scoreMidRanks(score: ArrayLike<number>): Float64Array {
  const { order, starts } = orderByScore(score);
  const ranks = new Float64Array(score.length);
  for (let run = 0; run + 1 < starts.length; run++) {
    const rank = (starts[run]! + starts[run + 1]! + 1) / 2;
    for (let i = starts[run]!; i < starts[run + 1]!; i++) ranks[order[i]!] = rank;
  }
  return ranks;
}

/**
 * Paired permutation test of two AUROCs: within-model mid-ranks of a case are exchanged between the models.
 *
 * @param y n labels, positive where not 0
 * @param scoreA n scores of model A
 * @param scoreB n scores of model B on the same cases
 * @param flips B lists of n zeros and ones (1 swaps the case), or a seed and a count to draw them
 * @returns AUROC(A) - AUROC(B) and its p; `one-class` when a class is absent
 * @throws stats/length-mismatch, stats/not-a-number
 * @see Venkatraman, Begg 1996, doi:10.1093/biomet/83.4.835; Bandos, Rockette, Gur 2005, doi:10.1002/sim.2149
 */
export function pairedAurocPermutation(
  y: ArrayLike<number>,
  scoreA: ArrayLike<number>,
  scoreB: ArrayLike<number>,
  flips: ArrayLike<ArrayLike<number>> | { readonly seed: number; readonly count: number },
): PermutationResult {
  const n = y.length;
  if (scoreA.length !== n || scoreB.length !== n) {
    fail(
      'stats/length-mismatch',
      `${n} labels came with ${scoreA.length} and ${scoreB.length} scores.`,
      'Pass two scores per label.',
    );
  }
  const rankA = scoreMidRanks(scoreA);
  const rankB = scoreMidRanks(scoreB);
  const aurocA = makeRankAuroc(y);
  const observed = aurocA(rankA) - aurocA(rankB);
  if (Number.isNaN(observed)) {
    return {
      observed: none('one-class'),
      pValue: none('one-class'),
      nullDifferences: new Float64Array(0),
    };
  }
  const isGiven = !('seed' in flips);
  const count = isGiven ? flips.length : flips.count;
  const first = new Float64Array(n);
  const second = new Float64Array(n);
  const nullDifferences = new Float64Array(count);
  for (let b = 0; b < count; b++) {
    const given = isGiven ? flips[b]! : null;
    const words = isGiven ? null : randomWords(flips.seed, b);
    for (let i = 0; i < n; i++) {
      const isSwapped = given !== null ? given[i] === 1 : words !== null && words() >= 2147483648;
      first[i] = isSwapped ? rankB[i]! : rankA[i]!;
      second[i] = isSwapped ? rankA[i]! : rankB[i]!;
    }
    nullDifferences[b] = aurocA(first) - aurocA(second);
  }
  return {
    observed: some(observed),
    pValue: some(permutationPValue(observed, nullDifferences)),
    nullDifferences,
  };
}

/** AUROC of changing half-integer ranks 1..n by counting, without sorting. */
function makeRankAuroc(y: ArrayLike<number>): (r: Float64Array) => number {
  const n = y.length;
  const positives = new Int32Array(2 * n + 2);
  const negatives = new Int32Array(2 * n + 2);
  return (r) => {
    positives.fill(0);
    negatives.fill(0);
    let m = 0;
    for (let i = 0; i < n; i++) {
      const place = 2 * r[i]!;
      if (y[i]) {
        positives[place]!++;
        m++;
      } else negatives[place]!++;
    }
    let wins = 0;
    let below = 0;
    for (let k = 0; k < positives.length; k++) {
      const q = negatives[k]!;
      wins += positives[k]! * (below + q / 2);
      below += q;
    }
    return m > 0 && m < n ? wins / (m * (n - m)) : Number.NaN;
  };
}
