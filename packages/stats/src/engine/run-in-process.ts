import { fail } from '../errors.ts';
import { buildPlan } from './build-plan.ts';
import { finish } from './finish.ts';
import { evaluateOriginal } from './original.ts';
import type { Plan } from './plan.ts';
import { enoughExceedances } from './sequential-p.ts';
import type { EngineJob, EngineOptions, EngineResult, EngineRunner } from './types.ts';
import { cutWork, Worker } from './work.ts';

/** Throws when the caller asked to stop. */
export function stopIfAsked(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  fail(
    'stats/cancelled',
    'The caller stopped the run.',
    'Run it again to have its results.',
    signal.reason,
  );
}

/** Sizes of the two output arrays of a plan. */
export function outputSizes(
  plan: Plan,
  job: EngineJob,
): { replicates: number; permutations: number } {
  const width = 2 * plan.metrics.length * plan.attributes.length;
  return {
    replicates: job.replicates * plan.columns.columnCount,
    permutations: job.permutations === 0 ? 0 : (job.permutations + 1) * width,
  };
}

/**
 * Runs a job in the calling thread from start to end.
 *
 * @param job what to compute
 * @param options progress and cancellation between pieces
 * @throws stats/cancelled when the signal is set; the errors of a wrong job
 */
export function runEngine(job: EngineJob, options: EngineOptions = {}): EngineResult {
  const steps = runSteps(job, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * Runs a job piece by piece, for callers that have something to do in between.
 *
 * @param job what to compute
 * @param options as in {@link runEngine}
 */
export function* runSteps(
  job: EngineJob,
  options: EngineOptions,
): Generator<void, EngineResult, void> {
  stopIfAsked(options.signal);
  const plan = buildPlan(job);
  const { columns: original, fractions } = evaluateOriginal(plan);
  const sizes = outputSizes(plan, job);
  const replicates = new Float64Array(sizes.replicates);
  const permutations = new Float64Array(sizes.permutations).fill(Number.NaN);
  const pieces = cutWork(job.replicates, job.permutations, job.attributes.length);
  const done = new Int32Array(pieces.length);
  const enough = job.enoughExceedances ?? enoughExceedances;
  const worker = new Worker(plan, { replicates, permutations, original, done }, enough);
  const total = pieces.reduce((sum, piece) => sum + piece.to - piece.from, 0);
  let finished = 0;
  for (const piece of pieces) {
    stopIfAsked(options.signal);
    worker.run(piece);
    finished += piece.to - piece.from;
    options.onProgress?.(finished, total);
    yield;
  }
  return finish(plan, job, { original, replicates, permutations, fractions });
}

/** A runner that works in the calling thread, one job after another, and lets the event loop turn between pieces. */
export function createInProcessRunner(): EngineRunner {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run: (job: EngineJob, options: EngineOptions = {}): Promise<EngineResult> => {
      const run = last.then(() => runInSteps(job, options));
      last = run.catch(() => undefined);
      return run;
    },
    close: () => Promise.resolve(),
  };
}

async function runInSteps(job: EngineJob, options: EngineOptions): Promise<EngineResult> {
  const steps = runSteps(job, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (options.signal !== undefined) await new Promise<void>((resolve) => setTimeout(resolve, 0));
  }
}
