import type { AnswerRecord, ImageRecord, StudyProtocol } from '@equipoise/domain';
import type { SubjectFacts } from '@equipoise/imaging';

/** A file of an export. */
export interface ExportFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** An image with what was kept of its header. */
export interface ExportedImage {
  readonly record: ImageRecord;
  readonly header: unknown;
  /** What the study says of its patient, for objects that join it at its owner's. */
  readonly subject?: SubjectFacts;
}

/** What DICOM objects are made of: reads, and the images they were drawn on with their kept headers. */
export interface DicomExportRequest {
  readonly protocol: StudyProtocol;
  readonly records: readonly AnswerRecord[];
  readonly images: ReadonlyMap<string, ExportedImage>;
  /** Ids of the images of each case, in their order. */
  readonly imagesOfCase: ReadonlyMap<string, readonly string[]>;
  readonly now: string;
  /** A new UID, never given before. */
  readonly newUid: () => string;
  readonly version: string;
  /** Added to the numbers of the new series. @default 0 */
  readonly numberFrom?: number;
}

/** Writes readers' drawings and answers as DICOM objects. */
export interface DicomExport {
  readonly segmentations: (request: DicomExportRequest) => Promise<readonly ExportFile[]>;
  readonly reports: (request: DicomExportRequest) => Promise<readonly ExportFile[]>;
}
