import { findMetric } from '@equipoise/metrics';
import type { AuditContext } from './audit-spec.ts';
import type { PredictionRun } from './prediction-run.ts';

const pointMetrics = new Set(['%', 'proportion', 'rate']);

/** True where a metric's gap is said in percentage points. */
export function isInPoints(metric: string): boolean {
  const spec = findMetric(metric);
  return spec !== undefined && pointMetrics.has(spec.unit);
}

/** A gap without sign: `5.0 points` or `0.030`. */
export function sayGap(metric: string, gap: number): string {
  const size = Math.abs(gap);
  return isInPoints(metric) ? `${(100 * size).toFixed(1)} points` : size.toFixed(3);
}

/** Limits of a gap with signs. */
export function sayLimits(metric: string, low: number, high: number): string {
  const one = (x: number): string => {
    const text = isInPoints(metric) ? (100 * x).toFixed(1) : x.toFixed(3);
    return text.startsWith('-') ? `−${text.slice(1)}` : `+${text}`;
  };
  return `${one(low)} to ${one(high)}`;
}

/** The title of a metric, for the middle of a sentence. */
export function sayMetric(metric: string): string {
  const title = findMetric(metric)?.title ?? metric;
  return /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}

/** First letter upper case. */
export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `95 %` */
export function sayLevel(level: number): string {
  return `${Number((100 * level).toFixed(1))} %`;
}

/** What a reason code means, as half a sentence. */
export function sayReason(reason: string): string {
  const known: Record<string, string> = {
    'too-few-positive-patients': 'fewer than 10 patients with the condition',
    'too-few-negative-patients': 'fewer than 10 patients without the condition',
    'too-few-patients': 'too few patients',
    'too-few-called-positive-patients': 'fewer than 10 patients called positive',
    'too-few-called-negative-patients': 'fewer than 10 patients called negative',
    'one-class': 'only one class present',
    'no-margin-declared': 'no margin was declared for this metric',
    'scores-outside-0-1': 'scores lie outside 0 to 1, so they are not probabilities',
    'no-scores': 'the input gives no scores',
    'no-threshold-and-no-decision': 'neither a threshold nor a decision is given',
    'one-level': 'only one level',
    'constant-scores': 'every score is the same',
    'constant-decisions': 'every decision is the same',
    'no-patient-clustered-replicates': 'it has no interval that counts patients',
  };
  for (const [end, where] of [
    ['-in-rest', 'among the rest'],
    ['-in-reference', 'in the reference group'],
  ] as const) {
    if (reason.endsWith(end)) return `${sayReason(reason.slice(0, -end.length))} ${where}`;
  }
  return known[reason] ?? reason.replaceAll('-', ' ');
}

/** How a sentence on a run opens: `effusion: `, `lesion (MEL): `, and `effusion: for A, ` where models are several. */
export function sayOpening(
  run: Pick<PredictionRun, 'task' | 'model' | 'class'>,
  context: Pick<AuditContext, 'runs' | 'wholeRuns'>,
): string {
  const where = run.class === null ? run.task : `${run.task} (${run.class})`;
  return hasSeveralModels(run.task, context) ? `${where}: for ${run.model}, ` : `${where}: `;
}

/** True where a task has predictions of more than one model, so that a sentence must say which. */
export function hasSeveralModels(
  task: string,
  context: Pick<AuditContext, 'runs' | 'wholeRuns'>,
): boolean {
  const isOther = (other: PredictionRun): boolean => other.task === task;
  const first = context.runs.find(isOther) ?? context.wholeRuns.find(isOther);
  return [...context.runs, ...context.wholeRuns].some(
    (other) => other.task === task && other.model !== first?.model,
  );
}
