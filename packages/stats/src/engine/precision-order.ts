import type { LevelOrder, SlotList } from './plan.ts';

/** The rows of a {@link LevelOrder} by class, and what a pass for average precision writes; one per thread. */
export interface PrecisionOrder {
  /** level -> its first positive, then the end */
  readonly positiveStart: Int32Array;
  readonly positivePatient: Int32Array;
  /** row of the slot list -> its place among the positives; of a negative the place of `lossAt` after the last
   * positive of its level that is not above it */
  readonly row: Int32Array;
  /** positive -> first place of the order that ties with it */
  readonly tiePlace: Int32Array;
  /** positive -> place of `aboveAt` of the first positive that ties with it */
  readonly tieFirst: Int32Array;
  /** positive -> place of `gainAt` after the last positive that ties with it */
  readonly tieAfter: Int32Array;
  /** place of the order -> draws before it, over all levels */
  readonly before: Int32Array;
  /** positive + level -> drawn positives of the level from it on; 0 after the last */
  readonly aboveAt: Int32Array;
  readonly precisionAt: Float64Array;
  /** per level one place more than positives: running sums, 0 first */
  readonly gainAt: Float64Array;
  readonly lossAt: Float64Array;
}

/**
 * Parts the rows of an order by class.
 *
 * @param order rows level by level, each level in ascending score
 * @param list its slots
 */
export function precisionOrder(order: LevelOrder, list: SlotList): PrecisionOrder {
  const { start, patient, slotLabel, allTies } = order;
  const levelCount = start.length - 1;
  const count = patient.length;
  let positives = 0;
  for (let i = 0; i < count; i++) positives += slotLabel[i]! & 1;
  const out = {
    positiveStart: new Int32Array(levelCount + 1),
    positivePatient: new Int32Array(positives),
    tiePlace: new Int32Array(positives),
    tieFirst: new Int32Array(positives),
    tieAfter: new Int32Array(positives),
    before: new Int32Array(count + 1),
    aboveAt: new Int32Array(positives + levelCount),
    precisionAt: new Float64Array(positives),
    gainAt: new Float64Array(positives + levelCount),
    lossAt: new Float64Array(positives + levelCount),
  };
  const rowOf = new Int32Array(count);
  let p = 0;
  let t = 0;
  for (let g = 0; g < levelCount; g++) {
    for (let i = start[g]!; i < start[g + 1]!; ) {
      const isRun = t < allTies.length && allTies[t] === i;
      const end = isRun ? allTies[t + 1]! : i + 1;
      if (isRun) t += 2;
      let here = 0;
      for (let j = i; j < end; j++) here += slotLabel[j]! & 1;
      const first = p;
      const after = first + here + g;
      for (let j = i; j < end; j++) {
        if (slotLabel[j]! & 1) {
          rowOf[j] = p;
          out.positivePatient[p] = patient[j]!;
          out.tiePlace[p] = i;
          out.tieFirst[p] = first + g;
          out.tieAfter[p++] = after;
        } else rowOf[j] = after;
      }
      i = end;
    }
    out.positiveStart[g + 1] = p;
  }
  return { ...out, row: list.place.map((i) => rowOf[i]!) };
}
