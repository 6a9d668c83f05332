import { shuffleInPlace, type Value } from '@equipoise/stats';
import {
  emptied,
  inputExamples,
  oneClassExample,
  perfectExample,
  randomFor,
  reordered,
  repeatedByWeight,
  withSwappedSides,
} from './contract-examples.ts';
import type { InputKind, MetricInput } from './metric-input.ts';
import type { MetricSpec } from './metric-spec.ts';

const TOLERANCE = 1e-9;

function isSame(a: Value, b: Value): boolean {
  if (a.value === null || b.value === null) return a.value === null && b.value === null;
  return Math.abs(a.value - b.value) <= TOLERANCE * Math.max(1, Math.abs(a.value));
}

function say(value: Value): string {
  return value.value === null ? `no value (${value.reason})` : String(value.value);
}

function isInside(spec: MetricSpec, value: Value): boolean {
  if (value.value === null) return true;
  return value.value >= spec.range[0] - TOLERANCE && value.value <= spec.range[1] + TOLERANCE;
}

function isReasoned(value: Value): boolean {
  return value.value === null && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value.reason);
}

function isNoWorse(spec: MetricSpec, a: Value, b: Value): boolean {
  if (a.value === null || b.value === null || spec.better === 'target') return true;
  const gain = spec.better === 'higher' ? a.value - b.value : b.value - a.value;
  return gain >= -TOLERANCE;
}

/** What was broken, in sentences. */
type Breaches = string[];

function checkExample(spec: MetricSpec, input: MetricInput, breaches: Breaches): void {
  const before = JSON.stringify(input);
  const value = spec.compute(input);
  const where = `${spec.id} on a ${input.kind} task`;
  if (JSON.stringify(input) !== before) breaches.push(`${where} changes its input.`);
  const again = spec.compute(input);
  if (value.value !== again.value) breaches.push(`${where} gives another answer the second time.`);
  if (!isInside(spec, value)) breaches.push(`${where} leaves its range with ${say(value)}.`);
  if (value.value === null && !isReasoned(value)) breaches.push(`${where} gives no plain reason.`);
  const order = shuffleInPlace(
    Array.from({ length: input.labels.length }, (_, row) => row),
    randomFor(2),
  );
  const shuffled = spec.compute(reordered(input, order));
  if (!isSame(value, shuffled)) {
    breaches.push(`${where} depends on the order of rows: ${say(value)} and ${say(shuffled)}.`);
  }
  checkSymmetry(spec, input, value, breaches);
  checkWeights(spec, input, breaches);
  checkRowValue(spec, input, value, breaches);
}

function checkSymmetry(
  spec: MetricSpec,
  input: MetricInput,
  value: Value,
  breaches: Breaches,
): void {
  const swapped = withSwappedSides(input);
  if (!spec.symmetric || swapped === null) return;
  const other = spec.compute(swapped);
  if (!isSame(value, other)) {
    breaches.push(`${spec.id} says it is symmetric: ${say(value)} and ${say(other)}.`);
  }
}

function checkWeights(spec: MetricSpec, input: MetricInput, breaches: Breaches): void {
  const [weighted, repeated] = repeatedByWeight(input);
  const value = spec.compute(weighted);
  if (value.value === null && value.reason === 'weights-not-supported') return;
  const expected = spec.compute(repeated);
  if (!isSame(value, expected)) {
    breaches.push(
      `${spec.id} with whole weights gives ${say(value)}, with repeated rows ${say(expected)}.`,
    );
  }
}

function predictionsOf(spec: MetricSpec, input: MetricInput): ArrayLike<number> | null {
  if (input.kind === 'regression') return input.predictions;
  if (input.kind !== 'binary') return input.decisions;
  return spec.needs === 'decision' ? input.decisions : input.scores;
}

function checkRowValue(
  spec: MetricSpec,
  input: MetricInput,
  value: Value,
  breaches: Breaches,
): void {
  const predictions = predictionsOf(spec, input);
  if (spec.rowValue === null || predictions === null || value.value === null) return;
  const threshold = input.kind === 'binary' ? (input.threshold ?? 0) : 0;
  let sum = 0;
  for (let row = 0; row < input.labels.length; row++) {
    sum += spec.rowValue(input.labels[row]!, predictions[row]!, threshold);
  }
  const mean = sum / input.labels.length;
  if (!isSame(value, { value: mean })) {
    breaches.push(`${spec.id} is ${say(value)}, the mean of its row values is ${mean}.`);
  }
}

function checkEdges(spec: MetricSpec, kind: InputKind, breaches: Breaches): void {
  const examples = inputExamples(kind);
  const none = spec.compute(emptied(examples[0]!));
  if (!isReasoned(none)) breaches.push(`${spec.id} gives ${say(none)} on no rows at all.`);
  const oneClass = spec.compute(oneClassExample(kind));
  if (!isInside(spec, oneClass)) breaches.push(`${spec.id} leaves its range on one class.`);
  const needsPositives = ['positives', 'positives-and-negatives'].includes(spec.denominator);
  if (kind === 'binary' && needsPositives && oneClass.value !== null) {
    breaches.push(`${spec.id} counts over positives and has a value without any.`);
  }
  const perfect = spec.compute(perfectExample(kind));
  if (!isInside(spec, perfect)) breaches.push(`${spec.id} leaves its range on a perfect model.`);
  for (const example of examples) {
    const value = spec.compute(example);
    if (!isNoWorse(spec, perfect, value)) {
      breaches.push(`${spec.id} ranks a perfect model (${say(perfect)}) below ${say(value)}.`);
    }
  }
}

function checkRanking(spec: MetricSpec, breaches: Breaches): void {
  if (spec.needs !== 'score' || !spec.kinds.includes('binary')) return;
  for (const input of inputExamples('binary')) {
    if (input.kind !== 'binary' || input.scores === null) continue;
    const stretched = {
      ...input,
      scores: Array.from(input.scores, (score) => Math.exp(3 * score)),
    };
    if (!isSame(spec.compute(input), spec.compute(stretched))) {
      breaches.push(`${spec.id} needs the order of scores only, yet a stretched scale changes it.`);
    }
  }
}

/**
 * Tests what a metric's declaration promises: the range holds, the order of rows is irrelevant, swapped
 * sides leave a symmetric metric, whole weights equal repeated rows, no rows and one class give a reason,
 * a perfect model is never worse than a noisy one, the same input gives the same answer and stays as it is.
 *
 * @param spec the metric, of this house or of a plugin
 * @returns one sentence per broken promise; empty when all hold
 */
export function checkMetric(spec: MetricSpec): readonly string[] {
  const breaches: Breaches = [];
  for (const kind of spec.kinds) {
    for (const input of inputExamples(kind)) checkExample(spec, input, breaches);
    checkEdges(spec, kind, breaches);
  }
  checkRanking(spec, breaches);
  if (spec.better !== 'target' && spec.target !== null) {
    breaches.push(`${spec.id} has a target and a direction.`);
  }
  if (spec.engineId === 'loss' && spec.rowValue === null) {
    breaches.push(`${spec.id} is a mean in the engine and states no value of a row.`);
  }
  return breaches;
}
