/** Stored values of a frame: 8 bit, 16 bit or signed 16 bit, row by row, colours interleaved. */
export type SampleArray = Uint8Array | Uint16Array | Int16Array;

/** Grey levels that are spread over the screen's range. */
export interface GreyWindow {
  /** Middle, in the image's own unit (after slope and intercept). */
  readonly centre: number;
  /** Extent, in the same unit, above 0. */
  readonly width: number;
}

/** A window with a name. */
export interface WindowPreset extends GreyWindow {
  readonly name: string;
}

/** What the stage must know of an image; every image record of the reading room has it. */
export interface ImageInfo {
  readonly imageId: string;
  readonly kind: 'grey' | 'rgb';
  readonly width: number;
  readonly height: number;
  readonly frameCount: number;
  readonly bits: 8 | 16;
  readonly signed: boolean;
  readonly slope: number;
  readonly intercept: number;
  readonly unit: string;
  /** Distance of rows, then of columns. */
  readonly spacingMm: readonly [number, number] | null;
  readonly sliceSpacingMm: number | null;
  /** Direction of a row (towards rising columns), then of a column, as cosines in LPS. */
  readonly orientation: readonly number[] | null;
  /** Centre of the first pixel of every frame, in LPS millimetres. */
  readonly positions: readonly (readonly number[])[] | null;
  readonly presets: readonly WindowPreset[];
  readonly photometric: 'MONOCHROME1' | 'MONOCHROME2' | 'RGB';
}

/** Gives the frames that have been loaded. */
export interface FrameSource {
  /**
   * @param index frame number from 0
   * @returns its samples, or null when the frame is not here yet
   */
  frame(index: number): SampleArray | null;
}

/**
 * A source over frames that are all in memory.
 *
 * @param frames samples of every frame
 */
export function framesInMemory(frames: readonly SampleArray[]): FrameSource {
  return { frame: (index) => frames[index] ?? null };
}
