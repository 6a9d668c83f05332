import type { SelfProof, SelfProofRow } from '@equipoise/domain';
import { type VerifyCell, type VerifyRow, verifyCells } from '@equipoise/stats';
import { fail } from '../errors.ts';
import { statisticsHash } from '../self-proof/read-self-proof.ts';
import { runCells } from './run-cells.ts';
import { readState, type VerifyState, writeWhole } from './verify-state.ts';

/** How the simulations are run. */
export interface VerifyOptions {
  /** The stated number of studies in every cell; else the short form. */
  readonly isFull: boolean;
  /** Where finished cells are kept; null keeps none. */
  readonly statePath: string | null;
  /** Where the table is written as the release carries it; null writes none. */
  readonly savePath: string | null;
  readonly seed: number;
  readonly workers?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((label: string, done: number, total: number) => void) | undefined;
  /** ISO 8601. */
  readonly clock: () => string;
  /** Milliseconds from some moment, to measure minutes. */
  readonly now: () => number;
  /** Only these cells; default all of the form. */
  readonly pick?: ((cell: VerifyCell) => boolean) | undefined;
}

/** The counter-example is meant to fail; a claim that fails otherwise is a defect. */
export function isUnexpected(row: SelfProofRow): boolean {
  return !row.isPassed && !row.claim.startsWith('M18');
}

function proofRow(row: VerifyRow): SelfProofRow {
  const isCounterExample = row.claim === 'M18';
  const undefinedRuns = row.undefinedRuns > 0 ? `${row.undefinedRuns} runs without a value` : null;
  return {
    claim: `${row.claim} ${row.measure}`,
    design: row.design,
    nominal: `${row.nominal} (${row.bandLow} to ${row.bandHigh})`,
    observed: row.observed,
    runs: row.runs,
    low: row.binomialLow,
    high: row.binomialHigh,
    isPassed: row.pass,
    note: isCounterExample ? 'counter-example, not used: expected to fail' : undefinedRuns,
  };
}

/**
 * Runs the simulations behind the intervals and tests.
 *
 * The full form keeps every finished cell in a file and goes on from there.
 *
 * @returns the table; `minutes` counts all sittings of a resumed run
 * @throws workbench/cannot-write, workbench/cancelled
 */
export async function verifyStatistics(options: VerifyOptions): Promise<SelfProof> {
  const { seed, statePath, now, signal } = options;
  const hash = (await statisticsHash()) ?? '';
  const cells = verifyCells(options.isFull ? 'full' : 'quick').filter(
    (cell) => options.pick?.(cell) ?? true,
  );
  const earlier = statePath === null ? null : await readState(statePath, seed, hash);
  const finished = new Map<string, readonly VerifyRow[]>(Object.entries(earlier?.cells ?? {}));
  const open = cells.filter((cell) => !finished.has(cell.id));
  const start = now();
  const seconds = (): number => (earlier?.seconds ?? 0) + (now() - start) / 1000;
  const save = async (): Promise<void> => {
    if (statePath === null) return;
    const state: VerifyState = {
      seed,
      statisticsHash: hash,
      seconds: seconds(),
      cells: Object.fromEntries(finished),
    };
    await writeWhole(statePath, `${JSON.stringify(state)}\n`);
  };
  const totalRuns = cells.reduce((sum, cell) => sum + cell.runs, 0);
  let doneRuns = totalRuns - open.reduce((sum, cell) => sum + cell.runs, 0);
  await runCells(open, seed, options.workers, signal, async (cell, rows) => {
    finished.set(cell.id, rows);
    doneRuns += cell.runs;
    options.onProgress?.(`simulating ${cell.id}`, doneRuns, totalRuns);
    await save();
  });
  if (signal?.aborted) {
    fail(
      'workbench/cancelled',
      'The simulations were cancelled.',
      statePath === null ? 'Run them again.' : 'Run them again: finished cells are kept.',
    );
  }
  const proof: SelfProof = {
    date: options.clock().slice(0, 10),
    seed,
    minutes: Number((seconds() / 60).toFixed(1)),
    statisticsHash: hash,
    isStale: false,
    rows: cells.flatMap((cell) => (finished.get(cell.id) ?? []).map(proofRow)),
  };
  if (options.savePath !== null) {
    const { isStale: _, ...stored } = proof;
    await writeWhole(options.savePath, `${JSON.stringify(stored, null, 2)}\n`);
  }
  return proof;
}
