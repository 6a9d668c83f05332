import type { LevelOrder } from './plan.ts';

/** Most rows for which a product of draws and weight below fits into 32 bits, short of 23 draws of one patient. */
export const mostOrderedRows: number = 1 << 22;

/** What the order is made from: one grouping's rows in ascending score. */
export interface LevelOrderSources {
  readonly levelCount: number;
  /** 2 × level + label */
  readonly key: Int32Array;
  readonly patient: Int32Array;
  readonly slot: Int32Array;
  /** start, end, ...: tied rows */
  readonly ties: Int32Array;
}

/**
 * Lays rows out level by level, so that a pass keeps a level's class totals in registers.
 *
 * @param sources rows of one grouping, ascending in score
 */
export function layOutLevels(sources: LevelOrderSources): LevelOrder {
  const { levelCount, key } = sources;
  const count = key.length;
  const start = new Int32Array(levelCount + 1);
  for (let i = 0; i < count; i++) start[(key[i]! >> 1) + 1]!++;
  for (let g = 0; g < levelCount; g++) start[g + 1]! += start[g]!;
  const next = start.slice();
  const patient = new Int32Array(count);
  const slotLabel = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const g = key[i]! >> 1;
    const at = next[g]!;
    next[g] = at + 1;
    patient[at] = sources.patient[i]!;
    slotLabel[at] = 2 * sources.slot[i]! + (key[i]! & 1);
  }
  return { start, patient, slotLabel, ...tiesOfLevels(sources, start) };
}

/** Tied rows of one level, as places of the order: those that hold both classes, and all. */
function tiesOfLevels(
  sources: LevelOrderSources,
  start: Int32Array,
): Pick<LevelOrder, 'tieStart' | 'ties' | 'allTies'> {
  const { levelCount, key, ties } = sources;
  const mixed: number[][] = Array.from({ length: levelCount }, () => []);
  const all: number[][] = Array.from({ length: levelCount }, () => []);
  const next = start.slice(0, levelCount);
  const before = new Int32Array(levelCount);
  const classes = new Uint8Array(levelCount);
  let i = 0;
  for (let t = 0; t < ties.length; t += 2) {
    for (; i < ties[t]!; i++) next[key[i]! >> 1]!++;
    for (let j = i; j < ties[t + 1]!; j++) {
      before[key[j]! >> 1] = next[key[j]! >> 1]!;
      classes[key[j]! >> 1] = 0;
    }
    for (let j = i; j < ties[t + 1]!; j++) {
      const g = key[j]! >> 1;
      next[g]!++;
      classes[g]! |= 1 << (key[j]! & 1);
    }
    for (; i < ties[t + 1]!; i++) {
      const g = key[i]! >> 1;
      if (classes[g] === 0) continue;
      if (classes[g] === 3) mixed[g]!.push(before[g]!, next[g]!);
      if (next[g]! - before[g]! > 1) all[g]!.push(before[g]!, next[g]!);
      classes[g] = 0;
    }
  }
  return {
    tieStart: startsOf(mixed),
    ties: Int32Array.from(mixed.flat()),
    allTies: Int32Array.from(all.flat()),
  };
}

/** Where each level's list starts among all, then the end. */
function startsOf(lists: readonly (readonly number[])[]): Int32Array {
  const starts = new Int32Array(lists.length + 1);
  for (const [g, list] of lists.entries()) starts[g + 1] = starts[g]! + list.length;
  return starts;
}
