import type { Worker } from 'node:worker_threads';
import { buildPlan } from '../engine/build-plan.ts';
import { finish } from '../engine/finish.ts';
import { evaluateOriginal } from '../engine/original.ts';
import { createInProcessRunner, outputSizes, stopIfAsked } from '../engine/run-in-process.ts';
import { enoughExceedances } from '../engine/sequential-p.ts';
import type { EngineJob, EngineOptions, EngineResult, EngineRunner } from '../engine/types.ts';
import { cutWork } from '../engine/work.ts';
import { fail } from '../errors.ts';
import type { PoolAnswer, PoolTask } from './messages.ts';
import { share } from './share.ts';
import { startWorker } from './start-worker.ts';

/** How a pool is made. */
export interface PoolOptions {
  /** number of worker threads; results do not depend on it */
  readonly workers: number;
  /** rows × passes below which a job runs in the calling thread; 30 million when absent */
  readonly smallWork?: number;
  /** starts the workers at once, so that they load while the caller still reads; default false */
  readonly isEager?: boolean;
}

/**
 * A persistent pool of workers on shared memory. Workers start with the first large job (or at once) and stay until
 * `close`; jobs are done in turn; small ones run in the calling thread. A job's result is the same,
 * byte for byte, for any number of workers.
 *
 * @param options number of workers, 1 to 64
 * @throws stats/bad-argument
 */
export function createPool(options: PoolOptions): EngineRunner {
  const { workers, smallWork = 30_000_000, isEager = false } = options;
  if (!Number.isInteger(workers) || workers < 1 || workers > 64) {
    fail(
      'stats/bad-argument',
      `A pool has 1 to 64 workers, not ${workers}.`,
      'Pass a whole number.',
    );
  }
  const small = createInProcessRunner();
  const threads: Thread[] = [];
  const startAll = (): void => {
    while (threads.length < workers) threads.push({ worker: startWorker('worker'), tasks: 0 });
  };
  const stopAll = (): Promise<unknown> =>
    Promise.all(threads.splice(0).map(({ worker }) => worker.terminate()));
  if (isEager) {
    startAll();
    // Idle threads do not keep the process open.
    for (const { worker } of threads) worker.unref();
  }
  // Two jobs at a time: while threads work on one, the caller lays out the next and finishes the one before.
  let last: Promise<unknown> = Promise.resolve();
  let lastButOne: Promise<unknown> = Promise.resolve();
  let nextId = 0;
  return {
    run(job: EngineJob, runOptions: EngineOptions = {}): Promise<EngineResult> {
      const passes =
        (1 + job.attributes.length) * job.replicates + job.attributes.length * job.permutations;
      if (job.rowCount * passes < smallWork) return small.run(job, runOptions);
      const run = lastButOne.then(() => {
        stopIfAsked(runOptions.signal);
        startAll();
        return runOnThreads([...threads], job, runOptions, nextId++);
      });
      lastButOne = last;
      last = run.catch((error: unknown) => {
        // After a failure no thread is trusted: the next job starts fresh ones.
        if (!isCancelled(error)) void stopAll();
      });
      return run;
    },
    async close(): Promise<void> {
      await Promise.all([last, lastButOne]);
      await stopAll();
    },
  };
}

/** A worker and how many tasks it has; it holds the process open while it has any. */
interface Thread {
  readonly worker: Worker;
  tasks: number;
}

function isCancelled(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'stats/cancelled';
}

async function runOnThreads(
  threads: readonly Thread[],
  job: EngineJob,
  options: EngineOptions,
  id: number,
): Promise<EngineResult> {
  const plan = share(buildPlan(job));
  const { columns, fractions } = evaluateOriginal(plan);
  const sizes = outputSizes(plan, job);
  const shared = (length: number): Float64Array =>
    new Float64Array(new SharedArrayBuffer(8 * length));
  const pieces = cutWork(job.replicates, job.permutations, job.attributes.length);
  const output = {
    original: share(columns),
    replicates: shared(sizes.replicates),
    permutations: shared(sizes.permutations).fill(Number.NaN),
    done: new Int32Array(new SharedArrayBuffer(4 * pieces.length)),
  };
  const control = new Int32Array(new SharedArrayBuffer(8));
  const enough = job.enoughExceedances ?? enoughExceedances;
  const task: PoolTask = { id, plan, output, pieces, control, enough };
  const total = pieces.reduce((sum, piece) => sum + piece.to - piece.from, 0);
  let done = 0;
  const advance = (count: number): void => {
    done += count;
    options.onProgress?.(done, total);
  };
  const cancel = (): void => {
    Atomics.store(control, 1, 1);
  };
  options.signal?.addEventListener('abort', cancel);
  try {
    await Promise.all(threads.map((thread) => runOnThread(thread, task, advance, cancel)));
  } finally {
    options.signal?.removeEventListener('abort', cancel);
  }
  stopIfAsked(options.signal);
  return finish(plan, job, { ...output, fractions });
}

/** One thread's part of a task; holds the process open only meanwhile. */
function runOnThread(
  thread: Thread,
  task: PoolTask,
  advance: (count: number) => void,
  cancel: () => void,
): Promise<void> {
  const { worker } = thread;
  return new Promise((resolve, reject) => {
    const settle = (error?: Error): void => {
      worker.off('message', onMessage);
      worker.off('error', settle);
      worker.off('exit', onExit);
      thread.tasks -= 1;
      if (thread.tasks === 0) worker.unref();
      if (error === undefined) resolve();
      else {
        cancel();
        reject(error);
      }
    };
    const onExit = (): void => settle(new Error('A worker thread ended before its work was done.'));
    const onMessage = (answer: PoolAnswer): void => {
      if (answer.id !== task.id) return;
      if (answer.kind === 'progress') advance(answer.count);
      else if (answer.kind === 'finished') settle();
      else settle(new Error(answer.message));
    };
    worker.on('message', onMessage);
    worker.on('error', settle);
    worker.on('exit', onExit);
    thread.tasks += 1;
    worker.ref();
    worker.postMessage(task);
  });
}
