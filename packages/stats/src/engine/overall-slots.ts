import type { AttributePlan, Plan } from './plan.ts';

/**
 * Listed slot of a level -> slot of everyone with the same rows: patients of one level have the same rows there as
 * among everyone.
 *
 * @returns null where some slot has none, or rests are not subtracted
 */
export function overallSlots(attribute: AttributePlan, plan: Plan): Int32Array | null {
  const { grouping, total, varies, mode } = attribute;
  if (grouping.auroc === null || plan.aurocMetric < 0 || total !== null || varies) return null;
  if (!mode.includes('subtracted')) return null;
  const slotOf = new Int32Array(2 * plan.patientCount).fill(-1);
  const { slotPatient, slotKey } = plan.overall;
  for (let s = 0; s < slotKey.length; s++) slotOf[2 * slotPatient[s]! + (slotKey[s]! & 1)] = s;
  return grouping.auroc.list.slot.map(
    (s) => slotOf[2 * grouping.slotPatient[s]! + (grouping.slotKey[s]! & 1)]!,
  );
}

/** Slots of everyone as places in their list; null where two replicates never share a pass. */
export function overallPlaces(slots: Int32Array | null, { overall }: Plan): Uint16Array | null {
  if (slots === null || !overall.auroc?.pair) return null;
  const placeOf = new Uint16Array(overall.slotKey.length);
  const { slot } = overall.auroc.list;
  for (let i = 0; i < slot.length; i++) placeOf[slot[i]!] = i;
  const out = new Uint16Array(slots.length);
  for (let i = 0; i < slots.length; i++) out[i] = placeOf[slots[i]!]!;
  return out;
}
