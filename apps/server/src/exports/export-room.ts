import type { AnswerRecord, ImageRecord } from '@equipoise/domain';
import type { BlobFolder, ReadTx, StoreReader, StoreWorld, Study } from '@equipoise/store';
import type { DicomExport } from '../ports/dicom-export.ts';
import type { RoomLabel, RoomStatistics } from '../ports/room-statistics.ts';
import type { LoadedStudies, LoadedStudy } from '../study/loaded-study.ts';
import { labelAnswer, labelsOfStudy } from '../study/settle.ts';
import { imagesToExport } from './to-export.ts';

/** What exports work with, in the server's process or beside it. */
export interface ExportServices {
  readonly store: Pick<StoreReader, 'read'> & {
    readonly world: StoreWorld;
    readonly blobs: Pick<BlobFolder, 'get'>;
  };
  readonly studies: LoadedStudies;
  readonly statistics: () => Promise<RoomStatistics>;
  readonly dicom: DicomExport | null;
  readonly version: string;
}

/** A study that is exported, on one consistent view of the store. */
export interface ExportRoom {
  readonly services: ExportServices;
  readonly statistics: RoomStatistics;
  readonly tx: ReadTx;
  readonly study: Study;
  readonly loaded: LoadedStudy;
  readonly records: readonly AnswerRecord[];
  /** The way of reading that was asked for. */
  readonly arm: string | undefined;
}

/** The newest label of every case and question that has one, by the names of the protocol. */
export async function roomLabels(tx: ReadTx, loaded: LoadedStudy): Promise<readonly RoomLabel[]> {
  const rows = await labelsOfStudy(tx, loaded.studyId);
  return rows.map((row) => ({
    caseId: loaded.caseNameOf.get(row.caseId) ?? '',
    questionId: row.questionId,
    label: labelAnswer(row),
    method: row.method,
    sources: row.sources as string[], // written by this server alone
  }));
}

/** Headers of a study's images by id. */
export async function recordMap(room: ExportRoom): Promise<ReadonlyMap<string, ImageRecord>> {
  const images = await imagesToExport(room.tx, room.study.id);
  return new Map([...images].map(([id, { record }]) => [id, record]));
}
