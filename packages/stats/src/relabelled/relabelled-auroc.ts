import type { Partition, ScoreOrder, SortedCells } from './relabelled-rows.ts';
import { leastSquare, type Spread, spread, spreadVariance } from './relabelled-spread.ts';
import type { WriteCell } from './relabelled-totals.ts';

/** Levels that one pass serves at most: their sums of an entry stand side by side. */
const mostLevels = 16;

/** Sums of a pass: per entry and level the rows of the other class below, ties counted half. */
export interface AurocScratch {
  readonly width: number;
  /** positives of the entry, entry × width */
  readonly up: Float64Array;
  /** negatives of the entry */
  readonly down: Float64Array;
  /** the same over all levels */
  readonly upAll: Float64Array;
  readonly downAll: Float64Array;
  readonly upRows: Float64Array;
  readonly downRows: Float64Array;
}

/** Makes the arrays that {@link AurocScratch} names. */
export function aurocScratch({ layout, levelCount }: Partition): AurocScratch {
  const entries = layout.entryPatient.length;
  const width = Math.min(mostLevels, levelCount);
  return {
    width,
    up: new Float64Array(entries * width),
    down: new Float64Array(entries * width),
    upAll: new Float64Array(entries),
    downAll: new Float64Array(entries),
    upRows: new Float64Array(entries),
    downRows: new Float64Array(entries),
  };
}

interface Counts {
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}

/** One pass in ascending score, for the levels from `first` on. */
function pass(
  levelCount: number,
  first: number,
  { codes, entry }: SortedCells,
  { ties }: ScoreOrder,
  label: Uint8Array,
  scratch: AurocScratch,
): Counts {
  const { width, up, down, upAll, downAll, upRows, downRows } = scratch;
  for (const one of [up, down, upAll, downAll, upRows, downRows]) one.fill(0);
  const positives = new Float64Array(levelCount);
  const negatives = new Float64Array(levelCount);
  const seen = Math.min(width, levelCount - first);
  let allPositives = 0;
  let allNegatives = 0;
  const look = (i: number, share: number): void => {
    const e = entry[i]!;
    const at = e * width;
    if (label[i] === 1) {
      for (let b = 0; b < seen; b++) up[at + b] = up[at + b]! + share * negatives[first + b]!;
      upAll[e] = upAll[e]! + share * allNegatives;
    } else {
      for (let b = 0; b < seen; b++) down[at + b] = down[at + b]! + share * positives[first + b]!;
      downAll[e] = downAll[e]! + share * allPositives;
    }
  };
  const count = (i: number): void => {
    const e = entry[i]!;
    const g = codes[i]!;
    if (label[i] === 1) {
      upRows[e] = upRows[e]! + 1;
      positives[g] = positives[g]! + 1;
      allPositives++;
    } else {
      downRows[e] = downRows[e]! + 1;
      negatives[g] = negatives[g]! + 1;
      allNegatives++;
    }
  };
  let i = 0;
  for (let t = 0; t <= ties.length; t += 2) {
    const start = t < ties.length ? ties[t]! : codes.length;
    for (; i < start; i++) {
      if (codes[i]! < 0) continue;
      look(i, 1);
      count(i);
    }
    if (t === ties.length) break;
    const end = ties[t + 1]!;
    for (let j = start; j < end; j++) if (codes[j]! >= 0) look(j, 0.5);
    for (let j = start; j < end; j++) if (codes[j]! >= 0) count(j);
    for (let j = start; j < end; j++) if (codes[j]! >= 0) look(j, 0.5);
    i = end;
  }
  return { positives, negatives };
}

/** What a cell's value and variance are made of. */
interface Cell {
  readonly up: Spread;
  readonly down: Spread;
  readonly m: number;
  readonly n: number;
  value: number;
  centreUp: number;
  centreDown: number;
  inverse: number;
  cross: number;
  both: number;
}

function newCell(m: number, n: number): Cell {
  const zero = { value: 0, centreUp: 0, centreDown: 0, inverse: 0, cross: 0, both: 0 };
  return { up: spread(), down: spread(), m, n, ...zero };
}

function settle(cell: Cell): void {
  const { m, n } = cell;
  const pairs = m * n;
  cell.value = pairs > 0 ? cell.up.sum / pairs : Number.NaN;
  cell.centreUp = -cell.value / m;
  cell.centreDown = (1 - cell.value) / n;
  cell.inverse = 1 / pairs;
}

function varianceOf(cell: Cell): number {
  const { up, down, value, centreUp, centreDown, inverse, cross, both } = cell;
  if (Number.isNaN(value)) return Number.NaN;
  return spreadVariance(
    leastSquare(up, centreUp, inverse),
    up.patients,
    leastSquare(down, centreDown, -inverse),
    down.patients,
    cross,
    both,
  );
}

/**
 * AUROC of every level and its gap to the rest, with patient-clustered variances: one pass in score order counts
 * the pairs of each patient with every level, and both levels and rests follow from them.
 *
 * @param partition levels
 * @param sorted its rows in ascending score
 * @param order ties of these rows
 * @param label labels of these rows
 * @see Obuchowski 1997, doi:10.2307/2533958; DeLong 1988, doi:10.2307/2531595
 */
