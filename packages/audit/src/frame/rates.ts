import type { Figure } from '@equipoise/domain';
import {
  ascendingOrder,
  type Limits,
  type Linearised,
  linearisedAuroc,
  linearisedLimits,
  linearisedLogitLimits,
  ratioOf,
} from '@equipoise/stats';
import type { PredictionRun, RunAttribute } from './prediction-run.ts';

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

/** Positions within `rows` by rising score, taken from one sort of the whole run. */
function orderWithin(score: Float64Array, rows: Int32Array): Int32Array {
  let order = orderCache.get(score);
  if (!order) {
    order = ascendingOrder(score);
    orderCache.set(score, order);
  }
  if (rows.length === score.length) return order;
  const place = new Int32Array(score.length).fill(-1);
  rows.forEach((i, k) => {
    place[i] = k;
  });
  const out = new Int32Array(rows.length);
  let at = 0;
  for (const i of order) if (place[i]! >= 0) out[at++] = place[i]!;
  return out;
}

/** Every job row. */
export function allRows(run: PredictionRun): Int32Array {
  return Int32Array.from({ length: run.job.rowCount }, (_, i) => i);
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
  const { label, decision, patient, rowWeight, patientCount } = run.job;
  if (decision === null && metric !== 'prevalence') return null;
  const top = new Float64Array(rows.length);
  const bottom = new Float64Array(rows.length);
  const cluster = new Int32Array(rows.length);
  // What a row counts as depends on its label and decision alone: four cases, looked up.
  const cases = [0, 1, 2, 3].map((code) => countRow(metric, code >> 1, code & 1));
  const hit = Float64Array.from(cases, ([isHit]) => (isHit ? 1 : 0));
  const counted = Float64Array.from(cases, ([, isCounted]) => (isCounted ? 1 : 0));
  for (let k = 0; k < rows.length; k += 1) {
    const i = rows[k]!;
    const w = rowWeight === null ? 1 : rowWeight[i]!;
    const code = 2 * label[i]! + (decision === null ? 0 : decision[i]!);
    cluster[k] = patient[i]!;
    top[k] = hit[code]! * w;
    bottom[k] = counted[code]! * w;
  }
  return ratioOf(top, bottom, cluster, patientCount);
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
  const y = new Uint8Array(rows.length);
  const s = new Float64Array(rows.length);
  const c = new Int32Array(rows.length);
  const w = rowWeight === null && extraWeight === null ? null : new Float64Array(rows.length);
  for (let k = 0; k < rows.length; k += 1) {
    const i = rows[k]!;
    y[k] = label[i]!;
    s[k] = score[i]!;
    c[k] = patient[i]!;
    if (w !== null) w[k] = (rowWeight?.[i] ?? 1) * (extraWeight?.[k] ?? 1);
  }
  return linearisedAuroc(y, s, c, patientCount, w, orderWithin(score, rows));
}

/** A metric that can be linearised over rows: a rate or the AUROC. */
export function linearisedMetric(
  run: PredictionRun,
  metric: string,
  rows: Int32Array,
): Linearised | null {
  if (metric === 'auroc') return aurocOfRows(run, rows);
  const rates: readonly string[] = [
    'sensitivity',
    'specificity',
    'ppv',
    'npv',
    'accuracy',
    'prevalence',
    'fpr',
  ];
  return rates.includes(metric) ? linearisedRate(run, metric as RateMetric, rows) : null;
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
export function countsOfRows(
  run: Pick<PredictionRun, 'job'>,
  rows: Int32Array,
): {
  caseCount: number;
  patientCount: number;
  positiveCount: number;
  positivePatientCount: number;
  negativePatientCount: number;
} {
  const seen = new Uint8Array(run.job.patientCount);
  let positiveCount = 0;
  for (const i of rows) {
    const positive = run.job.label[i] === 1;
    if (positive) positiveCount += 1;
    const p = run.job.patient[i]!;
    seen[p] = seen[p]! | (positive ? 2 : 1);
  }
  let patientCount = 0;
  let positivePatientCount = 0;
  let negativePatientCount = 0;
  for (const mark of seen) {
    if (mark !== 0) patientCount += 1;
    if ((mark & 2) !== 0) positivePatientCount += 1;
    if ((mark & 1) !== 0) negativePatientCount += 1;
  }
  return {
    caseCount: rows.length,
    patientCount,
    positiveCount,
    positivePatientCount,
    negativePatientCount,
  };
}
