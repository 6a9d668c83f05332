import { randomStream } from '@equipoise/stats';
import type { Layout } from './draw-study.ts';
import { imageCountStream, normalStream } from './draws.ts';
import type { LeakedPatients, MissingNotAtRandom } from './flaws.ts';
import type { ResolvedPhantomOptions } from './options.ts';
import type { PhantomReadings, PhantomTask, PhantomTrain } from './phantom.ts';
import { purpose } from './streams.ts';

/**
 * Decides which patients have no recorded age, more often where an image is positive or the model errs.
 *
 * @param options complete options
 * @param layout rows by patient
 * @param flaw the rates
 * @param task labels and scores that the missingness depends on
 * @returns 1 for every row whose value is missing
 */
export function drawMissing(
  options: ResolvedPhantomOptions,
  layout: Layout,
  flaw: MissingNotAtRandom,
  task: PhantomTask,
): Uint8Array {
  const uniform = randomStream(options.seed, purpose.missing);
  const missing = new Uint8Array(layout.rowCount);
  for (let p = 0; p < options.patients; p++) {
    const [start, end] = [layout.starts[p]!, layout.starts[p + 1]!];
    let hasPositive = false;
    let hasError = false;
    for (let row = start; row < end; row++) {
      const isPositive = task.trueLabel[row] === 1;
      hasPositive ||= isPositive;
      hasError ||= isPositive !== task.score[row]! >= task.threshold;
    }
    const rate =
      flaw.baseRate +
      (hasPositive ? flaw.addedWhenPositive : 0) +
      (hasError ? flaw.addedWhenWrong : 0);
    if (uniform() < rate) missing.fill(1, start, end);
  }
  return missing;
}

/** The training table and who of the study is in it. */
export interface DrawnTrain {
  readonly train: PhantomTrain;
  /** Leaked patients of the study, ascending. */
  readonly leaked: readonly number[];
}

/**
 * Draws the training table: patients of its own, and the leaked ones with one image each.
 *
 * @param options complete options
 * @param flaw share of leaked patients; undefined for none
 * @returns the table; at least one patient leaks when a flaw is given
 */
export function drawTrain(
  options: ResolvedPhantomOptions,
  flaw: LeakedPatients | undefined,
): DrawnTrain {
  const { patients, trainPatients, seed } = options;
  const leaked: number[] = [];
  if (flaw) {
    // Selection sampling: exactly the wanted number, in ascending order.
    const uniform = randomStream(seed, purpose.leak);
    const wanted = Math.max(1, Math.round(flaw.share * patients));
    for (let p = 0; p < patients && leaked.length < wanted; p++) {
      if (uniform() * (patients - p) < wanted - leaked.length) leaked.push(p);
    }
  }
  const next = imageCountStream(options.imagesPerPatient, randomStream(seed, purpose.trainCount));
  const counts = Int32Array.from({ length: trainPatients }, next);
  const rowCount = counts.reduce((sum, count) => sum + count, leaked.length);
  const patientNumber = new Int32Array(rowCount);
  let row = 0;
  for (let p = 0; p < trainPatients; p++) {
    patientNumber.fill(patients + p, row, row + counts[p]!);
    row += counts[p]!;
  }
  patientNumber.set(leaked, row);
  return { train: { rowCount, patientNumber }, leaked };
}

/**
 * Draws what each reader answers on every image for the first task.
 *
 * @param options complete options
 * @param task the task that is read
 * @returns readings ordered by reader, then row
 */
export function drawReadings(options: ResolvedPhantomOptions, task: PhantomTask): PhantomReadings {
  const rowCount = task.label.length;
  const count = rowCount * options.readers.length;
  const reader = new Int32Array(count);
  const row = new Int32Array(count);
  const answer = new Uint8Array(count);
  const confidence = new Uint8Array(count);
  const durationMs = new Int32Array(count);
  options.readers.forEach(({ sensitivity, specificity }, r) => {
    const uniform = randomStream(options.seed, purpose.reading, r);
    const normal = normalStream(uniform);
    for (let i = 0; i < rowCount; i++) {
      const at = r * rowCount + i;
      const isPositive = task.trueLabel[i] === 1;
      const isRight = uniform() < (isPositive ? sensitivity : specificity);
      reader[at] = r;
      row[at] = i;
      answer[at] = isPositive === isRight ? 1 : 0;
      // Right answers are given with more confidence, and confident answers come faster.
      const sure = Math.round((isRight ? 4 : 2.8) + normal());
      confidence[at] = Math.min(5, Math.max(1, sure));
      durationMs[at] = Math.round(Math.exp(9.9 - 0.12 * confidence[at]! + 0.35 * normal()));
    }
  });
  const readerIds = options.readers.map((_, r) => `R${r + 1}`);
  return { readerIds, reader, row, answer, confidence, durationMs };
}
