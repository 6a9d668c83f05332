import type { Estimate, Figure, SliceRef } from '@equipoise/domain';
import type { CellCounts, EngineCell, Limits, Value } from '@equipoise/stats';
import type { PredictionRun } from './prediction-run.ts';

/** What names an estimate within a run. */
export interface EstimateKey {
  readonly metric: string;
  readonly slice: SliceRef;
  readonly versus: string | null;
  readonly scale: 'difference' | 'ratio' | null;
}

/** A readable id, unique within a document. */
export function estimateId(
  run: Pick<PredictionRun, 'task' | 'model' | 'class'>,
  key: EstimateKey,
): string {
  const slice = Object.entries(key.slice)
    .map(([attribute, level]) => `${attribute}=${level}`)
    .join('&');
  return [
    run.task,
    run.model,
    run.class,
    key.metric,
    slice || 'all',
    key.versus,
    key.scale === 'ratio' ? 'ratio' : null,
  ]
    .filter((part) => part !== null)
    .join('/');
}

const withoutThreshold = new Set([
  'auroc',
  'auprc',
  'brier',
  'log-loss',
  'prevalence',
  'observed-expected',
  'calibration-slope',
  'calibration-intercept',
  'ece',
]);

/** Builds an estimate; the reason is given exactly where there is no value. */
export function makeEstimate(
  run: PredictionRun,
  key: EstimateKey,
  figure: {
    readonly value: Value;
    readonly limits: Limits | null;
    readonly method: string;
    readonly standardError?: number | null;
    readonly caution?: string | null;
    readonly numerator?: number | null;
    readonly denominator?: number | null;
  },
  counts: CellCounts,
): Estimate {
  const atThreshold = !withoutThreshold.has(key.metric) && run.threshold !== null;
  return {
    id: estimateId(run, key),
    task: run.task,
    model: run.model,
    metric: key.metric,
    class: run.class,
    slice: key.slice,
    versus: key.versus,
    scale: key.scale,
    threshold: atThreshold ? (run.threshold?.threshold ?? null) : null,
    thresholdSource: atThreshold ? (run.threshold?.source ?? null) : null,
    value: figure.value.value,
    low: figure.limits?.[0] ?? null,
    high: figure.limits?.[1] ?? null,
    level: run.job.level,
    method: figure.method,
    caseCount: counts.rows,
    patientCount: counts.patients,
    positiveCount: run.isWhole ? null : counts.positives,
    positivePatientCount: run.isWhole ? null : counts.positivePatients,
    negativePatientCount: run.isWhole ? null : counts.negativePatients,
    undefinedReason: figure.value.value === null ? figure.value.reason : null,
    numerator: figure.numerator ?? null,
    denominator: figure.denominator ?? null,
    standardError: figure.standardError ?? null,
    caution: figure.caution ?? null,
  };
}

/** A cell of the engine as a figure of evidence. */
export function cellFigure(cell: EngineCell): Figure {
  return toFigure(cell.value, cell.limits);
}

/** A value and its limits as a figure of evidence. */
export function toFigure(value: Value, limits: Limits | null): Figure {
  return {
    value: value.value,
    low: limits?.[0] ?? null,
    high: limits?.[1] ?? null,
    reason: value.value === null ? value.reason : null,
  };
}
