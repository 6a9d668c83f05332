import type { LevelOrder } from './plan.ts';

/**
 * Rows slot by slot, slots with few rows first: how many rows come next is then easy to foresee for a processor. Rows
 * of a slot stand in ascending score.
 */
export interface SlotRows {
  readonly slot: Int32Array;
  readonly patient: Int32Array;
  /** slot listed -> number of its rows */
  readonly count: Int32Array;
  readonly row: Int32Array;
}

/** The rows of a {@link LevelOrder} by class, and what a pass for average precision writes; one per thread. */
export interface PrecisionOrder {
  /** level -> its first positive, then the end */
  readonly positiveStart: Int32Array;
  readonly positivePatient: Int32Array;
  /** places among the positives */
  readonly positives: SlotRows;
  /** positive -> first place of the order that ties with it */
  readonly tiePlace: Int32Array;
  /** positive -> first positive that ties with it */
  readonly tieFirst: Int32Array;
  /** positive -> place of `gainAt` after the last positive that ties with it */
  readonly tieAfter: Int32Array;
  /** positive -> 1 where some row of the grouping has the same score, in whatever level, else 0 */
  readonly tied: Float64Array;
  /** per negative the place of `lossAt` after the last positive of its level that is not above it */
  readonly negatives: SlotRows;
  /** place of the order -> draws before it, over all levels */
  readonly before: Int32Array;
  /** positive -> drawn positives of its level from it on */
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
 */
export function precisionOrder(order: LevelOrder): PrecisionOrder {
  const { start, patient, slotLabel, allTies, isTied } = order;
  const levelCount = start.length - 1;
  const count = patient.length;
  let positives = 0;
  for (let i = 0; i < count; i++) positives += slotLabel[i]! & 1;
  const negatives = count - positives;
  const out = {
    positiveStart: new Int32Array(levelCount + 1),
    positivePatient: new Int32Array(positives),
    tiePlace: new Int32Array(positives),
    tieFirst: new Int32Array(positives),
    tieAfter: new Int32Array(positives),
    tied: new Float64Array(positives),
    before: new Int32Array(count + 1),
    aboveAt: new Int32Array(positives),
    precisionAt: new Float64Array(positives),
    gainAt: new Float64Array(positives + levelCount),
    lossAt: new Float64Array(positives + levelCount),
  };
  const positiveSlot = new Int32Array(positives);
  const negativePatient = new Int32Array(negatives);
  const negativeSlot = new Int32Array(negatives);
  const negativeAfter = new Int32Array(negatives);
  let p = 0;
  let n = 0;
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
        const slot = slotLabel[j]! >> 1;
        if (slotLabel[j]! & 1) {
          out.positivePatient[p] = patient[j]!;
          positiveSlot[p] = slot;
          out.tiePlace[p] = i;
          out.tieFirst[p] = first;
          out.tieAfter[p] = after;
          out.tied[p++] = isTied[j]!;
        } else {
          negativePatient[n] = patient[j]!;
          negativeSlot[n] = slot;
          negativeAfter[n++] = after;
        }
      }
      i = end;
    }
    out.positiveStart[g + 1] = p;
  }
  return {
    ...out,
    positives: slotRows(positiveSlot, out.positivePatient, null),
    negatives: slotRows(negativeSlot, negativePatient, negativeAfter),
  };
}

/** Lists rows by slot; `row` says what stands for each, its place when null. */
function slotRows(slots: Int32Array, patients: Int32Array, row: Int32Array | null): SlotRows {
  const bySlot = placesByKey(slots);
  const first: number[] = [];
  const counts: number[] = [];
  for (let i = 0; i < bySlot.length; i++) {
    if (i > 0 && slots[bySlot[i]!] === slots[bySlot[i - 1]!]) counts[counts.length - 1]!++;
    else {
      first.push(i);
      counts.push(1);
    }
  }
  const byCount = placesByKey(Int32Array.from(counts));
  const rows = new Int32Array(slots.length);
  let at = 0;
  for (const f of byCount) {
    for (let i = first[f]!; i < first[f]! + counts[f]!; i++) {
      const j = bySlot[i]!;
      rows[at++] = row === null ? j : row[j]!;
    }
  }
  return {
    slot: byCount.map((f) => slots[bySlot[first[f]!]!]!),
    patient: byCount.map((f) => patients[bySlot[first[f]!]!]!),
    count: byCount.map((f) => counts[f]!),
    row: rows,
  };
}

/** Places by rising key, equal keys in the order in which they come. */
function placesByKey(keys: Int32Array): Int32Array {
  let most = 0;
  for (const k of keys) most = Math.max(most, k + 1);
  const next = new Int32Array(most + 1);
  for (const k of keys) next[k + 1]!++;
  for (let k = 0; k < most; k++) next[k + 1]! += next[k]!;
  const out = new Int32Array(keys.length);
  for (const [j, k] of keys.entries()) {
    const at = next[k]!;
    next[k] = at + 1;
    out[at] = j;
  }
  return out;
}
