import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import {
  decodeFrame,
  emptyRange,
  encodeFrame,
  type ImageFrame,
  quantise,
  quantiserOf,
  widen,
} from '../../frame/index.ts';
import { addToHash, signedView } from '../canonical-image.ts';
import type { FrameScale, Rescaled, Task } from './messages.ts';

/**
 * Brings grey frames of different scales to one, 16 bits, rounded to the finest common step.
 *
 * @param task stored frames in order, the scale of each, where new frames are written
 */
export async function rescaleFrames(task: Task & { kind: 'rescale' }): Promise<Rescaled> {
  const range = emptyRange();
  for (const [i, path] of task.frames.entries()) {
    widen(range, meantValues(await load(path), task.scales[i]!));
  }
  const quantiser = quantiserOf(range);
  const hash = createHash('sha256');
  const frames: string[] = [];
  for (const [i, path] of task.frames.entries()) {
    const frame = await load(path);
    const samples = quantise(meantValues(frame, task.scales[i]!), quantiser);
    addToHash(hash, samples);
    const target = `${task.out}-${i}.eqf`;
    const stored = encodeFrame({ ...frame, samples }, (raw) => deflateRawSync(raw, { level: 4 }));
    await writeFile(target, stored, { flag: 'wx' });
    frames.push(target);
  }
  const { slope, intercept, signed } = quantiser;
  return { kind: 'rescaled', frames, slope, intercept, signed, pixelHash: hash.digest('hex') };
}

async function load(path: string): Promise<ImageFrame> {
  return decodeFrame(await readFile(path), (packed, most) =>
    inflateRawSync(packed, { maxOutputLength: most }),
  );
}

function meantValues({ samples }: ImageFrame, scale: FrameScale): Float64Array {
  const stored = scale.signed ? signedView(samples) : samples;
  return Float64Array.from(stored, (value) => value * scale.slope + scale.intercept);
}
