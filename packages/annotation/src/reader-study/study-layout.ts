import { arrangeReadings, type StudyDesign } from './core.ts';
import type { StudyRows } from './study-rows.ts';

/** Ratings laid out as modality × reader × case. */
export interface StudyLayout {
  readonly design: StudyDesign;
  readonly truth: Uint8Array;
  readonly ratings: readonly (readonly Float64Array[])[];
  /** Patient of each kept case, renumbered from 0. */
  readonly patientOf: Int32Array;
  readonly patientCount: number;
  /** Cases that some reader read. */
  readonly readCaseCount: number;
}

/** Lays one column of a study out; cases nobody read in it are left out. */
export function layOut(rows: StudyRows, values: Float64Array): StudyLayout {
  const isUsed = (i: number): boolean =>
    !Number.isNaN(values[i]!) && !Number.isNaN(rows.truthOfCase[rows.caseIndex[i]!]!);
  const kept = Int32Array.from(values.keys()).filter(isUsed);
  const codeOf = new Int32Array(rows.caseCount).fill(-1);
  const caseOfCode: number[] = [];
  for (const i of kept) {
    const c = rows.caseIndex[i]!;
    if (codeOf[c]! >= 0) continue;
    codeOf[c] = caseOfCode.length;
    caseOfCode.push(c);
  }
  const arranged = arrangeReadings({
    // A reader or modality without a row keeps its place through the padding below.
    reader: Int32Array.from(kept, (i) => rows.readerIndex[i]!),
    test: Int32Array.from(kept, (i) => rows.modalityIndex[i]!),
    case: Int32Array.from(kept, (i) => codeOf[rows.caseIndex[i]!]!),
    truth: Float64Array.from(kept, (i) => rows.truthOfCase[rows.caseIndex[i]!]!),
    rating: Float64Array.from(kept, (i) => values[i]!),
  });
  const caseCount = arranged.truth.length;
  const empty = new Float64Array(caseCount).fill(Number.NaN);
  const ratings = rows.modalities.map((_, test) =>
    rows.readers.map((_, reader) => arranged.ratings[test]?.[reader] ?? empty),
  );
  const patients = new Map<number, number>();
  const patientOf = Int32Array.from(arranged.cases, (code) => {
    const patient = rows.patientOfCase[caseOfCode[code]!]!;
    const found = patients.get(patient);
    if (found !== undefined) return found;
    patients.set(patient, patients.size);
    return patients.size - 1;
  });
  return {
    design: arranged.design,
    truth: arranged.truth,
    ratings,
    patientOf,
    patientCount: patients.size,
    readCaseCount: caseCount,
  };
}

/** True where some patient has several cases. */
export function hasClusters(layout: StudyLayout): boolean {
  return layout.patientCount < layout.truth.length;
}

/** How many readers read each case under one modality: cases with exactly one, and cases read at all. */
export function readersPerCase(
  layout: StudyLayout,
  test: number,
): { readonly read: number; readonly byOne: number; readonly most: number } {
  let read = 0;
  let byOne = 0;
  let most = 0;
  for (let c = 0; c < layout.truth.length; c++) {
    let count = 0;
    for (const row of layout.ratings[test]!) if (!Number.isNaN(row[c]!)) count++;
    if (count > 0) read++;
    if (count === 1) byOne++;
    most = Math.max(most, count);
  }
  return { read, byOne, most };
}

/** Who shares cases with whom. */
export interface Sharing {
  /** Groups of readers that share cases, directly or through others. */
  readonly groups: readonly (readonly number[])[];
  /** Readings that a complete crossing inside the groups would have and that are absent. */
  readonly missingInGroups: number;
  /** Every case has one reader under each modality. */
  readonly isConfounded: boolean;
}

/** Groups of readers by the cases they share, and what is missing inside them. */
export function sharingOf(layout: StudyLayout): Sharing {
  const readerCount = layout.ratings[0]?.length ?? 0;
  const leader = Array.from({ length: readerCount }, (_, k) => k);
  const find = (k: number): number => {
    let at = k;
    while (leader[at] !== at) at = leader[at]!;
    return at;
  };
  const first = new Int32Array(layout.truth.length);
  for (let c = 0; c < layout.truth.length; c++) {
    first[c] = -1;
    for (const readers of layout.ratings)
      for (let k = 0; k < readerCount; k++) {
        if (Number.isNaN(readers[k]![c]!)) continue;
        if (first[c]! < 0) first[c] = k;
        else leader[find(k)] = find(first[c]!);
      }
  }
  const groups = new Map<number, number[]>();
  for (let k = 0; k < readerCount; k++) groups.set(find(k), [...(groups.get(find(k)) ?? []), k]);
  const casesOf = new Map<number, number>();
  for (const k of first) if (k >= 0) casesOf.set(find(k), (casesOf.get(find(k)) ?? 0) + 1);
  let wanted = 0;
  for (const [k, members] of groups) wanted += members.length * (casesOf.get(k) ?? 0);
  const perCase = layout.ratings.map((_, test) => readersPerCase(layout, test));
  return {
    groups: [...groups.values()],
    missingInGroups: wanted * layout.ratings.length - layout.design.readingCount,
    isConfounded:
      readerCount > 1 && perCase.every((one) => one.read > 0 && one.byOne >= 0.95 * one.read),
  };
}
