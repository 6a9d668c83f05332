import type { MaskSource } from '@equipoise/annotation';
import { answerStates, type QuestionReadings, type Readings } from '@equipoise/domain';
import {
  countsOfRuns,
  type Grid,
  issuesOfCounts,
  type Mask,
  type MaskCounts,
} from '@equipoise/imaging';

/** An image of a case with the readers whose masks of it there are. */
export interface DrawnCase {
  /** Name of the case, as the files of the export have it. */
  readonly name: string;
  /** The patient; cases of one patient have the same. */
  readonly patient: string;
  /** Readers in the order of their ids. */
  readonly readerIds: readonly string[];
  /** Grid of the image as the exported file has it. */
  readonly grid: Grid;
}

/** Masks of one label as runs of cells, one case at a time. */
export interface DrawnStudy {
  /** In the order of the protocol. */
  readonly cases: readonly DrawnCase[];
  /** Runs of each reader's mask: first cell and cell behind the last, ascending. */
  readonly load: (caseIndex: number) => Promise<readonly Float64Array[]>;
}

interface Box {
  readonly low: readonly [number, number, number];
  readonly high: readonly [number, number, number];
}

/** Sides of a grid seen as three axes. */
function sidesOf({ shape }: Grid): readonly [number, number, number] {
  return shape.length === 2 ? [1, shape[0]!, shape[1]!] : [shape[0]!, shape[1]!, shape[2]!];
}

/** The box around all runs, so many cells wider on every side that the image has; null without a cell. */
function boxOfRuns(masks: readonly Float64Array[], grid: Grid, field: number): Box | null {
  const [nz, ny, nx] = sidesOf(grid);
  const low: [number, number, number] = [nz, ny, nx];
  const high: [number, number, number] = [-1, -1, -1];
  for (const runs of masks) {
    for (let k = 0; k < runs.length; k += 2) {
      const first = runs[k]!;
      const last = runs[k + 1]! - 1;
      const [row, lastRow] = [Math.floor(first / nx), Math.floor(last / nx)];
      const [z, lastZ] = [Math.floor(row / ny), Math.floor(lastRow / ny)];
      low[0] = Math.min(low[0], z);
      high[0] = Math.max(high[0], lastZ);
      // A run over the end of a row or slice reaches from side to side.
      low[1] = Math.min(low[1], z === lastZ ? row - z * ny : 0);
      high[1] = Math.max(high[1], z === lastZ ? lastRow - z * ny : ny - 1);
      low[2] = Math.min(low[2], row === lastRow ? first - row * nx : 0);
      high[2] = Math.max(high[2], row === lastRow ? last - row * nx : nx - 1);
    }
  }
  if (high[0] < 0) return null;
  return {
    low: [Math.max(0, low[0] - field), Math.max(0, low[1] - field), Math.max(0, low[2] - field)],
    high: [
      Math.min(nz - 1, high[0] + field),
      Math.min(ny - 1, high[1] + field),
      Math.min(nx - 1, high[2] + field),
    ],
  };
}

/** Cells of a box of one mask. */
function cutRuns(runs: Float64Array, grid: Grid, box: Box): Mask {
  const [, ny, nx] = sidesOf(grid);
  const { low, high } = box;
  const [dz, dy, dx] = [high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1];
  const data = new Uint8Array(dz * dy * dx);
  for (let k = 0; k < runs.length; k += 2) {
    for (let at = runs[k]!; at < runs[k + 1]!; ) {
      const row = Math.floor(at / nx);
      const end = Math.min(runs[k + 1]!, (row + 1) * nx);
      const z = Math.floor(row / ny);
      const start = ((z - low[0]) * dy + row - z * ny - low[1]) * dx - low[2] - row * nx;
      data.fill(1, start + at, start + end);
      at = end;
    }
  }
  const shape = grid.shape.length === 2 ? [dy, dx] : [dz, dy, dx];
  return { shape, spacingMm: grid.spacingMm, data };
}

/**
 * Masks of a label with their cases and readers, as a folder of exported masks and its table of cases give them: the
 * same names in the same order, so that every sum is made of the same numbers one after the other.
 *
 * @param field cells around all masks of a case that are kept
 */
export function drawnSource(
  study: DrawnStudy,
  field: number,
): { readonly readings: Readings; readonly source: MaskSource } {
  const { cases } = study;
  const readerNames = [...new Set(cases.flatMap(({ readerIds }) => readerIds))].sort();
  const readerAt = new Map(readerNames.map((name, at) => [name, at]));
  const patients = new Map<string, number>();
  const patient = Int32Array.from(cases, (one) => {
    const code = patients.get(one.patient) ?? patients.size;
    patients.set(one.patient, code);
    return code;
  });
  const readersOfCase = cases.map(({ readerIds }) =>
    readerIds.map((name) => readerAt.get(name)!).sort((a, b) => a - b),
  );
  const question: QuestionReadings = {
    name: 'mask',
    kind: 'mask',
    classes: null,
    caseIndex: Int32Array.from(readersOfCase.flatMap((list, at) => list.map(() => at))),
    readerIndex: Int32Array.from(readersOfCase.flat()),
    answer: Float64Array.from(readersOfCase.flat(), (_, at) => at),
    state: new Uint8Array(readersOfCase.flat().length).fill(answerStates.indexOf('answered')),
    durationSeconds: null,
    leftOut: [],
  };
  let counted: { readonly at: number; readonly counts: readonly MaskCounts[] } | null = null;
  return {
    readings: {
      caseCount: cases.length,
      caseNames: cases.map(({ name }) => name),
      readerNames,
      patient,
      patientCount: patients.size,
      unit: 'patient',
      attributes: [],
      questions: [question],
    },
    source: {
      name: question.name,
      readersOfCase,
      unit: 'mm',
      async load(at) {
        const { grid } = cases[at]!;
        const masks = await study.load(at);
        counted = { at, counts: masks.map((runs) => countsOfRuns(grid.shape, runs)) };
        const box = boxOfRuns(masks, grid, field) ?? { low: [0, 0, 0], high: [0, 0, 0] };
        return masks.map((runs) => cutRuns(runs, grid, box));
      },
      issues: (at, names) =>
        counted?.at === at
          ? counted.counts.flatMap((counts, k) => issuesOfCounts(counts, names[k]!))
          : [],
    },
  };
}
