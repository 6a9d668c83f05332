import type { ConfidentJoint } from './confident-joint.ts';

/** Two classes that are taken for each other. */
export interface ClassOverlap {
  /** The pair, lower code first. */
  readonly pair: readonly [number, number];
  /** Rows that the calibrated joint counts in either direction. */
  readonly count: number;
  /** That number over all rows. */
  readonly share: number;
}

/**
 * Pairs of classes by how often one is given where the other is probably true.
 *
 * @param joint the confident joint
 * @returns all pairs, the most frequent first, equal ones in ascending order
 */
export function classOverlaps({
  calibrated,
  classCount: k,
  labelCounts,
}: ConfidentJoint): ClassOverlap[] {
  let rows = 0;
  for (const count of labelCounts) rows += count;
  const out: ClassOverlap[] = [];
  for (let a = 0; a < k; a++) {
    for (let b = a + 1; b < k; b++) {
      const count = calibrated[a * k + b]! + calibrated[b * k + a]!;
      out.push({ pair: [a, b], count, share: rows > 0 ? count / rows : 0 });
    }
  }
  return out.sort((x, y) => y.count - x.count);
}
