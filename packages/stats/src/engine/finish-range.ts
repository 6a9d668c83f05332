import { selectQuantiles } from '../special/select.ts';
import { none, some } from '../value.ts';
import type { EngineRange } from './types.ts';

/**
 * Largest minus smallest level, with the bias that comes from picking them. The plain range is too large
 * even when all levels are equal: its bootstrap mean less itself estimates by how much, and the mean range
 * of permuted levels shows what chance alone gives.
 *
 * @param family levels that take part
 * @param values level -> value
 * @param draws level -> value per replicate, empty where not kept
 * @param permuted range per permutation, the observed one first; empty without permutations
 * @param level confidence level
 */
export function finishRange(
  family: readonly number[],
  values: readonly number[],
  draws: readonly Float64Array[],
  permuted: Float64Array,
  level: number,
): EngineRange {
  const inside = family.filter((k) => Number.isFinite(values[k]!));
  const absent = none('fewer-than-two-levels');
  const nullMean = meanOf(permuted.subarray(1));
  if (inside.length < 2) {
    const empty = { bootstrapBias: null, nullMean, limits: null, largest: null, smallest: null };
    return { value: absent, corrected: absent, ...empty };
  }
  const largest = inside.reduce((best, k) => (values[k]! > values[best]! ? k : best));
  const smallest = inside.reduce((best, k) => (values[k]! < values[best]! ? k : best));
  const range = values[largest]! - values[smallest]!;
  const found = inside.filter((k) => draws[k]!.length > 0);
  const replicates = draws[found[0] ?? -1]?.length ?? 0;
  const ranges: number[] = [];
  for (let b = 0; b < replicates; b++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const k of found) {
      const v = draws[k]![b]!;
      if (Number.isNaN(v)) continue;
      if (v < low) low = v;
      if (v > high) high = v;
    }
    if (high >= low) ranges.push(high - low);
  }
  const mean = meanOf(Float64Array.from(ranges));
  const shared = { value: some(range), nullMean, largest, smallest };
  if (mean === null)
    return { ...shared, bootstrapBias: null, corrected: none('no-replicates'), limits: null };
  const bias = mean - range;
  const corrected = Math.max(0, range - bias);
  const tail = (1 - level) / 2;
  const [low, high] = selectQuantiles(Float64Array.from(ranges), [tail, 1 - tail]) as [
    number,
    number,
  ];
  const at = (quantile: number): number => Math.max(0, range - bias + quantile - mean);
  return {
    ...shared,
    bootstrapBias: bias,
    corrected: some(corrected),
    limits: [at(low), at(high)],
  };
}

function meanOf(values: Float64Array): number | null {
  let sum = 0;
  let count = 0;
  for (const v of values) {
    if (Number.isNaN(v)) continue;
    sum += v;
    count++;
  }
  return count > 0 ? sum / count : null;
}
