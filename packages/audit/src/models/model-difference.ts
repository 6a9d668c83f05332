import type { Study } from '@equipoise/domain';
import {
  contributingClusters,
  delongPaired,
  delongUnpaired,
  type Limits,
  type Linearised,
  linearisedLimits,
  mcNemar,
  minus,
  pairedDifference,
  proportionDifference,
  standardErrorOf,
  tTwoSided,
} from '@equipoise/stats';
import type { PredictionRun } from '../frame/prediction-run.ts';
import { allRows, countRow, linearisedMetric, type RateMetric } from '../frame/rates.ts';

/** Which cases two models share. */
export interface SharedCases {
  readonly rowCount: number;
  readonly patientCount: number;
  /** whether both models answer exactly the same cases */
  readonly isPaired: boolean;
}

/** A metric of one model less that of another. */
export interface ModelDifference {
  readonly value: number | null;
  readonly reason: string | null;
  readonly limits: Limits | null;
  readonly standardError: number | null;
  readonly pValue: number | null;
  /** z or t behind the p; null where the test is exact */
  readonly statistic: number | null;
  /** name of the interval and of the test */
  readonly method: string;
  /** McNemar's other forms; null where the cases are not paired or not independent */
  readonly mcNemar: {
    readonly exactP: number;
    readonly chiSquare: number | null;
    readonly chiSquareP: number | null;
  } | null;
}

const none = 'none';

/** Cases that both models answer, and their patients. */
export function sharedCases(study: Study, a: PredictionRun, b: PredictionRun): SharedCases {
  const patients = new Set<number>();
  let rowCount = 0;
  for (let i = 0; i < study.rowCount; i += 1) {
    if (a.prediction.present[i] !== 1 || b.prediction.present[i] !== 1) continue;
    rowCount += 1;
    patients.add(study.patient[i]!);
  }
  const isPaired = rowCount === a.rows.length && rowCount === b.rows.length;
  return { rowCount, patientCount: patients.size, isPaired };
}

/**
 * The difference of a metric between two models, by the form that fits the cases: DeLong (paired or not) for
 * areas and Newcombe with McNemar for rates where every patient has one row of weight 1, else the
 * patient-clustered linearisation, which also takes cases that are shared in part.
 *
 * @param study the study of both
 * @param a one model
 * @param b another of the same task
 * @param metric `auroc` or a rate
 * @param shared what the two have in common
 * @param level confidence level
 * @returns a's value less b's
 * @see DeLong et al. 1988, Biometrics 44:837; Newcombe 1998, Statistics in Medicine 17:2635 and 17:873; McNemar
 * 1947, Psychometrika 12:153; Obuchowski 1997, Biometrics 53:567
 */
export function modelDifference(
  study: Study,
  a: PredictionRun,
  b: PredictionRun,
  metric: string,
  shared: SharedCases,
  level: number,
): ModelDifference {
  const isPlain = isSingle(a) && isSingle(b);
  if (isPlain && shared.isPaired && sameLabels(a, b)) {
    return metric === 'auroc' ? pairedAreas(a, b, level) : pairedRates(a, b, metric, level);
  }
  if (isPlain && shared.patientCount === 0 && shareNoPatient(study, a, b)) {
    return metric === 'auroc' ? separateAreas(a, b, level) : separateRates(a, b, metric, level);
  }
  return clustered(study, a, b, metric, shared, level);
}

/** A linearisation over the patients of a run, laid on those of the whole study. */
export function onStudy(study: Study, run: PredictionRun, value: Linearised): Linearised {
  const place = studyPatients(study, run);
  const byCluster = new Float64Array(study.patientCount);
  for (let p = 0; p < place.length; p += 1) byCluster[place[p]!] = value.byCluster[p]!;
  return { value: value.value, byCluster };
}

const placeCache = new WeakMap<Int32Array, Int32Array>();

/** Patient of a run → patient of the study; worked out once for all runs of the same rows. */
function studyPatients(study: Study, { rows, job }: PredictionRun): Int32Array {
  const known = placeCache.get(job.patient);
  if (known) return known;
  const place = new Int32Array(job.patientCount);
  for (let k = 0; k < rows.length; k += 1) place[job.patient[k]!] = study.patient[rows[k]!]!;
  placeCache.set(job.patient, place);
  return place;
}

function isSingle({ job }: PredictionRun): boolean {
  return job.rowCount === job.patientCount && job.rowWeight === null;
}

function sameLabels(a: PredictionRun, b: PredictionRun): boolean {
  return a.job.label.every((y, i) => y === b.job.label[i]);
}

function shareNoPatient(study: Study, a: PredictionRun, b: PredictionRun): boolean {
  const seen = new Uint8Array(study.patientCount);
  for (const row of a.rows) seen[study.patient[row]!] = 1;
  return b.rows.every((row) => seen[study.patient[row]!] === 0);
}

function undefinedDifference(reason: string): ModelDifference {
  return {
    value: null,
    reason,
    limits: null,
    standardError: null,
    pValue: null,
    statistic: null,
    method: none,
    mcNemar: null,
  };
}

