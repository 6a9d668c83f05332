import { fail } from '../errors.ts';

/** What the head of a compressed image says about itself. */
export interface CodestreamHeader {
  readonly width: number;
  readonly height: number;
  readonly components: number;
  readonly bits: number;
  /** Start-of-frame marker of JPEG, `0xf7` for JPEG-LS, `0x51` for JPEG 2000. */
  readonly marker: number;
  /** Adobe's colour transform: 0 none, 1 YCbCr; null when not stated. */
  readonly adobeTransform: number | null;
  readonly hasJfif: boolean;
}

/**
 * Reads the head of a JPEG, JPEG-LS or JPEG 2000 image, so that no codec is asked to set aside more than announced.
 *
 * @param bytes one compressed frame
 * @throws imaging/bad-codestream
 * @see ITU-T T.81 annex B, T.87 annex C, T.800 annex A
 */
export function readCodestream(bytes: Uint8Array): CodestreamHeader {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return readJpegHead(bytes);
  const at = findSiz(bytes);
  if (at >= 0) return readSiz(bytes, at);
  return badCodestream('The pixels start like no JPEG, JPEG-LS or JPEG 2000 image.');
}

/** Refuses a compressed image. */
export function badCodestream(sentence: string): never {
  fail('imaging/bad-codestream', sentence, 'Export the file again from its source.', undefined, {
    tag: '(7fe0,0010)',
  });
}

function readJpegHead(bytes: Uint8Array): CodestreamHeader {
  let adobeTransform: number | null = null;
  let hasJfif = false;
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) badCodestream('A JPEG marker is missing.');
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xd8 || (marker >= 0xd0 && marker <= 0xd7) || marker === 0x01) {
      at += 2;
      continue;
    }
    const length = bytes[at + 2]! * 256 + bytes[at + 3]!;
    if (length < 2 || at + 2 + length > bytes.length) badCodestream('A JPEG segment is cut short.');
    if (marker === 0xe0 && bytes[at + 4] === 0x4a && bytes[at + 5] === 0x46) hasJfif = true;
    if (marker === 0xee && length >= 14 && bytes[at + 4] === 0x41) {
      adobeTransform = bytes[at + 15] ?? null;
    }
    if (isStartOfFrame(marker)) {
      if (length < 8) badCodestream('A JPEG frame header is cut short.');
      return {
        bits: bytes[at + 4]!,
        height: bytes[at + 5]! * 256 + bytes[at + 6]!,
        width: bytes[at + 7]! * 256 + bytes[at + 8]!,
        components: bytes[at + 9]!,
        marker,
        adobeTransform,
        hasJfif,
      };
    }
    if (marker === 0xda || marker === 0xd9) break;
    at += 2 + length;
  }
  return badCodestream('The JPEG image has no frame header.');
}

function isStartOfFrame(marker: number): boolean {
  if (marker === 0xf7) return true;
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Position of the SIZ marker, in a bare codestream or within a JP2 file. */
function findSiz(bytes: Uint8Array): number {
  const most = Math.min(bytes.length - 4, 4096);
  for (let i = 0; i < most; i++) {
    if (bytes[i] === 0xff && bytes[i + 1] === 0x4f && bytes[i + 2] === 0xff) {
      return bytes[i + 3] === 0x51 ? i + 4 : -1;
    }
  }
  return -1;
}

function readSiz(bytes: Uint8Array, at: number): CodestreamHeader {
  if (at + 39 > bytes.length) badCodestream('The JPEG 2000 header is cut short.');
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, 39);
  const tiles = [view.getUint32(20), view.getUint32(24)];
  const components = view.getUint16(36);
  if (tiles.some((size) => size === 0) || components === 0 || components > 4) {
    badCodestream('The JPEG 2000 header contradicts itself.');
  }
  const [width, height] = [
    view.getUint32(4) - view.getUint32(12),
    view.getUint32(8) - view.getUint32(16),
  ];
  const tileCount = Math.ceil(width / tiles[0]!) * Math.ceil(height / tiles[1]!);
  if (tileCount > 65_535) badCodestream('The JPEG 2000 header announces too many tiles.');
  return {
    width,
    height,
    components,
    bits: (view.getUint8(38) & 0x7f) + 1,
    marker: 0x51,
    adobeTransform: null,
    hasJfif: false,
  };
}
