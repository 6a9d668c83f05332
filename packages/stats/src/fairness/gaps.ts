import { none, some, type Value } from '../value.ts';

/** How far the values of groups lie apart. Groups without a value are left out and listed. */
export interface GapSummary {
  readonly min: Value;
  readonly max: Value;
  /** Largest minus smallest. */
  readonly differenceBetween: Value;
  /** Largest distance to the value of all rows. */
  readonly differenceToOverall: Value;
  /** Smallest over largest; none for 0/0. */
  readonly ratioBetween: Value;
  /** Smallest of r and 1/r over groups, r = group over all rows. */
  readonly ratioToOverall: Value;
  /** Places of the groups with the smallest and the largest value (the first of equals), -1 without. */
  readonly minPlace: number;
  readonly maxPlace: number;
  /** Places of the groups without a value. */
  readonly undefinedPlaces: readonly number[];
  /** One group only: gaps of 0 and ratios of 1 say nothing. */
  readonly isSingleGroup: boolean;
}

function distance(value: Value, overall: Value): number {
  return value.value === null || overall.value === null ? 0 : Math.abs(value.value - overall.value);
}

function ratioOf(low: number, high: number): Value {
  return high === 0 ? none('zero-over-zero') : some(low / high);
}

/**
 * Summarises the gaps of one metric.
 *
 * @param values the metric per group, at least 0 for the ratios to make sense
 * @param overall the metric of all rows
 * @returns `no-defined-group`, or `one-defined-group` when all others have no value
 */
export function summariseGaps(values: readonly Value[], overall: Value): GapSummary {
  const undefinedPlaces: number[] = [];
  let minPlace = -1;
  let maxPlace = -1;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let farthest = 0;
  let worstRatio: number | null = Number.POSITIVE_INFINITY;
  values.forEach((entry, place) => {
    const { value } = entry;
    if (value === null) {
      undefinedPlaces.push(place);
      return;
    }
    if (value < low) {
      low = value;
      minPlace = place;
    }
    if (value > high) {
      high = value;
      maxPlace = place;
    }
    farthest = Math.max(farthest, distance(entry, overall));
    if (worstRatio === null || overall.value === null) return;
    const smaller = Math.min(value, overall.value);
    const larger = Math.max(value, overall.value);
    worstRatio = larger === 0 ? null : Math.min(worstRatio, smaller / larger);
  });
  const definedCount = values.length - undefinedPlaces.length;
  const base = { minPlace, maxPlace, undefinedPlaces, isSingleGroup: values.length === 1 };
  if (definedCount === 0 || (definedCount === 1 && values.length > 1)) {
    const reason = none(definedCount === 0 ? 'no-defined-group' : 'one-defined-group');
    return {
      ...base,
      min: definedCount === 0 ? reason : some(low),
      max: definedCount === 0 ? reason : some(high),
      differenceBetween: reason,
      differenceToOverall: reason,
      ratioBetween: reason,
      ratioToOverall: reason,
    };
  }
  return {
    ...base,
    min: some(low),
    max: some(high),
    differenceBetween: some(high - low),
    differenceToOverall: overall.value === null ? overall : some(farthest),
    ratioBetween: ratioOf(low, high),
    ratioToOverall:
      overall.value === null
        ? overall
        : worstRatio === null
          ? none('zero-over-zero')
          : some(worstRatio),
  };
}