export function aurocCells(
  partition: Partition,
  sorted: SortedCells,
  order: ScoreOrder,
  label: Uint8Array,
  scratch: AurocScratch,
  write: WriteCell,
): void {
  const { levelCount } = partition;
  for (let first = 0; first < levelCount; first += scratch.width) {
    const { positives, negatives } = pass(levelCount, first, sorted, order, label, scratch);
    const seen = Math.min(scratch.width, levelCount - first);
    const total = (counts: Float64Array): number => counts.reduce((sum, one) => sum + one, 0);
    const [m, n] = [total(positives), total(negatives)];
    const levels: Cell[] = [];
    const rests: Cell[] = [];
    for (let k = first; k < first + seen; k++) {
      levels.push(newCell(positives[k]!, negatives[k]!));
      rests.push(newCell(m - positives[k]!, n - negatives[k]!));
    }
    const hasRest = levelCount > 1;
    addSpreads(partition, scratch, first, levels, hasRest ? rests : []);
    for (const cell of [...levels, ...rests]) settle(cell);
    const shared = addCrosses(partition, scratch, first, levels, hasRest ? rests : []);
    levels.forEach((level, b) => {
      const rest = rests[b]!;
      const variance = varianceOf(level);
      const other = hasRest ? rest.value : Number.NaN;
      const gap = hasRest ? variance + varianceOf(rest) - 2 * shared[b]! : Number.NaN;
      write(first + b, level.value, variance, other, gap);
    });
  }
}

function add(to: Spread, rows: number, sum: number): void {
  if (rows === 0) return;
  to.patients++;
  to.sum += sum;
  to.weights += rows * rows;
  to.mixed += rows * sum;
  to.squared += sum * sum;
}

/** Visits each patient's entries: `from` to `to`. */
function eachPatient(entryPatient: Int32Array, visit: (from: number, to: number) => void): void {
  for (let from = 0; from < entryPatient.length; ) {
    let to = from + 1;
    while (to < entryPatient.length && entryPatient[to] === entryPatient[from]) to++;
    visit(from, to);
    from = to;
  }
}

function addSpreads(
  { layout, levelCount }: Partition,
  scratch: AurocScratch,
  first: number,
  levels: readonly Cell[],
  rests: readonly Cell[],
): void {
  const { entryPatient, entryLevel } = layout;
  const { width, up, down, upAll, downAll, upRows, downRows } = scratch;
  const last = Math.min(levelCount, first + width);
  for (let e = 0; e < entryLevel.length; e++) {
    const k = entryLevel[e]!;
    if (k < first || k >= last) continue;
    const at = e * width + k - first;
    const level = levels[k - first]!;
    add(level.up, upRows[e]!, up[at]!);
    add(level.down, downRows[e]!, down[at]!);
  }
  if (rests.length === 0) return;
  eachPatient(entryPatient, (from, to) => {
    for (let b = 0; b < rests.length; b++) {
      let rowsUp = 0;
      let rowsDown = 0;
      let sumUp = 0;
      let sumDown = 0;
      for (let e = from; e < to; e++) {
        if (entryLevel[e] === first + b) continue;
        const at = e * width + b;
        rowsUp += upRows[e]!;
        rowsDown += downRows[e]!;
        sumUp += upAll[e]! - up[at]!;
        sumDown += downAll[e]! - down[at]!;
      }
      const rest = rests[b]!;
      add(rest.up, rowsUp, sumUp);
      add(rest.down, rowsDown, sumDown);
    }
  });
}

/** Influence of both classes of a patient on a cell; the cell's cross terms are added. */
function meet(
  cell: Cell,
  rowsUp: number,
  sumUp: number,
  rowsDown: number,
  sumDown: number,
): number {
  const u = rowsUp > 0 ? rowsUp * cell.centreUp + sumUp * cell.inverse : 0;
  const v = rowsDown > 0 ? rowsDown * cell.centreDown - sumDown * cell.inverse : 0;
  if (rowsUp > 0 && rowsDown > 0) {
    cell.cross += u * v;
    cell.both++;
  }
  return u + v;
}

/** Terms between the classes, and per level the covariance with its rest. */
function addCrosses(
  { layout }: Partition,
  scratch: AurocScratch,
  first: number,
  levels: readonly Cell[],
  rests: readonly Cell[],
): Float64Array {
  const { entryPatient, entryLevel } = layout;
  const { width, up, down, upAll, downAll, upRows, downRows } = scratch;
  const shared = new Float64Array(levels.length);
  eachPatient(entryPatient, (from, to) => {
    let anyUp = 0;
    let anyDown = 0;
    for (let e = from; e < to; e++) {
      anyUp += upRows[e]!;
      anyDown += downRows[e]!;
    }
    // With one class in one level there is nothing between classes or levels.
    if (to - from === 1 && (anyUp === 0 || anyDown === 0)) return;
    for (let b = 0; b < levels.length; b++) {
      let rowsUp = 0;
      let rowsDown = 0;
      let sumUp = 0;
      let sumDown = 0;
      let own = 0;
      for (let e = from; e < to; e++) {
        const at = e * width + b;
        if (entryLevel[e] === first + b) {
          own = meet(levels[b]!, upRows[e]!, up[at]!, downRows[e]!, down[at]!);
          continue;
        }
        rowsUp += upRows[e]!;
        rowsDown += downRows[e]!;
        sumUp += upAll[e]! - up[at]!;
        sumDown += downAll[e]! - down[at]!;
      }
      if (rests.length === 0 || rowsUp + rowsDown === 0) continue;
      const other = meet(rests[b]!, rowsUp, sumUp, rowsDown, sumDown);
      shared[b] = shared[b]! + own * other;
    }
  });
  return shared;
}
