import type { Answer, ImageRecord, StudyProtocol } from '@equipoise/domain';
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

/** Answers to one case that become objects of their own: those of a reader, or those that a case was settled on. */
export interface ExportedAnswers {
  readonly caseId: string;
  readonly answers: readonly Answer[];
  /** Path without an ending. */
  readonly name: string;
  /** Who says so: a reader's pseudonym, or how the label came about; at most 64 characters. */
  readonly creator: string;
  /** What the series of masks and the series of the report are called. */
  readonly titles: { readonly masks: string; readonly report: string };
  /** Upper-case name of the masks, at most 16 characters. */
  readonly contentLabel: string;
  /** What the masks rest on, at most 64 characters. @default empty */
  readonly contentDescription?: string;
  /** Name of what made the masks where no person did. @default none */
  readonly algorithm?: string;
  /** Said of each segment, at most 1024 characters. @default none */
  readonly segmentDescription?: string;
  /** Questions and answers that stand in the report beside those of the protocol. @default none */
  readonly facts?: readonly (readonly [question: string, answer: string])[];
}

/** What DICOM objects are made of: answers, and the images they were drawn on with their kept headers. */
export interface DicomExportRequest {
  readonly protocol: StudyProtocol;
  readonly documents: readonly ExportedAnswers[];
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

/** Writes drawings and answers as DICOM objects. */
export interface DicomExport {
  readonly segmentations: (request: DicomExportRequest) => Promise<readonly ExportFile[]>;
  readonly reports: (request: DicomExportRequest) => Promise<readonly ExportFile[]>;
}
