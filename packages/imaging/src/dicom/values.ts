import { decodeText } from './charset.ts';
import { refuse } from './cursor.ts';
import { type Dataset, type DicomElement, elementOf, valueBytes } from './dataset.ts';
import { tags } from './tags.ts';
import { isUid } from './uid.ts';
import { cellBytes, type Vr } from './vr.ts';

const localised = new Set<Vr>(['SH', 'LO', 'ST', 'LT', 'UC', 'UT', 'PN']);
const whole = new Set<Vr>(['ST', 'LT', 'UT', 'UR']);

/** Character sets that hold for a data set, its own or those around it. */
export function charsetsOf(dataset: Dataset): readonly string[] {
  for (let at: Dataset | null = dataset; at; at = at.parent) {
    const element = elementOf(at, tags.SpecificCharacterSet);
    if (element) return ascii(valueBytes(at, element)).split('\\');
  }
  return [];
}

/**
 * Text of an element, padding removed; numbers are not turned into text.
 *
 * @returns '' when the element is missing or empty
 */
export function textOf(dataset: Dataset, tag: number): string {
  const element = elementOf(dataset, tag);
  return element ? elementText(dataset, element) : '';
}

/** Text of a given element, padding removed. */
export function elementText(dataset: Dataset, element: DicomElement): string {
  if (element.items || element.fragments) return '';
  const bytes = valueBytes(dataset, element);
  const text = localised.has(element.vr) ? decodeText(bytes, charsetsOf(dataset)) : ascii(bytes);
  return text.replace(/[\0 ]+$/, '');
}

/** Values of a text element, parted by backslashes and trimmed; empty when missing. */
export function stringsOf(dataset: Dataset, tag: number): string[] {
  const element = elementOf(dataset, tag);
  if (!element) return [];
  const text = elementText(dataset, element);
  if (text === '') return [];
  return whole.has(element.vr) ? [text] : text.split('\\').map((s) => s.trim());
}

/** A UID without its padding; '' when missing. */
export function uidOf(dataset: Dataset, tag: number): string {
  return textOf(dataset, tag);
}

/**
 * Numbers of an element, binary or written out; what is no finite number is left out as null.
 *
 * @param most numbers to read at most
 */
export function numbersOf(dataset: Dataset, tag: number, most = 65_536): (number | null)[] {
  const element = elementOf(dataset, tag);
  if (!element || element.items || element.fragments) return [];
  if (cellBytes(element.vr) === 0) {
    if (element.length > 32 * most) return [];
    return stringsOf(dataset, tag).slice(0, most).map(parseNumber);
  }
  return binaryNumbers(dataset, element, most);
}

/** The first number of an element, null when there is none. */
export function numberOf(dataset: Dataset, tag: number): number | null {
  return numbersOf(dataset, tag, 16)[0] ?? null;
}

/** All numbers of an element when there are exactly so many, null otherwise. */
export function vectorOf(dataset: Dataset, tag: number, count: number): number[] | null {
  const numbers = numbersOf(dataset, tag, count + 1);
  const out = numbers.filter((n): n is number => n !== null);
  return numbers.length === count && out.length === count ? out : null;
}

/**
 * Refuses a data set whose identifiers are no UIDs, so that none can serve as a path or break a key.
 *
 * @throws imaging/bad-uid; the value itself is not printed
 */
export function requireUids(dataset: Dataset, wanted: readonly number[]): void {
  for (const tag of wanted) {
    const element = elementOf(dataset, tag);
    if (!element || element.length === 0) continue;
    const uid = uidOf(dataset, tag);
    if (uid !== '' && !isUid(uid)) {
      refuse(
        'imaging/bad-uid',
        'A unique identifier holds something besides digits and dots, or more than 64 of them.',
        tag,
        element.start,
      );
    }
  }
}

/** Bytes as one character each. */
export function ascii(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

function parseNumber(text: string): number | null {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

function binaryNumbers(dataset: Dataset, element: DicomElement, most: number): (number | null)[] {
  const size = cellBytes(element.vr);
  const count = Math.min(most, Math.floor(element.length / size));
  const view = new DataView(dataset.bytes.buffer, dataset.bytes.byteOffset + element.start);
  const out: (number | null)[] = [];
  for (let i = 0; i < count; i++) {
    const value = readCell(view, i * size, element.vr, dataset.littleEndian);
    out.push(Number.isFinite(value) ? value : null);
  }
  return out;
}

function readCell(view: DataView, at: number, vr: Vr, little: boolean): number {
  switch (vr) {
    case 'SS':
      return view.getInt16(at, little);
    case 'US':
    case 'OW':
      return view.getUint16(at, little);
    case 'SL':
      return view.getInt32(at, little);
    case 'UL':
    case 'OL':
      return view.getUint32(at, little);
    case 'AT':
      return view.getUint16(at, little) * 65_536 + view.getUint16(at + 2, little);
    case 'FL':
    case 'OF':
      return view.getFloat32(at, little);
    case 'FD':
    case 'OD':
      return view.getFloat64(at, little);
    case 'SV':
      return Number(view.getBigInt64(at, little));
    case 'UV':
    case 'OV':
      return Number(view.getBigUint64(at, little));
    default:
      return view.getUint8(at);
  }
}
