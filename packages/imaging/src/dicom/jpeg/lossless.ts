import { badCodestream } from '../codestream.ts';
import type { BitReader } from './huffman.ts';
import type { JpegComponent, JpegState } from './state.ts';

/**
 * Reads one scan of a lossless image into the planes of its colours.
 *
 * @param state image so far
 * @param components colours of the scan
 * @param reader at the first bit
 * @param predictor selection value 1 to 7
 * @param shift point transform, bits
 * @see ITU-T T.81 annex H
 */
export function scanLossless(
  state: JpegState,
  components: readonly JpegComponent[],
  reader: BitReader,
  predictor: number,
  shift: number,
): void {
  if (predictor < 1 || predictor > 7) badCodestream('The predictor of the JPEG image is unknown.');
  if (components.some((c) => c.h !== 1 || c.v !== 1)) {
    badCodestream('Lossless JPEG with colours of different sizes is not read.');
  }
  if (shift >= state.precision)
    badCodestream('The point transform of the JPEG image is too large.');
  const tables = components.map(
    (c) => state.dc[c.dcTable] ?? badCodestream('The JPEG image lacks a code table.'),
  );
  const { width, height, precision, restartInterval } = state;
  const start = 1 << (precision - shift - 1);
  if (restartInterval % width !== 0) {
    badCodestream('Restarts within a row of a lossless image are not read.');
  }
  const rowsPerRestart = restartInterval / width;
  let firstRow = 0;
  for (let y = 0; y < height; y++) {
    if (rowsPerRestart > 0 && y > 0 && y % rowsPerRestart === 0) {
      reader.restart();
      firstRow = y;
    }
    for (let x = 0; x < width; x++) {
      for (let k = 0; k < components.length; k++) {
        const { plane, stride } = components[k]!;
        const at = y * stride + x;
        const size = reader.symbol(tables[k]!);
        if (size > 16) badCodestream('The JPEG image holds an impossible difference.');
        const difference = size === 16 ? 32_768 : reader.signed(size);
        const guess =
          x === 0
            ? y === firstRow
              ? start
              : plane[at - stride]!
            : y === firstRow
              ? plane[at - 1]!
              : predict(predictor, plane[at - 1]!, plane[at - stride]!, plane[at - stride - 1]!);
        plane[at] = guess + difference;
      }
    }
  }
  if (shift > 0) for (const { plane } of components) shiftUp(plane, shift);
}

function predict(selection: number, left: number, above: number, corner: number): number {
  switch (selection) {
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return corner;
    case 4:
      return left + above - corner;
    case 5:
      return left + ((above - corner) >> 1);
    case 6:
      return above + ((left - corner) >> 1);
    default:
      return (left + above) >> 1;
  }
}

function shiftUp(plane: Uint16Array, shift: number): void {
  for (let i = 0; i < plane.length; i++) plane[i] = plane[i]! << shift;
}
