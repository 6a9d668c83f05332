import { pairWonA, pairWonB } from './pair-kernel.ts';
import type { SlotList } from './plan.ts';
import type { RankScratch } from './rank-pass.ts';

/** Per listed slot of everyone twice what lies below, of both replicates, after {@link keepEveryone}. */
const everyone: Int32Array = new Int32Array(2 * 65536);

/** Keeps what `aurocSlotPairs` found for everyone, before it goes on to the levels. */
export function keepEveryone(slots: number): void {
  for (let i = 0; i < slots; i++) {
    everyone[2 * i] = pairWonA[i]!;
    everyone[2 * i + 1] = pairWonB[i]!;
  }
}

/**
 * Adds up, per level and class, what lies below among everyone, of two replicates.
 *
 * @param run runs of a grouping's listed slots
 * @param below per listed slot its place among everyone's
 */
export function outsidePairs(
  run: Int32Array,
  below: Uint16Array,
  first: RankScratch,
  second: RankScratch,
): void {
  first.outside.fill(0);
  second.outside.fill(0);
  for (let r = 0; r < run.length; r += 3) {
    const k = run[r]!;
    const to = r + 5 < run.length ? run[r + 5]! : below.length;
    let sumA = 0;
    let sumB = 0;
    let i = run[r + 2]!;
    for (const last = to - 3; i < last; i += 4) {
      const a = 2 * below[i]!;
      const b = 2 * below[i + 1]!;
      const c = 2 * below[i + 2]!;
      const d = 2 * below[i + 3]!;
      sumA = (sumA + everyone[a]! + everyone[b]! + everyone[c]! + everyone[d]!) | 0;
      sumB = (sumB + everyone[a + 1]! + everyone[b + 1]! + everyone[c + 1]! + everyone[d + 1]!) | 0;
    }
    for (; i < to; i++) {
      sumA = (sumA + everyone[2 * below[i]!]!) | 0;
      sumB = (sumB + everyone[2 * below[i]! + 1]!) | 0;
    }
    first.outside[k] = first.outside[k]! + 0.5 * sumA;
    second.outside[k] = second.outside[k]! + 0.5 * sumB;
  }
}

/** Lays what `aurocSlotPairs` found into the sums per slot, for those who go on with them. */
export function writeSums({ slot }: SlotList, first: RankScratch, second: RankScratch): void {
  for (let i = 0; i < slot.length; i++) {
    const s = slot[i]!;
    first.sum[s] = 0.5 * pairWonA[i]!;
    second.sum[s] = 0.5 * pairWonB[i]!;
  }
}
