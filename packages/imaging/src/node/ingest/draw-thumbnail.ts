import { readFile } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';
import sharp from 'sharp';
import { decodeFrame, type FrameSamples } from '../../frame/index.ts';
import type { Drawn, ShownImage, Task } from './messages.ts';

/**
 * Draws a stored frame small: through the image's first window, in the proportions of its pixels, never enlarged.
 *
 * @param task path of the stored frame, what is known of the image, longest side in pixels
 * @throws imaging/bad-frame
 */
export async function drawThumbnail(task: Task & { kind: 'thumbnail' }): Promise<Drawn> {
  const { record, side } = task;
  const frame = decodeFrame(await readFile(task.frame), (packed, most) =>
    inflateRawSync(packed, { maxOutputLength: most }),
  );
  const { width, height, channels } = frame;
  const isGrey = channels === 1;
  const pixels = isGrey ? throughWindow(frame.samples, record) : eightBits(frame.samples);
  const [rowMm, columnMm] = record.spacingMm ?? [1, 1];
  const ratio = rowMm / columnMm;
  const shown = ratio >= 1 ? [width, height * ratio] : [width / ratio, height];
  const scale = Math.min(1, side / Math.max(shown[0]!, shown[1]!));
  const small = await sharp(pixels, { raw: { width, height, channels } })
    .resize(
      Math.max(1, Math.round(shown[0]! * scale)),
      Math.max(1, Math.round(shown[1]! * scale)),
      {
        fit: 'fill',
        kernel: 'mitchell',
      },
    )
    .toColourspace(isGrey ? 'b-w' : 'srgb')
    .jpeg({ quality: 82, chromaSubsampling: '4:4:4' })
    .toBuffer();
  return { kind: 'thumbnail', base64: small.toString('base64') };
}

/**
 * Grey levels of samples as the first window of the image shows them.
 *
 * @see DICOM PS3.3 C.11.2.1.2 (linear), C.11.2.1.3.1 (sigmoid)
 */
function throughWindow(samples: FrameSamples, record: ShownImage): Uint8Array {
  const { slope, intercept, signed, bits, presets, photometric } = record;
  const [preset = { name: '', centre: 2 ** (bits - 1), width: 2 ** bits }] = presets;
  const isSigmoid = preset.name.endsWith('(sigmoid)');
  // The linear rule counts grey levels from the middle of the first to the middle of the last.
  const centre = preset.centre - (isSigmoid ? 0 : 0.5);
  const width = Math.max(preset.width - (isSigmoid ? 0 : 1), 1e-6);
  const count = samples instanceof Uint8Array ? 256 : 65_536;
  const table = new Uint8Array(count);
  for (let pattern = 0; pattern < count; pattern++) {
    const stored = signed && pattern >= count / 2 ? pattern - count : pattern;
    const at = (slope * stored + intercept - centre) / width;
    const share = isSigmoid ? 1 / (1 + Math.exp(-4 * at)) : Math.min(1, Math.max(0, at + 0.5));
    table[pattern] = Math.round(255 * (photometric === 'MONOCHROME1' ? 1 - share : share));
  }
  const out = new Uint8Array(samples.length);
  for (let i = 0; i < samples.length; i++) out[i] = table[samples[i]!]!;
  return out;
}

function eightBits(samples: FrameSamples): Uint8Array {
  return samples instanceof Uint8Array ? samples : Uint8Array.from(samples, (value) => value >>> 8);
}
