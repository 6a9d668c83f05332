import { badCodestream } from '../codestream.ts';
import type { BitReader, HuffmanTable } from './huffman.ts';
import { inverseDct, zigzag } from './idct.ts';
import { storeBlock } from './sequential.ts';
import type { JpegComponent, JpegState } from './state.ts';

/** Which coefficients a scan brings, and which of their bits. */
export interface Band {
  readonly start: number;
  readonly end: number;
  /** Bit position of an earlier scan, 0 for the first. */
  readonly high: number;
  readonly low: number;
}

interface Scan extends Band {
  readonly state: JpegState;
  readonly reader: BitReader;
  /** Blocks left in a run of blocks without further coefficients. */
  run: number;
  readonly before: Int32Array;
}

/**
 * Reads one scan of a progressive image into the coefficients of its colours.
 *
 * @see ITU-T T.81 annex G
 */
export function scanProgressive(
  state: JpegState,
  components: readonly JpegComponent[],
  reader: BitReader,
  band: Band,
): void {
  const isDc = band.start === 0;
  const isLegal = isDc ? band.end === 0 : band.end >= band.start && band.end < 64;
  if (!isLegal || band.low > 13 || (!isDc && components.length !== 1)) {
    badCodestream('A scan of the progressive JPEG image contradicts itself.');
  }
  const scan: Scan = { ...band, state, reader, run: 0, before: new Int32Array(components.length) };
  const isSingle = components.length === 1;
  const only = components[0]!;
  const across = isSingle ? Math.ceil(only.width / 8) : state.mcusPerRow;
  const down = isSingle ? Math.ceil(only.height / 8) : state.mcuRows;
  for (let mcu = 0; mcu < across * down; mcu++) {
    if (state.restartInterval > 0 && mcu > 0 && mcu % state.restartInterval === 0) {
      reader.restart();
      scan.before.fill(0);
      scan.run = 0;
    }
    const [mx, my] = [mcu % across, Math.floor(mcu / across)];
    for (let k = 0; k < components.length; k++) {
      const c = components[k]!;
      const [h, v] = isSingle ? [1, 1] : [c.h, c.v];
      for (let b = 0; b < h * v; b++) {
        const at = 8 * ((my * v + Math.floor(b / h)) * c.stride + 8 * (mx * h + (b % h)));
        readBand(scan, c, at, k);
      }
    }
  }
}

/** Turns all coefficients into samples, after the last scan. */
export function finishProgressive(state: JpegState): void {
  const [block, rows, out] = [new Float64Array(64), new Float64Array(64), new Float64Array(64)];
  for (const c of state.components) {
    const quant = state.quant[c.quantTable];
    const { coefficients } = c;
    if (!quant || !coefficients) badCodestream('The JPEG image lacks a table.');
    for (let y = 0; y < c.plane.length / c.stride / 8; y++) {
      for (let x = 0; x < c.stride / 8; x++) {
        const at = 8 * (y * c.stride + 8 * x);
        for (let k = 0; k < 64; k++) {
          block[zigzag[k]!] = coefficients[at + zigzag[k]!]! * quant[k]!;
        }
        inverseDct(block, rows, out);
        storeBlock(c, x, y, out, state.precision);
      }
    }
  }
}

function readBand(scan: Scan, c: JpegComponent, at: number, index: number): void {
  const { state, reader, low, high } = scan;
  const coefficients = c.coefficients ?? badCodestream('The JPEG image lacks a frame.');
  if (scan.start > 0) {
    const table = need(state.ac[c.acTable]);
    if (high === 0) firstAc(scan, coefficients, at, table);
    else refineAc(scan, coefficients, at, table);
  } else if (high === 0) {
    const size = reader.symbol(need(state.dc[c.dcTable]));
    if (size > 16) badCodestream('The JPEG image holds an impossible difference.');
    scan.before[index] = scan.before[index]! + reader.signed(size);
    coefficients[at] = scan.before[index]! * (1 << low);
  } else if (reader.bits(1) === 1) coefficients[at] = coefficients[at]! | (1 << low);
}

function firstAc(scan: Scan, out: Int16Array, at: number, table: HuffmanTable): void {
  const { reader, end, low } = scan;
  if (scan.run > 0) {
    scan.run -= 1;
    return;
  }
  for (let k = scan.start; k <= end; k++) {
    const symbol = reader.symbol(table);
    const [skip, size] = [symbol >>> 4, symbol & 15];
    if (size === 0) {
      if (skip < 15) {
        scan.run = (1 << skip) - 1 + reader.bits(skip);
        return;
      }
      k += 15;
      continue;
    }
    k += skip;
    if (k > 63) badCodestream('A block of the JPEG image holds too many numbers.');
    out[at + zigzag[k]!] = reader.signed(size) * (1 << low);
  }
}

function refineAc(scan: Scan, out: Int16Array, at: number, table: HuffmanTable): void {
  const { reader, end, low } = scan;
  const bit = 1 << low;
  let k = scan.start;
  for (; k <= end && scan.run === 0; k++) {
    const symbol = reader.symbol(table);
    let skip = symbol >>> 4;
    let value = 0;
    if ((symbol & 15) !== 0) value = reader.bits(1) === 1 ? bit : -bit;
    else if (skip < 15) {
      scan.run = (1 << skip) + reader.bits(skip);
      break;
    }
    for (; k <= end; k++) {
      if (out[at + zigzag[k]!] !== 0) refine(reader, out, at + zigzag[k]!, bit);
      else if (skip-- === 0) break;
    }
    if (value !== 0) {
      if (k > 63) badCodestream('A block of the JPEG image holds too many numbers.');
      out[at + zigzag[k]!] = value;
    }
  }
  if (scan.run === 0) return;
  for (; k <= end; k++) {
    if (out[at + zigzag[k]!] !== 0) refine(reader, out, at + zigzag[k]!, bit);
  }
  scan.run -= 1;
}

function refine(reader: BitReader, out: Int16Array, at: number, bit: number): void {
  const value = out[at]!;
  if (reader.bits(1) === 1 && (Math.abs(value) & bit) === 0) {
    out[at] = value + (value > 0 ? bit : -bit);
  }
}

function need(table: HuffmanTable | undefined): HuffmanTable {
  return table ?? badCodestream('The JPEG image lacks a code table.');
}
