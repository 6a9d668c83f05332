import { wilson } from '../rates/proportion-interval.ts';
import { checkCount, checkShare } from '../special/check.ts';
import type { Interval } from '../special/interval.ts';
import { twoSidedZ } from '../special/normal.ts';
import { none, some } from '../value.ts';
import type { ConfusionCounts } from './confusion.ts';

/** A diagnostic table with an interval for each entry. */
export interface DiagnosticTable {
  /** tp / (tp + fn), Wilson. */
  readonly sensitivity: Interval;
  /** tn / (tn + fp), Wilson. */
  readonly specificity: Interval;
  /** tp / (tp + fp), Wilson; holds at the prevalence of this table only. */
  readonly ppv: Interval;
  /** tn / (tn + fn), Wilson; holds at the prevalence of this table only. */
  readonly npv: Interval;
  /** Positive likelihood ratio, log-Wald. */
  readonly lrPositive: Interval;
  /** Negative likelihood ratio, log-Wald. */
  readonly lrNegative: Interval;
  /** Diagnostic odds ratio, log-Wald. */
  readonly diagnosticOddsRatio: Interval;
  /** Share called positive, Wilson. */
  readonly apparentPrevalence: Interval;
  /** Share of positive labels, Wilson. */
  readonly truePrevalence: Interval;
  /** Youden index; limits are the sums of the two Wilson limits less 1. */
  readonly youden: Interval;
}

/**
 * The classical diagnostic table with its intervals.
 *
 * @param counts whole counts of the four cells
 * @param level confidence level, 0.95 by default
 * @returns entries without a definition say why (`no-positives`, `zero-cell`, ...)
 *
 * Errors: `stats/bad-argument`.
 * Source: Wilson 1927, JASA 22:209; Simel, Samsa and Matchar 1991, Journal of Clinical Epidemiology 44:763.
 */
export function diagnosticTable(counts: ConfusionCounts, level = 0.95): DiagnosticTable {
  checkShare(level, 'level');
  const { tp, fp, fn, tn } = counts;
  for (const [name, cell] of Object.entries({ tp, fp, fn, tn })) checkCount(cell, name);
  const share = (k: number, n: number, reason: string): Interval =>
    n > 0
      ? { estimate: some(k / n), limits: wilson(k, n, level), method: 'wilson', level }
      : { estimate: none(reason), limits: null, method: 'wilson', level };
  const sensitivity = share(tp, tp + fn, 'no-positives');
  const specificity = share(tn, tn + fp, 'no-negatives');
  const all = tp + fp + fn + tn;
  const positives = tp + fn;
  const negatives = fp + tn;
  return {
    sensitivity,
    specificity,
    ppv: share(tp, tp + fp, 'none-called-positive'),
    npv: share(tn, tn + fn, 'none-called-negative'),
    lrPositive: logWald(
      tp * negatives,
      fp * positives,
      1 / tp - 1 / positives + 1 / fp - 1 / negatives,
      level,
    ),
    lrNegative: logWald(
      fn * negatives,
      tn * positives,
      1 / fn - 1 / positives + 1 / tn - 1 / negatives,
      level,
    ),
    diagnosticOddsRatio: logWald(tp * tn, fp * fn, 1 / tp + 1 / fp + 1 / fn + 1 / tn, level),
    apparentPrevalence: share(tp + fp, all, 'no-rows'),
    truePrevalence: share(positives, all, 'no-rows'),
    youden: youdenInterval(sensitivity, specificity, level),
  };
}

/** A ratio with the normal interval of its logarithm. */
function logWald(top: number, bottom: number, squared: number, level: number): Interval {
  const shape = { method: 'log-wald', level };
  if (!(bottom > 0)) return { ...shape, estimate: none('zero-cell'), limits: null };
  const ratio = top / bottom;
  if (!(top > 0) || !Number.isFinite(squared))
    return { ...shape, estimate: some(ratio), limits: null };
  const spread = Math.exp(twoSidedZ(level) * Math.sqrt(Math.max(0, squared)));
  return { ...shape, estimate: some(ratio), limits: [ratio / spread, ratio * spread] };
}

function youdenInterval(sensitivity: Interval, specificity: Interval, level: number): Interval {
  const shape = { method: 'wilson-sum', level };
  const a = sensitivity.estimate;
  const b = specificity.estimate;
  if (a.value === null) return { ...shape, estimate: a, limits: null };
  if (b.value === null) return { ...shape, estimate: b, limits: null };
  const first = sensitivity.limits;
  const second = specificity.limits;
  return {
    ...shape,
    estimate: some(a.value + b.value - 1),
    limits: first && second ? [first[0] + second[0] - 1, first[1] + second[1] - 1] : null,
  };
}
