import type { ReaderMarks } from '@equipoise/annotation';
import { findColumn } from '@equipoise/dataset';
import { fail } from '../errors.ts';
import { numericColumn } from './binary-column.ts';
import { idsOf, required } from './study-ids.ts';
import type { StudyParts } from './study-parts.ts';

/** Marks with lesions numbered within their case, in the order of the truth table. */
export function marksOf(
  parts: StudyParts,
  rows: readonly number[],
  caseIndex: Int32Array,
  casePlace: ReadonlyMap<number, number>,
  order: readonly string[],
  readerPlace: ReadonlyMap<number, number>,
  modalityOf: (code: number) => number,
): ReaderMarks {
  const { protocol, main, marksTable, ids } = parts;
  if (marksTable === null || parts.rating === null) {
    return fail(
      'workbench/missing-option',
      'Marks need a rating.',
      'Write --rating with the column of the marks table that holds it.',
    );
  }
  const lesionName = required(protocol.lesion, '--lesion', 'The column that names the lesion');
  const lesionOf = idsOf(main, [lesionName]);
  const weights =
    protocol.lesionWeight === undefined
      ? null
      : numericColumn(findColumn(main, protocol.lesionWeight), '--lesion-weight');
  const lesions = Array.from({ length: casePlace.size }, () => new Map<string, number>());
  const perCase: number[][] = Array.from({ length: casePlace.size }, () => []);
  for (let row = 0; row < main.rowCount; row++) {
    const c = casePlace.get(parts.truthCode[row]!);
    if (c === undefined || parts.truth[row] !== 1) continue;
    const lesion = lesionOf(row) ?? '';
    if (lesions[c]!.has(lesion)) continue;
    lesions[c]!.set(lesion, lesions[c]!.size);
    perCase[c]!.push(weights?.[row] ?? 1);
  }
  const markOf = idsOf(marksTable, [lesionName]);
  const unknown: number[] = [];
  const kept = rows.filter((row) => !Number.isNaN(parts.rating![row]!));
  const at = new Map(rows.map((row, k) => [row, caseIndex[k]!]));
  const markLesion = Int32Array.from(kept, (row) => {
    const lesion = markOf(row);
    if (lesion === null) return -1;
    const found = lesions[at.get(row)!]!.get(lesion);
    if (found === undefined) unknown.push(row);
    return found ?? -1;
  });
  const outside = kept.filter((row) => !parts.truthCode.includes(ids.caseCode[row]!)).length;
  if (outside > 0 || unknown.length > 0) {
    fail(
      'workbench/bad-study',
      outside > 0
        ? `${outside} marks stand on cases that the truth table does not hold.`
        : `${unknown.length} marks name a lesion that the truth table does not hold for their case.`,
      'Give the truth table one row for each lesion, and one for each normal case.',
    );
  }
  if (kept.length < rows.length) {
    parts.notes.push({
      code: 'marks-without-rating',
      message: `${rows.length - kept.length} marks without a rating are left out.`,
    });
  }
  return {
    lesionCounts: Int32Array.from(perCase, (one) => one.length),
    ...(weights === null ? {} : { lesionWeights: Float64Array.from(perCase.flat()) }),
    testCount: order.length,
    readerCount: readerPlace.size,
    test: Int32Array.from(kept, (row) => modalityOf(ids.modality[row]!)),
    reader: Int32Array.from(kept, (row) => readerPlace.get(ids.reader[row]!)!),
    markCase: Int32Array.from(kept, (row) => at.get(row)!),
    markScore: Float64Array.from(kept, (row) => parts.rating![row]!),
    markLesion,
  };
}
