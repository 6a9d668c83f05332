import type { Grouping } from './plan.ts';

/**
 * Average precision of all rows outside each level, by one pass of falling score: a level's rest only gains
 * where tied rows outside it hold a positive.
 *
 * @param grouping rows in ascending order of score
 * @param weight row weights
 * @param rest receives one value a level; NaN where the rest has one class
 */
export function restPrecisions(grouping: Grouping, weight: Float64Array, rest: Float64Array): void {
  const { key, ties, rowCount, levelCount } = grouping;
  // Of the rest: weight per class so far, positives of the rows tied here, and the sum.
  const positives = new Float64Array(levelCount);
  const negatives = new Float64Array(levelCount);
  const here = new Float64Array(levelCount);
  const sum = new Float64Array(levelCount);
  let t = ties.length - 2;
  for (let end = rowCount; end > 0; ) {
    let start = end - 1;
    if (t >= 0 && ties[t + 1] === end) {
      start = ties[t]!;
      t -= 2;
    }
    let hasPositive = false;
    for (let i = start; i < end; i++) {
      const k = key[i]! >> 1;
      const w = weight[i]!;
      const isPositive = (key[i]! & 1) === 1;
      const counts = isPositive ? here : negatives;
      if (isPositive) hasPositive = true;
      const own = counts[k]!;
      for (let g = 0; g < levelCount; g++) counts[g] = counts[g]! + w;
      counts[k] = own;
    }
    if (hasPositive) {
      for (let g = 0; g < levelCount; g++) {
        const added = here[g]!;
        here[g] = 0;
        if (!(added > 0)) continue;
        const all = positives[g]! + added;
        positives[g] = all;
        sum[g] = sum[g]! + (added * all) / (all + negatives[g]!);
      }
    }
    end = start;
  }
  for (let g = 0; g < levelCount; g++) {
    const m = positives[g]!;
    rest[g] = m > 0 && negatives[g]! > 0 ? sum[g]! / m : Number.NaN;
  }
}
