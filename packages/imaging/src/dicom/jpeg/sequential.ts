import { badCodestream } from '../codestream.ts';
import type { BitReader, HuffmanTable } from './huffman.ts';
import { inverseDct, zigzag } from './idct.ts';
import type { JpegComponent, JpegState } from './state.ts';

/** What a block's reading works in. */
interface Work {
  readonly block: Float64Array;
  readonly rows: Float64Array;
  readonly out: Float64Array;
}

/**
 * Reads one scan of a sequential image into the planes of its colours.
 *
 * @see ITU-T T.81 annex F
 */
export function scanSequential(
  state: JpegState,
  components: readonly JpegComponent[],
  reader: BitReader,
): void {
  const work: Work = {
    block: new Float64Array(64),
    rows: new Float64Array(64),
    out: new Float64Array(64),
  };
  const isSingle = components.length === 1;
  const only = components[0]!;
  const across = isSingle ? Math.ceil(only.width / 8) : state.mcusPerRow;
  const down = isSingle ? Math.ceil(only.height / 8) : state.mcuRows;
  const before = new Int32Array(components.length);
  for (let mcu = 0; mcu < across * down; mcu++) {
    if (state.restartInterval > 0 && mcu > 0 && mcu % state.restartInterval === 0) {
      reader.restart();
      before.fill(0);
    }
    const [mx, my] = [mcu % across, Math.floor(mcu / across)];
    components.forEach((c, k) => {
      const [h, v] = isSingle ? [1, 1] : [c.h, c.v];
      for (let b = 0; b < h * v; b++) {
        const x = mx * h + (b % h);
        const y = my * v + Math.floor(b / h);
        before[k] = readBlock(state, c, reader, before[k]!, work);
        storeBlock(c, x, y, work.out, state.precision);
      }
    });
  }
}

function readBlock(
  state: JpegState,
  component: JpegComponent,
  reader: BitReader,
  before: number,
  work: Work,
): number {
  const { block } = work;
  const dc = need(state.dc[component.dcTable]);
  const ac = need(state.ac[component.acTable]);
  const quant = state.quant[component.quantTable];
  if (!quant) return badCodestream('The JPEG image lacks a quantisation table.');
  block.fill(0);
  const size = reader.symbol(dc);
  if (size > 16) badCodestream('The JPEG image holds an impossible difference.');
  const level = before + reader.signed(size);
  block[0] = level * quant[0]!;
  for (let k = 1; k < 64; k++) {
    const symbol = reader.symbol(ac);
    const bits = symbol & 15;
    const run = symbol >>> 4;
    if (bits === 0) {
      if (run < 15) break;
      k += 15;
      continue;
    }
    k += run;
    if (k > 63) badCodestream('A block of the JPEG image holds too many numbers.');
    block[zigzag[k]!] = reader.signed(bits) * quant[k]!;
  }
  inverseDct(block, work.rows, work.out);
  return level;
}

/** Puts a block's numbers into a colour's plane, rounded and kept within the precision. */
export function storeBlock(
  c: JpegComponent,
  x: number,
  y: number,
  out: Float64Array,
  precision: number,
): void {
  const most = (1 << precision) - 1;
  const middle = 1 << (precision - 1);
  for (let row = 0; row < 8; row++) {
    const at = (8 * y + row) * c.stride + 8 * x;
    for (let column = 0; column < 8; column++) {
      const value = Math.round(out[8 * row + column]! + middle);
      c.plane[at + column] = value < 0 ? 0 : Math.min(value, most);
    }
  }
}

function need(table: HuffmanTable | undefined): HuffmanTable {
  return table ?? badCodestream('The JPEG image lacks a code table.');
}
