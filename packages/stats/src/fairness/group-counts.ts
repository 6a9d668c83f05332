import type { ConfusionCounts } from '../classification/confusion.ts';
import { fail } from '../errors.ts';
import { checkBinary } from '../special/check.ts';
import { none, some, type Value } from '../value.ts';

/**
 * Counts of true and false decisions per group.
 *
 * @param y labels 0 or 1
 * @param pred decisions 0 or 1
 * @param codes group of each row, -1 leaves the row out
 * @param groupCount number of groups
 * @param weight weight of each row, at least 0; default 1
 * @throws stats/length-mismatch, stats/bad-argument, stats/not-a-number
 */
export function countByGroup(
  y: ArrayLike<number>,
  pred: ArrayLike<number>,
  codes: ArrayLike<number>,
  groupCount: number,
  weight?: ArrayLike<number>,
): ConfusionCounts[] {
  const n = y.length;
  if (pred.length !== n || codes.length !== n || (weight !== undefined && weight.length !== n)) {
    fail(
      'stats/length-mismatch',
      `${n} labels came with ${pred.length} decisions, ${codes.length} groups and ${weight?.length ?? n} weights.`,
      'Pass one of each per row.',
    );
  }
  checkBinary(y, 'labels');
  checkBinary(pred, 'decisions');
  const cells = new Float64Array(4 * groupCount);
  for (let i = 0; i < n; i++) {
    const code = codes[i]!;
    if (code < 0) continue;
    cells[4 * code + 2 * y[i]! + pred[i]!]! += weight === undefined ? 1 : weight[i]!;
  }
  return Array.from({ length: groupCount }, (_, g) => ({
    tn: cells[4 * g]!,
    fp: cells[4 * g + 1]!,
    fn: cells[4 * g + 2]!,
    tp: cells[4 * g + 3]!,
  }));
}

/**
 * Sum of counts.
 */
export function addCounts(counts: readonly ConfusionCounts[]): ConfusionCounts {
  const total = { tp: 0, fp: 0, fn: 0, tn: 0 };
  for (const c of counts) {
    total.tp += c.tp;
    total.fp += c.fp;
    total.fn += c.fn;
    total.tn += c.tn;
  }
  return total;
}

/** Rates of a two-by-two table, and the row count, by the names of fairness reports. */
export const groupMetricNames = [
  'n',
  'accuracy',
  'selectionRate',
  'tpr',
  'fpr',
  'tnr',
  'fnr',
  'ppv',
  'npv',
  'prevalence',
] as const;

/** One of {@link groupMetricNames}. */
export type GroupMetricName = (typeof groupMetricNames)[number];

function share(part: number, whole: number, reason: string): Value {
  return whole > 0 ? some(part / whole) : none(reason);
}

/**
 * A rate of a two-by-two table; without a denominator it has no value, never 0.
 *
 * @param c counts or weights
 * @param name which rate
 * @returns 0 to 1 (n: at least 0); `no-rows`, `no-positives`, `no-negatives`,
 *   `no-predicted-positives` or `no-predicted-negatives`
 */
export function groupMetric(c: ConfusionCounts, name: GroupMetricName): Value {
  const n = c.tp + c.fp + c.fn + c.tn;
  switch (name) {
    case 'n':
      return some(n);
    case 'accuracy':
      return share(c.tp + c.tn, n, 'no-rows');
    case 'selectionRate':
      return share(c.tp + c.fp, n, 'no-rows');
    case 'prevalence':
      return share(c.tp + c.fn, n, 'no-rows');
    case 'tpr':
      return share(c.tp, c.tp + c.fn, 'no-positives');
    case 'fnr':
      return share(c.fn, c.tp + c.fn, 'no-positives');
    case 'fpr':
      return share(c.fp, c.fp + c.tn, 'no-negatives');
    case 'tnr':
      return share(c.tn, c.fp + c.tn, 'no-negatives');
    case 'ppv':
      return share(c.tp, c.tp + c.fp, 'no-predicted-positives');
    case 'npv':
      return share(c.tn, c.tn + c.fn, 'no-predicted-negatives');
    default:
      return name satisfies never;
  }
}
