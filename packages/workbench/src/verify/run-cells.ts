import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { VerifyCell, VerifyRow } from '@equipoise/stats';

/** Called with each finished cell; the next cell of that thread waits for it. */
export type OnCell = (cell: VerifyCell, rows: readonly VerifyRow[]) => Promise<void>;

/**
 * Starts a thread. Built code is loaded by its address; from source, Node 20 loads no `.ts` entry, so a
 * line of code registers the loader first.
 */
function startWorker(): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./verify-worker.js', import.meta.url));
  const twin = createRequire(import.meta.url).resolve('tsx/esm/api');
  const loader = pathToFileURL(twin.replace(/\.cjs$/, '.mjs')).href;
  const entry = new URL('./verify-worker.ts', import.meta.url).href;
  const code = `import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(entry)}); });`;
  return new Worker(code, { eval: true, execArgv: ['-C', '@equipoise/source'] });
}

function ask(worker: Worker, cell: VerifyCell, seed: number): Promise<readonly VerifyRow[]> {
  return new Promise((resolve, reject) => {
    const onMessage = (rows: readonly VerifyRow[]): void => {
      worker.off('error', onError);
      resolve(rows);
    };
    const onError = (error: unknown): void => {
      worker.off('message', onMessage);
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    worker.once('message', onMessage);
    worker.once('error', onError);
    worker.postMessage({ cell, seed });
  });
}

/**
 * Computes cells on several threads, the long ones first; each cell depends on its own seed alone, so the
 * order does not matter.
 *
 * @param workers threads; default all cores
 * @param signal ends the threads; cells under way are lost, finished ones have been handed over
 */
export async function runCells(
  cells: readonly VerifyCell[],
  seed: number,
  workers: number | undefined,
  signal: AbortSignal | undefined,
  onCell: OnCell,
): Promise<void> {
  const queue = [...cells].sort((a, b) => b.runs - a.runs);
  const count = Math.min(queue.length, workers ?? availableParallelism());
  const threads = Array.from({ length: count }, startWorker);
  const stop = (): void => {
    queue.length = 0;
    for (const thread of threads) void thread.terminate();
  };
  const cancelled = new Promise<'cancelled'>((resolve) => {
    if (signal?.aborted) resolve('cancelled');
    signal?.addEventListener('abort', () => resolve('cancelled'), { once: true });
  });
  const work = async (thread: Worker): Promise<void> => {
    for (let cell = queue.shift(); cell !== undefined; cell = queue.shift()) {
      const rows = await Promise.race([ask(thread, cell, seed), cancelled]);
      if (rows === 'cancelled') return;
      await onCell(cell, rows);
    }
  };
  try {
    await Promise.all(threads.map(work));
  } finally {
    stop();
  }
}
