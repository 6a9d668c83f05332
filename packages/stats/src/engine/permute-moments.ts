import { ratioSumOf } from './count-metrics.ts';
import { metricAt } from './evaluate-moments.ts';
import { quadratic } from './moment-pass.ts';
import { applyTerms, vectorTerms } from './moment-terms.ts';
import type { AttributePlan } from './plan.ts';
import type { EngineMetric } from './types.ts';

/** Totals and second moments per level under permuted levels, for one attribute and one family. */
export class PermutedMoments {
  readonly value: Float64Array;
  readonly variance: Float64Array;
  private readonly attribute: AttributePlan;
  private readonly dimension: number;
  /** constant entry -> distinct vector */
  private readonly vectorOf: Int32Array;
  private readonly vectors: Float64Array;
  private readonly vectorCount: number;
  private readonly histogram: Float64Array;
  private readonly terms: ReturnType<typeof vectorTerms>;
  private readonly varied: Float64Array;
  private readonly movable: Float64Array;
  private readonly variedEntries: Int32Array;
  private readonly totals: Float64Array;
  private readonly squares: Float64Array;
  private readonly rest: Float64Array;
  private readonly restSquares: Float64Array;
  private readonly gradient: Float64Array;

  /** @param f which family of the plan */
  constructor(attribute: AttributePlan, f: number, dimension: number) {
    this.attribute = attribute;
    this.dimension = dimension;
    const levels = attribute.levelCount;
    const table = attribute.moments[f]!;
    const { constantEntry, entryPatient } = attribute.shuffle;
    const found = distinctVectors(table, constantEntry, dimension);
    this.vectorOf = found.vectorOf;
    this.vectors = found.vectors;
    this.vectorCount = found.vectors.length / dimension;
    const pays = this.vectorCount * levels <= constantEntry.length;
    this.histogram = new Float64Array(pays ? this.vectorCount * levels : 0);
    this.terms = vectorTerms(pays ? this.vectors : new Float64Array(0), dimension);
    this.movable = attribute.variedVectors[f]!;
    const isConstant = new Uint8Array(entryPatient.length);
    for (const e of constantEntry) isConstant[e] = 1;
    this.variedEntries = Int32Array.from(isConstant.keys()).filter((e) => isConstant[e] === 0);
    this.varied = new Float64Array(
      this.variedEntries.length > 0 ? entryPatient.length * dimension : 0,
    );
    this.value = new Float64Array(levels);
    this.variance = new Float64Array(levels);
    this.totals = new Float64Array(levels * dimension);
    this.squares = new Float64Array(levels * dimension * dimension);
    this.rest = new Float64Array(dimension);
    this.restSquares = new Float64Array(dimension * dimension);
    this.gradient = new Float64Array(dimension);
  }

  /**
   * Adds up one permutation.
   *
   * @param entryLevel entry -> level
   * @param rowEntry row of the grouping -> entry
   */
  add(entryLevel: Int32Array, rowEntry: Int32Array): void {
    const { constantEntry, variedRow } = this.attribute.shuffle;
    const { dimension, vectorOf, vectors, histogram } = this;
    this.totals.fill(0);
    this.squares.fill(0);
    if (histogram.length > 0) {
      histogram.fill(0);
      for (let c = 0; c < constantEntry.length; c++) {
        const place = entryLevel[constantEntry[c]!]! * this.vectorCount + vectorOf[c]!;
        histogram[place] = histogram[place]! + 1;
      }
      const square = dimension * dimension;
      for (let k = 0; k * this.vectorCount < histogram.length; k++) {
        const from = k * this.vectorCount;
        applyTerms(this.terms.totals, histogram, from, this.totals, k * dimension);
        applyTerms(this.terms.squares, histogram, from, this.squares, k * square);
      }
    } else {
      for (let c = 0; c < constantEntry.length; c++) {
        this.addVector(entryLevel[constantEntry[c]!]!, vectors, vectorOf[c]! * dimension, 1);
      }
    }
    if (this.variedEntries.length === 0) return;
    this.varied.fill(0);
    for (let j = 0; j < variedRow.length; j++) {
      const e = rowEntry[variedRow[j]!]! * dimension;
      for (let d = 0; d < dimension; d++) {
        this.varied[e + d] = this.varied[e + d]! + this.movable[j * dimension + d]!;
      }
    }
    for (const e of this.variedEntries) {
      this.addVector(entryLevel[e]!, this.varied, e * dimension, 1);
    }
  }

