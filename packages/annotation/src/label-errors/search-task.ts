import { type ConfidentJoint, confidentJoint } from '../quality/confident-joint.ts';
import { wrongProbabilities } from '../quality/cost-curve.ts';
import { findLabelIssues } from '../quality/find-issues.ts';
import { type ScoredLabels, scoredLabels } from '../quality/label-scores.ts';
import { explainSuspects, reasonSentence, type Suspect } from '../quality/reasons.ts';
import type { Embeddings, LabelErrorsQuestion, LabelTask } from './label-errors-input.ts';
import { suspectNeighbours } from './suspect-neighbours.ts';
import { wrongChances } from './wrong-chances.ts';

/** One task searched. */
export interface SearchedTask {
  readonly task: LabelTask;
  /** Rows of the study that are scored, in order. */
  readonly rows: Int32Array;
  readonly input: ScoredLabels;
  readonly joint: ConfidentJoint;
  /** Suspects, the most probably wrong first. */
  readonly suspects: readonly FoundSuspect[];
}

/** A suspect with how probably it is wrong; `at` is a scored row. */
export interface FoundSuspect extends Suspect {
  readonly sentences: readonly string[];
  readonly wrong: number;
  /** The most cautious and the boldest reading. */
  readonly low: number;
  readonly high: number;
}

/** Suspects beyond these get no look at their neighbours. */
const mostNeighbours = 1000;

/**
 * Searches the labels of one task.
 *
 * @param task labels and scores
 * @param question filter
 * @param embeddings vectors, where there are some
 * @throws annotation/not-a-probability
 */
export function searchTask(
  task: LabelTask,
  question: LabelErrorsQuestion,
  embeddings: Embeddings | null,
): SearchedTask {
  const k = task.classes.length;
  let count = 0;
  for (const one of task.isScored) count += one;
  const rows = new Int32Array(count);
  const labels = new Int32Array(count);
  const probabilities = new Float64Array(count * k);
  let to = 0;
  for (let i = 0; i < task.isScored.length; i++) {
    if (task.isScored[i] !== 1) continue;
    rows[to] = i;
    labels[to] = task.label[i]!;
    for (let c = 0; c < k; c++) probabilities[to * k + c] = task.probabilities[i * k + c]!;
    to++;
  }
  const input = scoredLabels(labels, probabilities, k);
  const joint = confidentJoint(input);
  const issues = findLabelIssues(input, question.filter, joint);
  const wrong = wrongProbabilities(input, joint);
  const chances = wrongChances(input, joint, issues.rows, wrong);
  const middle = new Map<number, readonly [number, number, number]>();
  issues.rows.forEach((row, at) => {
    const [low, high] = [chances.low[at]!, chances.high[at]!];
    middle.set(row, [chances.middle[at]!, low, high]);
  });
  const order = [...issues.rows].sort(
    (a, b) => middle.get(b)![0] - middle.get(a)![0] || wrong[b]! - wrong[a]! || a - b,
  );
  const near = new Map<number, number>();
  if (embeddings !== null) {
    const first = order.slice(0, mostNeighbours);
    const own = new Int32Array(task.label.length).fill(-1);
    for (let i = 0; i < rows.length; i++) own[rows[i]!] = labels[i]!;
    suspectNeighbours(
      first.map((at) => rows[at]!),
      own,
      embeddings,
    ).forEach((share, n) => {
      if (share !== null) near.set(first[n]!, share);
    });
  }
  const neighbourShare = new Float64Array(near.size > 0 ? count : 0);
  for (const [at, share] of near) neighbourShare[at] = share;
  const told = explainSuspects(input, joint, order, near.size > 0 ? { neighbourShare } : {});
  const byRow = new Map(told.map((one) => [one.at, one]));
  const className = (label: number): string => shownClass(task, label);
  return {
    task,
    rows,
    input,
    joint,
    suspects: order.map((at) => {
      const one = byRow.get(at)!;
      const sentences = shortest(one.reasons, k).map((reason) => reasonSentence(reason, className));
      const share = near.get(at);
      if (share !== undefined && share <= 0.5) {
        sentences.push(
          `${Math.round((1 - share) * 100)} % of the nearest cases have the given label.`,
        );
      }
      const [likely, low, high] = middle.get(at)!;
      return { ...one, sentences, wrong: likely, low, high };
    }),
  };
}

/** Of two classes the one reason says what the other says. */
function shortest(reasons: Suspect['reasons'], classCount: number): Suspect['reasons'] {
  if (classCount > 2) return reasons;
  const own = reasons.find((one) => one.code === 'low-self-confidence') ?? reasons[0];
  const scored = ['other-class-confident', 'prefers-other-class', 'low-self-confidence'];
  return reasons.filter((one) => one === own || !scored.includes(one.code));
}

/** A class as a page shows it: in words where it is a 0 or a 1. */
export function shownClass(task: LabelTask, label: number): string {
  const name = nameOf(task, label);
  if (task.classes.length !== 2 || (name !== '0' && name !== '1')) return name;
  return name === '1' ? 'positive' : 'negative';
}

/** A class as a list shows it. */
export function nameOf(task: LabelTask, label: number): string {
  return task.classes[label] ?? '';
}
