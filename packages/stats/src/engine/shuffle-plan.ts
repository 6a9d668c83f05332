import type { EntryLayout } from './entries.ts';
import type { SortedRows } from './grouping.ts';
import type { Grouping, ShufflePlan } from './plan.ts';
import type { PermutationName } from './types.ts';

/**
 * Decides what a permutation may move: levels of patients that have one, rows inside patients that have
 * several.
 *
 * @param grouping rows of the attribute
 * @param rows all sorted rows
 * @param layout patient × level pairs over all sorted rows
 */
export function shufflePlan(
  grouping: Grouping,
  rows: SortedRows,
  layout: EntryLayout,
): ShufflePlan {
  const { entryPatient, entryLevel } = layout;
  const rowOf = (i: number): number => (grouping.row === null ? i : grouping.row[i]!);
  const rowEntry = grouping.row === null ? layout.rowEntry : new Int32Array(grouping.rowCount);
  if (grouping.row !== null) {
    for (let i = 0; i < rowEntry.length; i++) rowEntry[i] = layout.rowEntry[grouping.row[i]!]!;
  }
  const constant: number[] = [];
  const varied = new Set<number>();
  for (let e = 0; e < entryPatient.length; e++) {
    const alone =
      entryPatient[e - 1] !== entryPatient[e] && entryPatient[e + 1] !== entryPatient[e];
    if (alone) constant.push(e);
    else varied.add(entryPatient[e]!);
  }
  const byPatient = new Map<number, number[]>();
  if (varied.size > 0) {
    for (let i = 0; i < grouping.rowCount; i++) {
      const p = rows.patient[rowOf(i)]!;
      if (!varied.has(p)) continue;
      const list = byPatient.get(p);
      if (list === undefined) byPatient.set(p, [i]);
      else list.push(i);
    }
  }
  const patients = [...byPatient.keys()].sort((a, b) => a - b);
  const variedStart = new Int32Array(patients.length + 1);
  const variedRow: number[] = [];
  patients.forEach((p, at) => {
    variedRow.push(...byPatient.get(p)!);
    variedStart[at + 1] = variedRow.length;
  });
  return {
    name: nameOf(constant.length, patients.length),
    entryPatient,
    entryLevel,
    rowEntry,
    constantEntry: Int32Array.from(constant),
    variedRow: Int32Array.from(variedRow),
    variedStart,
  };
}

/** Nearly no constant patient: then exchanging the few of them says nothing. */
function nameOf(constant: number, varied: number): PermutationName {
  if (varied === 0) return 'patient-level';
  return constant >= 0.05 * (constant + varied) ? 'restricted' : 'within-patient';
}
