import { fail } from '../errors.ts';

/** What the first bytes of a PNG image say. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits per sample: 1, 2, 4, 8 or 16. */
  readonly bitDepth: number;
  readonly colour: 'grey' | 'rgb' | 'palette' | 'grey-alpha' | 'rgb-alpha';
}

const colours: Readonly<Record<number, PngHeader['colour']>> = {
  0: 'grey',
  2: 'rgb',
  3: 'palette',
  4: 'grey-alpha',
  6: 'rgb-alpha',
};

/**
 * Reads the header of a PNG image.
 *
 * @param bytes the file, or at least its first 33 bytes
 * @param name file, for errors
 * @throws imaging/not-png, imaging/truncated, imaging/bad-header
 * @see ISO/IEC 15948:2004
 */
export function readPngHeader(bytes: Uint8Array, name: string = 'the image'): PngHeader {
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  if (signature.some((byte, k) => bytes[k] !== byte)) {
    fail('imaging/not-png', `${name} does not start as a PNG image does.`, 'Give a .png file.');
  }
  if (bytes.length < 33) {
    fail('imaging/truncated', `${name} ends within its header.`, 'Copy the file again.');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const colour = colours[view.getUint8(25)];
  const header = {
    width: view.getUint32(16),
    height: view.getUint32(20),
    bitDepth: view.getUint8(24),
  };
  if (!colour || header.width === 0 || header.height === 0 || view.getUint32(12) !== 0x49484452) {
    return fail(
      'imaging/bad-header',
      `${name} has a PNG header that makes no sense.`,
      'Write the image again.',
    );
  }
  return { ...header, colour };
}

/**
 * Refuses colours, palettes and transparency where one grey value per pixel is due.
 *
 * @param header what the file says
 * @param name file, for errors
 * @throws imaging/unsupported-png
 */
export function requireGrey(header: PngHeader, name: string): void {
  if (header.colour === 'grey') return;
  const what = {
    rgb: 'holds colours',
    palette: 'holds a palette, whose numbers need not be labels',
    'grey-alpha': 'holds transparency',
    'rgb-alpha': 'holds colours and transparency',
  }[header.colour];
  fail(
    'imaging/unsupported-png',
    `${name} ${what}; a mask has one grey value per pixel.`,
    'Save it as a grey PNG in which each label is one grey value.',
  );
}
