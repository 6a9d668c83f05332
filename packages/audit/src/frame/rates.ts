import type { Figure } from '@equipoise/domain';
import {
  addAuroc,
  addRatioOfKinds,
  ascendingOrder,
  type Limits,
  type Linearised,
  linearisedAuroc,
  linearisedLimits,
  linearisedLogitLimits,
  type RatioOfKinds,
} from '@equipoise/stats';
import type { PredictionRun, RunAttribute } from './prediction-run.ts';
import { rowRoom } from './room.ts';

/** Rates whose numerator and denominator are counted over rows. */
export type RateMetric =
  | 'sensitivity'
  | 'specificity'
  | 'ppv'
  | 'npv'
  | 'accuracy'
  | 'prevalence'
  | 'fpr';

const rowCache = new WeakMap<
  RunAttribute,
  { readonly inside: Int32Array[]; readonly outside: (Int32Array | undefined)[] }
>();

function cachedRows(attribute: RunAttribute): {
  readonly inside: Int32Array[];
  readonly outside: (Int32Array | undefined)[];
} {
  const known = rowCache.get(attribute);
  if (known) return known;
  const counts = new Int32Array(attribute.levels.length);
  for (const code of attribute.codes) counts[code]! += 1;
  const inside = Array.from(counts, (count) => new Int32Array(count));
  const next = new Int32Array(counts.length);
  attribute.codes.forEach((code, i) => {
    inside[code]![next[code]!++] = i;
  });
  const made = { inside, outside: [] };
  rowCache.set(attribute, made);
  return made;
}

/** Job rows that belong to a level, ascending. */
export function rowsOfLevel(attribute: RunAttribute, level: number): Int32Array {
  return cachedRows(attribute).inside[level] ?? new Int32Array(0);
}

/** Job rows that do not belong to a level, ascending. */
export function rowsOfRest(attribute: RunAttribute, level: number): Int32Array {
  const cache = cachedRows(attribute);
  const known = cache.outside[level];
  if (known) return known;
  const rows = new Int32Array(attribute.codes.length - rowsOfLevel(attribute, level).length);
  let at = 0;
  attribute.codes.forEach((code, i) => {
    if (code !== level) rows[at++] = i;
  });
  cache.outside[level] = rows;
  return rows;
}

const orderCache = new WeakMap<Float64Array, Int32Array>();

/** Every row by rising score, sorted once a run; equal scores keep the order of their rows. */
export function orderOfScores(score: Float64Array): Int32Array {
  const known = orderCache.get(score);
  if (known) return known;
  const order = ascendingOrder(score);
  orderCache.set(score, order);
  return order;
}

/** `rows` by rising score, taken from one sort of the whole run. */
function sortedRows(score: Float64Array, rows: Int32Array): Int32Array {
  const order = orderOfScores(score);
  if (rows.length === score.length) return order;
  const isTaken = new Uint8Array(score.length);
  for (let k = 0; k < rows.length; k += 1) isTaken[rows[k]!] = 1;
  const out = new Int32Array(rows.length);
  let at = 0;
  for (let k = 0; k < order.length; k += 1) {
    const i = order[k]!;
    if (isTaken[i] === 1) out[at++] = i;
  }
  return out;
}

/** Positions within `rows` by rising score, taken from one sort of the whole run. */
export function orderWithin(score: Float64Array, rows: Int32Array): Int32Array {
  const sorted = sortedRows(score, rows);
  if (rows.length === score.length) return sorted;
  const place = new Int32Array(score.length);
  for (let k = 0; k < rows.length; k += 1) place[rows[k]!] = k;
  return sorted.map((i) => place[i]!);
}

const everyRow = new WeakMap<Int32Array, Int32Array>();

/** Every job row. */
export function allRows(run: Pick<PredictionRun, 'job'>): Int32Array {
  const { patient, rowCount } = run.job;
  const known = everyRow.get(patient);
  if (known) return known;
  const rows = new Int32Array(rowCount);
  for (let i = 0; i < rowCount; i += 1) rows[i] = i;
  everyRow.set(patient, rows);
  return rows;
}

