import type { Estimate, EvidenceOf, Figure, Study } from '@equipoise/domain';
import {
  type CellCounts,
  debiasedCalibrationError,
  type KeptDraws,
  keepDraws,
  type Limits,
  linearisedInTheLarge,
  linearisedLimits,
  linearisedLogistic,
  linearisedLogLimits,
  localLinear,
  nearestBandwidth,
  ratioOf,
} from '@equipoise/stats';
import {
  type AuditContext,
  type AuditOutcome,
  type AuditSpec,
  defineAudit,
  notAssessed,
} from '../frame/audit-spec.ts';
import { pick } from '../frame/compact-rows.ts';
import { makeEstimate } from '../frame/make-estimate.ts';
import type { PredictionRun } from '../frame/prediction-run.ts';
import {
  allRows,
  countsOfRows,
  orderWithin,
  rowsOfLevel,
  undefinedFigure,
} from '../frame/rates.ts';
import { sayOpening } from '../frame/wording.ts';

const binCount = 15;
const gridSize = 21;
const smallest = 1e-6;

/** Tasks and models of a study draw the same patients. */
const drawsOf = new WeakMap<Study, KeptDraws>();

type Group = EvidenceOf<'calibration'>['data']['groups'][number];

/** Intercept, slope, debiased calibration error, observed over expected and a smooth curve, per group. */
export const calibrationByGroup: AuditSpec = defineAudit({
  id: 'calibration-by-group',
  title: 'Calibration by group',
  question: 'Do the probabilities mean the same in every group?',
  items: [12],
  needs: 'scores that are probabilities (0 to 1)',
  sources: ['doi:10.1186/s12916-019-1466-7', 'arXiv:1909.10155'],
  readsRowsOnly: true,
  isPerTask: true,
  run(study, context): Promise<AuditOutcome> {
    const draws = drawsOf.get(study) ?? keepDraws();
    drawsOf.set(study, draws);
    const outcomes = context.runs.map((run) => auditRun(run, draws, context));
    const evidence = outcomes.flatMap((outcome) => outcome.evidence);
    return Promise.resolve({
      estimates: outcomes.flatMap((outcome) => outcome.estimates),
      findings: outcomes.flatMap((outcome) => outcome.findings),
      evidence,
      needs:
        evidence.length > 0
          ? null
          : 'scores that are probabilities: these lie outside 0 to 1 or are absent',
    });
  },
});

function auditRun(run: PredictionRun, draws: KeptDraws, context: AuditContext): AuditOutcome {
  if (run.job.score === null || !run.isProbability) return refuse(run, context);
  const estimates: Estimate[] = [];
  const make = (
    attribute: string | null,
    levels: readonly { name: string; rows: Int32Array }[],
  ): EvidenceOf<'calibration'> => {
    const groups = levels.map(({ name, rows }) => {
      const group = calibrateGroup(run, context, name, rows, draws);
      if (group.reason === null) estimates.push(...groupEstimates(run, attribute, group, rows));
      return group;
    });
    return {
      id: `calibration/${run.task}/${run.model}/${run.class ?? ''}/${attribute ?? '(all)'}`,
      kind: 'calibration',
      audit: calibrationByGroup.id,
      task: run.task,
      model: run.model,
      attribute,
      title: attribute === null ? 'Calibration' : `Calibration by ${attribute}`,
      data: { bins: binCount, groups },
    };
  };
  const evidence = [make(null, [{ name: 'everyone', rows: allRows(run) }])];
  for (const attribute of run.attributes) {
    evidence.push(
      make(
        attribute.name,
        attribute.levels.map((name, level) => ({ name, rows: rowsOfLevel(attribute, level) })),
      ),
    );
  }
  return { estimates, findings: [], evidence, needs: null };
}

function refuse(run: PredictionRun, context: AuditContext): AuditOutcome {
  const reason = run.job.score === null ? 'no-scores' : 'scores-outside-0-1';
  return {
    ...notAssessed(reason),
    findings: [
      {
        id: `finding/calibration/${run.task}/${run.model}/${run.class ?? ''}`,
        audit: calibrationByGroup.id,
        task: run.task,
        model: run.model,
        attribute: null,
        metric: 'calibration-slope',
        verdict: 'not-assessable',
        reason,
        margin: null,
        role: 'description',
        sentence:
          reason === 'no-scores'
            ? `${sayOpening(run, context)}calibration cannot be assessed because the input holds no scores.`
            : `${sayOpening(run, context)}calibration cannot be assessed because scores lie outside 0 to 1, so they are not probabilities; rank metrics stay.`,
        estimateIds: [],
        evidenceIds: [],
      },
    ],
  };
}

