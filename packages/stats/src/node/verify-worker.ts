import { parentPort } from 'node:worker_threads';
import { runVerifyCell } from '../verify/cells.ts';
import type { VerifyCell, VerifyRow } from '../verify/types.ts';

/** What a worker of the simulations gets. */
export interface VerifyTask {
  readonly cell: VerifyCell;
  readonly seed: number;
}

/** What it answers. */
export type VerifyAnswer =
  | { readonly kind: 'progress'; readonly runs: number }
  | { readonly kind: 'rows'; readonly rows: readonly VerifyRow[] }
  | { readonly kind: 'failed'; readonly message: string };

function answer(message: VerifyAnswer): void {
  parentPort?.postMessage(message);
}

parentPort?.on('message', ({ cell, seed }: VerifyTask) => {
  try {
    let last = 0;
    const rows = runVerifyCell(cell, seed, (done, total) => {
      if (done - last < total / 20 && done < total) return;
      answer({ kind: 'progress', runs: done - last });
      last = done;
    });
    answer({ kind: 'rows', rows });
  } catch (error) {
    answer({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
});
