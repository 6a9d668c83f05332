import { countElement, note, type Reading, refuse } from './cursor.ts';
import type { Dataset, DicomElement, Fragments } from './dataset.ts';
import type { Encoding } from './sniff.ts';
import { dictionaryVr, hasLongLength, isVr, type Vr } from './vr.ts';

const ITEM = 0xfffee000;
const ITEM_END = 0xfffee00d;
const SEQUENCE_END = 0xfffee0dd;
const UNDEFINED = 0xffffffff;
const implicitLittle: Encoding = { explicit: false, littleEndian: true };

interface Span {
  readonly start: number;
  readonly end: number;
  readonly encoding: Encoding;
  readonly depth: number;
  readonly parent: Dataset | null;
  /** Stop before the first element of another group. */
  readonly onlyGroup?: number;
  /** The span belongs to an item of undefined length and ends with its delimiter. */
  readonly isOpen?: boolean;
}

/** A read data set and the first byte after it. */
interface ReadSpan {
  readonly dataset: Dataset;
  readonly next: number;
}

interface Header {
  readonly tag: number;
  readonly vr: Vr;
  readonly length: number;
  readonly start: number;
}

/**
 * Reads the data elements of a span of bytes.
 *
 * @param reading state of the file
 * @param span bytes, encoding, depth
 * @throws imaging/truncated, imaging/bad-element, imaging/too-deep, imaging/too-many-elements
 */
export function readElements(reading: Reading, span: Span): ReadSpan {
  const { littleEndian } = span.encoding;
  const elements: DicomElement[] = [];
  const dataset: Dataset = { bytes: reading.bytes, littleEndian, elements, parent: span.parent };
  let at = span.start;
  let last = -1;
  while (at < span.end) {
    if (at + 8 > span.end) {
      if (isZero(reading.bytes, at, span.end)) break;
      refuse('imaging/truncated', 'The file ends within the head of a data element.', last, at);
    }
    const tag = readTag(reading, at, littleEndian);
    if (span.onlyGroup !== undefined && tag >>> 16 !== span.onlyGroup) break;
    if (tag === ITEM_END && span.isOpen) return { dataset, next: at + 8 };
    if (tag === ITEM_END || tag === SEQUENCE_END) {
      at = skipStray(reading, tag, at, littleEndian);
      continue;
    }
    if (tag === 0 && span.depth === 0 && isZero(reading.bytes, at, span.end)) {
      note(reading, 'trailing-zeros', tag, at);
      break;
    }
    const header = readHeader(reading, tag, at, span);
    countElement(reading, tag, at);
    const [element, next] = readValue(reading, header, span, dataset);
    keepOrder(reading, elements, element, last, at);
    last = Math.max(last, tag);
    at = next;
  }
  if (span.isOpen) {
    refuse('imaging/truncated', 'An item of undefined length has no end.', ITEM, span.start);
  }
  return { dataset, next: Math.max(at, span.onlyGroup === undefined ? span.end : at) };
}

function keepOrder(
  reading: Reading,
  elements: DicomElement[],
  element: DicomElement,
  last: number,
  at: number,
): void {
  if (element.tag <= last) {
    const isDouble = elements.some((e) => e.tag === element.tag);
    note(reading, isDouble ? 'duplicate' : 'unordered', element.tag, at);
    if (isDouble && reading.issues.length >= 100) {
      refuse('imaging/bad-element', 'Too many data elements stand twice.', element.tag, at);
    }
  }
  elements.push(element);
}

function readHeader(reading: Reading, tag: number, at: number, span: Span): Header {
  const { littleEndian, explicit } = span.encoding;
  if (!explicit) {
    const length = reading.view.getUint32(at + 4, littleEndian);
    const vr = dictionaryVr(tag) ?? (length === UNDEFINED ? 'SQ' : 'UN');
    return { tag, vr, length, start: at + 8 };
  }
  const letters = String.fromCharCode(reading.bytes[at + 4]!, reading.bytes[at + 5]!);
  const isKnown = isVr(letters);
  if (!isKnown) note(reading, 'unknown-vr', tag, at);
  const vr: Vr = isKnown ? letters : 'UN';
  const isLong = isKnown ? hasLongLength(vr) : /^[A-Z]{2}$/.test(letters);
  if (!isLong) {
    return { tag, vr, length: reading.view.getUint16(at + 6, littleEndian), start: at + 8 };
  }
  if (at + 12 > span.end) {
    refuse('imaging/truncated', 'The file ends within the head of a data element.', tag, at);
  }
  return { tag, vr, length: reading.view.getUint32(at + 8, littleEndian), start: at + 12 };
}

function readValue(
  reading: Reading,
  header: Header,
  span: Span,
  dataset: Dataset,
): [DicomElement, number] {
  const { tag, start } = header;
  if (header.length === UNDEFINED) return readOpenValue(reading, header, span, dataset);
  const next = start + header.length;
  if (next > span.end) {
    refuse(
      'imaging/truncated',
      `A value of ${header.length} bytes is announced where ${span.end - start} are left.`,
      tag,
      start,
    );
  }
  if (header.length % 2 === 1) note(reading, 'odd-length', tag, start);
  const fromTable = header.vr === 'UN' ? dictionaryVr(tag) : null;
  const vr = fromTable ?? header.vr;
  if (vr !== 'SQ') return [{ tag, vr, start, length: header.length }, next];
  const encoding = header.vr === 'UN' && span.encoding.explicit ? implicitLittle : span.encoding;
  const inner: Span = { start, end: next, encoding, depth: span.depth + 1, parent: dataset };
  const { items } = readItems(reading, tag, inner, false);
  return [{ tag, vr, start, length: header.length, items }, next];
}

