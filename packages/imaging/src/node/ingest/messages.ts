import type { HeaderJson } from '../../dicom/deidentify.ts';
import type { PixelLimits } from '../../dicom/pixel-description.ts';
import type { Refusal } from '../../errors.ts';
import type { ImageRecord } from '../../frame/index.ts';
import type { ImageDraft } from '../canonical-image.ts';
import type { ZipLimits } from '../zip.ts';

/** What the reading process must know before its first file. */
export interface Setup {
  /** Secret of the project, hexadecimal. */
  readonly key: string;
  readonly dates: 'shift' | 'remove';
  readonly keepsPatientCharacteristics: boolean;
  readonly maxFileBytes: number;
  readonly pixelLimits: PixelLimits;
  readonly zipLimits: ZipLimits;
  readonly deflateLevel: number;
}

/** What of an image says how its frames are shown. */
export type ShownImage = Pick<
  ImageRecord,
  'spacingMm' | 'slope' | 'intercept' | 'signed' | 'bits' | 'presets' | 'photometric'
>;

/** One thing to do for the reading process. */
export type Task =
  | { readonly kind: 'setup'; readonly setup: Setup }
  | { readonly kind: 'read'; readonly path: string; readonly out: string }
  | { readonly kind: 'unzip'; readonly path: string; readonly out: string }
  | { readonly kind: 'hash'; readonly frames: readonly string[] }
  | {
      readonly kind: 'rescale';
      readonly frames: readonly string[];
      readonly scales: readonly FrameScale[];
      readonly out: string;
    }
  | {
      readonly kind: 'thumbnail';
      readonly frame: string;
      readonly record: ShownImage;
      readonly side: number;
    };

/** How one frame's stored numbers are meant: value = slope × stored + intercept. */
export interface FrameScale {
  readonly slope: number;
  readonly intercept: number;
  readonly signed: boolean;
}

/** Frames of different scales brought to one. */
export interface Rescaled extends FrameScale {
  readonly kind: 'rescaled';
  readonly frames: readonly string[];
  readonly pixelHash: string;
}

/** Which series an image belongs to; all identifiers replaced. */
export interface SeriesPlace {
  readonly study: string;
  readonly series: string;
  readonly instance: string;
  readonly instanceNumber: number | null;
}

/** A file that was read: its image, the paths of its stored frames, its kept header. */
export interface ReadFile {
  readonly kind: 'image';
  readonly draft: ImageDraft;
  readonly frames: readonly string[];
  /** Kept header of a DICOM file, null for other formats. */
  readonly header: HeaderJson | null;
  readonly patient: string | null;
  readonly place: SeriesPlace | null;
}

/** A file that turned out to be an archive. */
export interface IsArchive {
  readonly kind: 'archive';
}

/** Unpacked files of an archive. */
export interface Unzipped {
  readonly kind: 'files';
  readonly paths: readonly string[];
}

/** SHA-256 over frames in order. */
export interface Hashed {
  readonly kind: 'hash';
  readonly pixelHash: string;
}

/** A small JPEG. */
export interface Drawn {
  readonly kind: 'thumbnail';
  readonly base64: string;
}

/** Said by the reading process while it works: that the file says it holds so many bytes more, unpacked. */
export interface Declared {
  readonly declared: number;
}

/** Says what a file declares, before the work of it is done. */
export type Declare = (bytes: number) => Promise<void>;

/** What the reading process answers. */
export type Answer =
  | {
      readonly ok: true;
      readonly result: ReadFile | IsArchive | Unzipped | Hashed | Rescaled | Drawn | null;
    }
  | { readonly ok: false; readonly refusal: Refusal };
