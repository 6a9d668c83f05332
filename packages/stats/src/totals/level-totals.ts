import type { TotalsStatistic } from './statistics.ts';

/** Sparse contributions of rows to totals: entry e of row i stands at i × perRow + e. */
export interface RowTotals {
  readonly perRow: number;
  readonly totalCount: number;
  readonly index: Int32Array;
  readonly value: Float64Array;
}

/** Totals by level of one partition of the rows, under patient weights. */
export function totalsByLevel(
  rows: RowTotals,
  codes: Int32Array,
  levelCount: number,
  patient: Int32Array,
  weight: Float64Array,
): Float64Array {
  const out = new Float64Array(levelCount * rows.totalCount);
  for (let i = 0; i < codes.length; i += 1) {
    const code = codes[i]!;
    const w = weight[patient[i]!]!;
    if (code < 0 || w === 0) continue;
    const base = code * rows.totalCount;
    for (let e = i * rows.perRow; e < (i + 1) * rows.perRow; e += 1)
      out[base + rows.index[e]!]! += w * rows.value[e]!;
  }
  return out;
}

/** Central-difference gradient of a statistic at totals; zero where a side has no value. */
export function gradientAt(statistic: TotalsStatistic, totals: Float64Array): Float64Array {
  const gradient = new Float64Array(totals.length);
  const point = Float64Array.from(totals);
  let mass = 0;
  for (const value of totals) mass = Math.max(mass, Math.abs(value));
  for (let k = 0; k < totals.length; k += 1) {
    const here = totals[k]!;
    const step = 1e-5 * Math.max(1, Math.abs(here), mass * 1e-3);
    point[k] = here + step;
    const up = statistic.evaluate(point);
    point[k] = here - step;
    const down = here - step < 0 ? Number.NaN : statistic.evaluate(point);
    point[k] = here;
    if (Number.isNaN(up)) continue;
    gradient[k] = Number.isNaN(down)
      ? (up - statistic.evaluate(totals)) / step
      : (up - down) / (2 * step);
  }
  return gradient;
}

/**
 * Sum over patients of weight × influence², where a patient's influence on a statistic of one level is
 * the gradient times the patient's own totals there. All statistics here are ratios (unchanged when every
 * total doubles), so influences add up to 0 by themselves.
 *
 * @returns one variance per level, times P/(P−1)
 */
export function variancesByLevel(
  rows: RowTotals,
  codes: Int32Array,
  gradients: readonly Float64Array[],
  patientRows: RowGroups,
  weight: Float64Array,
): Float64Array {
  const levels = gradients.length;
  const out = new Float64Array(levels);
  const here = new Float64Array(levels);
  const patients = patientRows.starts.length - 1;
  for (let p = 0; p < patients; p += 1) {
    const w = weight[p]!;
    if (w === 0) continue;
    const from = patientRows.starts[p]!;
    const to = patientRows.starts[p + 1]!;
    for (let k = from; k < to; k += 1) here[Math.max(0, codes[patientRows.order[k]!]!)] = 0;
    for (let k = from; k < to; k += 1) {
      const i = patientRows.order[k]!;
      const code = codes[i]!;
      if (code < 0) continue;
      const gradient = gradients[code]!;
      for (let e = i * rows.perRow; e < (i + 1) * rows.perRow; e += 1)
        here[code]! += gradient[rows.index[e]!]! * rows.value[e]!;
    }
    for (let k = from; k < to; k += 1) {
      const code = codes[patientRows.order[k]!]!;
      if (code < 0 || here[code] === 0) continue;
      out[code]! += w * here[code]! * here[code]!;
      here[code] = 0;
    }
  }
  const correction = patients > 1 ? patients / (patients - 1) : 1;
  return out.map((value) => value * correction);
}

/** Rows of each patient: patient p has order[starts[p]] to order[starts[p + 1] − 1]. */
export interface RowGroups {
  readonly starts: Int32Array;
  readonly order: Int32Array;
}

/** Rows of each patient, grouped. */
export function groupRows(patient: Int32Array, patientCount: number): RowGroups {
  const starts = new Int32Array(patientCount + 1);
  for (const p of patient) starts[p + 1]! += 1;
  for (let p = 0; p < patientCount; p += 1) starts[p + 1]! += starts[p]!;
  const next = Int32Array.from(starts);
  const order = new Int32Array(patient.length);
  for (let i = 0; i < patient.length; i += 1) order[next[patient[i]!]!++] = i;
  return { starts, order };
}
