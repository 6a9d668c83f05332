import type { ExportName } from './make-export.ts';

/** What the process of an export is told. */
export interface ExportOrder {
  readonly connectionString: string;
  /** Folder of the kept files. */
  readonly blobs: string;
  readonly studyId: string;
  readonly name: ExportName;
  readonly arm: string | undefined;
  readonly version: string;
  /** File to write. */
  readonly path: string;
}

/** What the process of an export says. */
export type ExportMessage =
  | { readonly kind: 'done'; readonly mediaType: string }
  | {
      readonly kind: 'failed';
      readonly code: string;
      readonly sentence: string;
      readonly mend: string;
    };
