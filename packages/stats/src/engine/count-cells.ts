import type { SortedRows } from './grouping.ts';

/** Counts of levels and of their rests, level × 8 in the order of `countColumns`. */
export interface CellTable {
  readonly levels: Float64Array;
  readonly rests: Float64Array;
}

/**
 * Counts rows and patients of each level and of its rest.
 *
 * @param rows sorted rows, with decisions where there are any
 * @param code row -> level or -1
 * @param levelCount number of levels
 * @param patientCount number of patients
 */
export function countCells(
  rows: SortedRows & { readonly decision: Uint8Array | null },
  code: Int32Array,
  levelCount: number,
  patientCount: number,
): CellTable {
  const levels = new Float64Array(8 * levelCount);
  const start = new Int32Array(patientCount + 1);
  for (let i = 0; i < rows.rowCount; i++) {
    const k = code[i]!;
    if (k < 0) continue;
    levels[8 * k] = levels[8 * k]! + 1;
    const at = 8 * k + (rows.label[i] === 1 ? 2 : 3);
    levels[at] = levels[at]! + 1;
    start[rows.patient[i]! + 1] = start[rows.patient[i]! + 1]! + 1;
  }
  for (let p = 0; p < patientCount; p++) start[p + 1] = start[p + 1]! + start[p]!;
  const order = new Int32Array(start[patientCount]!);
  const place = start.slice();
  for (let i = 0; i < rows.rowCount; i++) {
    if (code[i]! < 0) continue;
    const p = rows.patient[i]!;
    order[place[p]!] = i;
    place[p] = place[p]! + 1;
  }
  // For each kind of patient: how many in all, and how many of them are in this level alone.
  const whole = new Float64Array(8);
  const alone = new Float64Array(8 * levelCount);
  const seen = new Int32Array(levelCount * 5).fill(-1);
  const only = new Int32Array(5);
  const kinds = new Int32Array(3);
  for (let p = 0; p < patientCount; p++) {
    only.fill(-1);
    for (let at = start[p]!; at < start[p + 1]!; at++) {
      const i = order[at]!;
      const k = code[i]!;
      kinds[1] = rows.label[i] === 1 ? 1 : 2;
      kinds[2] = rows.decision === null ? 0 : rows.decision[i] === 1 ? 3 : 4;
      for (let j = 0; j < 3; j++) {
        const kind = kinds[j]!;
        only[kind] = only[kind] === -1 || only[kind] === k ? k : -2;
        if (seen[5 * k + kind] === p) continue;
        seen[5 * k + kind] = p;
        const column = 8 * k + (kind === 0 ? 1 : kind + 3);
        levels[column] = levels[column]! + 1;
      }
    }
    for (let kind = 0; kind < 5; kind++) {
      if (only[kind] === -1) continue;
      const column = kind === 0 ? 1 : kind + 3;
      whole[column] = whole[column]! + 1;
      const k = only[kind]!;
      if (k >= 0) alone[8 * k + column] = alone[8 * k + column]! + 1;
    }
  }
  for (const column of [0, 2, 3]) {
    for (let k = 0; k < levelCount; k++) whole[column] = whole[column]! + levels[8 * k + column]!;
  }
  const rests = new Float64Array(8 * levelCount);
  for (let k = 0; k < levelCount; k++) {
    for (let column = 0; column < 8; column++) {
      const inside = column === 0 || column === 2 || column === 3 ? levels : alone;
      rests[8 * k + column] = whole[column]! - inside[8 * k + column]!;
    }
  }
  return { levels, rests };
}
