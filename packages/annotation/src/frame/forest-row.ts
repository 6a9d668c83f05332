import type { ForestBlock, ReadersEstimate } from '@equipoise/domain';

/** Why an estimate has no value, in words; null where it has one. */
export function reasonOf(one: ReadersEstimate): string | null {
  return one.value === null ? (one.undefinedReason ?? '').replaceAll('-', ' ') : null;
}

/**
 * A row of a forest from an estimate.
 *
 * @param counts the counts as the analysis words them, e.g. `312 cases, 300 patients`
 */
export function forestRow(
  label: string,
  group: string | null,
  one: ReadersEstimate,
  counts: string,
): ForestBlock['rows'][number] {
  const { value, low, high } = one;
  return { label, group, value, low, high, counts, reason: reasonOf(one) };
}
