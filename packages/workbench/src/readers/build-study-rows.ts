import type { StudyQuestion, StudyRows, TimeRows } from '@equipoise/annotation';
import { fail } from '../errors.ts';
import { marksOf } from './study-marks.ts';
import { assistedOf, orderModalities } from './study-modalities.ts';
import type { StudyParts } from './study-parts.ts';
import { settleRepeats } from './study-repeats.ts';

/** Modalities as shown: bare numbers carry the name of their column. */
function shownModalities(names: readonly string[], column: string | undefined): readonly string[] {
  if (column === undefined || !names.every((name) => /^\d+(\.\d+)?$/.test(name))) return names;
  return names.map((name) => `${column} ${name}`);
}

/**
 * The rows of one study: repeats settled, modalities in order, readers and cases numbered anew.
 *
 * @throws workbench/bad-study, workbench/bad-option, workbench/missing-option
 */
export function studyRows(parts: StudyParts): StudyRows {
  const { ids, shared, protocol, name } = parts;
  const where = name === '' ? '' : ` in ${name}`;
  const all = [...ids.study.keys()].filter(
    (row) =>
      ids.study[row] === parts.code &&
      ids.caseCode[row]! >= 0 &&
      ids.reader[row]! >= 0 &&
      ids.modality[row]! >= 0,
  );
  const settled = parts.isMarked
    ? { rows: all, isSeveral: false, leftOut: [] }
    : settleRepeats(all, ids, parts.truth, protocol.repeats, where, parts.notes);
  const { rows } = settled;
  const assistedNames = assistedOf(
    rows,
    ids.modality,
    shared.modalities.names,
    parts.advice,
    protocol,
  );
  const order = orderModalities(
    [...new Set(rows.map((row) => ids.modality[row]!))].map(
      (code) => shared.modalities.names[code]!,
    ),
    assistedNames,
    protocol.reference,
  );
  const placeOf = new Map(order.map((modality, at) => [modality, at]));
  const modalityOf = (code: number): number => placeOf.get(shared.modalities.names[code]!) ?? -1;
  const readers = [...new Set(rows.map((row) => ids.reader[row]!))].sort((a, b) =>
    shared.readers.names[a]! < shared.readers.names[b]! ? -1 : 1,
  );
  const readerPlace = new Map(readers.map((code, at) => [code, at]));
  const casePlace = new Map<number, number>();
  const place = (code: number): number => {
    const found = casePlace.get(code) ?? casePlace.size;
    casePlace.set(code, found);
    return found;
  };
  if (parts.isMarked) for (const code of parts.truthCode) if (code >= 0) place(code);
  const caseIndex = Int32Array.from(rows, (row) => place(ids.caseCode[row]!));
  const truthOfCase = truthsOf(parts, rows, casePlace, settled.isSeveral, where);
  const patients = new Map<number, number>();
  const patientOfCase = Int32Array.from([...casePlace.keys()], (code) => {
    const patient = parts.patientOfCode[code] ?? code;
    const found = patients.get(patient) ?? patients.size;
    patients.set(patient, found);
    return found;
  });
  const take = (values: Float64Array | null): Float64Array | null =>
    values === null || parts.isMarked ? null : Float64Array.from(rows, (row) => values[row]!);
  const noTruth = [...caseIndex].filter((c) => Number.isNaN(truthOfCase[c]!)).length;
  const out: StudyRows = {
    name,
    modalities: shownModalities(order, protocol.modality),
    readers,
    caseCount: casePlace.size,
    patientOfCase,
    patientCount: patients.size,
    caseIndex: parts.isMarked ? new Int32Array(0) : caseIndex,
    readerIndex: Int32Array.from(
      parts.isMarked ? [] : rows,
      (row) => readerPlace.get(ids.reader[row]!)!,
    ),
    modalityIndex: Int32Array.from(parts.isMarked ? [] : rows, (row) =>
      modalityOf(ids.modality[row]!),
    ),
    truthOfCase,
    truthOfRow: settled.isSeveral ? take(parts.truth) : null,
    rating: take(parts.rating),
    decision: take(parts.decision),
    advice: take(parts.advice?.label ?? null),
    adviceProbability: take(parts.advice?.probability ?? null),
    assisted: assistedNames.flatMap((modality) => placeOf.get(modality) ?? []),
    times: timesOf(parts, modalityOf, readerPlace),
    marks: parts.isMarked
      ? marksOf(parts, rows, caseIndex, casePlace, order, readerPlace, modalityOf)
      : null,
    leftOut: [
      ...settled.leftOut,
      ...(noTruth > 0 && !settled.isSeveral && !parts.isMarked
        ? [{ reason: 'no reference label', readingCount: noTruth }]
        : []),
    ],
  };
  checkDesign(out, parts.question, where);
  return out;
}

