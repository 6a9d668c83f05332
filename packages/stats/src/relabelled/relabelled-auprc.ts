import type { Partition, ScoreOrder, SortedCells } from './relabelled-rows.ts';
import { leastSquare, spread, spreadVariance } from './relabelled-spread.ts';
import type { WriteCell } from './relabelled-totals.ts';

/** Sums of a pass: per entry and class, and per level. */
interface PrecisionSums {
  readonly upSum: Float64Array;
  readonly downSum: Float64Array;
  readonly upRows: Float64Array;
  readonly downRows: Float64Array;
  /** influence of each entry on the value; filled where it is asked for */
  readonly influence: Float64Array;
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
  readonly value: Float64Array;
  readonly variance: Float64Array;
  /** 2 × level + label: rows not yet passed */
  readonly left: Float64Array;
  readonly gain: Float64Array;
  readonly loss: Float64Array;
}

function precisionSums(entryCount: number, levelCount: number): PrecisionSums {
  const entries = (): Float64Array => new Float64Array(entryCount);
  const levels = (): Float64Array => new Float64Array(levelCount);
  return {
    upSum: entries(),
    downSum: entries(),
    upRows: entries(),
    downRows: entries(),
    influence: entries(),
    positives: levels(),
    negatives: levels(),
    value: levels(),
    variance: levels(),
    left: new Float64Array(2 * levelCount),
    gain: levels(),
    loss: levels(),
  };
}

/** Scratch of one partition. */
export interface AuprcScratch {
  readonly levels: PrecisionSums;
  readonly rest: PrecisionSums;
}

/** Makes the arrays that {@link AuprcScratch} names. */
export function auprcScratch(partition: Partition, patientCount: number): AuprcScratch {
  const entries = partition.layout.entryPatient.length;
  const { levelCount } = partition;
  return { levels: precisionSums(entries, levelCount), rest: precisionSums(patientCount, 1) };
}

/** Rows of a pass in ascending score: every level by itself, or all rows of levels but one as one level. */
interface PassRows {
  readonly codes: Int32Array;
  readonly entry: Int32Array;
  readonly ties: Int32Array;
  readonly label: Uint8Array;
  /** level that stays out; null for every level by itself */
  readonly without: number | null;
}

/** The level under which a row is added up; -1 where it stays out. */
function groupOf(code: number, without: number | null): number {
  if (without === null) return code;
  return code < 0 || code === without ? -1 : 0;
}

function countRows({ codes, entry, label, without }: PassRows, sums: PrecisionSums): void {
  const { upSum, downSum, upRows, downRows, positives, negatives, value, gain, loss, left } = sums;
  for (const one of [upSum, downSum, upRows, downRows, positives, negatives, value, gain, loss])
    one.fill(0);
  for (let i = 0; i < codes.length; i++) {
    const g = groupOf(codes[i]!, without);
    if (g < 0) continue;
    const e = entry[i]!;
    if (label[i] === 1) {
      upRows[e] = upRows[e]! + 1;
      positives[g] = positives[g]! + 1;
    } else {
      downRows[e] = downRows[e]! + 1;
      negatives[g] = negatives[g]! + 1;
    }
  }
  for (let g = 0; g < value.length; g++) {
    left[2 * g] = negatives[g]!;
    left[2 * g + 1] = positives[g]!;
  }
}

/** Per entry what its rows add to the average precision, as a sum and through the precision of others. */
function pass(rows: PassRows, sums: PrecisionSums): void {
  const { codes, entry, ties, label, without } = rows;
  const { upSum, downSum, value, left, gain, loss } = sums;
  countRows(rows, sums);
  const meet = (g: number): void => {
    const inverse = 1 / (left[2 * g + 1]! + left[2 * g]!);
    const precision = left[2 * g + 1]! * inverse;
    gain[g] = gain[g]! + (1 - precision) * inverse;
    loss[g] = loss[g]! + precision * inverse;
    value[g] = value[g]! + precision;
  };
  const add = (g: number, e: number, isPositive: boolean): void => {
    if (isPositive) {
      const precision = left[2 * g + 1]! / (left[2 * g + 1]! + left[2 * g]!);
      upSum[e] = upSum[e]! + precision + gain[g]!;
    } else downSum[e] = downSum[e]! + loss[g]!;
  };
  const leave = (g: number, isPositive: boolean): void => {
    const at = 2 * g + (isPositive ? 1 : 0);
    left[at] = left[at]! - 1;
  };
  let i = 0;
  for (let t = 0; t <= ties.length; t += 2) {
    const start = t < ties.length ? ties[t]! : codes.length;
    for (; i < start; i++) {
      const g = groupOf(codes[i]!, without);
      if (g < 0) continue;
      const isPositive = label[i] === 1;
      if (isPositive) meet(g);
      add(g, entry[i]!, isPositive);
      leave(g, isPositive);
    }
    if (t === ties.length) break;
    const end = ties[t + 1]!;
    for (let j = start; j < end; j++) {
      const g = groupOf(codes[j]!, without);
      if (g >= 0 && label[j] === 1) meet(g);
    }
    for (let j = start; j < end; j++) {
      const g = groupOf(codes[j]!, without);
      if (g >= 0) add(g, entry[j]!, label[j] === 1);
    }
    for (; i < end; i++) {
      const g = groupOf(codes[i]!, without);
      if (g >= 0) leave(g, label[i] === 1);
    }
  }
}

