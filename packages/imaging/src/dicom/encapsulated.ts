import { refuse } from './cursor.ts';
import { type Dataset, elementOf, type Fragments, valueBytes } from './dataset.ts';
import { tags } from './tags.ts';

/** Which fragments make up each frame: first fragment of frame i, and one past the last. */
export interface FrameFragments {
  readonly fragments: Fragments;
  /** frames + 1 numbers. */
  readonly bounds: readonly number[];
}

/**
 * Finds the fragments of each frame: by the extended or basic offset table, by one fragment a frame, or by the
 * marker that starts a compressed image.
 *
 * @param dataset data set with compressed pixels
 * @param frameCount frames announced
 * @throws imaging/bad-pixels when fragments and frames do not match
 * @see DICOM PS3.5 annex A.4
 */
export function framesOf(dataset: Dataset, frameCount: number): FrameFragments {
  const element = elementOf(dataset, tags.PixelData);
  const fragments = element?.fragments;
  if (!element || !fragments) {
    refuse(
      'imaging/bad-pixels',
      'The transfer syntax promises compressed pixels, the bytes are not.',
      tags.PixelData,
      element?.start ?? 0,
    );
  }
  if (fragments.starts.length < frameCount) {
    refuse(
      'imaging/truncated',
      `${frameCount} frames are announced, ${fragments.starts.length} fragments are there.`,
      tags.PixelData,
      element.start,
    );
  }
  const bounds = findBounds(dataset, fragments, frameCount);
  if (bounds === null || bounds.length !== frameCount + 1) {
    refuse(
      'imaging/bad-pixels',
      `${fragments.starts.length} fragments cannot be told apart into ${frameCount} frames.`,
      tags.PixelData,
      element.start,
    );
  }
  return { fragments, bounds };
}

/** Compressed bytes of one frame; a view where it has one fragment. */
export function frameBytes(dataset: Dataset, frames: FrameFragments, frame: number): Uint8Array {
  const { fragments, bounds } = frames;
  const [from, to] = [bounds[frame]!, bounds[frame + 1]!];
  const part = (i: number): Uint8Array => {
    const start = fragments.starts[i]!;
    return dataset.bytes.subarray(start, start + fragments.lengths[i]!);
  };
  if (to - from === 1) return part(from);
  let total = 0;
  for (let i = from; i < to; i++) total += fragments.lengths[i]!;
  const out = new Uint8Array(total);
  let at = 0;
  for (let i = from; i < to; i++) {
    out.set(part(i), at);
    at += fragments.lengths[i]!;
  }
  return out;
}

function findBounds(dataset: Dataset, fragments: Fragments, frames: number): number[] | null {
  const count = fragments.starts.length;
  if (frames === 1) return [0, count];
  if (count === frames) return Array.from({ length: frames + 1 }, (_, i) => i);
  const table = extendedOffsets(dataset) ?? fragments.offsets;
  if (table.length === frames) {
    const byOffset = new Map(fragments.itemOffsets.map((offset, i) => [offset, i]));
    const bounds = table.map((offset) => byOffset.get(offset) ?? -1);
    bounds.push(count);
    if (bounds[0] === 0 && bounds.every((b, i) => i === 0 || b > bounds[i - 1]!)) return bounds;
  }
  const starts: number[] = [];
  fragments.starts.forEach((start, i) => {
    if (startsImage(dataset.bytes, start)) starts.push(i);
  });
  return starts.length === frames && starts[0] === 0 ? [...starts, count] : null;
}

function extendedOffsets(dataset: Dataset): number[] | null {
  const element = elementOf(dataset, tags.ExtendedOffsetTable);
  if (!element || element.length === 0 || element.length % 8 !== 0) return null;
  const bytes = valueBytes(dataset, element);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out: number[] = [];
  for (let i = 0; i < bytes.length; i += 8) out.push(Number(view.getBigUint64(i, true)));
  return out;
}

function startsImage(bytes: Uint8Array, at: number): boolean {
  if (bytes[at] !== 0xff) return false;
  return bytes[at + 1] === 0xd8 || (bytes[at + 1] === 0x4f && bytes[at + 2] === 0xff);
}
