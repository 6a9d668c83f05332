import { randomStream, type Uniform } from '@equipoise/stats';
import type { InputKind, MetricInput, Rows } from './metric-input.ts';

const CLASSES = 4;
const THRESHOLD = 0.4;

/**
 * A fixed random stream for the contract kit.
 *
 * @param path tells streams apart
 */
export function randomFor(path: number): Uniform {
  return randomStream(20240, path);
}

function draw(count: number, ofRow: () => number): number[] {
  return Array.from({ length: count }, ofRow);
}

function binary(count: number, path: number, prevalence: number): MetricInput {
  const uniform = randomFor(path);
  const labels = draw(count, () => (uniform() < prevalence ? 1 : 0));
  // Two decimals make ties.
  const scores = labels.map((y) => Math.round((0.3 * y + 0.68 * uniform() + 0.01) * 100) / 100);
  const decisions = scores.map((score) => (score >= THRESHOLD ? 1 : 0));
  return { kind: 'binary', labels, scores, decisions, threshold: THRESHOLD, weights: null };
}

function graded(kind: 'multiclass' | 'ordinal', count: number, path: number): MetricInput {
  const uniform = randomFor(path);
  const labels = draw(count, () => Math.floor(CLASSES * uniform()));
  const decisions = labels.map((k) => (uniform() < 0.6 ? k : Math.floor(CLASSES * uniform())));
  if (kind === 'ordinal') return { kind, labels, decisions, gradeCount: CLASSES, weights: null };
  const columns = Array.from({ length: CLASSES }, (_, k) =>
    decisions.map((called) => Math.round(((called === k ? 0.4 : 0) + 0.6 * uniform()) * 100) / 100),
  );
  return { kind, labels, decisions, columns, classCount: CLASSES, weights: null };
}

function measured(count: number, path: number): MetricInput {
  const uniform = randomFor(path);
  const labels = draw(count, () => 20 + 60 * uniform());
  const predictions = labels.map((y) => y + 12 * uniform() - 5);
  return { kind: 'regression', labels, predictions, weights: null };
}

/**
 * Noisy inputs of one kind, of several sizes.
 *
 * @param kind kind of task
 * @returns at least two inputs, the same every time
 */
export function inputExamples(kind: InputKind): readonly MetricInput[] {
  switch (kind) {
    case 'binary':
      return [binary(60, 11, 0.4), binary(301, 12, 0.1), binary(12, 13, 0.5)];
    case 'multiclass':
    case 'ordinal':
      return [graded(kind, 80, 21), graded(kind, 240, 22)];
    case 'regression':
      return [measured(40, 31), measured(7, 32)];
    default:
      return kind satisfies never;
  }
}

/**
 * An input whose prediction is right in every row.
 *
 * @param kind kind of task
 */
export function perfectExample(kind: InputKind): MetricInput {
  const input = inputExamples(kind)[0]!; // every kind has examples above
  switch (input.kind) {
    case 'binary':
      return { ...input, scores: input.labels, decisions: input.labels };
    case 'multiclass': {
      const columns = Array.from({ length: input.classCount }, (_, k) =>
        Array.from(input.labels, (label) => (label === k ? 1 : 0)),
      );
      return { ...input, decisions: input.labels, columns };
    }
    case 'ordinal':
      return { ...input, decisions: input.labels };
    case 'regression':
      return { ...input, predictions: input.labels };
    default:
      return input satisfies never;
  }
}

/**
 * An input that holds one class only (negatives), or one constant reference.
 *
 * @param kind kind of task
 */
export function oneClassExample(kind: InputKind): MetricInput {
  const input = inputExamples(kind)[0]!; // every kind has examples above
  return { ...input, labels: new Float64Array(input.labels.length) };
}

/** Applies one change to every array of rows. */
function mapRows(input: MetricInput, change: (rows: Rows) => Rows): MetricInput {
  const optional = (rows: Rows | null): Rows | null => (rows === null ? null : change(rows));
  const [labels, weights] = [change(input.labels), optional(input.weights)];
  switch (input.kind) {
    case 'binary': {
      const [scores, decisions] = [optional(input.scores), optional(input.decisions)];
      return { ...input, labels, weights, scores, decisions };
    }
    case 'multiclass': {
      const columns = input.columns === null ? null : input.columns.map(change);
      return { ...input, labels, weights, columns, decisions: optional(input.decisions) };
    }
    case 'ordinal':
      return { ...input, labels, weights, decisions: optional(input.decisions) };
    case 'regression':
      return { ...input, labels, weights, predictions: optional(input.predictions) };
    default:
      return input satisfies never;
  }
}

/**
 * The same rows in another order.
 *
 * @param input any input
 * @param order row numbers
 */
export function reordered(input: MetricInput, order: readonly number[]): MetricInput {
  return mapRows(input, (rows) => order.map((row) => rows[row]!));
}

/**
 * The same input without a row.
 *
 * @param input any input
 */
export function emptied(input: MetricInput): MetricInput {
  return reordered(input, []);
}

/**
 * An input with whole weights 0 to 2, and the same rows repeated as often instead.
 *
 * @param input an input without weights
 */
export function repeatedByWeight(input: MetricInput): readonly [MetricInput, MetricInput] {
  const weights = Array.from({ length: input.labels.length }, (_, row) => (row * 7) % 3);
  const order = weights.flatMap((weight, row) => new Array<number>(weight).fill(row));
  return [{ ...input, weights }, reordered(input, order)];
}

/**
 * The input with labels and predictions exchanged.
 *
 * @param input any input
 * @returns null where there is no prediction of the label's own kind
 */
export function withSwappedSides(input: MetricInput): MetricInput | null {
  if (input.kind === 'regression') {
    return input.predictions === null
      ? null
      : { ...input, labels: input.predictions, predictions: input.labels };
  }
  return input.decisions === null
    ? null
    : { ...input, labels: input.decisions, decisions: input.labels };
}
