import { aurocOrder } from './auroc-order.ts';
import { type EntryLayout, layOutEntries } from './entries.ts';
import { layOutLevels, mostOrderedRows } from './level-order.ts';
import type { Grouping, SlotPairs } from './plan.ts';

/** Rows of the task in ascending order of score. */
export interface SortedRows {
  readonly rowCount: number;
  readonly patient: Int32Array;
  readonly label: Uint8Array;
  readonly weight: Float64Array | null;
  /** rank of the score: equal scores share it */
  readonly block: Int32Array;
}

/** What a grouping is made from beside its rows. */
export interface GroupingSources {
  /** row -> level, -1 leaves the row out */
  readonly code: Int32Array;
  readonly levelCount: number;
  readonly patientCount: number;
  /** whether rank metrics are asked for; without them slots and ties are left empty */
  readonly ranks: boolean;
  /** the pairs of patient and level when they are already there */
  readonly layout?: EntryLayout;
}

/**
 * Groups sorted rows into levels and lays out the patients' slots.
 *
 * @param rows rows in ascending order of score
 * @param sources levels
 */
export function buildGrouping(rows: SortedRows, sources: GroupingSources): Grouping {
  const { code, levelCount, patientCount, ranks } = sources;
  let count = 0;
  for (let i = 0; i < rows.rowCount; i++) if (code[i]! >= 0) count++;
  const row = new Int32Array(count);
  for (let i = 0, at = 0; i < rows.rowCount; i++) if (code[i]! >= 0) row[at++] = i;
  const key = new Int32Array(count);
  for (let i = 0; i < count; i++) key[i] = 2 * code[row[i]!]! + rows.label[row[i]!]!;
  const base = { rowCount: count, levelCount, row: count === rows.rowCount ? null : row, key };
  if (!ranks) return { ...base, ...noSlots, order: null, auroc: null };
  const layout = sources.layout ?? layOutEntries(rows.patient, code, patientCount);
  const slots = layOutSlots(rows, row, key, levelCount, layout);
  const ties = findTies(rows, row, key);
  const { slot } = slots;
  const patient = base.row === null ? rows.patient : row.map((i) => rows.patient[i]!);
  const order =
    rows.weight === null && rows.rowCount <= mostOrderedRows
      ? layOutLevels({ levelCount, key, patient, slot, ties: ties.ties })
      : null;
  const auroc =
    order === null || slots.keyStart === null ? null : aurocOrder(order, slots.keyStart, slots);
  return { ...base, ...slots, ...ties, order, auroc };
}

type Slots = Pick<
  Grouping,
  | 'slot'
  | 'slotPatient'
  | 'slotKey'
  | 'keyStart'
  | 'slotWeight'
  | 'pairPositive'
  | 'pairNegative'
  | 'pairStart'
>;

const none = new Int32Array(0);
const noSlots: Slots & Pick<Grouping, 'ties' | 'mixedTies'> = {
  slot: none,
  slotPatient: none,
  slotKey: none,
  keyStart: none,
  slotWeight: new Float64Array(0),
  pairPositive: none,
  pairNegative: none,
  pairStart: null,
  ties: none,
  mixedTies: none,
};

