import type { FrameSamples } from './image-record.ts';

/** How a sample is guessed: 0 not at all, 1 from the left, 2 from above, 3 from left, above and corner. */
export type Predictor = 0 | 1 | 2 | 3;

/**
 * Differences between samples and their guesses, in the arithmetic of the sample's width.
 *
 * @param samples rows of pixels, colours side by side
 * @param rowLength samples in a row
 * @param channels colours of a pixel
 * @param predictor how samples are guessed
 * @see Weinberger, Seroussi, Sapiro 2000, doi:10.1109/83.855427 (the median edge detector, predictor 3)
 */
export function residuals<T extends FrameSamples>(
  samples: T,
  rowLength: number,
  channels: number,
  predictor: Predictor,
): T {
  const out = samples.slice() as T; // slice of a typed array has its own type
  if (predictor === 0) return out;
  for (let i = 0; i < samples.length; i++) {
    out[i] = samples[i]! - guess(samples, i, rowLength, channels, predictor);
  }
  return out;
}

/**
 * Undoes {@link residuals} in place.
 *
 * @param values residuals, afterwards the samples
 * @param rowLength samples in a row
 * @param channels colours of a pixel
 * @param predictor as when writing
 */
export function undoResiduals(
  values: FrameSamples,
  rowLength: number,
  channels: number,
  predictor: Predictor,
): void {
  if (predictor === 0) return;
  if (predictor === 3) {
    undoMedian(values, rowLength, channels);
    return;
  }
  const back = predictor === 1 ? channels : rowLength;
  for (let i = 0; i < values.length; i++) {
    const isEdge = predictor === 1 ? i % rowLength < channels : i < rowLength;
    if (!isEdge) values[i] = values[i]! + values[i - back]!;
  }
}

function undoMedian(values: FrameSamples, rowLength: number, channels: number): void {
  const wide = values.BYTES_PER_ELEMENT === 2;
  for (let i = channels; i < Math.min(rowLength, values.length); i++) {
    values[i] = values[i]! + values[i - channels]!;
  }
  for (let row = rowLength; row < values.length; row += rowLength) {
    for (let i = row; i < row + channels; i++) values[i] = values[i]! + values[i - rowLength]!;
    for (let i = row + channels; i < row + rowLength; i++) {
      const corner = values[i - rowLength - channels]!;
      let left = values[i - channels]! - corner;
      let above = values[i - rowLength]! - corner;
      if (wide) {
        left = (left << 16) >> 16;
        above = (above << 16) >> 16;
      }
      values[i] = values[i]! + corner + median(left, above);
    }
  }
}

function guess(
  s: FrameSamples,
  i: number,
  rowLength: number,
  channels: number,
  predictor: Predictor,
): number {
  const hasLeft = i % rowLength >= channels;
  const hasAbove = i >= rowLength;
  if (predictor === 1) return hasLeft ? s[i - channels]! : 0;
  if (predictor === 2) return hasAbove ? s[i - rowLength]! : 0;
  if (!hasAbove) return hasLeft ? s[i - channels]! : 0;
  if (!hasLeft) return s[i - rowLength]!;
  const corner = s[i - rowLength - channels]!;
  const left = s[i - channels]! - corner;
  const above = s[i - rowLength]! - corner;
  if (s.BYTES_PER_ELEMENT === 1) return corner + median(left, above);
  // Differences wrap at 16 bits, so that signed values around zero stay neighbours.
  return corner + median((left << 16) >> 16, (above << 16) >> 16);
}

/** Change from the corner: an edge takes one neighbour, a slope takes both. */
function median(left: number, above: number): number {
  if (left <= 0 && above <= 0) return Math.min(left, above);
  if (left >= 0 && above >= 0) return Math.max(left, above);
  return left + above;
}
