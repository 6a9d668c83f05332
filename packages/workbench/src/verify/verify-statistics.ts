import { availableParallelism } from 'node:os';
import type { SelfProof, SelfProofRow } from '@equipoise/domain';
import { type VerifyCell, type VerifyRow, verifyCells } from '@equipoise/stats';
import { runVerifyCells } from '@equipoise/stats/node';
import { statisticsHash } from '../self-proof/read-self-proof.ts';
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

function plain(value: number): string {
  return String(Number(value.toFixed(6)));
}

function proofRow(row: VerifyRow): SelfProofRow {
  const isCounterExample = row.claim === 'M18';
  const undefinedRuns = row.undefinedRuns > 0 ? `${row.undefinedRuns} runs without a value` : null;
  return {
    claim: `${row.claim} ${row.measure}`,
    design: row.design,
    nominal: `${row.nominal} (${plain(row.bandLow)} to ${plain(row.bandHigh)})`,
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
 * @throws workbench/cannot-write, stats/cancelled (finished cells are kept)
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
  const { onProgress } = options;
  let saved: Promise<void> = Promise.resolve();
  try {
    await runVerifyCells(open, {
      seed,
      workers: options.workers ?? availableParallelism(),
      onCell: (cell, rows) => {
        finished.set(cell.id, rows);
        saved = saved.then(save);
      },
      ...(onProgress === undefined
        ? {}
        : { onProgress: (done: number, total: number) => onProgress('simulating', done, total) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } finally {
    await saved;
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
