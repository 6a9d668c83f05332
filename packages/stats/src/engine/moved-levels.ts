import { type MovedRows, movedBelow, movedRows, sumBelow, winsOnly } from './moved-rows.ts';
import type { Grouping } from './plan.ts';
import { aurocValues, joinVariance, type RankScratch } from './rank-pass.ts';
import { squareSlots } from './slot-sums.ts';

/** Most rows with which sums of pairs fit into 32 bits. */
const mostRows = 65535;
/** Most levels whose keys fit into a byte. */
const mostLevels = 127;

/** Numbers kept per entry: rows and what lies below among everyone of negatives and positives; squares of influences. */
const width = 7;

/**
 * AUROC of permuted levels where each patient has one level and rows have no weights: entries are parted by level first,
 * so that a level's sums stay in registers. Bytes are those of `movedPass` and `aurocFinish`.
 */
export class MovedLevels {
  private readonly rows: MovedRows;
  private readonly record: Float64Array;
  private readonly levelCount: number;
  /** entries level by level, and where each level starts, then the end */
  private readonly order: Int32Array;
  private readonly start: Int32Array;
  private readonly next: Int32Array;
  /** entries of a level with both classes */
  private readonly paired: Int32Array;

  /**
   * @param grouping slots 2 × entry + label, as permutations use them
   * @param slotBelow sum of what lies below among everyone, per slot
   * @param influence per entry: of negatives and positives on everyone's AUROC, and a third number
   */
  private constructor(grouping: Grouping, slotBelow: Float64Array, influence: Float64Array) {
    const { slotWeight, levelCount } = grouping;
    const entries = slotWeight.length / 2;
    this.levelCount = levelCount;
    this.rows = movedRows(grouping);
    this.record = new Float64Array(width * entries);
    for (let e = 0; e < entries; e++) {
      const at = width * e;
      const v = influence[3 * e]!;
      const u = influence[3 * e + 1]!;
      this.record[at] = slotWeight[2 * e]!;
      this.record[at + 1] = slotWeight[2 * e + 1]!;
      this.record[at + 2] = slotBelow[2 * e]!;
      this.record[at + 3] = slotBelow[2 * e + 1]!;
      this.record[at + 4] = u * u;
      this.record[at + 5] = v * v;
      this.record[at + 6] = u * v;
    }
    this.order = new Int32Array(entries);
    this.start = new Int32Array(levelCount + 1);
    this.next = new Int32Array(levelCount);
    this.paired = new Int32Array(entries);
  }

  /** @returns null where there are too many rows or levels; the caller sees to patients with several levels and weights */
  static for(
    grouping: Grouping,
    slotBelow: Float64Array,
    influence: Float64Array,
  ): MovedLevels | null {
    if (grouping.rowCount > mostRows || grouping.levelCount > mostLevels) return null;
    return new MovedLevels(grouping, slotBelow, influence);
  }

  /**
   * Values alone.
   *
   * @param entryLevel entry -> level
   * @param scratch receives total and value
   */
  values(entryLevel: Int32Array, scratch: RankScratch): void {
    winsOnly(this.rows, entryLevel, scratch);
    aurocValues(scratch);
  }

  /**
   * Values and variances.
   *
   * @param entryLevel entry -> level
   * @param scratch receives total, outside, value and variance
   * @param pooled receives level × 3: sums of the squares of the influences and of their product
   */
  measure(entryLevel: Int32Array, scratch: RankScratch, pooled: Float64Array): void {
    sumBelow(this.rows, entryLevel, scratch);
    this.part(entryLevel);
    for (let g = 0; g < this.levelCount; g++) this.addLevel(g, scratch, pooled);
    aurocValues(scratch);
    squareSlots(scratch);
    for (let g = 0; g < this.levelCount; g++) this.crossLevel(g, scratch);
    joinVariance(scratch);
  }