/** One truth a case. @throws workbench/bad-study when a case has two */
function truthsOf(
  parts: StudyParts,
  rows: readonly number[],
  casePlace: ReadonlyMap<number, number>,
  isSeveral: boolean,
  where: string,
): Float64Array {
  const out = new Float64Array(casePlace.size).fill(Number.NaN);
  const both = new Set<number>();
  const used = parts.isMarked ? [...parts.truthCode.keys()] : rows;
  for (const row of used) {
    const c = casePlace.get(parts.truthCode[row]!);
    const truth = parts.truth[row]!;
    if (c === undefined || Number.isNaN(truth)) continue;
    if (Number.isNaN(out[c]!)) out[c] = truth;
    else if (out[c] !== truth) both.add(c);
  }
  if (isSeveral) for (const c of both) out[c] = Number.NaN;
  else if (both.size > 0) {
    fail(
      'workbench/bad-study',
      `${both.size} of ${casePlace.size} cases have two reference labels${where}.`,
      'Give each case one; where the same number names other cases under another modality or in another study, write --case case,modality or --by COLUMN.',
    );
  }
  return out;
}

function checkDesign(rows: StudyRows, question: StudyQuestion, where: string): void {
  const values = rows.rating ?? rows.decision;
  if (question.design !== 'fully-crossed' || values === null) return;
  const read = new Set<number>();
  const cases = new Set<number>();
  for (let i = 0; i < values.length; i++) {
    const c = rows.caseIndex[i]!;
    if (Number.isNaN(values[i]!) || Number.isNaN(rows.truthOfCase[c]!)) continue;
    cases.add(c);
    read.add(
      (c * rows.readers.length + rows.readerIndex[i]!) * rows.modalities.length +
        rows.modalityIndex[i]!,
    );
  }
  const wanted = cases.size * rows.readers.length * rows.modalities.length;
  if (read.size < wanted) {
    fail(
      'workbench/bad-study',
      `The design was declared fully crossed, and ${wanted - read.size} of ${wanted} readings are missing${where}.`,
      'Write --design auto or split-plot: the analysis then allows missing readings.',
    );
  }
}

function timesOf(
  { times, code, shared, patientOfCode }: StudyParts,
  modalityOf: (code: number) => number,
  readerPlace: ReadonlyMap<number, number>,
): TimeRows | null {
  if (times === null) return null;
  const rows = [...times.ids.study.keys()].filter(
    (row) =>
      times.ids.study[row] === code &&
      times.ids.caseCode[row]! >= 0 &&
      modalityOf(times.ids.modality[row]!) >= 0 &&
      readerPlace.has(times.ids.reader[row]!),
  );
  if (rows.length === 0 || shared.cases.names.length === 0) return null;
  return {
    seconds: Float64Array.from(rows, (row) => times.seconds[row]!),
    modalityIndex: Int32Array.from(rows, (row) => modalityOf(times.ids.modality[row]!)),
    caseCodes: Int32Array.from(rows, (row) => {
      const c = times.ids.caseCode[row]!;
      // Cases that only the table of times knows are patients of their own.
      return patientOfCode[c] ?? shared.cases.names.length + c;
    }),
    readerIndex: Int32Array.from(rows, (row) => readerPlace.get(times.ids.reader[row]!)!),
  };
}
