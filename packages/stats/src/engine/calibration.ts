import { type EntryLayout, layOutEntries, referencePairs } from './entries.ts';
import type { CalibrationTable } from './plan.ts';

/** Rows with a probability strictly between 0 and 1. */
export interface CalibrationRows {
  readonly rowCount: number;
  readonly patient: Int32Array;
  readonly label: Uint8Array;
  /** log odds of the probability */
  readonly logOdds: Float64Array;
  readonly weight: Float64Array | null;
}

/** Five numbers of one row: score g0 g1 and information h00 h01 h11 of the logistic model. */
function addRow(
  rows: CalibrationRows,
  i: number,
  intercept: number,
  slope: number,
  out: Float64Array,
  at: number,
): void {
  const x = rows.logOdds[i]!;
  const mean = 1 / (1 + Math.exp(-(intercept + slope * x)));
  const w = rows.weight === null ? 1 : rows.weight[i]!;
  const g = w * (rows.label[i]! - mean);
  const h = w * mean * (1 - mean);
  out[at] = out[at]! + g;
  out[at + 1] = out[at + 1]! + g * x;
  out[at + 2] = out[at + 2]! + h;
  out[at + 3] = out[at + 3]! + h * x;
  out[at + 4] = out[at + 4]! + h * x * x;
}

/**
 * One Newton step from the sums of score and information.
 *
 * @param sums g0 g1 h00 h01 h11 from `at` on
 * @param at first place
 * @param step receives the change of intercept and slope
 * @returns false when the information is singular
 */
export function newtonStep(sums: Float64Array, at: number, step: Float64Array): boolean {
  const a = sums[at + 2]!;
  const b = sums[at + 3]!;
  const c = sums[at + 4]!;
  const determinant = a * c - b * b;
  if (!(determinant > 1e-12 * a * c) || !(a > 0)) return false;
  step[0] = (c * sums[at]! - b * sums[at + 1]!) / determinant;
  step[1] = (a * sums[at + 1]! - b * sums[at]!) / determinant;
  return true;
}

/** Logistic fit of the rows for which `keep` holds; NaN without convergence, as with separated classes. */
function fit(rows: CalibrationRows, keep: (i: number) => boolean, start: Float64Array): Float64Array {
  const beta = Float64Array.from(start);
  const sums = new Float64Array(5);
  const step = new Float64Array(2);
  for (let round = 0; round < 60; round++) {
    sums.fill(0);
    for (let i = 0; i < rows.rowCount; i++) if (keep(i)) addRow(rows, i, beta[0]!, beta[1]!, sums, 0);
    if (!newtonStep(sums, 0, step)) break;
    const size = Math.max(Math.abs(step[0]!), Math.abs(step[1]!));
    const scale = size > 2 ? 2 / size : 1;
    beta[0] = beta[0]! + scale * step[0]!;
    beta[1] = beta[1]! + scale * step[1]!;
    if (Math.abs(beta[0]!) > 50 || Math.abs(beta[1]!) > 50) break;
    if (size < 1e-11) return beta;
  }
  return Float64Array.of(Number.NaN, Number.NaN);
}

/**
 * Per-patient sums of each level at its own fit and at the common fit, and exact errors of the original sample.
 *
 * @param rows rows that belong to a level
 * @param code row -> level or -1
 * @param levelCount number of levels
 * @param patientCount number of patients
 * @param reference the reference level
 * @see Cox 1958, doi:10.1093/biomet/45.3-4.562
 */
export function buildCalibration(
  rows: CalibrationRows,
  code: Int32Array,
  levelCount: number,
  patientCount: number,
  reference: number,
): CalibrationTable {
  const layout = layOutEntries(rows.patient, code, patientCount);
  const entries = layout.entryPatient.length;
  const all = fit(rows, (i) => code[i]! >= 0, Float64Array.of(0, 1));
  const start = Number.isNaN(all[0]!) ? Float64Array.of(0, 1) : all;
  const fits = new Float64Array(2 * levelCount);
  const own = new Float64Array(5 * entries);
  const common = new Float64Array(5 * entries);
  const byLevel = rowsByLevel(code, levelCount);
  for (let k = 0; k < levelCount; k++) {
    const some = subset(rows, byLevel[k]!);
    fits.set(levelCount === 1 ? all : fit(some, () => true, start), 2 * k);
  }
  for (let i = 0; i < rows.rowCount; i++) {
    const k = code[i]!;
    if (k < 0) continue;
    addRow(rows, i, fits[2 * k]!, fits[2 * k + 1]!, own, 5 * layout.rowEntry[i]!);
    addRow(rows, i, start[0]!, start[1]!, common, 5 * layout.rowEntry[i]!);
  }
  const rest = restOf(rows, code, levelCount, patientCount, layout, start, fits, own);
  return {
    levelCount,
    entryPatient: layout.entryPatient,
    entryLevel: layout.entryLevel,
    fit: fits,
    own,
    common,
    ...rest,
    ...referencePairs(layout, reference),
  };
}

