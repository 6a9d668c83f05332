import { parentPort } from 'node:worker_threads';
import { runSteps } from '../engine/run-in-process.ts';
import type { EngineResult } from '../engine/types.ts';
import { Worker } from '../engine/work.ts';
import type { PoolAnswer, PoolJob, PoolTask } from './messages.ts';

function answer(message: PoolAnswer): void {
  // Nothing is transferred: once a thread has given up a buffer, every read of a typed array asks whether it is still there.
  parentPort?.postMessage(message);
}

/** Takes pieces until none is left or the job is cancelled. */
function work(task: PoolTask): void {
  const worker = new Worker(task.plan, task.output, task.enough);
  const total = task.pieces.reduce((sum, piece) => sum + piece.to - piece.from, 0);
  while (Atomics.load(task.control, 1) === 0) {
    const piece = task.pieces[Atomics.add(task.control, 0, 1)];
    if (piece === undefined) break;
    worker.run(piece);
    answer({ kind: 'progress', id: task.id, count: piece.to - piece.from, total });
  }
}

/** Does a whole job; null when it is cancelled. */
function runWhole({ id, job, control }: PoolJob): EngineResult | null {
  let before = 0;
  const steps = runSteps(job, {
    onProgress: (done, total) => {
      answer({ kind: 'progress', id, count: done - before, total });
      before = done;
    },
  });
  while (Atomics.load(control, 1) === 0) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
  return null;
}

parentPort?.on('message', (task: PoolTask | PoolJob) => {
  const { id } = task;
  try {
    if (task.kind === 'job') {
      answer({ kind: 'finished', id, result: runWhole(task) });
    } else {
      work(task);
      answer({ kind: 'finished', id, result: null });
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    answer({ kind: 'failed', id, message });
  }
});
