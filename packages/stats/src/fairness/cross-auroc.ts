import { checkBinary, checkNoNaN } from '../special/check.ts';
import { none, some, type Value } from '../value.ts';
import type { GroupCodes } from './group-codes.ts';

/** AUROCs of positives of one group against negatives of another. */
export interface CrossAuroc {
  readonly labels: readonly string[];
  /** Row a, column b: chance that a positive of a scores above a negative of b, ties half. */
  readonly matrix: readonly (readonly Value[])[];
  /** Positives of each group against all negatives. */
  readonly positivesVersusAll: readonly Value[];
  /** Negatives of each group against all positives. */
  readonly allVersusNegatives: readonly Value[];
}

/** Share of pairs with positive above negative, both ascending. */
function shareAbove(positives: Float64Array, negatives: Float64Array): Value {
  if (positives.length === 0) return none('no-positives');
  if (negatives.length === 0) return none('no-negatives');
  let below = 0;
  let notAbove = 0;
  let wins = 0;
  for (const score of positives) {
    while (below < negatives.length && negatives[below]! < score) below++;
    while (notAbove < negatives.length && negatives[notAbove]! <= score) notAbove++;
    wins += (below + notAbove) / 2;
  }
  return some(wins / (positives.length * negatives.length));
}

/**
 * Cross-group AUROCs.
 *
 * @param y labels 0 or 1
 * @param score scores, infinities allowed
 * @param groups group of each row
 * @throws stats/not-a-number, stats/bad-argument
 * @see Kallus, Zhou 2019, arXiv:1902.05826; Borkan et al. 2019, arXiv:1903.04561
 */
export function crossAuroc(
  y: ArrayLike<number>,
  score: ArrayLike<number>,
  groups: GroupCodes,
): CrossAuroc {
  checkBinary(y, 'labels');
  checkNoNaN(score, 'scores');
  const { labels, codes } = groups;
  const pick = (label: number, group: number): Float64Array =>
    Float64Array.from(score)
      .filter((_, i) => y[i] === label && (group < 0 || codes[i] === group))
      .sort();
  const positives = labels.map((_, g) => pick(1, g));
  const negatives = labels.map((_, g) => pick(0, g));
  const allPositives = pick(1, -1);
  const allNegatives = pick(0, -1);
  return {
    labels,
    matrix: positives.map((p) => negatives.map((q) => shareAbove(p, q))),
    positivesVersusAll: positives.map((p) => shareAbove(p, allNegatives)),
    allVersusNegatives: negatives.map((q) => shareAbove(allPositives, q)),
  };
}
