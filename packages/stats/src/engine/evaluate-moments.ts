import {
  evaluateMcc,
  evaluateRatios,
  needsOf,
  type RatioSum,
  ratioSumOf,
} from './count-metrics.ts';
import {
  type MomentSums,
  momentPass,
  momentSums,
  patientsFeeding,
  quadratic,
} from './moment-pass.ts';
import type { ColumnPlan, MomentFamily, Plan } from './plan.ts';
import type { EngineMetric } from './types.ts';
import { writeLevel } from './write-level.ts';

/** Scratch of one family of metrics made of totals. */
export interface FamilyScratch {
  readonly overall: MomentSums;
  readonly levels: readonly MomentSums[];
  readonly totals: readonly (MomentSums | null)[];
  readonly formulas: readonly (RatioSum | null)[];
  readonly needs: readonly number[];
  readonly floors: readonly boolean[];
  /** sums over the levels of an attribute that leaves rows out */
  readonly whole: Pick<MomentSums, 'totals' | 'squares' | 'fed'>;
  readonly rest: Float64Array;
  readonly restSquares: Float64Array;
  readonly gradient: Float64Array;
  readonly restGradient: Float64Array;
  readonly referenceGradient: Float64Array;
}

/** Makes the arrays that {@link FamilyScratch} names. */
export function familyScratch(plan: Plan, family: MomentFamily, f: number): FamilyScratch {
  const { dimension } = family;
  const metrics = Array.from(family.metrics, (m) => plan.metrics[m]!);
  return {
    overall: momentSums(family.overall, dimension),
    levels: plan.attributes.map((attribute) => momentSums(attribute.moments[f]!, dimension)),
    totals: plan.attributes.map((attribute) => {
      const total = attribute.moments[f]!.total;
      return total === null ? null : momentSums(total, dimension);
    }),
    formulas: metrics.map((metric) => (metric === 'mcc' ? null : ratioSumOf(metric))),
    needs: metrics.map((metric: EngineMetric) => needsOf(metric)),
    floors: metrics.map(() => family.kind === 'counts'),
    whole: {
      totals: new Float64Array(dimension),
      squares: new Float64Array(dimension * dimension),
      fed: new Float64Array(16),
    },
    rest: new Float64Array(dimension),
    restSquares: new Float64Array(dimension * dimension),
    gradient: new Float64Array(dimension),
    restGradient: new Float64Array(dimension),
    referenceGradient: new Float64Array(dimension),
  };
}

/**
 * Value and gradient of one metric of a family.
 *
 * @param formula null for Matthews correlation
 */
export function metricAt(
  formula: RatioSum | null,
  totals: Float64Array,
  at: number,
  dimension: number,
  gradient: Float64Array,
): number {
  return formula === null
    ? evaluateMcc(totals, at, gradient)
    : evaluateRatios(formula, totals, at, dimension, gradient);
}

function correction(patients: number): number {
  return patients > 1 ? patients / (patients - 1) : Number.NaN;
}

/** All metrics of one family in all cells. */
export function evaluateMoments(
  plan: Plan,
  columns: ColumnPlan,
  f: number,
  scratch: FamilyScratch,
  draws: Int32Array,
  out: Float64Array,
  at: number,
): void {
  const family = plan.families[f]!;
  const { dimension } = family;
  const { gradient, overall } = scratch;
  momentPass(family.overall, dimension, draws, overall);
  for (let j = 0; j < family.metrics.length; j++) {
    const place = at + columns.overall[family.metrics[j]!]!;
    const value = metricAt(scratch.formulas[j]!, overall.totals, 0, dimension, gradient);
    const variance = quadratic(gradient, overall.squares, 0, gradient, dimension, true);
    out[place] = value;
    out[place + 1] = Number.isNaN(value)
      ? Number.NaN
      : Math.sqrt(variance * correction(patientsFeeding(overall.fed, 0, scratch.needs[j]!)));
  }
  for (let a = 0; a < plan.attributes.length; a++) {
    const table = plan.attributes[a]!.moments[f]!;
    momentPass(table, dimension, draws, scratch.levels[a]!);
    const total = scratch.totals[a] ?? null;
    if (table.total !== null && total !== null) momentPass(table.total, dimension, draws, total);
    levelsOf(plan, columns, f, a, scratch, out, at);
  }
}

/**
 * Totals, squares and feeds of everyone who belongs to a level, each patient in one: everyone's where that is
 * all, else the sums over the levels.
 */