const kindCache = new WeakMap<object, Uint8Array>();

/** What a row counts as depends on its label and decision alone: 2 × label + decision. */
function kindsOf({ job }: Pick<PredictionRun, 'job'>): Uint8Array {
  const known = kindCache.get(job);
  if (known) return known;
  const { label, decision } = job;
  const kinds = new Uint8Array(label.length);
  for (let i = 0; i < kinds.length; i += 1)
    kinds[i] = 2 * label[i]! + (decision === null ? 0 : decision[i]!);
  kindCache.set(job, kinds);
  return kinds;
}

function kindRatio(metric: RateMetric): RatioOfKinds {
  const cases = [0, 1, 2, 3].map((kind) => countRow(metric, kind >> 1, kind & 1));
  return {
    top: Float64Array.from(cases, ([isHit]) => (isHit ? 1 : 0)),
    bottom: Float64Array.from(cases, ([, isCounted]) => (isCounted ? 1 : 0)),
  };
}

const rateMetrics: readonly string[] = [
  'sensitivity',
  'specificity',
  'ppv',
  'npv',
  'accuracy',
  'prevalence',
  'fpr',
] satisfies readonly RateMetric[];

function isRate(metric: string): metric is RateMetric {
  return rateMetrics.includes(metric);
}

/** A metric that can be linearised over rows: a rate or the AUROC; null where it has no value. */
export function linearisedMetric(
  run: Pick<PredictionRun, 'job'>,
  metric: string,
  rows: Int32Array,
): Linearised | null {
  const { label, score, decision, patient, rowWeight, patientCount } = run.job;
  const columns = { cluster: patient, weight: rowWeight };
  const byCluster = new Float64Array(patientCount);
  let value: number | null = null;
  if (metric === 'auroc') {
    if (score === null) return null;
    const ranked = { ...columns, label, score, placement: rowRoom(run.job).kept('placement') };
    const sorted = sortedRows(score, rows);
    value = addAuroc(rows, sorted, 0, rows.length, ranked, byCluster);
  } else if (isRate(metric) && (decision !== null || metric === 'prevalence')) {
    const kinds = kindsOf(run);
    value = addRatioOfKinds(rows, 0, rows.length, kinds, kindRatio(metric), columns, byCluster);
  }
  return value === null ? null : { value, byCluster };
}

/**
 * A rate over some rows of a run, with patient linearisation.
 *
 * @returns null where the denominator is empty or no decision is known
 */
export function linearisedRate(
  run: Pick<PredictionRun, 'job'>,
  metric: RateMetric,
  rows: Int32Array,
): Linearised | null {
  return linearisedMetric(run, metric, rows);
}

/** Whether a row with label y and decision d is a hit, and whether it counts at all. */
export function countRow(
  metric: RateMetric,
  y: number,
  d: number,
): readonly [hit: boolean, counted: boolean] {
  switch (metric) {
    case 'sensitivity':
      return [y === 1 && d === 1, y === 1];
    case 'specificity':
      return [y === 0 && d === 0, y === 0];
    case 'fpr':
      return [y === 0 && d === 1, y === 0];
    case 'ppv':
      return [y === 1 && d === 1, d === 1];
    case 'npv':
      return [y === 0 && d === 0, d === 0];
    case 'accuracy':
      return [y === d, true];
    case 'prevalence':
      return [y === 1, true];
    default: {
      const never: never = metric;
      return never;
    }
  }
}

/** AUROC over some rows of a run, with patient linearisation; null without scores or with one class. */
export function aurocOfRows(
  run: Pick<PredictionRun, 'job'>,
  rows: Int32Array,
  extraWeight: Float64Array | null = null,
): Linearised | null {
  const { label, score, patient, rowWeight, patientCount } = run.job;
  if (score === null) return null;
  if (extraWeight === null) return linearisedMetric(run, 'auroc', rows);
  const y = new Uint8Array(rows.length);
  const s = new Float64Array(rows.length);
  const c = new Int32Array(rows.length);
  const w = new Float64Array(rows.length);
  for (let k = 0; k < rows.length; k += 1) {
    const i = rows[k]!;
    y[k] = label[i]!;
    s[k] = score[i]!;
    c[k] = patient[i]!;
    w[k] = (rowWeight?.[i] ?? 1) * extraWeight[k]!;
  }
  return linearisedAuroc(y, s, c, patientCount, w, orderWithin(score, rows));
}

