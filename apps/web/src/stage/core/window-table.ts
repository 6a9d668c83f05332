import type { GreyWindow, ImageInfo } from './image-info.ts';

/** How grey levels run between the ends of a window. */
export type WindowShape = 'linear' | 'sigmoid';

/** Everything the grey table depends on. */
export interface WindowState extends GreyWindow {
  readonly shape: WindowShape;
  /** Whether black and white are exchanged by the reader. */
  readonly isInverted: boolean;
}

/** Number of entries of a grey table: one for every 16-bit pattern. */
export const tableLength = 65_536;

/** What the table must know of the image. */
export type SampleMeaning = Pick<
  ImageInfo,
  'bits' | 'signed' | 'slope' | 'intercept' | 'photometric'
>;

/**
 * Fills the table that turns stored values into opaque screen pixels.
 *
 * The index is the stored value's 16-bit pattern, so signed samples are read through an unsigned view.
 *
 * @param table 65,536 pixels, little-endian RGBA; overwritten
 * @param meaning how stored values become the image's unit
 * @param window centre, width, shape and inversion
 * @see DICOM PS3.3 C.11.2.1.2 (linear) and C.11.2.1.3.1 (sigmoid)
 */
export function fillWindowTable(
  table: Uint32Array,
  meaning: SampleMeaning,
  window: WindowState,
): void {
  const isDark = (meaning.photometric === 'MONOCHROME1') !== window.isInverted;
  const { slope, intercept } = meaning;
  const width = Math.max(window.width, 1e-6);
  const first = meaning.signed ? -tableLength / 2 : 0;
  const isSigmoid = window.shape === 'sigmoid';
  // The linear rule counts grey levels from the middle of the first to the middle of the last.
  const span = Math.max(width - 1, 1e-6);
  const start = window.centre - 0.5 - span / 2;
  for (let k = 0; k < tableLength; k++) {
    const raw = k + first;
    const value = raw * slope + intercept;
    const share = isSigmoid
      ? 1 / (1 + Math.exp((-4 * (value - window.centre)) / width))
      : (value - start) / span;
    let grey = share <= 0 ? 0 : share >= 1 ? 255 : (share * 255 + 0.5) | 0;
    if (isDark) grey = 255 - grey;
    table[raw & 0xffff] = 0xff000000 | (grey << 16) | (grey << 8) | grey;
  }
}

/**
 * Makes a new grey table; see {@link fillWindowTable}.
 *
 * @param meaning how stored values become the image's unit
 * @param window centre, width, shape and inversion
 * @returns 65,536 pixels
 */
export function windowTable(meaning: SampleMeaning, window: WindowState): Uint32Array {
  const table = new Uint32Array(tableLength);
  fillWindowTable(table, meaning, window);
  return table;
}
