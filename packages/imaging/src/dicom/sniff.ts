import { fail } from '../errors.ts';
import { transferSyntaxes } from './uid.ts';
import { isVr } from './vr.ts';

/** How a data set is written. */
export interface Encoding {
  readonly explicit: boolean;
  readonly littleEndian: boolean;
}

/**
 * Where the data set of a file starts and whether a preamble stands before it.
 *
 * @param bytes whole file
 * @returns offset of the first data element
 * @throws imaging/not-dicom
 */
export function firstElement(bytes: Uint8Array): number {
  if (hasMagic(bytes, 128)) return 132;
  if (hasMagic(bytes, 0)) return 4;
  const encoding = sniffEncoding(bytes, 0);
  const [low, high] = [bytes[0] ?? 0, bytes[1] ?? 0];
  const group = encoding.littleEndian ? low + 256 * high : high + 256 * low;
  if (bytes.length >= 16 && (group === 2 || group === 8) && lengthFits(bytes, encoding)) return 0;
  return fail(
    'imaging/not-dicom',
    'Neither the letters DICM nor a data element of group 0002 or 0008 stands at the start.',
    'Give a DICOM file, or name the format by its ending.',
    undefined,
    { offset: 0 },
  );
}

/** How the element at an offset seems to be written. */
export function sniffEncoding(bytes: Uint8Array, offset: number): Encoding {
  const [low, high] = [bytes[offset] ?? 0, bytes[offset + 1] ?? 0];
  const letters = String.fromCharCode(bytes[offset + 4] ?? 0, bytes[offset + 5] ?? 0);
  return { explicit: isVr(letters), littleEndian: low + 256 * high <= high + 256 * low };
}

/** Encoding that a transfer syntax prescribes; compressed ones are explicit little-endian. */
export function encodingOf(transferSyntax: string): Encoding {
  return {
    explicit: transferSyntax !== transferSyntaxes.implicitLittle,
    littleEndian: transferSyntax !== transferSyntaxes.explicitBig,
  };
}

/** Uncompressed transfer syntax of an encoding. */
export function syntaxOf(encoding: Encoding): string {
  if (!encoding.explicit) return transferSyntaxes.implicitLittle;
  return encoding.littleEndian ? transferSyntaxes.explicitLittle : transferSyntaxes.explicitBig;
}

function lengthFits(bytes: Uint8Array, encoding: Encoding): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = encoding.explicit
    ? view.getUint16(6, encoding.littleEndian)
    : view.getUint32(4, encoding.littleEndian);
  return length <= bytes.length - 8;
}

function hasMagic(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 68 && bytes[at + 1] === 73 && bytes[at + 2] === 67 && bytes[at + 3] === 77;
}
