import { fail } from '../errors.ts';
import type { PixelDescription } from './pixel-description.ts';
import { type Samples, storedBits } from './sample-array.ts';

/**
 * Unpacks one frame of RLE: byte planes, highest byte first, run lengths as in PackBits.
 *
 * @param bytes one frame
 * @param description what is announced; checked against the bytes before anything is set aside
 * @returns samples, colours side by side
 * @throws imaging/bad-codestream
 * @see DICOM PS3.5 annex G
 */
export function decodeRle(bytes: Uint8Array, description: PixelDescription): Samples {
  const { rows, columns, samples, bitsAllocated } = description;
  const pixels = rows * columns;
  const perSample = Math.max(1, bitsAllocated / 8);
  const planes = samples * perSample;
  if (bitsAllocated === 1 || bitsAllocated > 32) bad('Samples of this width have no RLE form.');
  // A run of two bytes gives at most 128.
  if (bytes.length < 64 || pixels * planes > (bytes.length - 64) * 64 + 128 * planes) {
    bad('The packed bytes are too few for the announced pixels.');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== planes) bad(`${planes} segments are due.`);
  const plane = new Uint8Array(pixels);
  const out = new Uint8Array(pixels * planes);
  for (let p = 0; p < planes; p++) {
    const start = view.getUint32(4 + 4 * p, true);
    const end = p + 1 < planes ? view.getUint32(8 + 4 * p, true) : bytes.length;
    if (start < 64 || end < start || end > bytes.length) bad('A segment lies outside the frame.');
    unpack(bytes.subarray(start, end), plane);
    // Highest byte first in the file, lowest first in memory.
    const sample = Math.floor(p / perSample);
    const at = sample * perSample + (perSample - 1 - (p % perSample));
    for (let i = 0, o = at; i < pixels; i++, o += planes) out[o] = plane[i]!;
  }
  const raw =
    perSample === 1
      ? out
      : perSample === 2
        ? new Uint16Array(out.buffer)
        : new Uint32Array(out.buffer);
  return storedBits(raw, description.bitsStored, description.highBit, description.isSigned);
}

function unpack(packed: Uint8Array, out: Uint8Array): void {
  let o = 0;
  let i = 0;
  while (o < out.length) {
    if (i >= packed.length) bad('A segment ends before its last pixel.');
    const code = packed[i++]!;
    if (code === 128) continue;
    if (code < 128) {
      const count = Math.min(code + 1, out.length - o);
      if (i + count > packed.length) bad('A segment ends before its last pixel.');
      out.set(packed.subarray(i, i + count), o);
      i += code + 1;
      o += count;
    } else {
      if (i >= packed.length) bad('A segment ends before its last pixel.');
      const count = Math.min(257 - code, out.length - o);
      out.fill(packed[i++]!, o, o + count);
      o += count;
    }
  }
}

function bad(sentence: string): never {
  fail('imaging/bad-codestream', sentence, 'Export the file again from its source.', undefined, {
    tag: '(7fe0,0010)',
  });
}
