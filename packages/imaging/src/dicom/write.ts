import { fail } from '../errors.ts';
import { printTag, tags } from './tags.ts';
import { isUid, transferSyntaxes } from './uid.ts';
import { cellBytes, dictionaryVr, hasLongLength, type Vr } from './vr.ts';

/** Value of an element to be written: text, numbers, bytes, or items of a sequence. */
export type NewValue =
  | string
  | readonly string[]
  | readonly number[]
  | Uint8Array
  | readonly NewDataset[];

/** An element to be written. */
export interface NewElement {
  readonly vr: Vr;
  readonly value: NewValue;
}

/** A data set to be written: elements by tag, in any order. */
export type NewDataset = ReadonlyMap<number, NewElement>;

/**
 * A data set from pairs; the VR is the standard's unless told.
 *
 * @param pairs tag, value, and VR where the standard leaves a choice
 * @throws imaging/bad-argument for a tag without a known VR
 */
export function newDataset(pairs: readonly (readonly [number, NewValue, Vr?])[]): NewDataset {
  const out = new Map<number, NewElement>();
  for (const [tag, value, vr] of pairs) {
    const known = vr ?? dictionaryVr(tag);
    if (!known) {
      fail('imaging/bad-argument', `The VR of ${printTag(tag)} is unknown.`, 'Name it.');
    }
    out.set(tag, { vr: known, value });
  }
  return out;
}

/** Our implementation, as written into file meta information. */
const implementation = { uid: '2.25.208418297610187604125718846012947', name: 'EQUIPOISE_1' };

/**
 * Writes a DICOM file: explicit little-endian, all lengths stated, text as UTF-8.
 *
 * @param dataset with SOP class and instance
 * @returns preamble, meta information and data set
 * @throws imaging/bad-argument when a value does not suit its VR; imaging/bad-uid
 * @see DICOM PS3.10 section 7
 */
export function writeDicom(dataset: NewDataset): Uint8Array {
  const meta = newDataset([
    [0x00020001, Uint8Array.of(0, 1)],
    [tags.MediaStorageSOPClassUID, uidIn(dataset, tags.SOPClassUID)],
    [tags.MediaStorageSOPInstanceUID, uidIn(dataset, tags.SOPInstanceUID)],
    [tags.TransferSyntaxUID, transferSyntaxes.explicitLittle],
    [tags.ImplementationClassUID, implementation.uid],
    [tags.ImplementationVersionName, implementation.name],
  ]);
  const metaBytes = datasetBytes(meta);
  const length = datasetBytes(newDataset([[0x00020000, [metaBytes.length]]]));
  const withSet = new Map(dataset);
  withSet.set(tags.SpecificCharacterSet, { vr: 'CS', value: 'ISO_IR 192' });
  const preamble = new Uint8Array(132);
  preamble.set([68, 73, 67, 77], 128);
  return join([preamble, length, metaBytes, datasetBytes(withSet)]);
}

/** Bytes of a data set alone, explicit little-endian. */
export function datasetBytes(dataset: NewDataset): Uint8Array {
  const parts: Uint8Array[] = [];
  const sorted = [...dataset].sort(([a], [b]) => a - b);
  for (const [tag, element] of sorted) {
    const value = bytesOfValue(tag, element);
    parts.push(header(tag, element.vr, value.length), value);
  }
  return join(parts);
}

function uidIn(dataset: NewDataset, tag: number): string {
  const value = dataset.get(tag)?.value;
  const first = Array.isArray(value) ? value[0] : value;
  if (typeof first === 'string' && isUid(first)) return first;
  return fail('imaging/bad-uid', `${printTag(tag)} holds no UID.`, 'Give digits and dots.');
}

function header(tag: number, vr: Vr, length: number): Uint8Array {
  const isLong = hasLongLength(vr);
  const out = new Uint8Array(isLong ? 12 : 8);
  const view = new DataView(out.buffer);
  view.setUint16(0, tag >>> 16, true);
  view.setUint16(2, tag & 0xffff, true);
  out[4] = vr.charCodeAt(0);
  out[5] = vr.charCodeAt(1);
  if (isLong) view.setUint32(8, length, true);
  else if (length > 0xffff) {
    fail('imaging/bad-argument', `The value of ${printTag(tag)} is too long.`, 'Shorten it.');
  } else view.setUint16(6, length, true);
  return out;
}

function bytesOfValue(tag: number, element: NewElement): Uint8Array {
  const { vr, value } = element;
  if (value instanceof Uint8Array) return padded(value, 0);
  if (vr === 'SQ') {
    return join((value as readonly NewDataset[]).map(itemBytes)); // an SQ has items by type
  }
  const list = typeof value === 'string' ? [value] : value;
  const numbers = list.filter((v): v is number => typeof v === 'number');
  if (numbers.length === list.length && cellBytes(vr) > 0) return numberBytes(vr, numbers);
  const texts = list.map((v) => {
    if (typeof v === 'string') return v;
    if (typeof v === 'number' && (vr === 'DS' || vr === 'IS')) return decimal(v);
    return fail('imaging/bad-argument', `The value of ${printTag(tag)} is no ${vr}.`, 'Mend it.');
  });
  return padded(new TextEncoder().encode(texts.join('\\')), vr === 'UI' ? 0 : 0x20);
}

/** A number in at most 16 characters (PS3.5, DS). */
export function decimal(value: number): string {
  const plain = String(value);
  if (plain.length <= 16) return plain;
  for (let digits = 15; digits > 0; digits--) {
    const text = String(Number(value.toPrecision(digits)));
    if (text.length <= 16) return text;
  }
  return value.toExponential(8);
}

function itemBytes(item: NewDataset): Uint8Array {
  const body = datasetBytes(item);
  const out = new Uint8Array(8 + body.length);
  const view = new DataView(out.buffer);
  view.setUint16(0, 0xfffe, true);
  view.setUint16(2, 0xe000, true);
  view.setUint32(4, body.length, true);
  out.set(body, 8);
  return out;
}

function numberBytes(vr: Vr, numbers: readonly number[]): Uint8Array {
  const size = cellBytes(vr);
  const out = new Uint8Array(numbers.length * size);
  const view = new DataView(out.buffer);
  numbers.forEach((value, i) => {
    const at = i * size;
    if (vr === 'FL' || vr === 'OF') view.setFloat32(at, value, true);
    else if (vr === 'FD' || vr === 'OD') view.setFloat64(at, value, true);
    else if (vr === 'AT') {
      view.setUint16(at, value >>> 16, true);
      view.setUint16(at + 2, value & 0xffff, true);
    } else if (size === 8) view.setBigInt64(at, BigInt(value), true);
    else if (size === 4) view.setInt32(at, value, true);
    else if (size === 2) view.setInt16(at, value, true);
    else view.setUint8(at, value);
  });
  return padded(out, 0);
}

function padded(bytes: Uint8Array, pad: number): Uint8Array {
  if (bytes.length % 2 === 0) return bytes;
  const out = new Uint8Array(bytes.length + 1);
  out.set(bytes);
  out[bytes.length] = pad;
  return out;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
