import type { Grouping } from './plan.ts';
import type { RankScratch } from './rank-pass.ts';

/** Share of rows in ties of both classes from which two passes without ties are faster than one with them. */
const manyTies = 0.1;

/** Rows in ascending score whose levels are permuted, and what a pass over them writes. */
export interface MovedRows {
  /** slots of the rows; where there are many ties the negatives of a tie come first */
  readonly slot: Int32Array;
  /** the same with the positives of a tie first; null where ties are few */
  readonly other: Int32Array | null;
  /** start, end, ...: ties of both classes in `slot`; empty where `other` is there */
  readonly ties: Int32Array;
  /** slots of the rows with every positive twice: before and after the negatives that it ties with */
  readonly steps: Int32Array;
  /** entry -> rows with label 1 */
  readonly positives: Int32Array;
  readonly keyCount: number;
}

/**
 * Lays out the rows of a grouping whose slots are 2 × entry + label.
 *
 * @param grouping rows in ascending score
 */
export function movedRows(grouping: Grouping): MovedRows {
  const { slot, mixedTies, slotWeight, levelCount, rowCount } = grouping;
  let tied = 0;
  for (let t = 0; t < mixedTies.length; t += 2) tied += mixedTies[t + 1]! - mixedTies[t]!;
  const twice = tied > manyTies * rowCount;
  return {
    slot: twice ? byClass(slot, mixedTies, 0) : slot.slice(),
    other: twice ? byClass(slot, mixedTies, 1) : null,
    ties: twice ? new Int32Array(0) : mixedTies,
    steps: stepsOf(slot, mixedTies),
    positives: new Int32Array(slotWeight.length / 2).map((_, e) => slotWeight[2 * e + 1]!),
    keyCount: 2 * levelCount,
  };
}

function stepsOf(slot: Int32Array, ties: Int32Array): Int32Array {
  let positives = 0;
  for (let i = 0; i < slot.length; i++) positives += slot[i]! & 1;
  const out = new Int32Array(slot.length + positives);
  let count = 0;
  const add = (from: number, to: number, label: 0 | 1): void => {
    for (let i = from; i < to; i++) if ((slot[i]! & 1) === label) out[count++] = slot[i]!;
  };
  for (let t = 0, i = 0; i < slot.length; ) {
    const isTie = ties[t] === i;
    const end = isTie ? ties[t + 1]! : i + 1;
    if (isTie) t += 2;
    add(i, end, 1);
    add(i, end, 0);
    add(i, end, 1);
    i = end;
  }
  return out;
}

/** Slots with the rows of one class first in every tie. */
function byClass(slot: Int32Array, ties: Int32Array, first: 0 | 1): Int32Array {
  const out = slot.slice();
  for (let t = 0; t < ties.length; t += 2) {
    const own = slot.subarray(ties[t]!, ties[t + 1]!);
    out.set(
      own.filter((s) => (s & 1) === first),
      ties[t]!,
    );
    const others = own.filter((s) => (s & 1) !== first);
    out.set(others, ties[t + 1]! - others.length);
  }
  return out;
}

/** What the loops below work on: one set per thread, never replaced, so that the compiler knows where it lies. */
const mostSlots = 131072;
/** slot -> 2 × level + label */
const keyOf = new Uint8Array(mostSlots);
/** per key: rows so far, in the order of `slot` and of `other` */
const seen = new Int32Array(256);
const seenOther = new Int32Array(256);
const below = new Int32Array(mostSlots);
/** per slot, after {@link sumBelow}: twice the rows of the other class that lie below its rows within the level */
export const movedBelow: Int32Array = below;

function layKeys(entryLevel: Int32Array): void {
  for (let e = 0; e < entryLevel.length; e++) {
    const k = 2 * entryLevel[e]!;
    keyOf[2 * e] = k;
    keyOf[2 * e + 1] = k + 1;
  }
  seen.fill(0);
  seenOther.fill(0);
}

/**
 * What lies below each slot's rows within its level. A tie counts half: with the negatives of every tie first and with
 * the positives first, the two counts add up to twice that.
 *
 * @param entryLevel entry -> level
 * @param scratch receives total
 */
export function sumBelow(rows: MovedRows, entryLevel: Int32Array, scratch: RankScratch): void {
  const { slot, other, keyCount } = rows;
  layKeys(entryLevel);
  below.fill(0, 0, 2 * entryLevel.length);
  if (other === null) sumWithTies(rows);
  else {
    let i = 0;
    for (const last = slot.length - 1; i < last; i += 2) {
      addBelow(slot[i]!, other[i]!);
      addBelow(slot[i + 1]!, other[i + 1]!);
    }
    if (i < slot.length) addBelow(slot[i]!, other[i]!);
  }
  for (let k = 0; k < keyCount; k++) scratch.total[k] = seen[k]!;
}

/** One row of either order. */
function addBelow(s: number, t: number): void {
  const k = keyOf[s]!;
  below[s] = below[s]! + seen[k ^ 1]!;
  seen[k] = seen[k]! + 1;
  const j = keyOf[t]!;
  below[t] = below[t]! + seenOther[j ^ 1]!;
  seenOther[j] = seenOther[j]! + 1;
}

function sumWithTies({ slot, ties }: MovedRows): void {
  let i = 0;
  for (let t = 0; t <= ties.length; t += 2) {
    const start = t < ties.length ? ties[t]! : slot.length;
    for (; i < start; i++) {
      const s = slot[i]!;
      const k = keyOf[s]!;
      below[s] = below[s]! + 2 * seen[k ^ 1]!;
      seen[k] = seen[k]! + 1;
    }
    if (t === ties.length) break;
    const end = ties[t + 1]!;
    for (let j = start; j < end; j++) {
      const s = slot[j]!;
      below[s] = below[s]! + seen[keyOf[s]! ^ 1]!;
    }
    for (; i < end; i++) {
      const k = keyOf[slot[i]!]!;
      seen[k] = seen[k]! + 1;
    }
    for (let j = start; j < end; j++) {
      const s = slot[j]!;
      below[s] = below[s]! + seen[keyOf[s]! ^ 1]!;
    }
  }
}

/**
 * Wins of the positives of each level, without sums per slot.
 *
 * @param entryLevel entry -> level
 * @param scratch receives total, and won of the positives
 */
export function winsOnly(rows: MovedRows, entryLevel: Int32Array, scratch: RankScratch): void {
  const { steps, keyCount, positives } = rows;
  layKeys(entryLevel);
  let i = 0;
  for (const last = steps.length - 3; i < last; i += 4) {
    addStep(steps[i]!);
    addStep(steps[i + 1]!);
    addStep(steps[i + 2]!);
    addStep(steps[i + 3]!);
  }
  for (; i < steps.length; i++) addStep(steps[i]!);
  const { total, won } = scratch;
  for (let k = 0; k < keyCount; k += 2) {
    total[k] = seen[k]!;
    total[k + 1] = 0;
    won[k + 1] = 0.5 * seen[k + 1]!;
  }
  for (let e = 0; e < entryLevel.length; e++) {
    const k = 2 * entryLevel[e]! + 1;
    total[k] = total[k]! + positives[e]!;
  }
}

/** Of the negatives the number so far, of the positives twice their wins; no branch depends on a label. */
function addStep(s: number): void {
  const k = keyOf[s]!;
  const label = s & 1;
  seen[k] = seen[k]! + (seen[k & 254]! & -label) + (label ^ 1);
}