/** A linearised proportion as a figure, logit limits. */
export function proportionFigure(
  value: Linearised | null,
  level: number,
  reason = 'empty-denominator',
): Figure {
  return value === null
    ? undefinedFigure(reason)
    : figureOf(value, linearisedLogitLimits(value, level));
}

/** A linearised difference as a figure, symmetric t limits. */
export function differenceFigure(
  value: Linearised | null,
  level: number,
  reason = 'undefined-on-one-side',
): Figure {
  return value === null ? undefinedFigure(reason) : figureOf(value, linearisedLimits(value, level));
}

/** A figure without a value. */
export function undefinedFigure(reason: string): Figure {
  return { value: null, low: null, high: null, reason };
}

function figureOf(value: Linearised, limits: Limits): Figure {
  return { value: value.value, low: limits[0], high: limits[1], reason: null };
}

/** Counts of some rows of a run. */
export interface RowCounts {
  readonly caseCount: number;
  readonly patientCount: number;
  readonly positiveCount: number;
  readonly positivePatientCount: number;
  readonly negativePatientCount: number;
}

const countCache = new WeakMap<object, WeakMap<Int32Array, RowCounts>>();

/** Counts of some rows of a run, worked out once for each array of rows. */
export function countsOfRows(run: Pick<PredictionRun, 'job'>, rows: Int32Array): RowCounts {
  const cache = countCache.get(run.job) ?? new WeakMap<Int32Array, RowCounts>();
  countCache.set(run.job, cache);
  const known = cache.get(rows);
  if (known) return known;
  const found = countRows(run, rows);
  cache.set(rows, found);
  return found;
}

function countRows(run: Pick<PredictionRun, 'job'>, rows: Int32Array): RowCounts {
  const { label, patient, patientCount: patients } = run.job;
  const seen = new Uint8Array(patients);
  let positiveCount = 0;
  for (let k = 0; k < rows.length; k += 1) {
    const i = rows[k]!;
    const y = label[i] === 1 ? 1 : 0;
    positiveCount += y;
    seen[patient[i]!]! |= 1 << y;
  }
  let patientCount = 0;
  let positivePatientCount = 0;
  let negativePatientCount = 0;
  for (let p = 0; p < patients; p += 1) {
    const mark = seen[p]!;
    if (mark === 0) continue;
    patientCount += 1;
    positivePatientCount += mark >> 1;
    negativePatientCount += mark & 1;
  }
  return {
    caseCount: rows.length,
    patientCount,
    positiveCount,
    positivePatientCount,
    negativePatientCount,
  };
}

/** Patients of some rows, renumbered by their numbers in the run. */
export interface LocalPatients {
  /** one entry for each of the rows */
  readonly codes: Int32Array;
  readonly count: number;
}

const localCache = new WeakMap<Int32Array, WeakMap<Int32Array, LocalPatients>>();

/** Patients of some rows as 0, 1, … in the order of the run, so that sums over them stay short; once for all runs of the same rows. */
export function localPatients(
  { job: { patient, patientCount } }: Pick<PredictionRun, 'job'>,
  rows: Int32Array,
): LocalPatients {
  const cache = localCache.get(patient) ?? new WeakMap<Int32Array, LocalPatients>();
  localCache.set(patient, cache);
  const known = cache.get(rows);
  if (known) return known;
  const place = new Int32Array(patientCount);
  for (let k = 0; k < rows.length; k += 1) place[patient[rows[k]!]!] = 1;
  let count = 0;
  for (let p = 0; p < patientCount; p += 1) if (place[p] === 1) place[p] = count++;
  const codes = new Int32Array(rows.length);
  for (let k = 0; k < rows.length; k += 1) codes[k] = place[patient[rows[k]!]!]!;
  const made = { codes, count };
  cache.set(rows, made);
  return made;
}
