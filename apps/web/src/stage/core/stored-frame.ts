import { frameHeaderBytes, readFrameHeader, residualBytes, restoreFrame } from '@equipoise/imaging';
import { fail } from '../../errors.ts';
import type { ImageInfo, SampleArray } from './image-info.ts';

/**
 * Turns a stored frame into samples of its image.
 *
 * @param bytes the whole stored frame
 * @param image what the frame must be; its size is held against the header before anything is unpacked
 * @param inflate undoes raw deflate; gives exactly the stated number of bytes or throws
 * @returns width × height × channels samples
 * @throws web/bad-frame when the frame is not one of this image
 * @throws imaging/bad-frame when the bytes do not follow the format
 */
export async function decodeStoredFrame(
  bytes: Uint8Array,
  image: Pick<ImageInfo, 'width' | 'height' | 'bits' | 'signed' | 'kind'>,
  inflate: (packed: Uint8Array, length: number) => Promise<Uint8Array>,
): Promise<SampleArray> {
  const header = readFrameHeader(bytes);
  const fits =
    header.width === image.width &&
    header.height === image.height &&
    header.channels === (image.kind === 'rgb' ? 3 : 1) &&
    header.bytesPerSample * 8 === image.bits;
  if (!fits) {
    fail('web/bad-frame', 'A stored frame is not one of this image.', 'Fetch it again.');
  }
  const unpacked = await inflate(bytes.subarray(frameHeaderBytes), residualBytes(header));
  const { samples } = restoreFrame(header, unpacked);
  if (!image.signed) return samples as SampleArray; // 8 bits or 16 bits unsigned, by the header
  return samples.BYTES_PER_ELEMENT === 2
    ? new Int16Array(samples.buffer, samples.byteOffset, samples.length)
    : Int16Array.from(new Int8Array(samples.buffer, samples.byteOffset, samples.length));
}
