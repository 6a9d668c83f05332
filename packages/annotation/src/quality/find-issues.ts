import { type ConfidentJoint, confidentJoint, offDiagonalRows } from './confident-joint.ts';
import {
  normalizedMargin,
  predictedClass,
  type ScoredLabels,
  selfConfidence,
} from './label-scores.ts';
import { kthLargest } from './select.ts';

/** Ways to pick suspects. */
export const issueFilters = [
  'prune-by-noise-rate',
  'prune-by-class',
  'both',
  'confident-learning',
  'predicted-not-given',
  'low-normalized-margin',
  'low-self-confidence',
] as const;

/** One way to pick suspects. */
export type IssueFilter = (typeof issueFilters)[number];

/** Suspects of one filter. */
export interface LabelIssues {
  /** 1 where a label is suspect. */
  readonly isIssue: Uint8Array;
  /** Rows suspected, ascending. */
  readonly rows: readonly number[];
  /** The joint behind them. */
  readonly joint: ConfidentJoint;
}

/**
 * Labels that are probably wrong, by one of seven filters. All but the two `low-` filters leave out rows whose
 * most probable class is the given one.
 *
 * @param input labels and out-of-sample probabilities
 * @param filter `prune-by-noise-rate` by default: for each pair of classes as many rows as the joint counts, those with the largest p_j - p_given
 * @param joint the joint, when it is at hand
 * @see Northcutt, Jiang, Chuang 2021, doi:10.1613/jair.1.12125
 */
export function findLabelIssues(
  input: ScoredLabels,
  filter: IssueFilter = 'prune-by-noise-rate',
  joint: ConfidentJoint = confidentJoint(input),
): LabelIssues {
  const isIssue = FILTERS[filter](input, joint);
  const rows: number[] = [];
  for (let i = 0; i < isIssue.length; i++) if (isIssue[i] === 1) rows.push(i);
  return { isIssue, rows, joint };
}

/**
 * Number of labels that the confident joint itself counts as wrong and whose most probable class is another.
 *
 * @param input labels and probabilities
 * @param joint their joint
 */
export function labelIssueCount(input: ScoredLabels, joint: ConfidentJoint): number {
  const predicted = predictedClass(input);
  return offDiagonalRows(input, joint).filter((i) => predicted[i] !== input.labels[i]).length;
}

/**
 * Rows put in order, the worst first; equal scores keep their order.
 *
 * @param rows row indices
 * @param quality score per row of the whole table, lower = worse
 */
export function worstFirst(rows: readonly number[], quality: ArrayLike<number>): number[] {
  return [...rows].sort((a, b) => quality[a]! - quality[b]! || a - b);
}

type Filter = (input: ScoredLabels, joint: ConfidentJoint) => Uint8Array;

const FILTERS: Readonly<Record<IssueFilter, Filter>> = {
  'prune-by-noise-rate': (input, joint) => notPredicted(input, byNoiseRate(input, joint)),
  'prune-by-class': (input, joint) => notPredicted(input, byClass(input, joint)),
  both: (input, joint) => {
    const classes = byClass(input, joint);
    return notPredicted(
      input,
      byNoiseRate(input, joint).map((one, i) => one & classes[i]!),
    );
  },
  'confident-learning': (input, joint) => {
    const out = new Uint8Array(input.rowCount);
    for (const i of offDiagonalRows(input, joint)) out[i] = 1;
    return notPredicted(input, out);
  },
  'predicted-not-given': (input) => notPredicted(input, new Uint8Array(input.rowCount).fill(1)),
  'low-normalized-margin': (input, joint) =>
    lowest(normalizedMargin(input), labelIssueCount(input, joint)),
  'low-self-confidence': (input, joint) =>
    lowest(selfConfidence(input), labelIssueCount(input, joint)),
};

function notPredicted(input: ScoredLabels, flags: Uint8Array): Uint8Array {
  const predicted = predictedClass(input);
  for (let i = 0; i < flags.length; i++) if (predicted[i] === input.labels[i]) flags[i] = 0;
  return flags;
}

/** Rows of each given class, in one array with starts. */
function rowsByClass({ rowCount, classCount, labels }: ScoredLabels): {
  readonly rows: Int32Array;
  readonly starts: Int32Array;
} {
  const starts = new Int32Array(classCount + 1);
  for (let i = 0; i < rowCount; i++) starts[labels[i]! + 1]!++;
  for (let c = 0; c < classCount; c++) starts[c + 1]! += starts[c]!;
  const place = starts.slice(0, classCount);
  const rows = new Int32Array(rowCount);
  for (let i = 0; i < rowCount; i++) rows[place[labels[i]!]!++] = i;
  return { rows, starts };
}

/** A class with a single row is never pruned. */
const LEAST_ROWS = 2;

function byNoiseRate(input: ScoredLabels, { calibrated }: ConfidentJoint): Uint8Array {
  const { classCount: k, probabilities, rowCount } = input;
  const { rows, starts } = rowsByClass(input);
  const out = new Uint8Array(rowCount);
  let most = 0;
  for (let g = 0; g < k; g++) most = Math.max(most, starts[g + 1]! - starts[g]!);
  // One pass over the rows of a class fills the margins against all others: each row is fetched once.
  const margins = new Float64Array(most * k);
  const scratch = new Float64Array(most);
  for (let g = 0; g < k; g++) {
    const from = starts[g]!;
    const count = starts[g + 1]! - from;
    if (count < LEAST_ROWS) continue;
    for (let n = 0; n < count; n++) {
      const row = rows[from + n]! * k;
      const own = probabilities[row + g]!;
      for (let c = 0; c < k; c++) margins[c * count + n] = probabilities[row + c]! - own;
    }
    for (let c = 0; c < k; c++) {
      const wanted = Math.min(count, calibrated[g * k + c]!);
      if (c === g || wanted === 0) continue;
      const mine = margins.subarray(c * count, (c + 1) * count);
      scratch.set(mine);
      const cut = kthLargest(scratch, wanted, count);
      for (let n = 0; n < count; n++) if (mine[n]! >= cut) out[rows[from + n]!] = 1;
    }
  }
  return out;
}

function byClass(input: ScoredLabels, { calibrated }: ConfidentJoint): Uint8Array {
  const { classCount: k, rowCount } = input;
  const { rows, starts } = rowsByClass(input);
  const confidence = selfConfidence(input);
  const out = new Uint8Array(rowCount);
  for (let g = 0; g < k; g++) {
    const mine = rows.subarray(starts[g]!, starts[g + 1]!);
    const wanted = mine.length - calibrated[g * k + g]!;
    if (mine.length < LEAST_ROWS || wanted <= 0) continue;
    const scores = Float64Array.from(mine, (i) => confidence[i]!);
    // The first score that is kept: everything below it goes, ties with it stay.
    const cut = wanted < scores.length ? kthLargest(scores, scores.length - wanted) : Infinity;
    for (const i of mine) if (confidence[i]! < cut) out[i] = 1;
  }
  return out;
}

function lowest(scores: Float64Array, count: number): Uint8Array {
  const out = new Uint8Array(scores.length);
  if (count === 0) return out;
  const cut = kthLargest(scores.slice(), scores.length - count + 1);
  let left = count;
  for (let i = 0; i < scores.length; i++) {
    if (scores[i]! < cut) {
      out[i] = 1;
      left--;
    }
  }
  for (let i = 0; i < scores.length && left > 0; i++) {
    if (scores[i] === cut) {
      out[i] = 1;
      left--;
    }
  }
  return out;
}