function readOpenValue(
  reading: Reading,
  header: Header,
  span: Span,
  dataset: Dataset,
): [DicomElement, number] {
  const { tag, start, vr } = header;
  if (vr === 'OB' || vr === 'OW') {
    const [fragments, next] = readFragments(reading, tag, start, span);
    return [{ tag, vr, start, length: next - start, fragments }, next];
  }
  if (vr !== 'SQ' && vr !== 'UN') {
    refuse('imaging/bad-element', `A value of kind ${vr} has no length.`, tag, start);
  }
  const encoding = vr === 'UN' ? implicitLittle : span.encoding;
  const inner: Span = { start, end: span.end, encoding, depth: span.depth + 1, parent: dataset };
  const { items, next } = readItems(reading, tag, inner, true);
  return [{ tag, vr: 'SQ', start, length: next - start, items }, next];
}

function readItems(
  reading: Reading,
  tag: number,
  span: Span,
  isOpen: boolean,
): { items: Dataset[]; next: number } {
  if (span.depth > reading.limits.maxDepth) {
    refuse(
      'imaging/too-deep',
      `Sequences are nested deeper than ${reading.limits.maxDepth}.`,
      tag,
      span.start,
      'Allow more depth or flatten the file.',
    );
  }
  const items: Dataset[] = [];
  const { littleEndian } = span.encoding;
  let at = span.start;
  while (at < span.end) {
    if (at + 8 > span.end) {
      refuse('imaging/truncated', 'The file ends within the head of an item.', tag, at);
    }
    const itemTag = readTag(reading, at, littleEndian);
    const length = reading.view.getUint32(at + 4, littleEndian);
    if (itemTag === SEQUENCE_END) {
      if (isOpen) return { items, next: at + 8 };
      at = skipStray(reading, itemTag, at, littleEndian);
      continue;
    }
    if (itemTag !== ITEM) {
      refuse('imaging/bad-element', 'A sequence holds something besides items.', tag, at);
    }
    countElement(reading, tag, at);
    const start = at + 8;
    const isOpenItem = length === UNDEFINED;
    const end = isOpenItem ? span.end : start + length;
    if (end > span.end) {
      refuse('imaging/truncated', 'An item reaches beyond its sequence.', tag, at);
    }
    const read = readElements(reading, { ...span, start, end, isOpen: isOpenItem });
    items.push(read.dataset);
    at = read.next;
  }
  if (isOpen) {
    refuse('imaging/truncated', 'A sequence of undefined length has no end.', tag, span.start);
  }
  return { items, next: at };
}

function readFragments(
  reading: Reading,
  tag: number,
  start: number,
  span: Span,
): [Fragments, number] {
  const starts: number[] = [];
  const lengths: number[] = [];
  const itemOffsets: number[] = [];
  let offsets: number[] | null = null;
  let first = 0;
  let at = start;
  while (at + 8 <= span.end) {
    const itemTag = readTag(reading, at, span.encoding.littleEndian);
    const length = reading.view.getUint32(at + 4, span.encoding.littleEndian);
    if (itemTag === SEQUENCE_END) {
      return [{ offsets: offsets ?? [], itemOffsets, starts, lengths }, at + 8];
    }
    if (itemTag !== ITEM) {
      refuse('imaging/bad-element', 'Compressed pixels hold something besides items.', tag, at);
    }
    countElement(reading, tag, at);
    if (length > span.end - at - 8) {
      refuse('imaging/truncated', 'A fragment of pixels reaches beyond the file.', tag, at);
    }
    if (offsets === null) {
      offsets = readOffsets(reading, tag, at + 8, length);
      first = at + 8 + length;
    } else {
      itemOffsets.push(at - first);
      starts.push(at + 8);
      lengths.push(length);
    }
    at += 8 + length;
  }
  return refuse('imaging/truncated', 'The compressed pixels have no end.', tag, start);
}

function readOffsets(reading: Reading, tag: number, at: number, length: number): number[] {
  if (length % 4 !== 0 || length / 4 > reading.limits.maxElements) {
    refuse('imaging/bad-element', 'The offset table of the pixels is broken.', tag, at);
  }
  const out: number[] = [];
  for (let i = 0; i < length; i += 4) out.push(reading.view.getUint32(at + i, true));
  return out;
}

function skipStray(reading: Reading, tag: number, at: number, littleEndian: boolean): number {
  if (reading.view.getUint32(at + 4, littleEndian) !== 0) {
    refuse('imaging/bad-element', 'A delimiter that belongs nowhere has a length.', tag, at);
  }
  note(reading, 'stray-delimiter', tag, at);
  countElement(reading, tag, at);
  return at + 8;
}

function readTag(reading: Reading, at: number, littleEndian: boolean): number {
  const group = reading.view.getUint16(at, littleEndian);
  return group * 65_536 + reading.view.getUint16(at + 2, littleEndian);
}

function isZero(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] !== 0) return false;
  return true;
}
