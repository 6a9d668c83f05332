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
function fit(
  rows: CalibrationRows,
  keep: (i: number) => boolean,
  start: Float64Array,
): Float64Array {
  const beta = Float64Array.from(start);
  const sums = new Float64Array(5);
  const step = new Float64Array(2);
  for (let round = 0; round < 60; round++) {
    sums.fill(0);
    for (let i = 0; i < rows.rowCount; i++)
      if (keep(i)) addRow(rows, i, beta[0]!, beta[1]!, sums, 0);
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
