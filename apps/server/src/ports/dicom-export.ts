import type { AnswerRecord, ImageRecord, StudyProtocol } from '@equipoise/domain';

/** A file of an export. */
export interface ExportFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What DICOM objects are made of: reads, and the images they were drawn on with their kept headers. */
export interface DicomExportRequest {
  readonly protocol: StudyProtocol;
  readonly records: readonly AnswerRecord[];
  readonly images: ReadonlyMap<string, { readonly record: ImageRecord; readonly header: unknown }>;
  /** Ids of the images of each case, in their order. */
  readonly imagesOfCase: ReadonlyMap<string, readonly string[]>;
  readonly now: string;
  /** A new UID, never given before. */
  readonly newUid: () => string;
  readonly version: string;
}

/** Writes readers' drawings and answers as DICOM objects. */
export interface DicomExport {
  readonly segmentations: (request: DicomExportRequest) => Promise<readonly ExportFile[]>;
  readonly reports: (request: DicomExportRequest) => Promise<readonly ExportFile[]>;
}
