import { fail } from '../errors.ts';
import { argsort } from '../special/argsort.ts';
import { checkBinary, checkProbabilities, checkSameLength, checkShare } from '../special/check.ts';
import { none, some, type Value } from '../value.ts';

/** One threshold of a decision curve. */
export interface NetBenefitPoint {
  /** Threshold probability in (0, 1). */
  readonly threshold: number;
  /** Net benefit of acting when p >= threshold. */
  readonly model: Value;
  /** Net benefit of acting on everyone. */
  readonly treatAll: Value;
  /** Interventions avoided per 100 people against acting on everyone. */
  readonly avoidedPer100: Value;
}

/** Settings of {@link netBenefit}. */
export interface NetBenefitOptions {
  /** Target prevalence in (0, 1) for both strategies; the share in the sample by default. */
  readonly prevalence?: number;
}

/**
 * Decision curve: net benefit TPR pi - FPR (1 - pi) t / (1 - t) over a list of thresholds.
 *
 * @param labels 0 or 1 per row
 * @param probabilities predicted P(y = 1) per row
 * @param thresholds threshold probabilities in [0, 1)
 * @param options the target prevalence
 * @returns one point per threshold; `single-class` where a rate of an absent class is needed
 *
 * Errors: `stats/length-mismatch`, `stats/not-a-number`, `stats/bad-argument`.
 * Source: Vickers and Elkin 2006, Medical Decision Making 26:565.
 */
export function netBenefit(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  thresholds: readonly number[],
  options: NetBenefitOptions = {},
): NetBenefitPoint[] {
  checkSameLength(labels, probabilities, ['labels', 'probabilities']);
  checkBinary(labels, 'labels');
  checkProbabilities(probabilities, 'probabilities');
  if (options.prevalence !== undefined) checkShare(options.prevalence, 'prevalence');
  const n = labels.length;
  const order = argsort(probabilities);
  const sorted = Float64Array.from(order, (row) => probabilities[row]!);
  const positivesFrom = new Float64Array(n + 1);
  for (let i = n - 1; i >= 0; i--) positivesFrom[i] = positivesFrom[i + 1]! + labels[order[i]!]!;
  const positives = positivesFrom[0]!;
  return thresholds.map((threshold) => {
    if (!(threshold >= 0 && threshold < 1))
      fail(
        'stats/bad-argument',
        `A threshold probability lies in [0, 1) and got ${threshold}.`,
        'Pass for example 0.1.',
      );
    const start = firstAtLeast(sorted, threshold);
    const tp = positivesFrom[start]!;
    const fp = n - start - tp;
    return point(tp, fp, positives, n - positives, threshold, options.prevalence);
  });
}

function point(
  tp: number,
  fp: number,
  positives: number,
  negatives: number,
  threshold: number,
  target: number | undefined,
): NetBenefitPoint {
  const n = positives + negatives;
  const reason = n === 0 ? 'no-rows' : 'single-class';
  if (n === 0 || (target !== undefined && (positives === 0 || negatives === 0))) {
    const missing = none(reason);
    return { threshold, model: missing, treatAll: missing, avoidedPer100: missing };
  }
  const odds = threshold / (1 - threshold);
  const prevalence = target ?? positives / n;
  const hit = target === undefined ? tp / n : (tp / positives) * target;
  const harm = target === undefined ? fp / n : (fp / negatives) * (1 - target);
  const model = hit - harm * odds;
  const treatAll = prevalence - (1 - prevalence) * odds;
  return {
    threshold,
    model: some(model),
    treatAll: some(treatAll),
    avoidedPer100: odds > 0 ? some(((model - treatAll) / odds) * 100) : none('zero-threshold'),
  };
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! >= value) high = middle;
    else low = middle + 1;
  }
  return low;
}
