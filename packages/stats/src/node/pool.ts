import type { Worker } from 'node:worker_threads';
import { buildPlan } from '../engine/build-plan.ts';
import { finish } from '../engine/finish.ts';
import { evaluateOriginal } from '../engine/original.ts';
import { createInProcessRunner, outputSizes, stopIfAsked } from '../engine/run-in-process.ts';
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
}

/**
 * A persistent pool of workers on shared memory. Workers start with the first large job and stay until
 * `close`; jobs are done one after another; small ones run in the calling thread. A job's result is the same,
 * byte for byte, for any number of workers.
 *
 * @param options number of workers, 1 to 64
 * @throws stats/bad-argument
 */
export function createPool(options: PoolOptions): EngineRunner {
  const { workers, smallWork = 30_000_000 } = options;
  if (!Number.isInteger(workers) || workers < 1 || workers > 64) {
    fail(
      'stats/bad-argument',
      `A pool has 1 to 64 workers, not ${workers}.`,
      'Pass a whole number.',
    );
  }
  const small = createInProcessRunner();
  const threads: Worker[] = [];
  let last: Promise<unknown> = Promise.resolve();
  let nextId = 0;
  return {
    run(job: EngineJob, runOptions: EngineOptions = {}): Promise<EngineResult> {
      const passes =
        (1 + job.attributes.length) * job.replicates + job.attributes.length * job.permutations;
      if (job.rowCount * passes < smallWork) return small.run(job, runOptions);
      const run = last.then(() => {
        stopIfAsked(runOptions.signal);
        while (threads.length < workers) threads.push(startWorker('worker'));
        return runOnThreads(threads, job, runOptions, nextId++);
      });
      // After a failure no thread is trusted: the next job starts fresh ones.
      const renew = (error: unknown): void => {
        if (isCancelled(error)) return;
        for (const thread of threads.splice(0)) void thread.terminate();
      };
      last = run.catch(renew);
      return run;
    },
    async close(): Promise<void> {
      await last;
      await Promise.all(threads.splice(0).map((thread) => thread.terminate()));
    },
  };
}

function isCancelled(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'stats/cancelled';
}

async function runOnThreads(
  threads: readonly Worker[],
  job: EngineJob,
  options: EngineOptions,
  id: number,
): Promise<EngineResult> {
  const plan = share(buildPlan(job));
  const { columns, fractions } = evaluateOriginal(plan);
  const sizes = outputSizes(plan, job);
  const shared = (length: number): Float64Array =>
    new Float64Array(new SharedArrayBuffer(8 * length));
  const output = {
    original: share(columns),
    replicates: shared(sizes.replicates),
    permutations: shared(sizes.permutations).fill(Number.NaN),
  };
  const pieces = cutWork(job.replicates, job.permutations, job.attributes.length);
  const control = new Int32Array(new SharedArrayBuffer(8));
  const task: PoolTask = { id, plan, output, pieces, control };
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
  thread: Worker,
  task: PoolTask,
  advance: (count: number) => void,
  cancel: () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error): void => {
      thread.off('message', onMessage);
      thread.off('error', settle);
      thread.off('exit', onExit);
      thread.unref();
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
    thread.on('message', onMessage);
    thread.on('error', settle);
    thread.on('exit', onExit);
    thread.ref();
    thread.postMessage(task);
  });
}