function pairedAreas(a: PredictionRun, b: PredictionRun, level: number): ModelDifference {
  if (a.job.score === null || b.job.score === null) return undefinedDifference('no-scores');
  const test = delongPaired(a.job.label, a.job.score, b.job.score, { level });
  const { value, reason } = test.difference;
  if (value === null) return undefinedDifference(reason ?? 'one-class');
  // Without spread the test says nothing, unless both rank the cases alike.
  const isMute = test.degenerate && value !== 0;
  return {
    value,
    reason: null,
    limits: isMute ? null : test.limits,
    standardError: test.variance.value === null ? null : Math.sqrt(test.variance.value),
    pValue: test.p.value,
    statistic: test.z.value,
    method: 'DeLong, paired',
    mcNemar: null,
  };
}

function separateAreas(a: PredictionRun, b: PredictionRun, level: number): ModelDifference {
  if (a.job.score === null || b.job.score === null) return undefinedDifference('no-scores');
  const test = delongUnpaired(a.job.label, a.job.score, b.job.label, b.job.score, { level });
  const { value, reason } = test.difference;
  if (value === null) return undefinedDifference(reason ?? 'one-class');
  const [x, y] = [test.a.se.value, test.b.se.value];
  return {
    value,
    reason: null,
    limits: test.degenerate ? null : test.limits,
    standardError: x === null || y === null ? null : Math.sqrt(x * x + y * y),
    pValue: test.p.value,
    statistic: test.t.value,
    method: 'DeLong, unpaired, t',
    mcNemar: null,
  };
}

function pairedRates(
  a: PredictionRun,
  b: PredictionRun,
  metric: string,
  level: number,
): ModelDifference {
  const { label, decision } = a.job;
  const other = b.job.decision;
  if (decision === null || other === null)
    return undefinedDifference('no-threshold-and-no-decision');
  const table = [0, 0, 0, 0];
  for (let i = 0; i < label.length; i += 1) {
    const [hitA, counted] = countRow(metric as RateMetric, label[i]!, decision[i]!);
    if (!counted) continue;
    const [hitB] = countRow(metric as RateMetric, label[i]!, other[i]!);
    table[(hitA ? 0 : 2) + (hitB ? 0 : 1)]! += 1;
  }
  const [both, onlyA, onlyB, neither] = table as [number, number, number, number];
  const found = pairedDifference(both, onlyA, onlyB, neither, level);
  if (found.difference.value === null) return undefinedDifference('empty-denominator');
  const test = mcNemar(onlyA, onlyB);
  const n = both + onlyA + onlyB + neither;
  const d = found.difference.value;
  return {
    value: d,
    reason: null,
    limits: found.limits,
    standardError: Math.sqrt(Math.max(0, (onlyA + onlyB) / n - d * d) / n),
    pValue: test.midP,
    statistic: null,
    method: 'Newcombe, paired; McNemar, mid-p',
    mcNemar: {
      exactP: test.exactP,
      chiSquare: test.chiSquare.value,
      chiSquareP: test.chiSquareP.value,
    },
  };
}

function separateRates(
  a: PredictionRun,
  b: PredictionRun,
  metric: string,
  level: number,
): ModelDifference {
  const [x, y] = [rateCounts(a, metric), rateCounts(b, metric)];
  if (x === null || y === null) return undefinedDifference('no-threshold-and-no-decision');
  const found = proportionDifference(x.hits, x.rows, y.hits, y.rows, { level });
  if (found.estimate.value === null) return undefinedDifference('empty-denominator');
  const pooled = (x.hits + y.hits) / (x.rows + y.rows);
  const se = Math.sqrt(pooled * (1 - pooled) * (1 / x.rows + 1 / y.rows));
  const z = se > 0 ? found.estimate.value / se : null;
  const own = (part: { hits: number; rows: number }): number =>
    ((part.hits / part.rows) * (1 - part.hits / part.rows)) / part.rows;
  return {
    value: found.estimate.value,
    reason: null,
    limits: found.limits,
    standardError: Math.sqrt(own(x) + own(y)),
    pValue: z === null ? 1 : tTwoSided(z, Number.POSITIVE_INFINITY),
    statistic: z,
    method: 'Newcombe, unpaired; pooled z',
    mcNemar: null,
  };
}

function rateCounts(run: PredictionRun, metric: string): { hits: number; rows: number } | null {
  const { label, decision } = run.job;
  if (decision === null) return null;
  let hits = 0;
  let rows = 0;
  for (let i = 0; i < label.length; i += 1) {
    const [hit, counted] = countRow(metric as RateMetric, label[i]!, decision[i]!);
    if (!counted) continue;
    rows += 1;
    if (hit) hits += 1;
  }
  return { hits, rows };
}

function clustered(
  study: Study,
  a: PredictionRun,
  b: PredictionRun,
  metric: string,
  shared: SharedCases,
  level: number,
): ModelDifference {
  const left = linearisedMetric(a, metric, allRows(a));
  const right = linearisedMetric(b, metric, allRows(b));
  if (left === null || right === null) return undefinedDifference('undefined-on-one-side');
  const gap = minus(onStudy(study, a, left), onStudy(study, b, right));
  const se = standardErrorOf(gap);
  const clusters = contributingClusters(gap);
  const isMute = !(se > 0) || clusters < 2;
  return {
    value: gap.value,
    reason: null,
    limits: isMute ? null : linearisedLimits(gap, level),
    standardError: se,
    pValue: isMute ? (gap.value === 0 ? 1 : null) : tTwoSided(gap.value / se, clusters - 1),
    statistic: isMute ? null : gap.value / se,
    method: shared.isPaired
      ? 'paired, patient-clustered linearisation, t'
      : 'unpaired where cases differ, patient-clustered linearisation, t',
    mcNemar: null,
  };
}
