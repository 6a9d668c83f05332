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

/**
 * Numbers of one row or sum: score g0 g1 and information h00 h01 h11 of the logistic model with intercept and
 * slope, then score and information of the model with the slope held at 1 (calibration in the large).
 */
export const calibrationWidth = 7;

/** Where the fits of some rows stand: intercept and slope together, and the intercept with slope 1. */
interface CalibrationFit {
  readonly intercept: number;
  readonly slope: number;
  readonly large: number;
}

function addRow(
  rows: CalibrationRows,
  i: number,
  fit: CalibrationFit,
  out: Float64Array,
  at: number,
): void {
  const x = rows.logOdds[i]!;
  const mean = 1 / (1 + Math.exp(-(fit.intercept + fit.slope * x)));
  const w = rows.weight === null ? 1 : rows.weight[i]!;
  const g = w * (rows.label[i]! - mean);
  const h = w * mean * (1 - mean);
  out[at] = out[at]! + g;
  out[at + 1] = out[at + 1]! + g * x;
  out[at + 2] = out[at + 2]! + h;
  out[at + 3] = out[at + 3]! + h * x;
  out[at + 4] = out[at + 4]! + h * x * x;
  const offset = 1 / (1 + Math.exp(-(fit.large + x)));
  out[at + 5] = out[at + 5]! + w * (rows.label[i]! - offset);
  out[at + 6] = out[at + 6]! + w * offset * (1 - offset);
}

/**
 * Newton steps of both models from the sums of score and information.
 *
 * @param sums seven numbers from `at` on
 * @param at first place
 * @param step receives the change of the intercept with slope 1, of the slope, and of the intercept beside the
 * slope; NaN where the information is singular
 */
export function calibrationSteps(sums: Float64Array, at: number, step: Float64Array): void {
  const information = sums[at + 6]!;
  step[0] = information > 0 ? sums[at + 5]! / information : Number.NaN;
  const a = sums[at + 2]!;
  const b = sums[at + 3]!;
  const c = sums[at + 4]!;
  const determinant = a * c - b * b;
  const works = determinant > 1e-12 * a * c && a > 0;
  step[1] = works ? (a * sums[at + 1]! - b * sums[at]!) / determinant : Number.NaN;
  step[2] = works ? (c * sums[at]! - b * sums[at + 1]!) / determinant : Number.NaN;
}

/**
 * What one patient moves: influence on the intercept with slope 1 and on the slope, at fits a step away.
 *
 * @param sums information of all patients, seven numbers from `at` on
 * @param at first place
 * @param own the patient's seven numbers, from `from` on
 * @param from first place
 * @param step steps as {@link calibrationSteps} gives them; zeros at the fit itself
 * @param out receives two influences from `to` on
 * @param to first place
 */
export function calibrationInfluence(
  sums: Float64Array,
  at: number,
  own: Float64Array,
  from: number,
  step: Float64Array,
  out: Float64Array,
  to: number,
): void {
  out[to] = (own[from + 5]! - own[from + 6]! * step[0]!) / sums[at + 6]!;
  const g0 = own[from]! - own[from + 2]! * step[2]! - own[from + 3]! * step[1]!;
  const g1 = own[from + 1]! - own[from + 3]! * step[2]! - own[from + 4]! * step[1]!;
  const a = sums[at + 2]!;
  const b = sums[at + 3]!;
  const determinant = a * sums[at + 4]! - b * b;
  out[to + 1] = (a * g1 - b * g0) / determinant;
}

