import { parentPort } from 'node:worker_threads';
import { Worker } from '../engine/work.ts';
import type { PoolAnswer, PoolTask } from './messages.ts';

function answer(message: PoolAnswer): void {
  parentPort?.postMessage(message);
}

/** Takes pieces until none is left or the job is cancelled. */
function work(task: PoolTask): void {
  const worker = new Worker(task.plan, task.output, task.enough);
  while (Atomics.load(task.control, 1) === 0) {
    const piece = task.pieces[Atomics.add(task.control, 0, 1)];
    if (piece === undefined) break;
    worker.run(piece);
    answer({ kind: 'progress', id: task.id, count: piece.to - piece.from });
  }
}

parentPort?.on('message', (task: PoolTask) => {
  try {
    work(task);
    answer({ kind: 'finished', id: task.id });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    answer({ kind: 'failed', id: task.id, message });
  }
});