function wholeOf(
  plan: Plan,
  a: number,
  scratch: FamilyScratch,
  dimension: number,
): Pick<MomentSums, 'totals' | 'squares' | 'fed'> {
  const attribute = plan.attributes[a]!;
  if (attribute.total === null) return scratch.overall;
  const { totals, squares, fed } = scratch.whole;
  const sums = scratch.levels[a]!;
  addLevels(sums.totals, dimension, totals);
  addLevels(sums.squares, dimension * dimension, squares);
  addLevels(sums.fed, 16, fed);
  return scratch.whole;
}

function addLevels(levels: Float64Array, width: number, out: Float64Array): void {
  out.fill(0);
  for (let at = 0; at < levels.length; at += width) {
    for (let d = 0; d < width; d++) out[d] = out[d]! + levels[at + d]!;
  }
}

function levelsOf(
  plan: Plan,
  columns: ColumnPlan,
  f: number,
  a: number,
  scratch: FamilyScratch,
  out: Float64Array,
  at: number,
): void {
  const family = plan.families[f]!;
  const attribute = plan.attributes[a]!;
  const { dimension } = family;
  const square = dimension * dimension;
  const sums = scratch.levels[a]!;
  const whole = scratch.totals[a] ?? wholeOf(plan, a, scratch, dimension);
  const { gradient, restGradient, referenceGradient, rest, restSquares } = scratch;
  for (let j = 0; j < family.metrics.length; j++) {
    const place = columns.level[family.metrics[j]!]![a]!;
    const formula = scratch.formulas[j]!;
    const need = scratch.needs[j]!;
    const r = attribute.reference;
    let referenceVariance = Number.NaN;
    if (r >= 0) {
      const found = metricAt(formula, sums.totals, r * dimension, dimension, referenceGradient);
      const form = quadratic(
        referenceGradient,
        sums.squares,
        r * square,
        referenceGradient,
        dimension,
        true,
      );
      if (!Number.isNaN(found)) {
        referenceVariance = form * correction(patientsFeeding(sums.fed, r, need));
      }
    }
    for (let k = 0; k < attribute.levelCount; k++) {
      if (place[k]! < 0) continue;
      const value = metricAt(formula, sums.totals, k * dimension, dimension, gradient);
      if (Number.isNaN(value)) continue;
      const form = quadratic(gradient, sums.squares, k * square, gradient, dimension, true);
      const variance = form * correction(patientsFeeding(sums.fed, k, need));
      subtract(whole, sums, k, dimension, rest, restSquares);
      const restValue = metricAt(formula, rest, 0, dimension, restGradient);
      const feeding = restPatients(whole.fed, sums.fed, k, need, sums.cross !== null);
      const restForm = quadratic(restGradient, restSquares, 0, restGradient, dimension, true);
      const restVariance = Number.isNaN(restValue) ? Number.NaN : restForm * correction(feeding);
      let shared = 0;
      if (sums.cross !== null) {
        shared = quadratic(gradient, sums.cross, k * square, restGradient, dimension, false);
      }
      let sharedReference = 0;
      if (sums.reference !== null) {
        const { reference } = sums;
        sharedReference = quadratic(
          gradient,
          reference,
          k * square,
          referenceGradient,
          dimension,
          false,
        );
      }
      writeLevel(
        out,
        at + place[k]!,
        value,
        variance,
        restValue,
        restVariance,
        variance + restVariance - 2 * shared,
        k === r ? Number.NaN : variance + referenceVariance - 2 * sharedReference,
      );
    }
  }
}

/** Totals and squares of everyone less one level; patients in both bring cross terms. */
function subtract(
  whole: Pick<MomentSums, 'totals' | 'squares'>,
  sums: MomentSums,
  k: number,
  dimension: number,
  rest: Float64Array,
  restSquares: Float64Array,
): void {
  const square = dimension * dimension;
  for (let i = 0; i < dimension; i++) {
    const left = whole.totals[i]! - sums.totals[k * dimension + i]!;
    rest[i] = Math.abs(left) > 1e-9 * Math.abs(whole.totals[i]!) ? left : 0;
    for (let j = i; j < dimension; j++) {
      const here = i * dimension + j;
      let value = whole.squares[here]! - sums.squares[k * square + here]!;
      if (sums.cross !== null) {
        value -= sums.cross[k * square + here]! + sums.cross[k * square + j * dimension + i]!;
      }
      restSquares[here] = value;
    }
  }
}

function restPatients(
  whole: Float64Array,
  levels: Float64Array,
  k: number,
  need: number,
  overlaps: boolean,
): number {
  const all = patientsFeeding(whole, 0, need);
  // With patients on both sides the rest has at least as many as the difference: the smaller bound is kept.
  const inside = patientsFeeding(levels, k, need);
  return overlaps ? Math.max(2, all - inside) : all - inside;
}
