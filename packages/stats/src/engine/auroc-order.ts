import { pairOrder } from './pair-order.ts';
import type { AurocOrder, Grouping, LevelOrder } from './plan.ts';
import { listSlots } from './slot-list.ts';

/**
 * Parts the rows of an order by class and notes, per row, between which rows of the other class it lies.
 *
 * @param order rows level by level, each level in ascending score
 * @param keyStart key -> its first slot, then the end
 * @param slots slots and their pairs
 */
export function aurocOrder(
  order: LevelOrder,
  keyStart: Int32Array,
  slots: Pick<Grouping, 'slotPatient' | 'slotWeight' | 'pairPositive' | 'pairNegative'>,
): AurocOrder {
  const { start, patient, slotLabel, ties } = order;
  const count = patient.length;
  const levelCount = start.length - 1;
  const sizes = [0, 0];
  for (let i = 0; i < count; i++) sizes[slotLabel[i]! & 1]!++;
  const patients = [new Int32Array(sizes[0]!), new Int32Array(sizes[1]!)] as const;
  const starts = [new Int32Array(levelCount + 1), new Int32Array(levelCount + 1)] as const;
  const low = new Int32Array(count);
  const high = new Int32Array(count);
  const seen = [0, 0];
  let t = 0;
  for (let g = 0; g < levelCount; g++) {
    for (let i = start[g]!; i < start[g + 1]!; ) {
      const isRun = t < ties.length && ties[t] === i;
      const end = isRun ? ties[t + 1]! : i + 1;
      if (isRun) t += 2;
      const before = [seen[1]!, seen[0]!];
      for (let j = i; j < end; j++) {
        const label = slotLabel[j]! & 1;
        patients[label as 0 | 1][seen[label]!++] = patient[j]!;
      }
      for (let j = i; j < end; j++) {
        const label = slotLabel[j]! & 1;
        low[j] = before[label]!;
        high[j] = seen[1 - label]!;
      }
      i = end;
    }
    starts[0][g + 1] = seen[0]!;
    starts[1][g + 1] = seen[1]!;
  }
  const list = listSlots(order, keyStart, slots.slotPatient);
  const parts: Omit<AurocOrder, 'pair'> = {
    list,
    low: list.place.map((i) => low[i]!),
    high: list.place.map((i) => high[i]!),
    negativePatient: patients[0],
    positivePatient: patients[1],
    negativeStart: starts[0],
    positiveStart: starts[1],
  };
  return { ...parts, pair: pairOrder(parts, { order, low, high }, slots) };
}
