import { selectQuantiles } from '../special/select.ts';
import { type Limits, none, some, type Value } from '../value.ts';
import { cellInterval } from './cell-interval.ts';
import { isCountMetric, needsOf, ratioSumOf } from './count-metrics.ts';
import { countColumns, type Plan } from './plan.ts';
import type { CellCounts, EngineCell, EngineJob, EngineMetric } from './types.ts';

/** All replicates and permutations of a job. */
export interface Outcome {
  /** columns of the original sample (full layout) */
  readonly original: Float64Array;
  /** column × replicates */
  readonly replicates: Float64Array;
  /** permutation × (metric × attribute × 2); the first row is the observed one */
  readonly permutations: Float64Array;
  /** totals of the original sample: cell -> numerator and denominator per metric, NaN when none */
  readonly fractions: (metric: number, attribute: number, level: number) => [number, number] | null;
}

/** One column over all replicates; not to be changed. */
export function columnOf(outcome: Outcome, job: EngineJob, column: number): Float64Array {
  return outcome.replicates.subarray(column * job.replicates, (column + 1) * job.replicates);
}

/** Wraps a number, or says why there is none. */
export function valueOr(value: number, reason: string): Value {
  return Number.isFinite(value) ? some(value) : none(reason);
}

/** Reads one row of a count table. */
export function countsAt(counts: Float64Array, at: number): CellCounts {
  return {
    rows: counts[at + countColumns.rows]!,
    patients: counts[at + countColumns.patients]!,
    positives: counts[at + countColumns.positives]!,
    negatives: counts[at + countColumns.negatives]!,
    positivePatients: counts[at + countColumns.positivePatients]!,
    negativePatients: counts[at + countColumns.negativePatients]!,
  };
}

/** Fewest patients behind a metric's denominators. */
export function patientsBehind(metric: EngineMetric, counts: Float64Array, at: number): number {
  const need = needsOf(metric);
  let fewest = counts[at + countColumns.patients]!;
  for (let bit = 0; bit < 4; bit++) {
    if ((need & (1 << bit)) !== 0) fewest = Math.min(fewest, counts[at + 4 + bit]!);
  }
  return fewest;
}

/** Patients and rows behind a value, and whether every patient gives it one row of weight 1. */
function behind(
  metric: EngineMetric,
  counts: Float64Array,
  at: number,
  fraction: [number, number] | null,
  isWeighted: boolean,
): { patients: number; rows: number; isIndependent: boolean } {
  const patients = patientsBehind(metric, counts, at);
  if (fraction !== null && isCountMetric(metric)) {
    const rows = fraction[1];
    return { patients, rows, isIndependent: !isWeighted && rows === patients };
  }
  const rows = counts[at + countColumns.rows]!;
  const all = counts[at + countColumns.patients]!;
  return { patients, rows, isIndependent: !isWeighted && rows === all };
}

/** Why a metric has no value in a cell with these counts. */
export function emptyReason(metric: EngineMetric, counts: Float64Array, at: number): string {
  if (counts[at]! === 0) return 'no-rows';
  const need = needsOf(metric);
  const reasons = ['no-positives', 'no-negatives', 'none-called-positive', 'none-called-negative'];
  const lacks = reasons.filter((_, bit) => (need & (1 << bit)) !== 0 && counts[at + 4 + bit] === 0);
  if (need === 3 && lacks.length > 0) return 'one-class';
  if (lacks.length > 0) return lacks[0]!;
  if (metric === 'mcc') return 'empty-margin';
  return metric.startsWith('calibration') ? 'no-logistic-fit' : 'zero-denominator';
}

/**
 * One cell from its columns.
 *
 * @param column place of value and standard error in the replicates, -1 where not kept
 * @param place place of value and standard error in the original columns
 */
export function finishCell(
  plan: Plan,
  job: EngineJob,
  outcome: Outcome,
  m: number,
  cell: {
    column: number;
    place: number;
    counts: Float64Array;
    at: number;
    fraction: [number, number] | null;
  },
): EngineCell {
  const metric = plan.metrics[m]!;
  const { counts, at, column, place, fraction } = cell;
  const found = outcome.original[place]!;
  const error = outcome.original[place + 1]!;
  const reason = plan.metricReason[m] ?? emptyReason(metric, counts, at);
  const evidence = {
    metric,
    value: found,
    standardError: error,
    ...behind(metric, counts, at, fraction, job.rowWeight !== null),
    level: job.level,
  };
  const boot =
    column >= 0 && job.replicates > 0 && Number.isFinite(found)
      ? bootstrapLimits(
          found,
          error,
          columnOf(outcome, job, column),
          columnOf(outcome, job, column + 1),
          job.level,
        )
      : { percentile: null, studentised: null, missing: 0 };
  const keeps = job.keepReplicates === true && column >= 0 && job.replicates > 0;
  return {
    value: valueOr(found, reason),
    standardError: valueOr(error, Number.isFinite(found) ? 'too-few-patients' : reason),
    ...cellInterval(evidence),
    percentile: boot.percentile,
    studentised: boot.studentised,
    counts: countsAt(counts, at),
    numerator: fraction === null ? null : fraction[0],
    denominator: fraction === null ? null : fraction[1],
    undefinedReplicates: boot.missing,
    replicates: keeps ? columnOf(outcome, job, column).slice() : null,
  };
}

function bootstrapLimits(
  value: number,
  error: number,
  values: Float64Array,
  errors: Float64Array,
  level: number,
): { percentile: Limits | null; studentised: Limits | null; missing: number } {
  const defined = values.filter((v) => Number.isFinite(v));
  const missing = values.length - defined.length;
  if (defined.length === 0) return { percentile: null, studentised: null, missing };
  const tail = (1 - level) / 2;
  const tails = [tail, 1 - tail] as const;
  // Two quantiles asked for, two given.
  const percentile = selectQuantiles(defined, tails) as [number, number];
  const pivots = new Float64Array(values.length);
  let count = 0;
  for (let b = 0; b < values.length; b++) {
    const t = (values[b]! - value) / errors[b]!;
    if (Number.isFinite(t)) pivots[count++] = t;
  }
  if (count === 0 || !(error > 0)) return { percentile, studentised: null, missing };
  const [low, high] = selectQuantiles(pivots.subarray(0, count), tails) as [number, number];
  const studentised: Limits = [value - high * error, value - low * error];
  return { percentile, studentised, missing };
}

/** Whether a metric is one plain ratio, whose numerator and denominator can be shown. */
export function isOneRatio(metric: EngineMetric): boolean {
  if (metric === 'mcc') return false;
  const isTotal =
    isCountMetric(metric) || metric.startsWith('loss:') || metric === 'observed-expected';
  return isTotal && ratioSumOf(metric).terms.length === 1;
}
