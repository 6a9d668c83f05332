import type { Worker } from 'node:worker_threads';
import { fail } from '../errors.ts';
import type { VerifyCell, VerifyProgress, VerifyRow } from '../verify/types.ts';
import { startWorker } from './start-worker.ts';
import type { VerifyAnswer, VerifyTask } from './verify-worker.ts';

/** How the simulations run. */
export interface VerifyRunOptions {
  readonly seed: number;
  readonly workers: number;
  /** called for each finished cell, in the order in which they end; store it to go on later */
  readonly onCell?: (cell: VerifyCell, rows: readonly VerifyRow[]) => void;
  readonly onProgress?: VerifyProgress;
  readonly signal?: AbortSignal;
}

/**
 * Computes cells of the self-proof over worker threads. Rows depend on the seed alone.
 *
 * @param cells what is still to do, such as `verifyCells('full')` less the stored ones
 * @param options seed, workers and callbacks
 * @returns rows in the order of the cells
 * @throws stats/cancelled when the signal is set
 */
export async function runVerifyCells(
  cells: readonly VerifyCell[],
  options: VerifyRunOptions,
): Promise<VerifyRow[]> {
  const { seed, workers, onCell, onProgress, signal } = options;
  const results: VerifyRow[][] = cells.map(() => []);
  const total = cells.reduce((sum, cell) => sum + cell.runs, 0);
  let done = 0;
  let next = 0;
  const threads = Array.from({ length: Math.min(workers, cells.length) }, () =>
    startWorker('verify-worker', import.meta.url),
  );
  const takeCells = async (thread: Worker): Promise<void> => {
    while (next < cells.length && signal?.aborted !== true) {
      const index = next++;
      const cell = cells[index]!;
      const rows = await runOn(thread, { cell, seed }, signal, (runs) => {
        done += runs;
        onProgress?.(done, total);
      });
      results[index] = rows;
      onCell?.(cell, rows);
    }
  };
  try {
    await Promise.all(threads.map(takeCells));
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
  if (signal?.aborted === true) cancelled();
  return results.flat();
}

function cancelled(): never {
  fail(
    'stats/cancelled',
    'The caller stopped the simulations.',
    'Run them again; stored cells are kept.',
  );
}

function runOn(
  thread: Worker,
  task: VerifyTask,
  signal: AbortSignal | undefined,
  advance: (runs: number) => void,
): Promise<VerifyRow[]> {
  return new Promise((resolve, reject) => {
    // Listeners are taken off one by one: removing all also removes the thread's own, and it falls silent.
    const settle = (end: () => void): void => {
      thread.off('message', onMessage);
      thread.off('error', onError);
      thread.off('exit', onExit);
      signal?.removeEventListener('abort', stop);
      end();
    };
    const stop = (): void => {
      settle(() => {
        try {
          cancelled();
        } catch (error) {
          reject(error);
        }
      });
    };
    const onMessage = (answer: VerifyAnswer): void => {
      if (answer.kind === 'progress') advance(answer.runs);
      else if (answer.kind === 'rows') settle(() => resolve([...answer.rows]));
      else settle(() => reject(new Error(answer.message)));
    };
    const onError = (error: Error): void => settle(() => reject(error));
    const onExit = (): void =>
      settle(() => reject(new Error('A worker ended before its cell was done.')));
    thread.on('message', onMessage);
    thread.on('error', onError);
    thread.on('exit', onExit);
    signal?.addEventListener('abort', stop);
    thread.postMessage(task);
  });
}