  private addVector(level: number, from: Float64Array, at: number, count: number): void {
    const { dimension, totals, squares } = this;
    const square = level * dimension * dimension;
    for (let i = 0; i < dimension; i++) {
      const scaled = count * from[at + i]!;
      if (scaled === 0) continue;
      totals[level * dimension + i] = totals[level * dimension + i]! + scaled;
      for (let j = i; j < dimension; j++) {
        const place = square + i * dimension + j;
        squares[place] = squares[place]! + scaled * from[at + j]!;
      }
    }
  }

  /**
   * Values and variances of one metric.
   *
   * @param metric one of the family's metrics
   * @param restValue receives the rests' values
   * @param restVariance receives the rests' variances
   */
  measure(metric: EngineMetric, restValue: Float64Array, restVariance: Float64Array): void {
    const { dimension, totals, squares, rest, restSquares, gradient } = this;
    const formula = metric === 'mcc' ? null : ratioSumOf(metric);
    const levels = this.attribute.levelCount;
    const square = dimension * dimension;
    const whole = new Float64Array(dimension);
    const wholeSquares = new Float64Array(square);
    for (let k = 0; k < levels; k++) {
      for (let d = 0; d < dimension; d++) whole[d] = whole[d]! + totals[k * dimension + d]!;
      for (let d = 0; d < square; d++)
        wholeSquares[d] = wholeSquares[d]! + squares[k * square + d]!;
    }
    for (let k = 0; k < levels; k++) {
      this.value[k] = metricAt(formula, totals, k * dimension, dimension, gradient);
      this.variance[k] = quadratic(gradient, squares, k * square, gradient, dimension, true);
      for (let d = 0; d < dimension; d++) {
        const left = whole[d]! - totals[k * dimension + d]!;
        rest[d] = Math.abs(left) > 1e-9 * Math.abs(whole[d]!) ? left : 0;
      }
      for (let d = 0; d < square; d++) {
        restSquares[d] = wholeSquares[d]! - squares[k * square + d]!;
      }
      restValue[k] = metricAt(formula, rest, 0, dimension, gradient);
      restVariance[k] = quadratic(gradient, restSquares, 0, gradient, dimension, true);
    }
  }
}

function distinctVectors(
  table: AttributePlan['moments'][number],
  entries: Int32Array,
  dimension: number,
): { vectorOf: Int32Array; vectors: Float64Array } {
  const ids = new Map<string, number>();
  const vectorOf = new Int32Array(entries.length);
  const patternId = new Int32Array(table.patternLevel.length).fill(-1);
  const kept: number[] = [];
  for (let c = 0; c < entries.length; c++) {
    const pattern = table.entryPattern[entries[c]!]!;
    if (patternId[pattern] === -1) {
      const vector = table.vector.subarray(pattern * dimension, (pattern + 1) * dimension);
      const name = vector.join();
      let id = ids.get(name);
      if (id === undefined) {
        id = kept.length;
        ids.set(name, id);
        kept.push(pattern);
      }
      patternId[pattern] = id;
    }
    vectorOf[c] = patternId[pattern]!;
  }
  const vectors = new Float64Array(kept.length * dimension);
  kept.forEach((pattern, id) => {
    vectors.set(
      table.vector.subarray(pattern * dimension, (pattern + 1) * dimension),
      id * dimension,
    );
  });
  return { vectorOf, vectors };
}
