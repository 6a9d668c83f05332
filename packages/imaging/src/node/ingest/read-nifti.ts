import { createHash } from 'node:crypto';
import { fail } from '../../errors.ts';
import { emptyRange, type ImageRecord, quantise, quantiserOf, widen } from '../../frame/index.ts';
import { type NiftiImage, readNifti } from '../../nifti/read.ts';
import { addToHash, type FrameSink, type ImageDraft, presetsOf } from '../canonical-image.ts';
import { gunzip } from '../nifti-file.ts';

/**
 * Reads a NIfTI image as a stack of frames along its third axis. Rows and columns are swapped and turned over where
 * need be, so that frames show as readers are used to: patient's left on the right, front or head up.
 *
 * @param bytes whole file, packed or not
 * @param sink takes each frame
 * @param maxBytes most bytes of the unpacked image
 * @throws errors of {@link readNifti}; imaging/unsupported-pixels for colours
 */
export async function canonicalNifti(
  bytes: Uint8Array,
  sink: FrameSink,
  maxBytes: number,
): Promise<ImageDraft> {
  const image = readNifti(bytes, { inflate: gunzip, maxBytes });
  const { data } = image;
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    return fail(
      'imaging/unsupported-pixels',
      'Voxels of 64-bit whole numbers are not read.',
      'Convert them.',
    );
  }
  const layout = layoutOf(image);
  const range = emptyRange();
  widen(range, data);
  const is8 = data instanceof Uint8Array;
  const quantiser = quantiserOf(range);
  const hash = createHash('sha256');
  const { width, height, frameCount } = layout;
  const plane = is8 ? new Uint8Array(width * height) : new Float64Array(width * height);
  for (let k = 0; k < frameCount; k++) {
    const from = layout.start + k * layout.frameStep;
    for (let row = 0, o = 0; row < height; row++) {
      for (let column = 0; column < width; column++, o++) {
        plane[o] = data[from + row * layout.rowStep + column * layout.columnStep]!;
      }
    }
    const samples = plane instanceof Uint8Array ? plane.slice() : quantise(plane, quantiser);
    addToHash(hash, samples);
    await sink({ width, height, channels: 1, samples }, k);
  }
  const base = is8 ? { slope: 1, intercept: 0, signed: false, isRounded: false } : quantiser;
  const slope = base.slope * image.slope;
  const intercept = base.intercept * image.slope + image.intercept;
  const full = {
    ...range,
    min: range.min * image.slope + image.intercept,
    max: range.max * image.slope + image.intercept,
  };
  return {
    kind: 'grey',
    width,
    height,
    frameCount,
    bits: is8 ? 8 : 16,
    signed: base.signed,
    slope,
    intercept,
    unit: 'raw',
    spacingMm: layout.spacingMm,
    sliceSpacingMm: layout.sliceSpacingMm,
    orientation: layout.orientation,
    positions: layout.positions,
    presets: presetsOf([], 'raw', full, 1, 0),
    photometric: 'MONOCHROME2',
    pixelHash: hash.digest('hex'),
    lossySource: false,
    source: { format: 'nifti', transferSyntax: null },
    isQuantised: base.isRounded,
  };
}

interface Layout {
  readonly width: number;
  readonly height: number;
  readonly frameCount: number;
  readonly start: number;
  readonly columnStep: number;
  readonly rowStep: number;
  readonly frameStep: number;
  readonly spacingMm: [number, number] | null;
  readonly sliceSpacingMm: number | null;
  readonly orientation: ImageRecord['orientation'];
  readonly positions: [number, number, number][] | null;
}

type Axis = 0 | 1;

function layoutOf(image: NiftiImage): Layout {
  const lengths = [0, 1, 2].map((k) => image.shape[k] ?? 1);
  const volumes = image.data.length / (lengths[0]! * lengths[1]! * lengths[2]!);
  // Columns of the map in left-posterior-superior millimetres.
  const step = (axis: number): number[] =>
    [0, 1, 2].map((k) => (k < 2 ? -1 : 1) * image.affine[k]![axis]!);
  const [across, down] = isTurned(step(0), step(1)) ? ([1, 0] as const) : ([0, 1] as const);
  const flips = [isBackward(step(across)), isBackward(step(down))];
  const strides = [1, lengths[0]!];
  const origin = [0, 1, 2].map((k) => (k < 2 ? -1 : 1) * image.affine[k]![3]!);
  let start = 0;
  const axes: [Axis, boolean][] = [
    [across, flips[0]!],
    [down, flips[1]!],
  ];
  for (const [axis, isFlipped] of axes) {
    if (!isFlipped) continue;
    start += (lengths[axis]! - 1) * strides[axis]!;
    step(axis).forEach((value, k) => {
      origin[k] = origin[k]! + value * (lengths[axis]! - 1);
    });
  }
  const sign = (isFlipped: boolean): number => (isFlipped ? -1 : 1);
  const row = step(across).map((v) => v * sign(flips[0]!));
  const column = step(down).map((v) => v * sign(flips[1]!));
  const slice = step(2);
  const frameCount = lengths[2]! * volumes;
  const orientation = unitPair(row, column);
  return {
    width: lengths[across]!,
    height: lengths[down]!,
    frameCount,
    start,
    columnStep: strides[across]! * sign(flips[0]!),
    rowStep: strides[down]! * sign(flips[1]!),
    frameStep: lengths[0]! * lengths[1]!,
    spacingMm:
      isSize(lengthOf(row)) && isSize(lengthOf(column)) ? [lengthOf(column), lengthOf(row)] : null,
    sliceSpacingMm: lengths[2]! > 1 && isSize(lengthOf(slice)) ? lengthOf(slice) : null,
    orientation,
    positions:
      orientation && origin.every(Number.isFinite) && isSize(lengthOf(slice))
        ? Array.from({ length: frameCount }, (_, i) => {
            const k = i % lengths[2]!;
            return [0, 1, 2].map((d) => origin[d]! + k * slice[d]!) as [number, number, number]; // three
          })
        : null,
  };
}

/** Heads stand up: an axis from foot to head runs down the picture, one from left to right across it. */
function isTurned(i: readonly number[], j: readonly number[]): boolean {
  const [a, b] = [dominant(i), dominant(j)];
  return a === 2 || (a === 1 && b === 0);
}

/** Across goes to the left or the back; down goes to the back or the feet. */
function isBackward(step: readonly number[]): boolean {
  const axis = dominant(step);
  return axis === 2 ? step[2]! > 0 : step[axis]! < 0;
}

function dominant(v: readonly number[]): number {
  const sizes = v.map(Math.abs);
  return sizes.indexOf(Math.max(...sizes));
}

function isSize(length: number): boolean {
  return length > 0 && length < 1e6;
}

function lengthOf(v: readonly number[]): number {
  return Math.sqrt(v[0]! * v[0]! + v[1]! * v[1]! + v[2]! * v[2]!);
}

function unitPair(row: readonly number[], column: readonly number[]): ImageRecord['orientation'] {
  const [a, b] = [lengthOf(row), lengthOf(column)];
  const r = row.map((v) => v / a + 0);
  const c = column.map((v) => v / b + 0);
  const dot = r[0]! * c[0]! + r[1]! * c[1]! + r[2]! * c[2]!;
  if (!(Math.abs(dot) < 1e-3)) return null;
  return [r[0]!, r[1]!, r[2]!, c[0]!, c[1]!, c[2]!];
}
