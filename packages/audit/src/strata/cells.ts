import type { RunAttribute } from '../frame/prediction-run.ts';
import type { Strata } from './strata.ts';

/** Rows laid out by stratum, within each first those of one level, then all others. */
export interface Cells {
  /** stratum s: cell 2s holds the rows of the level, cell 2s + 1 all others */
  readonly count: number;
  /** row -> cell */
  readonly cell: Int32Array;
  /** rows cell by cell, ascending within each */
  readonly rows: Int32Array;
  /** cell -> its first place in `rows`; one entry more at the end */
  readonly start: Int32Array;
}

const known = new WeakMap<Strata, WeakMap<RunAttribute, (Cells | undefined)[]>>();

/** The cells of a level against the rest within strata; worked out once for all metrics and all runs of the same rows. */
export function cellsOf(strata: Strata, attribute: RunAttribute, level: number): Cells {
  const byAttribute = known.get(strata) ?? new WeakMap<RunAttribute, (Cells | undefined)[]>();
  known.set(strata, byAttribute);
  const levels = byAttribute.get(attribute) ?? [];
  byAttribute.set(attribute, levels);
  const found = levels[level];
  if (found) return found;
  const made = layOut(strata, attribute, level);
  levels[level] = made;
  return made;
}

function layOut(strata: Strata, attribute: RunAttribute, level: number): Cells {
  const { codes } = attribute;
  const count = 2 * strata.count;
  const cell = new Int32Array(codes.length);
  const start = new Int32Array(count + 1);
  for (let i = 0; i < codes.length; i += 1) {
    const c = 2 * strata.codes[i]! + (codes[i] === level ? 0 : 1);
    cell[i] = c;
    start[c + 1]! += 1;
  }
  for (let c = 0; c < count; c += 1) start[c + 1]! += start[c]!;
  const next = start.slice();
  const rows = new Int32Array(codes.length);
  for (let i = 0; i < codes.length; i += 1) {
    const place = next[cell[i]!]!;
    next[cell[i]!] = place + 1;
    rows[place] = i;
  }
  return { count, cell, rows, start };
}

/** What the cells hold of each label: rows and weight. */
export interface CellCounts {
  readonly positives: Int32Array;
  readonly positiveWeight: Float64Array;
  readonly negativeWeight: Float64Array;
}

const counted = new WeakMap<Cells, WeakMap<Uint8Array, CellCounts>>();

/** Rows and weight of each label in each cell; worked out once for all models of a task. */
export function countCells(
  cells: Cells,
  label: Uint8Array,
  weight: Float64Array | null,
): CellCounts {
  const cache = counted.get(cells) ?? new WeakMap<Uint8Array, CellCounts>();
  counted.set(cells, cache);
  const found = cache.get(label);
  if (found) return found;
  const positives = new Int32Array(cells.count);
  const positiveWeight = new Float64Array(cells.count);
  const negativeWeight = new Float64Array(cells.count);
  for (let i = 0; i < label.length; i += 1) {
    const c = cells.cell[i]!;
    const w = weight === null ? 1 : weight[i]!;
    positives[c]! += label[i]!;
    if (label[i] === 1) positiveWeight[c]! += w;
    else negativeWeight[c]! += w;
  }
  const made = { positives, positiveWeight, negativeWeight };
  cache.set(label, made);
  return made;
}

/** Rows of the cells by label. */
export interface LabelledCells {
  /** rows cell by cell, negatives before positives, ascending within each */
  readonly rows: Int32Array;
  /** negatives of cell c start at 2c, positives at 2c + 1; one entry more at the end */
  readonly start: Int32Array;
}

const split = new WeakMap<Cells, { label: Uint8Array; readonly made: LabelledCells }>();

/** The rows of the cells by label; the last labels are kept, and their arrays used again for the next. */
export function labelledCells(cells: Cells, label: Uint8Array): LabelledCells {
  const last = split.get(cells);
  if (last?.label === label) return last.made;
  const { cell, count, rows } = cells;
  const made = last?.made ?? {
    rows: new Int32Array(rows.length),
    start: new Int32Array(2 * count + 1),
  };
  made.start.fill(0);
  for (let i = 0; i < label.length; i += 1) made.start[2 * cell[i]! + label[i]! + 1]! += 1;
  for (let c = 0; c < 2 * count; c += 1) made.start[c + 1]! += made.start[c]!;
  const next = made.start.slice();
  for (let i = 0; i < label.length; i += 1) {
    const part = 2 * cell[i]! + label[i]!;
    const place = next[part]!;
    next[part] = place + 1;
    made.rows[place] = i;
  }
  split.set(cells, { label, made });
  return made;
}
