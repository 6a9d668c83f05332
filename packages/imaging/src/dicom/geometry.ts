import { type Dataset, elementOf } from './dataset.ts';
import { itemAt } from './functional-groups.ts';
import { tags } from './tags.ts';
import { numberOf, vectorOf } from './values.ts';

/** Three numbers: a place or a direction, millimetres, left-posterior-superior. */
export type Vector3 = readonly [number, number, number];
/** Direction of a row, then of a column. */
export type Orientation = readonly [number, number, number, number, number, number];

/** Where the frames of one object lie. */
export interface ObjectGeometry {
  readonly spacingMm: readonly [number, number] | null;
  readonly orientation: Orientation | null;
  /** One place per frame, null unless every frame has one and all share their orientation. */
  readonly positions: readonly Vector3[] | null;
  /** As stated; what places tell goes before it. */
  readonly statedSliceSpacingMm: number | null;
}

/**
 * Reads where the frames of an object lie, from its functional groups or its plain header.
 *
 * @param dataset data set of one object
 * @param frameCount frames
 * @see DICOM PS3.3 C.7.6.2, C.7.6.16, C.8.8.3 (radiotherapy dose)
 */
export function readGeometry(dataset: Dataset, frameCount: number): ObjectGeometry {
  const at = (tag: number, frame: number): Dataset => itemAt(dataset, tag, frame) ?? dataset;
  const measures = at(tags.PixelMeasuresSequence, 0);
  const spacing =
    vectorOf(measures, tags.PixelSpacing, 2) ?? vectorOf(dataset, tags.ImagerPixelSpacing, 2);
  const first = orientationOfItem(at(tags.PlaneOrientationSequence, 0));
  const positions: Vector3[] = [];
  let isSame = first !== null;
  for (let i = 0; i < frameCount && isSame; i++) {
    const position = vectorOf(at(tags.PlanePositionSequence, i), tags.ImagePositionPatient, 3);
    const orientation = orientationOfItem(at(tags.PlaneOrientationSequence, i));
    isSame = position !== null && first !== null && isClose(first, orientation);
    if (position) positions.push([position[0]!, position[1]!, position[2]!]);
  }
  const offsets = vectorOf(dataset, GRID_FRAME_OFFSETS, frameCount);
  if (isSame && first && offsets && frameCount > 1) shiftByOffsets(positions, first, offsets);
  const hasPlaces = isSame && (frameCount === 1 || isSpread(positions));
  return {
    spacingMm: spacing && isPositive(spacing) ? [spacing[0]!, spacing[1]!] : null,
    orientation: first,
    positions: hasPlaces ? positions : null,
    statedSliceSpacingMm: positiveOrNull(numberOf(measures, tags.SpacingBetweenSlices)),
  };
}

/** Normal of the image plane: row direction times column direction. */
export function normalOf(orientation: Orientation): Vector3 {
  const [a, b, c, d, e, f] = orientation;
  return [b * f - c * e, c * d - a * f, a * e - b * d];
}

/** How far along the normal each place lies, millimetres. */
export function depthsOf(positions: readonly Vector3[], orientation: Orientation): number[] {
  const n = normalOf(orientation);
  return positions.map((p) => p[0] * n[0] + p[1] * n[1] + p[2] * n[2]);
}

/**
 * Distance between neighbouring slices when it is the same throughout, within a hundredth or 0.01 mm.
 *
 * @param depths along the normal, in slice order, millimetres
 * @returns null for fewer than two slices or uneven ones
 */
export function evenSpacing(depths: readonly number[]): number | null {
  if (depths.length < 2) return null;
  const mean = (depths[depths.length - 1]! - depths[0]!) / (depths.length - 1);
  const slack = Math.max(0.01, Math.abs(mean) * 0.01);
  for (let i = 1; i < depths.length; i++) {
    if (Math.abs(depths[i]! - depths[i - 1]! - mean) > slack) return null;
  }
  return mean > 0 ? mean : null;
}

/**
 * Place of a pixel in the patient.
 *
 * @param position centre of the frame's first pixel, millimetres
 * @param orientation directions
 * @param spacingMm between rows, between columns
 * @param row from 0, may lie between pixels
 * @param column from 0
 * @see DICOM PS3.3 equation C.7.6.2.1-1
 */
export function pixelToPatient(
  position: Vector3,
  orientation: Orientation,
  spacingMm: readonly [number, number],
  row: number,
  column: number,
): Vector3 {
  const along = column * spacingMm[1];
  const down = row * spacingMm[0];
  const at = (i: 0 | 1 | 2): number =>
    position[i] + along * orientation[i]! + down * orientation[i + 3]!;
  return [at(0), at(1), at(2)];
}

/** Whether two orientations are the same within a thousandth. */
export function isClose(a: readonly number[], b: readonly number[] | null): boolean {
  return b !== null && a.every((value, i) => Math.abs(value - b[i]!) < 1e-3);
}

const GRID_FRAME_OFFSETS = 0x3004000c;

function orientationOfItem(item: Dataset): Orientation | null {
  if (!elementOf(item, tags.ImageOrientationPatient)) return null;
  const v = vectorOf(item, tags.ImageOrientationPatient, 6);
  if (!v) return null;
  const lengths = [0, 3].map((i) => v[i]! * v[i]! + v[i + 1]! * v[i + 1]! + v[i + 2]! * v[i + 2]!);
  const dot = v[0]! * v[3]! + v[1]! * v[4]! + v[2]! * v[5]!;
  const isUnit = lengths.every((l) => Math.abs(l - 1) < 0.02) && Math.abs(dot) < 0.02;
  return isUnit ? [v[0]!, v[1]!, v[2]!, v[3]!, v[4]!, v[5]!] : null;
}

function shiftByOffsets(
  positions: Vector3[],
  orientation: Orientation,
  offsets: readonly number[],
): void {
  const n = normalOf(orientation);
  const first = positions[0]!;
  offsets.forEach((d, i) => {
    positions[i] = [first[0] + d * n[0], first[1] + d * n[1], first[2] + d * n[2]];
  });
}

function isSpread(positions: readonly Vector3[]): boolean {
  const [a, b] = [positions[0]!, positions[positions.length - 1]!];
  return a.some((value, i) => Math.abs(value - b[i]!) > 1e-6);
}

function isPositive(values: readonly number[]): boolean {
  return values.every((value) => value > 0 && value < 1e6);
}

function positiveOrNull(value: number | null): number | null {
  return value !== null && value > 0 ? value : null;
}
