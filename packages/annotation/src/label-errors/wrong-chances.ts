import { argsort } from '@equipoise/stats';
import { cautiousProbabilities } from '../quality/cautious-probabilities.ts';
import { type ConfidentJoint, noiseMatrices } from '../quality/confident-joint.ts';
import type { ScoredLabels } from '../quality/label-scores.ts';

/** How probably labels are wrong, as far as that can be told without a review. */
export interface WrongChances {
  /** Mean of two readings of the noise, never above {@link surest}. */
  readonly middle: Float64Array;
  /** The most cautious reading: the noise of the whole table weighs as much as the score of the row. */
  readonly low: Float64Array;
  /** The boldest: the confident joint at its word, in which the model's own errors count as noise. */
  readonly high: Float64Array;
}

/** No label is called wrong with more certainty than this before somebody has looked. */
export const surest = 0.97;

/** Rows that calibrate; of more, an even sample is taken. */
const mostCalibrated = 200_000;
/** Share of a class that anchors its noise, and the fewest rows of it. */
const anchorShare = 0.1;
const fewestAnchors = 20;
/** Below this distance the label tells nothing of the class. */
const leastSpread = 0.05;

interface Calibration {
  /** Ascending scores from which a level holds. */
  readonly from: Float64Array;
  /** Share of the label at that level, rising. */
  readonly share: Float64Array;
  /** Rows of that level. */
  readonly count: Float64Array;
}

/** A share with its standard error. */
type Share = readonly [share: number, error: number];

/** Isotonic regression of a yes/no outcome on a score. */
function isotonic(score: Float64Array, outcome: Uint8Array, order: Uint32Array): Calibration {
  const from: number[] = [];
  const mean: number[] = [];
  const weight: number[] = [];
  for (let i = 0; i < order.length; ) {
    let j = i;
    let hits = 0;
    while (j < order.length && score[order[j]!] === score[order[i]!]) hits += outcome[order[j++]!]!;
    from.push(score[order[i]!]!);
    mean.push(hits / (j - i));
    weight.push(j - i);
    i = j;
    while (mean.length > 1 && mean.at(-2)! >= mean.at(-1)!) {
      const value = mean.pop()!;
      const count = weight.pop()!;
      from.pop();
      const at = mean.length - 1;
      mean[at] = (mean[at]! * weight[at]! + value * count) / (weight[at]! + count);
      weight[at] = weight[at]! + count;
    }
  }
  return {
    from: Float64Array.from(from),
    share: Float64Array.from(mean),
    count: Float64Array.from(weight),
  };
}

function levelOf({ from, share, count }: Calibration, score: number): Share {
  let low = 0;
  let high = from.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (from[middle]! <= score) low = middle;
    else high = middle - 1;
  }
  const rows = count[low] ?? 0;
  const near = ((share[low] ?? 0) * rows + 0.5) / (rows + 1);
  return [near, Math.sqrt((near * (1 - near)) / (rows + 1))];
}

/** Chance that a label is wrong, where `share` of such rows are labelled so; null where labels tell nothing. */
function chance([share, error]: Share, falseRate: number, trueRate: number): number | null {
  if (!(trueRate - falseRate > leastSpread)) return null;
  const part = (s: number): number =>
    Math.min(1, Math.max(0, (s - falseRate) / (trueRate - falseRate)));
  // Three points of Gauss and Hermite: a level of few rows is no certainty at either end.
  const wide = Math.sqrt(3) * error;
  const q = (part(share - wide) + 4 * part(share) + part(share + wide)) / 6;
  const wrong = (1 - q) * falseRate;
  const total = wrong + q * trueRate;
  return total > 0 ? wrong / total : 1;
}

/**
 * Probability that each given label is wrong, under noise that depends on the class alone. Scores are calibrated
 * on the given labels (isotonic), the noise is taken out, and Bayes weighs what remains by the label that the row
 * got. The noise is taken twice: from the most extreme scores of each class, and from the confident joint. Noise
 * and a model's own errors cannot be told apart without a review: a weak model on clean labels is believed too much.
 *
 * @param input labels and out-of-sample probabilities
 * @param joint their confident joint
 * @param rows the rows asked for
 * @param fallback cautious chance of every row ; it stands where labels tell nothing of the class
 * @returns 0 to 1, one entry per row asked for
 * @see Patrini et al. 2017, doi:10.1109/CVPR.2017.240 (anchors); Northcutt, Jiang, Chuang 2021, doi:10.1613/jair.1.12125
 */
export function wrongChances(
  input: ScoredLabels,
  joint: ConfidentJoint,
  rows: readonly number[],
  fallback: Float64Array = cautiousProbabilities(input, joint),
): WrongChances {
  const { rowCount, classCount: k, labels, probabilities } = input;
  const { noise, trueShares } = noiseMatrices(joint.calibrated, k);
  const middle = new Float64Array(rows.length);
  const low = new Float64Array(rows.length);
  const high = new Float64Array(rows.length);
  const step = Math.max(1, Math.ceil(rowCount / mostCalibrated));
  const count = Math.ceil(rowCount / step);
  const score = new Float64Array(count);
  const outcome = new Uint8Array(count);
  for (let c = 0; c < k; c++) {
    const mine = [...rows.keys()].filter((at) => labels[rows[at]!] === c);
    if (mine.length === 0) continue;
    let hits = 0;
    for (let i = 0; i < count; i++) {
      score[i] = probabilities[i * step * k + c]!;
      outcome[i] = labels[i * step] === c ? 1 : 0;
      hits += outcome[i]!;
    }
    const order = argsort(score);
    const map = isotonic(score, outcome, order);
    const ends = (size: number, isTop: boolean): number => {
      const wanted = Math.min(count, Math.max(fewestAnchors, Math.round(anchorShare * size)));
      let sum = 0;
      for (let i = 0; i < wanted; i++) sum += outcome[order[isTop ? count - 1 - i : i]!]!;
      return sum / Math.max(1, wanted);
    };
    const anchored = [ends(count - hits, false), ends(hits, true)] as const;
    let others = 0;
    let given = 0;
    for (let t = 0; t < k; t++) {
      if (t === c) continue;
      others += trueShares[t]!;
      given += trueShares[t]! * noise[c * k + t]!;
    }
    const joined = [others > 0 ? given / others : 0, noise[c * k + c]!] as const;
    for (const at of mine) {
      const share = levelOf(map, probabilities[rows[at]! * k + c]!);
      const one = chance(share, ...anchored) ?? fallback[rows[at]!]!;
      const other = chance(share, ...joined) ?? fallback[rows[at]!]!;
      middle[at] = Math.min(surest, (one + other) / 2);
      low[at] = Math.min(one, other, fallback[rows[at]!]!);
      high[at] = Math.max(one, other);
    }
  }
  return { middle, low, high };
}
