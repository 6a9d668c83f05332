import type { Grouping } from './plan.ts';

/**
 * Row weights in a grouping's order.
 *
 * @param grouping its rows
 * @param from one value per row of the plan
 * @param into receives one value per row of the grouping
 * @returns `from` itself when the grouping holds every row
 */
export function gather(grouping: Grouping, from: Float64Array, into: Float64Array): Float64Array {
  const { row, rowCount } = grouping;
  if (row === null) return from;
  for (let i = 0; i < rowCount; i++) into[i] = from[row[i]!]!;
  return into;
}

/**
 * Row weights in a grouping's order, in an array of their own.
 *
 * @param grouping its rows
 * @param from one value per row of the plan; null for 1 each
 */
export function rowWeights(grouping: Grouping, from: Float64Array | null): Float64Array {
  const into = new Float64Array(grouping.rowCount).fill(1);
  if (from === null) return into;
  return grouping.row === null ? from.slice() : gather(grouping, from, into);
}
