import { coverageCell } from './coverage.ts';
import { discoveryCell } from './discovery.ts';
import { nullGapCell } from './null-gaps.ts';
import type { NullDesign, VerifyCell, VerifyProgress, VerifyRow } from './types.ts';

/** The short form takes under a minute, the full one is what a release carries. */
export type VerifyForm = 'quick' | 'full';

function coverageCells(form: VerifyForm): VerifyCell[] {
  const full = form === 'full';
  const cells: VerifyCell[] = [];
  for (const patients of full ? [50, 200, 1000] : [50, 200]) {
    for (const images of full ? [2, 5, 20] : [2, 5]) {
      for (const icc of [0, 0.2, 0.5]) {
        cells.push({
          id: `c1/p${patients}/n${images}/icc${icc}`,
          claim: 'C1',
          runs: full ? 1000 : 200,
          task: { kind: 'coverage', design: { patients, images, icc } },
        });
      }
    }
  }
  return cells;
}

function nullCell(design: NullDesign, runs: number): VerifyCell {
  const { metric, levels, patients, icc } = design;
  const claim = design.fixedSe === true ? 'M18' : 'C2';
  return {
    id: `${claim.toLowerCase()}/${metric}/k${levels}/p${patients}/icc${icc === 0 ? '0' : icc.toFixed(2)}`,
    claim,
    runs,
    task: { kind: 'null-gaps', design },
  };
}

const base = {
  icc: 1 / 3,
  images: 5,
  metric: 'accuracy',
  replicates: 399,
  permutations: 99,
} as const;

/** The four designs of the measurements M17 to M20. */
const measured = [
  { levels: 2, patients: 200 },
  { levels: 4, patients: 400 },
  { levels: 8, patients: 400 },
  { levels: 4, patients: 100 },
] as const;

function nullCells(form: VerifyForm): VerifyCell[] {
  if (form === 'quick') {
    return [
      ...measured.map((shape) => nullCell({ ...base, ...shape }, 250)),
      nullCell({ ...base, levels: 4, patients: 200, icc: 0 }, 250),
      nullCell({ ...base, levels: 2, patients: 100, metric: 'auroc', permutations: 99 }, 150),
    ];
  }
  const cells: VerifyCell[] = [];
  for (const metric of ['accuracy', 'sensitivity', 'auroc'] as const) {
    for (const icc of [0, 1 / 3]) {
      for (const levels of [2, 4, 8]) {
        for (const patients of [100, 200, 400]) {
          cells.push(nullCell({ ...base, metric, icc, levels, patients }, 2000));
        }
      }
    }
  }
  return cells;
}

function counterExamples(form: VerifyForm): VerifyCell[] {
  const extreme = { levels: 8, patients: 100 };
  const shapes = form === 'full' ? [...measured, extreme] : [extreme];
  return shapes.map((shape) =>
    nullCell({ ...base, ...shape, permutations: 0, fixedSe: true }, form === 'full' ? 2000 : 200),
  );
}

function discoveryCells(form: VerifyForm): VerifyCell[] {
  const cells: VerifyCell[] = [];
  for (const method of ['benjamini-hochberg', 'benjamini-yekutieli'] as const) {
    for (const effects of [0, 10]) {
      for (const correlation of form === 'full' ? [0, 0.3, 0.7] : [0, 0.5]) {
        cells.push({
          id: `c3/${method}/m100/e${effects}/r${correlation}`,
          claim: 'C3',
          runs: form === 'full' ? 10_000 : 1000,
          task: { kind: 'discovery', design: { tests: 100, effects, correlation, method } },
        });
      }
    }
  }
  return cells;
}

/**
 * The cells of the self-proof. Each is computed alone, so a caller can store finished ones and go on later.
 *
 * @param form short or full
 */
export function verifyCells(form: VerifyForm): VerifyCell[] {
  return [
    ...coverageCells(form),
    ...nullCells(form),
    ...discoveryCells(form),
    ...counterExamples(form),
  ];
}

/**
 * Computes one cell.
 *
 * @param cell one of {@link verifyCells}
 * @param seed seed of the whole simulation; equal seeds give equal rows
 * @param onProgress called with runs done
 * @returns one row a measure; rows of `M18` are expected to fail
 */
export function runVerifyCell(
  cell: VerifyCell,
  seed: number,
  onProgress?: VerifyProgress,
): VerifyRow[] {
  const { task, runs } = cell;
  switch (task.kind) {
    case 'coverage':
      return coverageCell(task.design, seed, runs, onProgress);
    case 'null-gaps':
      return nullGapCell(task.design, seed, runs, onProgress);
    case 'discovery':
      return discoveryCell(task.design, seed, runs, onProgress);
    default:
      return task satisfies never;
  }
}
