import { shuffleInPlace, type Uniform } from '@equipoise/stats';

/**
 * A random order in which every stretch from the start holds each stratum in its share: the j-th of n members of a
 * stratum stands at (j + u) / n of the way, u uniform. From the start to any place, the count of a stratum is off its
 * share by less than 1 + the number of strata × its share.
 *
 * @param items in any order
 * @param stratumOf name of the stratum of an item
 * @param uniform random stream
 */
export function stratifiedOrder<T>(
  items: readonly T[],
  stratumOf: (item: T) => string,
  uniform: Uniform,
): T[] {
  const strata = new Map<string, T[]>();
  for (const item of items) {
    const name = stratumOf(item);
    const members = strata.get(name);
    if (members === undefined) strata.set(name, [item]);
    else members.push(item);
  }
  const keyed: { readonly item: T; readonly key: number }[] = [];
  for (const members of strata.values()) {
    shuffleInPlace(members, uniform);
    members.forEach((item, at) => {
      keyed.push({ item, key: (at + uniform()) / members.length });
    });
  }
  keyed.sort((a, b) => a.key - b.key);
  return keyed.map(({ item }) => item);
}
