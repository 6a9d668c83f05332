import type { ConfusionCounts } from '../classification/confusion.ts';
import { groupMetric } from '../fairness/group-counts.ts';
import { atPrevalence } from '../fairness/prevalence-adjusted.ts';
import { none, some, type Value } from '../value.ts';

/** How much of an accuracy and a PPV gap (a minus b) comes from prevalence. */
export interface PrevalenceDecomposition {
  readonly accuracyGap: Value;
  /** (prevalence a - prevalence b) times (mean sensitivity - mean specificity). */
  readonly prevalencePart: Value;
  /** The rest: other sensitivity and specificity. */
  readonly conditionalPart: Value;
  readonly ppvGap: Value;
  /** Shapley parts of the PPV gap over the six orders of switching b to a; they sum to the gap. */
  readonly ppvShapley: {
    readonly prevalence: Value;
    readonly sensitivity: Value;
    readonly specificity: Value;
  };
}

const ORDERS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const;

/**
 * Splits accuracy and PPV gaps of two groups into prevalence and class-conditional parts.
 *
 * @param a counts of the first group
 * @param b counts of the second group
 * @returns gaps a minus b; `undefined-rate` when a group lacks a class, `no-predicted-positives` where a PPV
 *   on the way is 0/0
 * @see Kitagawa 1955, doi:10.1080/01621459.1955.10501299; Shapley 1953; Das Gupta 1993
 */
export function decomposePrevalence(
  a: ConfusionCounts,
  b: ConfusionCounts,
): PrevalenceDecomposition {
  const read = (c: ConfusionCounts): [number, number, number] | null => {
    const prevalence = groupMetric(c, 'prevalence').value;
    const sensitivity = groupMetric(c, 'tpr').value;
    const specificity = groupMetric(c, 'tnr').value;
    return prevalence === null || sensitivity === null || specificity === null
      ? null
      : [prevalence, sensitivity, specificity];
  };
  const first = read(a);
  const second = read(b);
  if (first === null || second === null) {
    const reason = none('undefined-rate');
    return {
      accuracyGap: reason,
      prevalencePart: reason,
      conditionalPart: reason,
      ppvGap: reason,
      ppvShapley: { prevalence: reason, sensitivity: reason, specificity: reason },
    };
  }
  const accuracy = (x: readonly number[]): number => x[0]! * x[1]! + (1 - x[0]!) * x[2]!;
  const gap = accuracy(first) - accuracy(second);
  const part = (first[0] - second[0]) * ((first[1] + second[1]) / 2 - (first[2] + second[2]) / 2);
  return {
    accuracyGap: some(gap),
    prevalencePart: some(part),
    conditionalPart: some(gap - part),
    ...shapleyOfPpv(first, second),
  };
}

function shapleyOfPpv(
  first: readonly [number, number, number],
  second: readonly [number, number, number],
): Pick<PrevalenceDecomposition, 'ppvGap' | 'ppvShapley'> {
  const parts = [0, 0, 0];
  const ppv = (x: readonly number[]): number | null => atPrevalence(x[1]!, x[2]!, x[0]!).ppv.value;
  for (const order of ORDERS) {
    const now = [...second];
    let before = ppv(now);
    for (const place of order) {
      now[place] = first[place];
      const after = ppv(now);
      if (before === null || after === null) {
        const reason = none('no-predicted-positives');
        return {
          ppvGap: reason,
          ppvShapley: { prevalence: reason, sensitivity: reason, specificity: reason },
        };
      }
      parts[place]! += (after - before) / ORDERS.length;
      before = after;
    }
  }
  return {
    ppvGap: some((ppv(first) ?? 0) - (ppv(second) ?? 0)),
    ppvShapley: {
      prevalence: some(parts[0]!),
      sensitivity: some(parts[1]!),
      specificity: some(parts[2]!),
    },
  };
}
