import { clopperPearson, wilsonWithCritical } from '../rates/proportion-interval.ts';
import { tQuantile } from '../special/distributions.ts';
import { clipLimits, logitLimits } from '../special/interval.ts';
import { twoSidedZ } from '../special/normal.ts';
import type { Limits } from '../value.ts';
import { isProportion } from './count-metrics.ts';
import type { EngineMetric } from './types.ts';

/** An interval and the name of its method. */
export interface CellInterval {
  readonly limits: Limits | null;
  readonly method: string;
}

/** What the interval of a single value is made from. */
export interface CellEvidence {
  readonly metric: EngineMetric;
  readonly value: number;
  readonly standardError: number;
  /** patients that stand behind the value: the fewest over the classes it needs */
  readonly patients: number;
  /** rows behind the value's denominator, unweighted; all rows of the cell for metrics without one */
  readonly rows: number;
  /** whether each patient gives one row of weight 1 to the value */
  readonly isIndependent: boolean;
  readonly level: number;
}

/** Patients behind a share below which its interval is exact and no verdict is given. */
const fewPatients = 10;

/**
 * The interval of a single value. Shares of independent rows have Wilson's limits, the area under the curve
 * DeLong's on the log-odds scale. Where a patient gives several rows (or rows have weights), shares have Wilson's form at
 * the effective sample size of the patient-clustered variance, the area Obuchowski's variance on the log-odds
 * scale, compound shares a clustered log-odds and means a clustered plain scale, all with t quantiles on
 * patients - 1. A share with fewer than ten patients has exact limits: on rows where they are independent,
 * else with the patients as the sample size.
 *
 * @param evidence value, clustered standard error, patients and rows
 * @returns null limits without a value, and with fewer than two patients where rows are not independent
 * @see Wilson 1927, doi:10.1080/01621459.1927.10502953; DeLong 1988, doi:10.2307/2531595; Obuchowski 1997,
 * doi:10.2307/2533958; Korn and Graubard 1998, Survey Methodology 24; Clopper and Pearson 1934,
 * doi:10.1093/biomet/26.4.404
 */
export function cellInterval(evidence: CellEvidence): CellInterval {
  const { metric, value, standardError, patients, level } = evidence;
  if (!Number.isFinite(value) || !(patients >= 1)) return { limits: null, method: 'none' };
  if (isProportion(metric) && evidence.isIndependent) return independentShare(evidence);
  if (!(patients >= 2) || Number.isNaN(standardError)) return { limits: null, method: 'none' };
  const t = tQuantile(0.5 + level / 2, patients - 1);
  if (isProportion(metric)) return clusteredShare(evidence, t);
  if (isBetweenZeroAndOne(metric)) return logitInterval(evidence, t);
  if (metric === 'observed-expected' && value > 0) {
    const half = (t * standardError) / value;
    return {
      limits: [value * Math.exp(-half), value * Math.exp(half)],
      method: 'patient-clustered, log, t',
    };
  }
  const limits: Limits = [value - t * standardError, value + t * standardError];
  const isBounded = metric === 'mcc' || metric === 'youden';
  return { limits: isBounded ? clipLimits(limits, -1, 1) : limits, method: 'patient-clustered, t' };
}

function isBetweenZeroAndOne(metric: EngineMetric): boolean {
  return (
    metric === 'auroc' || metric === 'auprc' || metric === 'f1' || metric === 'balanced-accuracy'
  );
}

/** Wilson's limits, or exact ones with few patients. */
function independentShare({ value, patients, rows, level }: CellEvidence): CellInterval {
  if (patients < fewPatients) {
    return {
      limits: clopperPearson(Math.round(value * rows), rows, level),
      method: 'Clopper-Pearson',
    };
  }
  return { limits: wilsonWithCritical(value, rows, twoSidedZ(level)), method: 'Wilson' };
}

/** Wilson's form at the sample size that gives the clustered variance; at 0 and 1 the patients count. */
function clusteredShare(evidence: CellEvidence, t: number): CellInterval {
  const { value, standardError, patients, level } = evidence;
  if (patients < fewPatients) {
    const share = Math.min(1, Math.max(0, value));
    return {
      limits: clopperPearson(share * patients, patients, level),
      method: 'Clopper-Pearson on patients',
    };
  }
  const spread = value * (1 - value);
  const variance = standardError * standardError;
  if (!(variance > 0 && spread > 0)) return onPatients(value, patients, t);
  return {
    limits: wilsonWithCritical(value, spread / variance, t),
    method: 'Wilson, patient-clustered, t',
  };
}

/** Wilson's limits with the patients as the sample size: for values without spread. */
function onPatients(value: number, patients: number, t: number): CellInterval {
  const share = Math.min(1, Math.max(0, value));
  return { limits: wilsonWithCritical(share, patients, t), method: 'Wilson on patients, t' };
}

function logitInterval(evidence: CellEvidence, t: number): CellInterval {
  const { metric, value, standardError, patients, level, isIndependent } = evidence;
  const isDelong = metric === 'auroc' && isIndependent;
  const limits = logitLimits(value, standardError, isDelong ? twoSidedZ(level) : t);
  if (limits === null) return onPatients(value, patients, t);
  if (isDelong) return { limits, method: 'DeLong, logit' };
  if (metric === 'auroc') return { limits, method: 'Obuchowski, patient-clustered, logit, t' };
  return { limits, method: 'patient-clustered, logit, t' };
}
