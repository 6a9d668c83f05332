import { cautiousProbabilities } from '../quality/cautious-probabilities.ts';
import { type ConfidentJoint, confidentJoint } from '../quality/confident-joint.ts';
import { findLabelIssues } from '../quality/find-issues.ts';
import { type ScoredLabels, scoredLabels } from '../quality/label-scores.ts';
import { explainRow, reasonSentence, type Suspect } from '../quality/reasons.ts';
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

/** A suspect with how probably it is wrong; `at` is a scored row. There may be millions: what follows is not kept. */
export interface FoundSuspect extends Pick<Suspect, 'at' | 'given'> {
  /** Share of its nearest cases with another label; null where nobody looked. */
  readonly nearShare: number | null;
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
  const { rows, labels, probabilities } = scoredRows(task, k);
  const input = scoredLabels(labels, probabilities, k);
  const joint = confidentJoint(input);
  const issues = findLabelIssues(input, question.filter, joint);
  const cautious = cautiousProbabilities(input, joint);
  const chances = wrongChances(input, joint, issues.rows, cautious);
  const places = Uint32Array.from(issues.rows.keys()).sort((a, b) => {
    const byChance = chances.middle[b]! - chances.middle[a]!;
    if (byChance !== 0) return byChance;
    return cautious[issues.rows[b]!]! - cautious[issues.rows[a]!]! || a - b;
  });
  const order = Array.from(places, (place) => issues.rows[place]!);
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
  return {
    task,
    rows,
    input,
    joint,
    suspects: order.map((at, n) => {
      const place = places[n]!;
      return {
        at,
        given: labels[at]!,
        nearShare: near.get(at) ?? null,
        wrong: chances.middle[place]!,
        low: chances.low[place]!,
        high: chances.high[place]!,
      };
    }),
  };
}

/** Rows with label and score; where all have both, the arrays of the task themselves. */
function scoredRows(
  task: LabelTask,
  k: number,
): { rows: Int32Array; labels: Int32Array; probabilities: Float64Array } {
  const { isScored, label, probabilities: given } = task;
  let count = 0;
  for (let i = 0; i < isScored.length; i++) count += isScored[i]!;
  const rows = new Int32Array(count);
  for (let i = 0, to = 0; i < isScored.length; i++) if (isScored[i] === 1) rows[to++] = i;
  if (count === isScored.length) return { rows, labels: label, probabilities: given };
  const labels = new Int32Array(count);
  const probabilities = new Float64Array(count * k);
  for (let to = 0; to < count; to++) {
    const i = rows[to]!;
    labels[to] = label[i]!;
    for (let c = 0; c < k; c++) probabilities[to * k + c] = given[i * k + c]!;
  }
  return { rows, labels, probabilities };
}

/** What is probably right, and why a label is suspect, as sentences. */
export function explainSuspect(
  { task, input, joint }: SearchedTask,
  { at, nearShare }: FoundSuspect,
): { readonly suggested: number; readonly sentences: string[] } {
  const className = (label: number): string => shownClass(task, label);
  const { suggested, reasons } = explainRow(
    input,
    joint,
    at,
    nearShare === null ? {} : { neighbourShare: nearShare },
  );
  const sentences = shortest(reasons, task.classes.length).map((reason) =>
    reasonSentence(reason, className),
  );
  if (nearShare !== null && nearShare <= 0.5) {
    sentences.push(
      `${Math.round((1 - nearShare) * 100)} % of the nearest cases have the given label.`,
    );
  }
  return { suggested, sentences };
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