/** Value and patient-clustered variance of every level, and the entries' influences. */
function finish(sums: PrecisionSums, level: Int32Array | null): void {
  const { upSum, downSum, upRows, downRows, influence, positives, negatives } = sums;
  const { value, variance } = sums;
  const count = value.length;
  const cells = Array.from({ length: count }, () => ({ up: spread(), down: spread() }));
  const cross = new Float64Array(count);
  const both = new Float64Array(count);
  for (let g = 0; g < count; g++) {
    const m = positives[g]!;
    value[g] = m > 0 && negatives[g]! > 0 ? value[g]! / m : Number.NaN;
  }
  for (let e = 0; e < upRows.length; e++) {
    const g = level === null ? 0 : level[e]!;
    const inverse = 1 / positives[g]!;
    const w = upRows[e]!;
    const { up, down } = cells[g]!;
    let u = 0;
    if (w > 0) {
      const s = upSum[e]!;
      up.patients++;
      up.weights += w * w;
      up.mixed += w * s;
      up.squared += s * s;
      u = (s - w * value[g]!) * inverse;
    }
    let v = 0;
    if (downRows[e]! > 0) {
      down.patients++;
      down.squared += downSum[e]! * downSum[e]!;
      v = -downSum[e]! * inverse;
    }
    influence[e] = u + v;
    if (!(w > 0 && downRows[e]! > 0)) continue;
    cross[g] = cross[g]! + u * v;
    both[g] = both[g]! + 1;
  }
  for (let g = 0; g < count; g++) {
    const { up, down } = cells[g]!;
    const inverse = 1 / positives[g]!;
    variance[g] = Number.isNaN(value[g]!)
      ? Number.NaN
      : spreadVariance(
          leastSquare(up, -value[g]! * inverse, inverse),
          up.patients,
          leastSquare(down, 0, -inverse),
          down.patients,
          cross[g]!,
          both[g]!,
        );
  }
}

/**
 * Average precision of every level and its gap to the rest, with patient-clustered variances.
 *
 * @param partition levels
 * @param sorted its rows in ascending score
 * @param order patients and ties of these rows
 * @param label labels of these rows
 * @see Obuchowski 1997, doi:10.2307/2533958 (clusters of two classes)
 */
export function auprcCells(
  partition: Partition,
  sorted: SortedCells,
  order: ScoreOrder,
  label: Uint8Array,
  { levels, rest }: AuprcScratch,
  write: WriteCell,
): void {
  const { levelCount, layout, varies } = partition;
  const { ties } = order;
  pass({ codes: sorted.codes, entry: sorted.entry, ties, label, without: null }, levels);
  finish(levels, layout.entryLevel);
  for (let k = 0; k < levelCount; k++) {
    const value = levels.value[k]!;
    const variance = levels.variance[k]!;
    if (levelCount === 1 || Number.isNaN(value)) {
      write(k, value, variance, Number.NaN, Number.NaN);
      continue;
    }
    pass({ codes: sorted.codes, entry: order.patient, ties, label, without: k }, rest);
    finish(rest, null);
    let shared = 0;
    for (let e = 0; varies && e < layout.entryPatient.length; e++) {
      if (layout.entryLevel[e] !== k) continue;
      shared += levels.influence[e]! * rest.influence[layout.entryPatient[e]!]!;
    }
    write(k, value, variance, rest.value[0]!, variance + rest.variance[0]! - 2 * shared);
  }
}