function rowsByLevel(code: Int32Array, levelCount: number): number[][] {
  const lists: number[][] = Array.from({ length: levelCount }, () => []);
  for (let i = 0; i < code.length; i++) if (code[i]! >= 0) lists[code[i]!]!.push(i);
  return lists;
}

function subset(rows: CalibrationRows, which: readonly number[]): CalibrationRows {
  return {
    rowCount: which.length,
    patient: Int32Array.from(which, (i) => rows.patient[i]!),
    label: Uint8Array.from(which, (i) => rows.label[i]!),
    logOdds: Float64Array.from(which, (i) => rows.logOdds[i]!),
    weight: rows.weight === null ? null : Float64Array.from(which, (i) => rows.weight![i]!),
  };
}

type RestPart = Pick<
  CalibrationTable,
  'restFit' | 'restVariance' | 'gapVariance' | 'levelVariance'
>;

/** Most levels for which a rest is fitted: each costs a pass over all rows. */
const mostLevels = 200;

function restOf(
  rows: CalibrationRows,
  code: Int32Array,
  levelCount: number,
  patientCount: number,
  layout: EntryLayout,
  start: Float64Array,
  fits: Float64Array,
  own: Float64Array,
): RestPart {
  const empty = (): Float64Array => new Float64Array(2 * levelCount).fill(Number.NaN);
  const out = {
    restFit: empty(),
    restVariance: empty(),
    gapVariance: empty(),
    levelVariance: empty(),
  };
  if (levelCount < 2 || levelCount > mostLevels) return out;
  for (let k = 0; k < levelCount; k++) {
    const beta = fit(rows, (i) => code[i]! >= 0 && code[i] !== k, start);
    out.restFit.set(beta, 2 * k);
    const outside = new Float64Array(5 * patientCount);
    const inside = new Float64Array(5 * patientCount);
    for (let i = 0; i < rows.rowCount; i++) {
      if (code[i]! < 0 || code[i] === k) continue;
      addRow(rows, i, beta[0]!, beta[1]!, outside, 5 * rows.patient[i]!);
    }
    for (let e = 0; e < layout.entryPatient.length; e++) {
      if (layout.entryLevel[e] !== k) continue;
      inside.set(own.subarray(5 * e, 5 * e + 5), 5 * layout.entryPatient[e]!);
    }
    const influenceIn = influences(inside, patientCount);
    const influenceOut = influences(outside, patientCount);
    for (let c = 0; c < 2; c++) {
      if (Number.isNaN(fits[2 * k + c]!) || Number.isNaN(beta[c]!)) continue;
      let gap = 0;
      let level = 0;
      let rest = 0;
      for (let p = 0; p < patientCount; p++) {
        const a = influenceIn.each[2 * p + c]!;
        const b = influenceOut.each[2 * p + c]!;
        level += a * a;
        rest += b * b;
        gap += a * b;
      }
      const levelVariance = level * influenceIn.correction;
      const restVariance = rest * influenceOut.correction;
      out.levelVariance[2 * k + c] = levelVariance;
      out.restVariance[2 * k + c] = restVariance;
      out.gapVariance[2 * k + c] = levelVariance + restVariance - 2 * gap;
    }
  }
  return out;
}

function influences(
  perPatient: Float64Array,
  patientCount: number,
): { each: Float64Array; correction: number } {
  const sums = new Float64Array(5);
  let clusters = 0;
  for (let p = 0; p < patientCount; p++) {
    if (perPatient[5 * p + 2]! > 0) clusters++;
    for (let d = 0; d < 5; d++) sums[d] = sums[d]! + perPatient[5 * p + d]!;
  }
  const each = new Float64Array(2 * patientCount);
  const a = sums[2]!;
  const b = sums[3]!;
  const c = sums[4]!;
  const determinant = a * c - b * b;
  for (let p = 0; p < patientCount; p++) {
    const g0 = perPatient[5 * p]!;
    const g1 = perPatient[5 * p + 1]!;
    each[2 * p] = (c * g0 - b * g1) / determinant;
    each[2 * p + 1] = (a * g1 - b * g0) / determinant;
  }
  return { each, correction: clusters > 1 ? clusters / (clusters - 1) : Number.NaN };
}

/** Sums of a replicate, reused. */
export interface CalibrationScratch {
  /** level × 5 at the own fit, and at the common fit */
  readonly own: Float64Array;
  readonly common: Float64Array;
  readonly everyone: Float64Array;
  /** entry × 2 */
  readonly influence: Float64Array;
  /** level × 2 */
  readonly value: Float64Array;
  readonly variance: Float64Array;
  readonly rest: Float64Array;
  readonly referenceCross: Float64Array;
  readonly clusters: Float64Array;
  readonly step: Float64Array;
}

/** Makes the arrays that {@link CalibrationScratch} names. */
export function calibrationScratch(table: CalibrationTable): CalibrationScratch {
  const levels = table.levelCount;
  return {
    own: new Float64Array(5 * levels),
    common: new Float64Array(5 * levels),
    everyone: new Float64Array(5),
    influence: new Float64Array(2 * table.entryPatient.length),
    value: new Float64Array(2 * levels),
    variance: new Float64Array(2 * levels),
    rest: new Float64Array(2 * levels),
    referenceCross: new Float64Array(2 * levels),
    clusters: new Float64Array(levels),
    step: new Float64Array(2),
  };
}