  /** Lists the entries level by level, each level in rising order. */
  private part(entryLevel: Int32Array): void {
    const { order, start, next, levelCount } = this;
    start.fill(0);
    for (let e = 0; e < entryLevel.length; e++) start[entryLevel[e]! + 1]!++;
    for (let g = 0; g < levelCount; g++) {
      start[g + 1]! += start[g]!;
      next[g] = start[g]!;
    }
    for (let e = 0; e < entryLevel.length; e++) {
      const g = entryLevel[e]!;
      const at = next[g]!;
      order[at] = e;
      next[g] = at + 1;
    }
  }

  /** Sums of one level. */
  private addLevel(g: number, scratch: RankScratch, pooled: Float64Array): void {
    const { order, start, record } = this;
    const below = movedBelow;
    let wonV = 0;
    let wonU = 0;
    let drawnV = 0;
    let drawnU = 0;
    let squaresV = 0;
    let squaresU = 0;
    let mixedV = 0;
    let mixedU = 0;
    let sumsV = 0;
    let sumsU = 0;
    let outsideV = 0;
    let outsideU = 0;
    let uu = 0;
    let vv = 0;
    let uv = 0;
    for (let i = start[g]!, end = start[g + 1]!; i < end; i++) {
      const e = order[i]!;
      const at = width * e;
      const v = 0.5 * below[2 * e]!;
      const u = 0.5 * below[2 * e + 1]!;
      const weightV = record[at]!;
      const weightU = record[at + 1]!;
      wonV += v;
      wonU += u;
      drawnV = (drawnV + (weightV > 0 ? 1 : 0)) | 0;
      drawnU = (drawnU + (weightU > 0 ? 1 : 0)) | 0;
      squaresV += weightV * weightV;
      squaresU += weightU * weightU;
      mixedV += weightV * v;
      mixedU += weightU * u;
      sumsV += v * v;
      sumsU += u * u;
      outsideV += record[at + 2]!;
      outsideU += record[at + 3]!;
      uu += record[at + 4]!;
      vv += record[at + 5]!;
      uv += record[at + 6]!;
    }
    const { won, clusters, weightSquares, weightedSums, sumSquares, outside } = scratch;
    won[2 * g] = wonV;
    won[2 * g + 1] = wonU;
    clusters[2 * g] = drawnV;
    clusters[2 * g + 1] = drawnU;
    weightSquares[2 * g] = squaresV;
    weightSquares[2 * g + 1] = squaresU;
    weightedSums[2 * g] = mixedV;
    weightedSums[2 * g + 1] = mixedU;
    sumSquares[2 * g] = sumsV;
    sumSquares[2 * g + 1] = sumsU;
    outside[2 * g] = outsideV;
    outside[2 * g + 1] = outsideU;
    pooled[3 * g] = uu;
    pooled[3 * g + 1] = vv;
    pooled[3 * g + 2] = uv;
  }

  /** Cross term of one level: entries with both classes. */
  private crossLevel(g: number, scratch: RankScratch): void {
    const { order, start, record, paired } = this;
    const below = movedBelow;
    const { centre, inverse } = scratch;
    let count = 0;
    for (let i = start[g]!, end = start[g + 1]!; i < end; i++) {
      const e = order[i]!;
      // No branch: which entries have both classes is different in every permutation.
      paired[count] = e;
      count = (count + (record[width * e]! * record[width * e + 1]! > 0 ? 1 : 0)) | 0;
    }
    const centreU = centre[2 * g + 1]!;
    const inverseU = inverse[2 * g + 1]!;
    const centreV = centre[2 * g]!;
    const inverseV = inverse[2 * g]!;
    let cross = 0;
    for (let i = 0; i < count; i++) {
      const e = paired[i]!;
      const at = width * e;
      const u = record[at + 1]! * centreU + 0.5 * below[2 * e + 1]! * inverseU;
      const v = record[at]! * centreV + 0.5 * below[2 * e]! * inverseV;
      cross += u * v;
    }
    scratch.cross[g] = cross;
    scratch.suffixPositive[g] = count;
  }
}