/** Fits of the rows for which `keep` holds; NaN without convergence, as with separated classes. */
function fit(
  rows: CalibrationRows,
  keep: (i: number) => boolean,
  start: CalibrationFit,
): CalibrationFit {
  const sums = new Float64Array(calibrationWidth);
  const step = new Float64Array(3);
  let { intercept, slope, large } = start;
  let isJoint = false;
  let isLarge = false;
  for (let round = 0; round < 60 && !(isJoint && isLarge); round++) {
    sums.fill(0);
    for (let i = 0; i < rows.rowCount; i++) {
      if (keep(i)) addRow(rows, i, { intercept, slope, large }, sums, 0);
    }
    calibrationSteps(sums, 0, step);
    if (!isLarge) {
      large += Math.min(4, Math.max(-4, step[0]!));
      if (Math.abs(large) > 50) large = Number.NaN;
      isLarge = Math.abs(step[0]!) < 1e-12 || Number.isNaN(large);
    }
    if (!isJoint) {
      const size = Math.max(Math.abs(step[1]!), Math.abs(step[2]!));
      const scale = size > 2 ? 2 / size : 1;
      intercept += scale * step[2]!;
      slope += scale * step[1]!;
      if (Math.abs(intercept) > 50 || Math.abs(slope) > 50) slope = Number.NaN;
      isJoint = size < 1e-11 || Number.isNaN(slope);
    }
  }
  if (!isLarge) large = Number.NaN;
  if (!isJoint || Number.isNaN(slope)) intercept = Number.NaN;
  return { intercept, slope: Number.isNaN(intercept) ? Number.NaN : slope, large };
}

/**
 * Per-patient sums of each level at its own fit and at the common fit, and exact errors of the original sample.
 *
 * @param rows rows that belong to a level
 * @param code row -> level or -1
 * @param levelCount number of levels
 * @param patientCount number of patients
 * @param reference the reference level
 * @see Cox 1958, doi:10.1093/biomet/45.3-4.562 (slope); Steyerberg et al. 2010, Epidemiology 21:128 (in the large)
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
  const all = fit(rows, (i) => code[i]! >= 0, { intercept: 0, slope: 1, large: 0 });
  const isFitted = !Number.isNaN(all.slope);
  const start: CalibrationFit = {
    intercept: isFitted ? all.intercept : 0,
    slope: isFitted ? all.slope : 1,
    large: Number.isNaN(all.large) ? 0 : all.large,
  };
  const own = new Float64Array(calibrationWidth * entries);
  const common = new Float64Array(calibrationWidth * entries);
  const byLevel = rowsByLevel(code, levelCount);
  const levelFit = byLevel.map((which) => {
    if (levelCount === 1) return all;
    return fit(subset(rows, which), () => true, start);
  });
  const fits = Float64Array.from(levelFit.flatMap(({ large, slope }) => [large, slope]));
  for (let i = 0; i < rows.rowCount; i++) {
    const k = code[i]!;
    if (k < 0) continue;
    const at = calibrationWidth * layout.rowEntry[i]!;
    addRow(rows, i, levelFit[k]!, own, at);
    addRow(rows, i, start, common, at);
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
  start: CalibrationFit,
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
    const other = fit(rows, (i) => code[i]! >= 0 && code[i] !== k, start);
    const beta = [other.large, other.slope];
    out.restFit.set(beta, 2 * k);
    const outside = new Float64Array(calibrationWidth * patientCount);
    const inside = new Float64Array(calibrationWidth * patientCount);
    for (let i = 0; i < rows.rowCount; i++) {
      if (code[i]! < 0 || code[i] === k) continue;
      addRow(rows, i, other, outside, calibrationWidth * rows.patient[i]!);
    }
    for (let e = 0; e < layout.entryPatient.length; e++) {
      if (layout.entryLevel[e] !== k) continue;
      const from = calibrationWidth * e;
      inside.set(
        own.subarray(from, from + calibrationWidth),
        calibrationWidth * layout.entryPatient[e]!,
      );
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
  const sums = new Float64Array(calibrationWidth);
  let clusters = 0;
  for (let p = 0; p < patientCount; p++) {
    const at = calibrationWidth * p;
    if (perPatient[at + 6]! > 0) clusters++;
    for (let d = 0; d < calibrationWidth; d++) sums[d] = sums[d]! + perPatient[at + d]!;
  }
  const each = new Float64Array(2 * patientCount);
  const step = new Float64Array(3);
  for (let p = 0; p < patientCount; p++) {
    calibrationInfluence(sums, 0, perPatient, calibrationWidth * p, step, each, 2 * p);
  }
  return { each, correction: clusters > 1 ? clusters / (clusters - 1) : Number.NaN };
}
