import type { Worker } from 'node:worker_threads';
import { buildPlan } from '../engine/build-plan.ts';
import { checkJob } from '../engine/check-job.ts';
import { finish } from '../engine/finish.ts';
import { evaluateOriginal } from '../engine/original.ts';
import { createInProcessRunner, outputSizes, stopIfAsked } from '../engine/run-in-process.ts';
import { enoughExceedances } from '../engine/sequential-p.ts';
import type { EngineJob, EngineOptions, EngineResult, EngineRunner } from '../engine/types.ts';
import { cutWork } from '../engine/work.ts';
import { fail } from '../errors.ts';
import type { PoolAnswer, PoolJob, PoolTask } from './messages.ts';
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
 * `close`; few jobs are done in turn by all workers, many by a worker each; small ones run in the calling thread. A job's result is the same,
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
    while (threads.length < workers)
      threads.push({ worker: startWorker('worker', import.meta.url), tasks: 0 });
  };
  const stopAll = (): Promise<unknown> =>
    Promise.all(threads.splice(0).map(({ worker }) => worker.terminate()));
  if (isEager) {
    startAll();
    // Idle threads do not keep the process open.
    for (const { worker } of threads) worker.unref();
  }
  const waiting: Waiting[] = [];
  const running = new Set<Promise<unknown>>();
  let inPieces = 0;
  let nextId = 0;
  const start = ({ job, options: own, resolve, reject }: Waiting, thread: Thread | null): void => {
    const run = startRun(threads, thread, job, own, nextId++);
    const settled = run.then(resolve, (error: unknown) => {
      // After a failure of a thread none is trusted: the next job starts fresh ones.
      if (!isOfCaller(error)) void stopAll();
      reject(error);
    });
    running.add(settled);
    void settled.then(() => {
      running.delete(settled);
      if (thread === null) inPieces -= 1;
      dispatch();
    });
  };
  const dispatch = (): void => {
    while (waiting.length > 0) {
      startAll();
      // With more jobs than threads each thread does whole jobs, the next one at hand: the caller has its own to do.
      const thread = waiting.length > workers ? idlest(threads) : null;
      if (thread !== null && waiting[0]!.job.rowCount <= mostWholeRows) {
        if (thread.tasks >= 2) return;
        start(waiting.shift()!, thread);
      } else {
        // Two at a time: while threads work on one, the caller lays out the next and finishes the one before.
        if (inPieces >= 2) return;
        inPieces += 1;
        start(waiting.shift()!, null);
      }
    }
  };
  return {
    run(job: EngineJob, runOptions: EngineOptions = {}): Promise<EngineResult> {
      const passes =
        (1 + job.attributes.length) * job.replicates + job.attributes.length * job.permutations;
      if (job.rowCount * passes < smallWork) return small.run(job, runOptions);
      return new Promise((resolve, reject) => {
        waiting.push({ job, options: runOptions, resolve, reject });
        // All jobs that are asked for together are known before the first one starts.
        queueMicrotask(dispatch);
      });
    },
    async close(): Promise<void> {
      while (waiting.length > 0 || running.size > 0) {
        await Promise.all([...running, Promise.resolve()]);
      }
      await stopAll();
    },
  };
}

/** Most rows of a job that one thread does by itself: its plan lies in that thread's memory alone. */
const mostWholeRows = 200_000;

/** A job that no thread has yet. */
interface Waiting {
  readonly job: EngineJob;
  readonly options: EngineOptions;
  readonly resolve: (result: EngineResult) => void;
  readonly reject: (error: unknown) => void;
}

function idlest(threads: readonly Thread[]): Thread | null {
  return threads.reduce<Thread | null>(
    (best, thread) => (best === null || thread.tasks < best.tasks ? thread : best),
    null,
  );
}

async function startRun(
  threads: readonly Thread[],
  thread: Thread | null,
  job: EngineJob,
  options: EngineOptions,
  id: number,
): Promise<EngineResult> {
  stopIfAsked(options.signal);
  return thread === null
    ? await runOnThreads([...threads], job, options, id)
    : await runWhole(thread, job, options, id);
}

/** Has one thread do a job from start to end. */
async function runWhole(
  thread: Thread,
  job: EngineJob,
  options: EngineOptions,
  id: number,
): Promise<EngineResult> {
  checkJob(job);
  const control = new Int32Array(new SharedArrayBuffer(8));
  const cancel = (): void => {
    Atomics.store(control, 1, 1);
  };
  let done = 0;
  const advance = (count: number, total: number): void => {
    done += count;
    options.onProgress?.(done, total);
  };
  options.signal?.addEventListener('abort', cancel);
  try {
    const result = await runOnThread(thread, { kind: 'job', id, job, control }, advance, cancel);
    stopIfAsked(options.signal);
    if (result === null) throw new Error('A worker thread gave no result.');
    return result;
  } finally {
    options.signal?.removeEventListener('abort', cancel);
  }
}

/** A worker and how many tasks it has; it holds the process open while it has any. */
interface Thread {
  readonly worker: Worker;
  tasks: number;
}

/** Whether an error comes from the job itself, or from its being cancelled. */
function isOfCaller(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('stats/');
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
  const task: PoolTask = { kind: 'pieces', id, plan, output, pieces, control, enough };
  let done = 0;
  const advance = (count: number, total: number): void => {
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
  task: PoolTask | PoolJob,
  advance: (count: number, total: number) => void,
  cancel: () => void,
): Promise<EngineResult | null> {
  const { worker } = thread;
  return new Promise((resolve, reject) => {
    const settle = (error: Error | null, result: EngineResult | null): void => {
      worker.off('message', onMessage);
      worker.off('error', onError);
      worker.off('exit', onExit);
      thread.tasks -= 1;
      if (thread.tasks === 0) worker.unref();
      if (error === null) resolve(result);
      else {
        cancel();
        reject(error);
      }
    };
    const onError = (error: Error): void => settle(error, null);
    const onExit = (): void =>
      settle(new Error('A worker thread ended before its work was done.'), null);
    const onMessage = (answer: PoolAnswer): void => {
      if (answer.id !== task.id) return;
      if (answer.kind === 'progress') advance(answer.count, answer.total);
      else if (answer.kind === 'finished') settle(null, answer.result);
      else settle(new Error(answer.message), null);
    };
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.on('exit', onExit);
    thread.tasks += 1;
    worker.ref();
    worker.postMessage(task);
  });
}
