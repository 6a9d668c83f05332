import type { ImageRecord } from './image-record.ts';

/** The parts of a record that say where it lies. */
export type PlacedRecord = Pick<
  ImageRecord,
  'spacingMm' | 'sliceSpacingMm' | 'orientation' | 'positions' | 'frameCount'
>;

/**
 * Map from (column, row, frame) to millimetres in right-anterior-superior space, as NIfTI files state it.
 *
 * @param record where the image lies
 * @returns rows of a 3 × 4 matrix; null when the record has no place or its frames are unevenly spaced
 */
export function affineOfRecord(record: PlacedRecord): [number, number, number, number][] | null {
  const { spacingMm, orientation, positions } = record;
  const first = positions?.[0];
  if (!spacingMm || !orientation || !positions || !first) return null;
  const last = positions[positions.length - 1] ?? first;
  const steps = positions.length - 1;
  const [a, b, c, d, e, f] = orientation;
  const normal = [b * f - c * e, c * d - a * f, a * e - b * d];
  const step = [0, 1, 2].map((k) =>
    steps > 0 ? (last[k]! - first[k]!) / steps : normal[k]! * (record.sliceSpacingMm ?? 1),
  );
  const isEven = positions.every((p, i) =>
    p.every((value, k) => Math.abs(value - first[k]! - i * step[k]!) < 0.05),
  );
  if (!isEven) return null;
  return [0, 1, 2].map((k): [number, number, number, number] => {
    const sign = k < 2 ? -1 : 1;
    return [
      sign * orientation[k]! * spacingMm[1],
      sign * orientation[k + 3]! * spacingMm[0],
      sign * step[k]!,
      sign * first[k]!,
    ];
  });
}

/**
 * Place of a pixel in left-posterior-superior millimetres.
 *
 * @param record where the image lies
 * @param column from 0, may lie between pixels
 * @param row from 0
 * @param frame from 0, whole
 * @returns null when the record has no place
 */
export function placeOfPixel(
  record: PlacedRecord,
  column: number,
  row: number,
  frame: number,
): [number, number, number] | null {
  const { spacingMm, orientation, positions } = record;
  const position = positions?.[frame];
  if (!spacingMm || !orientation || !position) return null;
  const at = (k: 0 | 1 | 2): number =>
    position[k] +
    column * spacingMm[1] * orientation[k]! +
    row * spacingMm[0] * orientation[k + 3]!;
  return [at(0), at(1), at(2)];
}