function layOutSlots(
  rows: SortedRows,
  row: Int32Array,
  key: Int32Array,
  levelCount: number,
  layout: EntryLayout,
): Slots {
  const { entryPatient, entryLevel, rowEntry } = layout;
  const place = new Int32Array(2 * entryPatient.length).fill(-1);
  for (let i = 0; i < row.length; i++) place[2 * rowEntry[row[i]!]! + (key[i]! & 1)] = 0;
  const keyStart = new Int32Array(2 * levelCount + 1);
  for (let s = 0; s < place.length; s++) {
    const k = 2 * entryLevel[s >> 1]! + (s & 1) + 1;
    if (place[s] === 0) keyStart[k] = keyStart[k]! + 1;
  }
  for (let k = 0; k < 2 * levelCount; k++) keyStart[k + 1] = keyStart[k + 1]! + keyStart[k]!;
  const next = keyStart.slice();
  for (let s = 0; s < place.length; s++) {
    if (place[s] !== 0) continue;
    const k = 2 * entryLevel[s >> 1]! + (s & 1);
    place[s] = next[k]!;
    next[k] = next[k]! + 1;
  }
  const count = keyStart[2 * levelCount]!;
  const slot = new Int32Array(row.length);
  const slotPatient = new Int32Array(count);
  const slotKey = new Int32Array(count);
  const slotWeight = new Float64Array(count);
  for (let i = 0; i < row.length; i++) {
    const s = place[2 * rowEntry[row[i]!]! + (key[i]! & 1)]!;
    slot[i] = s;
    slotPatient[s] = rows.patient[row[i]!]!;
    slotKey[s] = key[i]!;
    slotWeight[s] = slotWeight[s]! + (rows.weight === null ? 1 : rows.weight[row[i]!]!);
  }
  const twin = new Int32Array(count).fill(-1);
  for (let e = 0; e < entryPatient.length; e++) {
    if (place[2 * e]! >= 0 && place[2 * e + 1]! >= 0) twin[place[2 * e + 1]!] = place[2 * e]!;
  }
  // In slot order, so that a replicate reads memory forwards.
  const pairPositive = Int32Array.from(twin.keys()).filter((s) => twin[s]! >= 0);
  const pairStart = new Int32Array(levelCount + 1);
  for (const s of pairPositive) pairStart[(slotKey[s]! >> 1) + 1]!++;
  for (let g = 0; g < levelCount; g++) pairStart[g + 1]! += pairStart[g]!;
  return {
    pairStart: slotWeight.every((w) => w > 0) ? pairStart : null,
    slot,
    slotPatient,
    slotKey,
    keyStart,
    slotWeight,
    pairPositive,
    pairNegative: pairPositive.map((s) => twin[s]!),
  };
}

function findTies(
  rows: SortedRows,
  row: Int32Array,
  key: Int32Array,
): { ties: Int32Array; mixedTies: Int32Array } {
  const ties: number[] = [];
  const mixed: number[] = [];
  for (let from = 0; from < row.length; ) {
    const block = rows.block[row[from]!]!;
    let to = from + 1;
    let classes = 1 << (key[from]! & 1);
    while (to < row.length && rows.block[row[to]!] === block) classes |= 1 << (key[to++]! & 1);
    if (to - from > 1) {
      ties.push(from, to);
      if (classes === 3) mixed.push(from, to);
    }
    from = to;
  }
  return { ties: Int32Array.from(ties), mixedTies: Int32Array.from(mixed) };
}

/**
 * Pairs of slots of two cells that belong to the same patient.
 *
 * @param left grouping of the left cell
 * @param leftLevel its level
 * @param right grouping of the right cell
 * @param rightLevel its level
 * @param patientCount number of patients
 */
export function pairSlots(
  left: Grouping,
  leftLevel: number,
  right: Grouping,
  rightLevel: number,
  patientCount: number,
): SlotPairs {
  const first = new Int32Array(patientCount).fill(-1);
  const second = new Int32Array(patientCount).fill(-1);
  for (let s = 0; s < right.slotKey.length; s++) {
    if (right.slotKey[s]! >> 1 !== rightLevel) continue;
    const p = right.slotPatient[s]!;
    if (first[p] === -1) first[p] = s;
    else second[p] = s;
  }
  const a: number[] = [];
  const b: number[] = [];
  for (let s = 0; s < left.slotKey.length; s++) {
    if (left.slotKey[s]! >> 1 !== leftLevel) continue;
    const p = left.slotPatient[s]!;
    if (first[p]! >= 0) {
      a.push(s);
      b.push(first[p]!);
    }
    if (second[p]! >= 0) {
      a.push(s);
      b.push(second[p]!);
    }
  }
  return { left: Int32Array.from(a), right: Int32Array.from(b) };
}
