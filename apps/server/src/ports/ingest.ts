import { availableParallelism } from 'node:os';
import type { ImageRecord } from '@equipoise/domain';
import { fail } from '../errors.ts';

/** A file to be taken in. */
export interface IngestFile {
  readonly path: string;
  readonly name: string;
}

/** An image that was taken in. */
export interface IngestedImage {
  readonly record: Omit<ImageRecord, 'source'> & {
    readonly source: { readonly format: string; readonly transferSyntax?: string | null };
  };
  /** Paths of the stored frames in frame order. */
  readonly frames: readonly string[];
  /** What may be kept of the header. */
  readonly header: unknown;
  /** Pseudonyms; null where the file knows none. */
  readonly patient: string | null;
  readonly study: string | null;
  readonly series: string | null;
  /** Replaced instance UIDs in frame order; none for formats without. */
  readonly instances?: readonly string[];
}

/** What became of one file. */
export type IngestOutcome = { readonly name: string } & (
  | { readonly status: 'taken' | 'copy'; readonly imageId: string }
  | { readonly status: 'archive' }
  | {
      readonly status: 'refused';
      readonly refusal: {
        readonly code: string;
        /** Data element as `(gggg,eeee)`; null where none is to blame. */
        readonly tag: string | null;
        /** Bytes from the start of the file; null where unknown. */
        readonly offset: number | null;
        readonly message: string;
        readonly mend: string;
      };
    }
);

/** Takes files in, each read in a process of its own under limits. */
export type Ingest = (request: {
  readonly files: readonly IngestFile[];
  readonly folder: string;
  readonly key: Uint8Array;
  readonly newId: () => string;
}) => Promise<{
  readonly images: readonly IngestedImage[];
  readonly files: readonly IngestOutcome[];
}>;

/** The ingest of the imaging package. */
export const imagingIngest: Ingest = async (request) => {
  const imaging: object = await import('@equipoise/imaging/node');
  if (!('ingestFiles' in imaging) || typeof imaging.ingestFiles !== 'function') {
    return fail('server/bad-ingest', 'The imaging package takes in no files.', 'Build it again.');
  }
  // Its options and results have the shapes of this port.
  const ingest = imaging.ingestFiles as (options: object) => ReturnType<Ingest>;
  // A second process pays once there is some work for it.
  const workers = request.files.length < 8 ? 1 : Math.min(2, availableParallelism());
  return ingest({ ...request, workers });
};
