import type { ImageRecord } from '../frame/image-record.ts';
import type { Code } from './codes.ts';
import type { ReferencedImage } from './document.ts';

/** One structure that was outlined. */
export interface Segment {
  readonly label: string;
  /** At most 1024 characters. @default none */
  readonly description?: string;
  /** What kind of thing it is, e.g. SCT 49755003 Morphologically abnormal structure. */
  readonly category: Code;
  /** What it is. */
  readonly type: Code;
  readonly algorithm: 'MANUAL' | 'SEMIAUTOMATIC' | 'AUTOMATIC';
  readonly algorithmName?: string;
  /**
   * Frames with something in them, by frame of the image from 0: height × width numbers, 0 or 1, in a fractional
   * segmentation 0 to 255.
   */
  readonly frames: ReadonlyMap<number, Uint8Array>;
}

/** The image that was segmented. */
export interface SegmentedImage
  extends Pick<
    ImageRecord,
    'width' | 'height' | 'frameCount' | 'spacingMm' | 'sliceSpacingMm' | 'orientation' | 'positions'
  > {
  /** One instance, or one per frame in frame order. */
  readonly instances: readonly ReferencedImage[];
  /** Null where the image has no place in space. */
  readonly frameOfReferenceUid: string | null;
}

/** Kind of segmentation: masks, or probabilities in 255 steps. */
export type SegmentationKind = 'binary' | 'fractional';

/** SOP class of segmentations. */
export const segmentationClass = '1.2.840.10008.5.1.4.1.1.66.4';
