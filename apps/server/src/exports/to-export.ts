import type { AnswerRecord, ImageRecord } from '@equipoise/domain';
import { imagesOfCases, listImages, type ReadTx } from '@equipoise/store';
import type { ExportedAnswers, ExportedImage } from '../ports/dicom-export.ts';
import type { LoadedStudy } from '../study/loaded-study.ts';
import { pathPart } from './masks.ts';

/** Reads that become objects of their own: those that hold, by their last answers. */
export function recordsToExport(records: readonly AnswerRecord[]): readonly AnswerRecord[] {
  return records.filter(({ isValid, step }) => isValid && step === 'final');
}

/** A read as DICOM objects say it. */
export function readToExport(record: AnswerRecord): ExportedAnswers {
  const { caseId, readerId, answerId, answers } = record;
  return {
    caseId,
    answers,
    name: `${pathPart(readerId)}/${pathPart(caseId)}-${answerId.slice(0, 8)}`,
    creator: readerId,
    titles: { masks: 'Masks of a reader', report: 'Answers of a reader' },
    contentLabel: 'READER_MASKS',
  };
}

/** The images of a study with their kept headers. */
export async function imagesToExport(
  tx: ReadTx,
  studyId: string,
): Promise<ReadonlyMap<string, ExportedImage>> {
  const rows = await listImages(tx, studyId);
  // Records were parsed when they were taken in.
  return new Map(
    rows.map((row) => [row.id, { record: row.record as ImageRecord, header: row.header }]),
  );
}

/** Ids of the images of each case, by its name. */
export async function imagesByCase(
  tx: ReadTx,
  loaded: LoadedStudy,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  for (const { caseId, imageId } of await imagesOfCases(tx, [...loaded.caseNameOf.keys()])) {
    const name = loaded.caseNameOf.get(caseId) ?? '';
    found.set(name, [...(found.get(name) ?? []), imageId]);
  }
  return found;
}
