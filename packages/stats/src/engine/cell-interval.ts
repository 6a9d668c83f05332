import { tQuantile } from '../special/distributions.ts';
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
  readonly level: number;
}

/**
 * The interval of a single value from its patient-clustered standard error: shares have Wilson limits at the
 * effective sample size, ranks and compound shares limits on the log-odds scale, means limits on their own
 * scale; all with t quantiles on patients - 1.
 *
 * @param evidence value, clustered standard error and patients
 * @returns null limits with fewer than two patients
 * @see Wilson 1927, doi:10.1080/01621459.1927.10502953; Korn and Graubard 1998, Survey Methodology 24
 */
export function cellInterval(evidence: CellEvidence): CellInterval {
  const { metric, value, standardError, patients, level } = evidence;
  if (!Number.isFinite(value) || !(patients >= 2) || Number.isNaN(standardError)) {
    return { limits: null, method: 'none' };
  }
  const t = tQuantile(0.5 + level / 2, patients - 1);
  if (isProportion(metric)) return wilson(value, standardError, patients, t);
  if (isBetweenZeroAndOne(metric)) {
    if (value <= 0 || value >= 1 || standardError === 0) {
      return { ...wilson(value, 0, patients, t), method: 'wilson on patients' };
    }
    const centre = Math.log(value / (1 - value));
    const half = (t * standardError) / (value * (1 - value));
    return { limits: [expit(centre - half), expit(centre + half)], method: 'clustered logit t' };
  }
  if (metric === 'observed-expected' && value > 0) {
    const half = (t * standardError) / value;
    return { limits: [value * Math.exp(-half), value * Math.exp(half)], method: 'clustered log t' };
  }
  const low = value - t * standardError;
  const high = value + t * standardError;
  if (metric === 'mcc' || metric === 'youden') {
    return { limits: [Math.max(-1, low), Math.min(1, high)], method: 'clustered t' };
  }
  return { limits: [low, high], method: 'clustered t' };
}

function isBetweenZeroAndOne(metric: EngineMetric): boolean {
  return (
    metric === 'auroc' || metric === 'auprc' || metric === 'f1' || metric === 'balanced-accuracy'
  );
}

function expit(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** Wilson limits at the sample size that gives the clustered variance; at 0 and 1 the patients count. */
function wilson(value: number, standardError: number, patients: number, t: number): CellInterval {
  const spread = value * (1 - value);
  const variance = standardError * standardError;
  const clustered = variance > 0 && spread > 0;
  const n = clustered ? spread / variance : patients;
  const t2 = (t * t) / n;
  const centre = (value + t2 / 2) / (1 + t2);
  const half = (Math.sqrt(t2) * Math.sqrt(Math.max(0, spread) + t2 / 4)) / (1 + t2);
  return {
    limits: [Math.max(0, centre - half), Math.min(1, centre + half)],
    method: clustered ? 'clustered wilson t' : 'wilson on patients',
  };
}
