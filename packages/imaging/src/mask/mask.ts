import { fail } from '../errors.ts';
import { cellCount, type Grid } from '../grid.ts';

/** Which cells of a grid belong to an object. `data` holds 0 and 1 only, last axis fastest. */
export interface Mask extends Grid {
  readonly data: Uint8Array;
}

/** Cells of a whole image: any kind of numbers. */
export type CellData =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array
  | readonly number[];

/** What a mask is made of. */
export interface MaskInput {
  /** Cells along each axis, slowest first, two or three axes. */
  readonly shape: readonly number[];
  /** Millimetres, one per axis; all 1 when absent. */
  readonly spacingMm?: readonly number[];
  readonly data: CellData;
  readonly affine?: Grid['affine'];
  readonly name?: string | undefined;
  /** Only cells with this value belong to the object; for label images. */
  readonly label?: number | undefined;
  /** Cells at or above this value belong to the object; for probability maps. */
  readonly threshold?: number | undefined;
}

/**
 * Makes a mask of an image that has one value besides 0, or of one label or a threshold of any image.
 *
 * @param input cells with their grid
 * @returns a mask; 0 is background, the other value (1, 255 or whatever it is) the object
 * @throws imaging/label-image when there are several values besides 0 and neither `label` nor `threshold`
 * @throws imaging/not-a-number when a cell is NaN
 * @throws imaging/bad-argument when shape, spacing and data do not fit
 */
export function binaryMask(input: MaskInput): Mask {
  const { shape, data } = input;
  const name = input.name ?? 'the mask';
  const spacingMm = input.spacingMm ?? shape.map(() => 1);
  checkGrid(shape, spacingMm, data.length, name);
  const out = new Uint8Array(data.length);
  if (input.threshold !== undefined) fillThreshold(out, data, input.threshold, name);
  else if (input.label !== undefined) fillLabel(out, data, input.label, name);
  else fillSingle(out, data, name);
  return {
    shape,
    spacingMm,
    data: out,
    ...(input.affine ? { affine: input.affine } : {}),
    ...(input.name === undefined ? {} : { name: input.name }),
  };
}

/**
 * Labels of an image other than 0, ascending.
 *
 * @param data cells
 * @param limit stops after this many labels, default no limit
 */
export function labelsOf(data: CellData, limit: number = Number.POSITIVE_INFINITY): number[] {
  const seen = new Set<number>();
  let last = 0;
  for (let i = 0; i < data.length && seen.size < limit; i++) {
    const value = data[i]!;
    if (value === last || value === 0) continue;
    seen.add(value);
    last = value;
  }
  return [...seen].sort((a, b) => a - b);
}

/**
 * Number of cells of the object.
 *
 * @param mask a mask
 */
export function countCells(mask: Mask): number {
  let count = 0;
  const { data } = mask;
  for (let i = 0; i < data.length; i++) count += data[i]!;
  return count;
}

function checkGrid(
  shape: readonly number[],
  spacingMm: readonly number[],
  length: number,
  name: string,
): void {
  if (shape.length < 2 || shape.length > 3 || shape.some((n) => !Number.isInteger(n) || n < 1)) {
    fail(
      'imaging/bad-argument',
      `${name} has shape ${shape.join('×') || '(none)'}; two or three axes of at least one cell are due.`,
      'Drop axes of length one or pick one volume of the series.',
    );
  }
  if (spacingMm.length !== shape.length || spacingMm.some((s) => !(s > 0) || !Number.isFinite(s))) {
    fail(
      'imaging/bad-argument',
      `${name} has ${shape.length} axes and the spacing ${spacingMm.join('×') || '(none)'} mm.`,
      'Give one positive spacing per axis.',
    );
  }
  if (cellCount(shape) !== length) {
    fail(
      'imaging/bad-argument',
      `${name} has shape ${shape.join('×')} but ${length} cells.`,
      'Give as many cells as the shape holds.',
    );
  }
}

function fillSingle(out: Uint8Array, data: CellData, name: string): void {
  let object = 0;
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (value === 0) continue;
    if (value === object) {
      out[i] = 1;
      continue;
    }
    if (Number.isNaN(value)) failNaN(name, i);
    if (object !== 0) failLabels(name, data);
    object = value;
    out[i] = 1;
  }
}

function fillLabel(out: Uint8Array, data: CellData, label: number, name: string): void {
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (value === label) out[i] = 1;
    else if (Number.isNaN(value)) failNaN(name, i);
  }
}

function fillThreshold(out: Uint8Array, data: CellData, threshold: number, name: string): void {
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (value >= threshold) out[i] = 1;
    else if (Number.isNaN(value)) failNaN(name, i);
  }
}

function failNaN(name: string, index: number): never {
  return fail(
    'imaging/not-a-number',
    `${name} holds no number at cell ${index}.`,
    'Write 0 where the object is absent.',
  );
}

function failLabels(name: string, data: CellData): never {
  const labels = labelsOf(data, 9);
  const listed = `${labels.slice(0, 8).join(', ')}${labels.length > 8 ? ', …' : ''}`;
  return fail(
    'imaging/label-image',
    `${name} should be a binary mask but holds ${labels.length > 8 ? 'more than 8' : labels.length} values besides 0: ${listed}.`,
    'Say which label is meant, give a threshold, or compare it as a label image.',
  );
}