function calibrateGroup(
  run: PredictionRun,
  context: AuditContext,
  name: string,
  rows: Int32Array,
  draws: KeptDraws,
): Group {
  const { level } = context.settings;
  const counts = countsOfRows(run, rows);
  const base = { level: name, ...counts };
  const none = (reason: string): Group => ({
    ...base,
    intercept: undefinedFigure(reason),
    slope: undefinedFigure(reason),
    ece: undefinedFigure(reason),
    observedExpected: undefinedFigure(reason),
    curve: [],
    reason,
  });
  if (counts.positivePatientCount < 10) return none('too-few-positive-patients');
  if (counts.negativePatientCount < 10) return none('too-few-negative-patients');
  const { label, score, patient, rowWeight } = run.job;
  if (score === null) return none('no-scores');
  const local = denseClusters(patient, run.job.patientCount, rows);
  const y = new Float64Array(rows.length);
  const p = pick(score, rows);
  const w = rowWeight === null ? null : pick(rowWeight, rows);
  const logit = new Float64Array(rows.length);
  for (let k = 0; k < rows.length; k += 1) {
    y[k] = label[rows[k]!]!;
    const q = Math.min(1 - smallest, Math.max(smallest, p[k]!));
    logit[k] = Math.log(q / (1 - q));
  }
  const order = orderWithin(score, rows);
  const fit = linearisedLogistic(y, logit, local.codes, local.count, w);
  const large = linearisedInTheLarge(y, logit, local.codes, local.count, w);
  const weighted = (values: Float64Array): Float64Array =>
    w === null ? values : values.map((v, i) => v * w[i]!);
  const oe = ratioOf(weighted(y), weighted(p), local.codes, local.count);
  const asFigure = (value: { value: number } | null, limits: Limits | null): Figure =>
    value === null || limits === null
      ? undefinedFigure('no-convergence')
      : { value: value.value, low: limits[0], high: limits[1], reason: null };
  const error = debiasedCalibrationError(y, p, local.codes, local.count, {
    bins: binCount,
    seed: context.settings.seed,
    level,
    weight: w,
    order,
    draws,
  });
  return {
    ...base,
    intercept: asFigure(large, large && linearisedLimits(large, level)),
    slope: asFigure(fit?.slope ?? null, fit && linearisedLimits(fit.slope, level)),
    ece: asFigure(error, error?.limits ?? null),
    observedExpected: asFigure(oe, oe && linearisedLogLimits(oe, level)),
    curve: smoothCurve(y, p, order, local.codes, local.count, level, w),
    reason: null,
  };
}

function smoothCurve(
  y: Float64Array,
  p: Float64Array,
  order: Int32Array,
  cluster: Int32Array,
  clusters: number,
  level: number,
  weight: Float64Array | null,
): Group['curve'] {
  const sorted = pick(p, order);
  const n = sorted.length;
  const out = [];
  let previous = Number.NaN;
  for (let g = 0; g < gridSize; g += 1) {
    const at = sorted[Math.min(n - 1, Math.round(((g + 0.5) / gridSize) * (n - 1)))]!;
    if (at === previous) continue;
    previous = at;
    const bandwidth = nearestBandwidth(sorted, at, Math.min(0.6, Math.max(0.15, 300 / n)));
    const fit = localLinear(p, y, at, bandwidth, cluster, clusters, weight);
    if (fit === null) continue;
    const [low, high] = linearisedLimits(fit, level);
    const within = (value: number): number => Math.min(1, Math.max(0, value));
    out.push({
      predicted: at,
      observed: within(fit.value),
      low: within(low),
      high: within(high),
      caseCount: countNear(sorted, at, bandwidth),
    });
  }
  return out;
}

function countNear(sorted: Float64Array, at: number, bandwidth: number): number {
  let count = 0;
  for (let k = 0; k < sorted.length; k += 1) if (Math.abs(sorted[k]! - at) < bandwidth) count += 1;
  return count;
}

interface DenseClusters {
  readonly codes: Int32Array;
  readonly count: number;
}

const clusterCache = new WeakMap<Int32Array, WeakMap<Int32Array, DenseClusters>>();

/** Patients of some rows renumbered 0, 1, … so that per-group sums stay short; once for all runs of the same rows. */
function denseClusters(patient: Int32Array, patientCount: number, rows: Int32Array): DenseClusters {
  const cache = clusterCache.get(patient) ?? new WeakMap<Int32Array, DenseClusters>();
  clusterCache.set(patient, cache);
  const known = cache.get(rows);
  if (known) return known;
  const place = new Int32Array(patientCount).fill(-1);
  const codes = new Int32Array(rows.length);
  let count = 0;
  for (let k = 0; k < rows.length; k += 1) {
    const p = patient[rows[k]!]!;
    if (place[p] === -1) place[p] = count++;
    codes[k] = place[p]!;
  }
  const made = { codes, count };
  cache.set(rows, made);
  return made;
}

function groupEstimates(
  run: PredictionRun,
  attribute: string | null,
  group: Group,
  rows: Int32Array,
): Estimate[] {
  const slice = attribute === null ? {} : { [attribute]: group.level };
  const counts: CellCounts = {
    rows: rows.length,
    patients: group.patientCount,
    positives: group.positiveCount ?? 0,
    negatives: rows.length - (group.positiveCount ?? 0),
    positivePatients: group.positivePatientCount ?? 0,
    negativePatients: group.negativePatientCount ?? 0,
  };
  const one = (metric: string, figure: Figure, method: string): Estimate =>
    makeEstimate(
      run,
      { metric, slice, versus: null, scale: null },
      {
        value:
          figure.value === null
            ? { value: null, reason: figure.reason ?? 'undefined' }
            : { value: figure.value },
        limits: figure.low === null || figure.high === null ? null : [figure.low, figure.high],
        method,
      },
      counts,
    );
  return [
    one('calibration-intercept', group.intercept, 'patient-clustered sandwich, t'),
    one('calibration-slope', group.slope, 'patient-clustered sandwich, t'),
    one(
      'ece',
      group.ece,
      'debiased root mean square, 15 equal-mass bins, patient bootstrap percentile',
    ),
    one('observed-expected', group.observedExpected, 'patient-clustered, log scale'),
  ];
}
