import type { ConfusionCounts } from '../classification/confusion.ts';
import type { Value } from '../value.ts';
import { type GapSummary, summariseGaps } from './gaps.ts';
import { encodeGroups, type GroupCodes } from './group-codes.ts';
import {
  addCounts,
  countByGroup,
  type GroupMetricName,
  groupMetric,
  groupMetricNames,
} from './group-counts.ts';

/** Metrics of every group of one attribute, with their gaps. */
export interface GroupMetrics {
  readonly labels: readonly string[];
  /** Counts (or weights) of each group. */
  readonly counts: readonly ConfusionCounts[];
  /** Each metric for all rows. */
  readonly overall: Readonly<Record<GroupMetricName, Value>>;
  /** Each metric per group, in the order of `labels`. */
  readonly byGroup: Readonly<Record<GroupMetricName, readonly Value[]>>;
  /** Gaps of each metric. */
  readonly gaps: Readonly<Record<GroupMetricName, GapSummary>>;
}

/** Metrics within one level of a control variable. */
export interface ControlLevel {
  readonly label: string;
  readonly metrics: GroupMetrics;
}

/**
 * Counts, rates and gaps per group from labels and decisions. A rate without a denominator has no value
 * and its group leaves the gap.
 *
 * @param y labels 0 or 1
 * @param pred decisions 0 or 1
 * @param groups group of each row
 * @param weight weight of each row, default 1
 * @throws stats/length-mismatch, stats/bad-argument, stats/not-a-number
 */
export function groupMetrics(
  y: ArrayLike<number>,
  pred: ArrayLike<number>,
  groups: GroupCodes,
  weight?: ArrayLike<number>,
): GroupMetrics {
  const counts = countByGroup(y, pred, groups.codes, groups.labels.length, weight);
  return metricsOfCounts(groups.labels, counts);
}

/**
 * As {@link groupMetrics}, within each level of a control variable (conditional parity). Groups without a
 * row in a level are absent there.
 *
 * @param control level of each row
 */
export function groupMetricsWithin(
  y: ArrayLike<number>,
  pred: ArrayLike<number>,
  groups: GroupCodes,
  control: GroupCodes,
  weight?: ArrayLike<number>,
): ControlLevel[] {
  return control.labels.map((label, level) => {
    const codes = groups.codes.map((code, i) => (control.codes[i] === level ? code : -1));
    const counts = countByGroup(y, pred, codes, groups.labels.length, weight);
    const kept = groups.labels
      .map((_, g) => g)
      .filter((g) => (groupMetric(counts[g]!, 'n').value ?? 0) > 0);
    return {
      label,
      metrics: metricsOfCounts(
        kept.map((g) => groups.labels[g]!),
        kept.map((g) => counts[g]!),
      ),
    };
  });
}

/**
 * Metrics and gaps from counts that are already there.
 *
 * @param labels group labels
 * @param counts counts per group, in the same order
 */
export function metricsOfCounts(
  labels: readonly string[],
  counts: readonly ConfusionCounts[],
): GroupMetrics {
  const total = addCounts(counts);
  const each = <T>(make: (name: GroupMetricName) => T): Record<GroupMetricName, T> =>
    // Every name is present because the list of names is mapped whole.
    Object.fromEntries(groupMetricNames.map((name) => [name, make(name)])) as Record<
      GroupMetricName,
      T
    >;
  const overall = each((name) => groupMetric(total, name));
  const byGroup = each((name) => counts.map((c) => groupMetric(c, name)));
  const gaps = each((name) => summariseGaps(byGroup[name], overall[name]));
  return { labels, counts, overall, byGroup, gaps };
}

/**
 * Crosses attributes into intersectional groups; labels are joined by "|".
 *
 * @param attributes one list of labels per attribute, all of one length
 */
export function crossGroups(attributes: readonly ArrayLike<string | number | null>[]): GroupCodes {
  const coded = attributes.map((values) => encodeGroups(values));
  const n = attributes[0]?.length ?? 0;
  const joined = new Array<string>(n);
  for (let i = 0; i < n; i++) {
    joined[i] = coded.map((c) => c.labels[c.codes[i]!]!).join('|');
  }
  return encodeGroups(joined);
}