/**
 * Intercept and slope per level in one replicate: one Newton step from the original fit, whose error is of
 * the order of the squared step; the rest by subtracting the level's sums from everyone's.
 *
 * @param table sums per patient × level
 * @param draws how often each patient is drawn
 * @param scratch receives value, variance, rest and the covariance with the reference
 */
export function calibrationPass(
  table: CalibrationTable,
  draws: Int32Array,
  scratch: CalibrationScratch,
): void {
  const { entryPatient, entryLevel, levelCount, fit: fits } = table;
  const { own, common, everyone, influence, value, variance, clusters, step } = scratch;
  own.fill(0);
  common.fill(0);
  everyone.fill(0);
  clusters.fill(0);
  variance.fill(0);
  for (let e = 0; e < entryPatient.length; e++) {
    const drawn = draws[entryPatient[e]!]!;
    if (drawn === 0) continue;
    const k = entryLevel[e]!;
    clusters[k] = clusters[k]! + drawn;
    for (let d = 0; d < 5; d++) {
      own[5 * k + d] = own[5 * k + d]! + drawn * table.own[5 * e + d]!;
      common[5 * k + d] = common[5 * k + d]! + drawn * table.common[5 * e + d]!;
    }
  }
  const steps = new Float64Array(2 * levelCount);
  for (let k = 0; k < levelCount; k++) {
    for (let d = 0; d < 5; d++) everyone[d] = everyone[d]! + common[5 * k + d]!;
    const works = newtonStep(own, 5 * k, step);
    for (let c = 0; c < 2; c++) {
      steps[2 * k + c] = step[c]!;
      value[2 * k + c] = works ? fits[2 * k + c]! + step[c]! : Number.NaN;
    }
  }
  for (let e = 0; e < entryPatient.length; e++) {
    const drawn = draws[entryPatient[e]!]!;
    const k = entryLevel[e]!;
    influence[2 * e] = 0;
    influence[2 * e + 1] = 0;
    if (drawn === 0 || Number.isNaN(value[2 * k]!)) continue;
    const at = 5 * e;
    const s0 = steps[2 * k]!;
    const s1 = steps[2 * k + 1]!;
    const v = table.own;
    const g0 = v[at]! - v[at + 2]! * s0 - v[at + 3]! * s1;
    const g1 = v[at + 1]! - v[at + 3]! * s0 - v[at + 4]! * s1;
    const a = own[5 * k + 2]!;
    const b = own[5 * k + 3]!;
    const c = own[5 * k + 4]!;
    const determinant = a * c - b * b;
    const i0 = (c * g0 - b * g1) / determinant;
    const i1 = (a * g1 - b * g0) / determinant;
    influence[2 * e] = i0;
    influence[2 * e + 1] = i1;
    variance[2 * k] = variance[2 * k]! + drawn * i0 * i0;
    variance[2 * k + 1] = variance[2 * k + 1]! + drawn * i1 * i1;
  }
  for (let k = 0; k < levelCount; k++) {
    const g = clusters[k]!;
    const correction = g > 1 ? g / (g - 1) : Number.NaN;
    for (let c = 0; c < 2; c++) {
      variance[2 * k + c] = variance[2 * k + c]! * correction;
      if (Number.isNaN(value[2 * k + c]!)) variance[2 * k + c] = Number.NaN;
    }
  }
  subtractedRest(table, scratch);
  referenceCovariance(table, draws, scratch);
}

/** One step of everyone less the level, at the common fit. */
function restStep(scratch: CalibrationScratch, k: number, out: Float64Array): boolean {
  const sums = new Float64Array(5);
  for (let d = 0; d < 5; d++) sums[d] = scratch.everyone[d]! - scratch.common[5 * k + d]!;
  return newtonStep(sums, 0, out);
}

function subtractedRest(table: CalibrationTable, scratch: CalibrationScratch): void {
  const { rest, step } = scratch;
  for (let k = 0; k < table.levelCount; k++) {
    const works = table.levelCount > 1 && restStep(scratch, k, step);
    for (let c = 0; c < 2; c++) rest[2 * k + c] = works ? step[c]! : Number.NaN;
  }
}

function referenceCovariance(
  table: CalibrationTable,
  draws: Int32Array,
  scratch: CalibrationScratch,
): void {
  const { referenceLeft, referenceRight, entryPatient, entryLevel } = table;
  const { referenceCross, influence } = scratch;
  referenceCross.fill(0);
  for (let r = 0; r < referenceLeft.length; r++) {
    const e = referenceLeft[r]!;
    const f = referenceRight[r]!;
    const drawn = draws[entryPatient[e]!]!;
    const k = entryLevel[e]!;
    for (let c = 0; c < 2; c++) {
      referenceCross[2 * k + c] =
        referenceCross[2 * k + c]! + drawn * influence[2 * e + c]! * influence[2 * f + c]!;
    }
  }
}
