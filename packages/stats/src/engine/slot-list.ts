import type { LevelOrder, SlotList } from './plan.ts';

/**
 * Lists the slots of a grouping key by key and within a key by number of rows, so that a pass over
 * them goes through runs whose inner loop has a fixed length.
 *
 * @param order rows level by level
 * @param keyStart key -> its first slot, then the end
 * @param slotPatient slot -> patient
 */
export function listSlots(
  order: LevelOrder,
  keyStart: Int32Array,
  slotPatient: Int32Array,
): SlotList {
  const { slotLabel } = order;
  const slotCount = slotPatient.length;
  const first = new Int32Array(slotCount + 1);
  for (let i = 0; i < slotLabel.length; i++) first[(slotLabel[i]! >> 1) + 1]!++;
  for (let s = 0; s < slotCount; s++) first[s + 1]! += first[s]!;
  const next = first.slice(0, slotCount);
  const places = new Int32Array(slotLabel.length);
  for (let i = 0; i < slotLabel.length; i++) {
    const s = slotLabel[i]! >> 1;
    places[next[s]!] = i;
    next[s]!++;
  }
  const slot = new Int32Array(slotCount);
  const place = new Int32Array(slotLabel.length);
  const runs: number[] = [];
  let listed = 0;
  let row = 0;
  for (let k = 0; k + 1 < keyStart.length; k++) {
    const from = keyStart[k]!;
    const to = keyStart[k + 1]!;
    let most = 0;
    for (let s = from; s < to; s++) most = Math.max(most, first[s + 1]! - first[s]!);
    const ofCount = new Int32Array(most + 2);
    for (let s = from; s < to; s++) ofCount[first[s + 1]! - first[s]! + 1]!++;
    for (let c = 0; c <= most; c++) {
      if (ofCount[c + 1]! > 0) runs.push(k, c, listed + ofCount[c]!);
      ofCount[c + 1]! += ofCount[c]!;
    }
    for (let s = from; s < to; s++) {
      const c = first[s + 1]! - first[s]!;
      slot[listed + ofCount[c]!] = s;
      ofCount[c]!++;
    }
    for (let i = listed; i < listed + to - from; i++) {
      const s = slot[i]!;
      for (let r = first[s]!; r < first[s + 1]!; r++) place[row++] = places[r]!;
    }
    listed += to - from;
  }
  const patient = slot.map((s) => slotPatient[s]!);
  return { slot, patient, run: Int32Array.from(runs), place };
}
