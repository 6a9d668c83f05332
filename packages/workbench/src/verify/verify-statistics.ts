import { availableParallelism } from 'node:os';
import type { SelfProof, SelfProofRow } from '@equipoise/domain';
import {
  type LabelCell,
  labelCells,
  type VerifyCell,
  type VerifyRow,
  verifyCells,
} from '@equipoise/stats';
import { runVerifyCells } from '@equipoise/stats/node';
import { statisticsHash } from '../self-proof/read-self-proof.ts';
import { runLabelCell } from './label-cells.ts';
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
  readonly pick?: ((cell: VerifyCell | LabelCell) => boolean) | undefined;
}

/** What is shown because it does not hold. */
const counterExamples = ['M18', 'C5-fails'] as const;

/** A counter-example is meant to fail; a claim that fails otherwise is a defect. */
export function isUnexpected(row: SelfProofRow): boolean {
  return !row.isPassed && !counterExamples.some((claim) => row.claim.startsWith(`${claim} `));
}

function plain(value: number): string {
  return String(Number(value.toFixed(6)));
}

function proofRow(row: VerifyRow): SelfProofRow {
  const isCounterExample = counterExamples.some((claim) => claim === row.claim);
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
  const form = options.isFull ? 'full' : 'quick';
  const isPicked = (cell: VerifyCell | LabelCell): boolean => options.pick?.(cell) ?? true;
  const cells = verifyCells(form).filter(isPicked);
  const drawnCells = labelCells(form).filter(isPicked);
  const earlier = statePath === null ? null : await readState(statePath, seed, hash);
  const finished = new Map<string, readonly VerifyRow[]>(Object.entries(earlier?.cells ?? {}));
  const open = cells.filter((cell) => !finished.has(cell.id));
  const openDrawn = drawnCells.filter((cell) => !finished.has(cell.id));
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
  const finish = (id: string, rows: readonly VerifyRow[]): void => {
    finished.set(id, rows);
    saved = saved.then(save);
  };
  const runsOf = (list: readonly { readonly runs: number }[]): number =>
    list.reduce((sum, cell) => sum + cell.runs, 0);
  const total = runsOf(open) + runsOf(openDrawn);
  let inThreads = 0;
  let here = 0;
  const report = (): void => onProgress?.('simulating', inThreads + here, total);
  const runDrawn = async (): Promise<void> => {
    for (const cell of openDrawn) {
      const rows = await runLabelCell(
        cell,
        seed,
        () => {
          here += 1;
          report();
        },
        signal,
      );
      if (rows === null) return;
      finish(cell.id, rows);
    }
  };
  try {
    await Promise.all([
      runVerifyCells(open, {
        seed,
        workers: options.workers ?? availableParallelism(),
        onCell: (cell, rows) => finish(cell.id, rows),
        onProgress: (done: number) => {
          inThreads = done;
          report();
        },
        ...(signal === undefined ? {} : { signal }),
      }),
      runDrawn(),
    ]);
  } finally {
    await saved;
  }
  const proof: SelfProof = {
    date: options.clock().slice(0, 10),
    seed,
    minutes: Number((seconds() / 60).toFixed(1)),
    statisticsHash: hash,
    isStale: false,
    rows: [...cells, ...drawnCells].flatMap((cell) => (finished.get(cell.id) ?? []).map(proofRow)),
  };
  if (options.savePath !== null) {
    const { isStale: _, ...stored } = proof;
    await writeWhole(options.savePath, `${JSON.stringify(stored, null, 2)}\n`);
  }
  return proof;
}
