/** A window on grey values: what is shown between black and white. */
export interface WindowPreset {
  readonly name: string;
  /** In the unit of the rescaled values. */
  readonly centre: number;
  readonly width: number;
}

/** Where an image came from. */
export interface ImageSource {
  readonly format: 'dicom' | 'nifti' | 'png' | 'jpeg' | 'tiff';
  /** UID of a DICOM file's transfer syntax, null for other formats. */
  readonly transferSyntax: string | null;
}

/** An image of one or many frames, as every reader sees it; its pixels are stored frames. */
export interface ImageRecord {
  readonly imageId: string;
  readonly kind: 'grey' | 'rgb';
  readonly width: number;
  readonly height: number;
  readonly frameCount: number;
  readonly bits: 8 | 16;
  readonly signed: boolean;
  /** Value = slope × stored + intercept, in `unit`. */
  readonly slope: number;
  readonly intercept: number;
  /** `HU` for computed tomography, `raw` where nothing is said. */
  readonly unit: string;
  /** Millimetres between the centres of neighbouring rows and of neighbouring columns. */
  readonly spacingMm: readonly [number, number] | null;
  readonly sliceSpacingMm: number | null;
  /** Direction of a row, then of a column, in the patient (left, posterior, superior). */
  readonly orientation: readonly [number, number, number, number, number, number] | null;
  /** Centre of the first pixel of each frame, millimetres, left-posterior-superior. */
  readonly positions: readonly (readonly [number, number, number])[] | null;
  readonly presets: readonly WindowPreset[];
  readonly photometric: 'MONOCHROME1' | 'MONOCHROME2' | 'RGB';
  /** SHA-256 of all decoded little-endian pixel bytes in frame order, hexadecimal. */
  readonly pixelHash: string;
  /** Whether the pixels went through lossy compression before. */
  readonly lossySource: boolean;
  readonly source: ImageSource;
}

/** Pixels of one frame in the form that is stored and shown: signed numbers as their two's complement. */
export type FrameSamples = Uint8Array | Uint16Array;

/**
 * Bytes of a frame as they enter the pixel hash: little-endian, colours of a pixel side by side.
 *
 * @param samples one frame
 */
export function littleEndianBytes(samples: FrameSamples): Uint8Array {
  if (samples instanceof Uint8Array) return samples;
  const isLittle = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
  if (isLittle) return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  const out = new Uint8Array(samples.length * 2);
  const view = new DataView(out.buffer);
  for (let i = 0; i < samples.length; i++) view.setUint16(2 * i, samples[i]!, true);
  return out;
}
