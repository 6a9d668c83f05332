import { crc32, inflateRawSync } from 'node:zlib';
import { fail } from '../errors.ts';

/** What an archive may cost before it is refused. */
export interface ZipLimits {
  readonly maxEntries: number;
  /** Bytes of one unpacked entry, and of all together. */
  readonly maxEntryBytes: number;
  readonly maxTotalBytes: number;
  /** Bytes unpacked per packed byte; small entries may always unpack to 16 MiB. */
  readonly maxRatio: number;
}

/** Limits when none are given. */
export const defaultZipLimits: ZipLimits = {
  maxEntries: 20_000,
  maxEntryBytes: 2_147_483_647,
  maxTotalBytes: 17_179_869_184,
  maxRatio: 100,
};

/** A file of an archive; folders are left out. */
export interface ZipEntry {
  readonly name: string;
  readonly size: number;
  readonly packedSize: number;
  readonly isPacked: boolean;
  readonly crc: number;
  /** First byte of its data. */
  readonly start: number;
}

/**
 * Lists the files of a ZIP archive after checking all of it: an archive with one bad entry is refused whole.
 *
 * @param bytes whole archive
 * @param limits most entries and bytes
 * @throws imaging/bad-zip for traversal, absolute names, links, double names, overlapping or encrypted entries,
 * broken structure; imaging/too-large
 * @see PKWARE APPNOTE 6.3.10
 */
export function listZip(bytes: Uint8Array, limits: ZipLimits = defaultZipLimits): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const directory = findDirectory(view);
  if (directory.count > limits.maxEntries) {
    large(`The archive announces more than ${limits.maxEntries} entries.`);
  }
  const names = new Set<string>();
  const spans: [number, number][] = [[directory.start, bytes.length]];
  const entries: ZipEntry[] = [];
  let at = directory.start;
  let total = 0;
  for (let i = 0; i < directory.count; i++) {
    const head = readEntry(bytes, view, at, directory.end);
    at = head.next;
    checkName(head.name, head.isLink);
    const key = head.name.normalize('NFC').toLowerCase();
    if (names.has(key)) bad('Two entries of the archive have one name.');
    names.add(key);
    const start = dataStart(bytes, view, head);
    spans.push([head.local, start + head.packedSize]);
    checkSize(head.size, head.packedSize, limits);
    total += head.size;
    if (total > limits.maxTotalBytes) large('The archive unpacks to more than is allowed.');
    if (!head.name.endsWith('/')) entries.push({ ...head, start });
  }
  if (at !== directory.end) bad('The directory of the archive has not the length it announces.');
  checkOverlap(spans);
  return entries;
}

/**
 * Unpacks one file of an archive.
 *
 * @param bytes whole archive
 * @param entry of {@link listZip}
 * @throws imaging/bad-zip when its size or checksum is not as announced
 */
export function unzipEntry(bytes: Uint8Array, entry: ZipEntry): Uint8Array {
  const packed = bytes.subarray(entry.start, entry.start + entry.packedSize);
  let out: Uint8Array = packed;
  if (entry.isPacked) {
    try {
      out = inflateRawSync(packed, { maxOutputLength: entry.size + 1 });
    } catch (cause) {
      return fail(
        'imaging/bad-zip',
        'An entry of the archive cannot be unpacked to the size it announces.',
        'Pack the files again.',
        cause,
      );
    }
  }
  if (out.length !== entry.size || crc32(out) !== entry.crc) {
    bad('An entry of the archive has another size or checksum than it announces.');
  }
  return out;
}

interface Directory {
  readonly count: number;
  readonly start: number;
  readonly end: number;
}

interface Head extends Omit<ZipEntry, 'start'> {
  readonly nameBytes: Uint8Array;
  readonly isLink: boolean;
  readonly local: number;
  readonly next: number;
}

function findDirectory(view: DataView): Directory {
  const least = Math.max(0, view.byteLength - 65_557);
  for (let at = view.byteLength - 22; at >= least; at--) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    if (at + 22 + view.getUint16(at + 20, true) !== view.byteLength) continue;
    const [disk, count] = [view.getUint16(at + 4, true), view.getUint16(at + 10, true)];
    const [size, start] = [view.getUint32(at + 12, true), view.getUint32(at + 16, true)];
    if (count === 0xffff || size === 0xffffffff || start === 0xffffffff) return wide(view, at);
    if (disk !== 0 || count !== view.getUint16(at + 8, true)) bad('The archive is split.');
    return within(view, { count, start, end: start + size }, at);
  }
  return bad('The archive has no directory.');
}

/** The 64-bit form of the directory's end. */
function wide(view: DataView, end: number): Directory {
  const locator = end - 20;
  if (locator < 0 || view.getUint32(locator, true) !== 0x07064b50) bad('The archive is broken.');
  const at = Number(view.getBigUint64(locator + 8, true));
  if (!(at >= 0 && at + 56 <= locator) || view.getUint32(at, true) !== 0x06064b50) {
    bad('The archive is broken.');
  }
  const start = Number(view.getBigUint64(at + 48, true));
  const size = Number(view.getBigUint64(at + 40, true));
  const count = Number(view.getBigUint64(at + 32, true));
  return within(view, { count, start, end: start + size }, at);
}

function within(_view: DataView, directory: Directory, most: number): Directory {
  if (directory.end > most || directory.count * 46 > directory.end - directory.start) {
    bad('The directory of the archive lies outside it.');
  }
  return directory;
}

function readEntry(bytes: Uint8Array, view: DataView, at: number, end: number): Head {
  if (at + 46 > end || view.getUint32(at, true) !== 0x02014b50) bad('The directory is broken.');
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  const [nameLength, extraLength, commentLength] = [
    view.getUint16(at + 28, true),
    view.getUint16(at + 30, true),
    view.getUint16(at + 32, true),
  ];
  const next = at + 46 + nameLength + extraLength + commentLength;
  if (next > end) bad('The directory is broken.');
  if ((flags & 0x2041) !== 0) bad('An entry of the archive is encrypted.');
  if (method !== 0 && method !== 8) bad('An entry of the archive is packed in an unknown way.');
  const nameBytes = bytes.subarray(at + 46, at + 46 + nameLength);
  const mode = view.getUint32(at + 38, true) >>> 16;
  const sizes = wideSizes(view, at, at + 46 + nameLength, extraLength);
  return {
    name: new TextDecoder().decode(nameBytes),
    nameBytes,
    crc: view.getUint32(at + 16, true),
    isPacked: method === 8,
    isLink: (mode & 0xf000) === 0xa000,
    next,
    ...sizes,
  };
}

function wideSizes(
  view: DataView,
  at: number,
  extra: number,
  extraLength: number,
): { size: number; packedSize: number; local: number } {
  const plain = [
    view.getUint32(at + 24, true),
    view.getUint32(at + 20, true),
    view.getUint32(at + 42, true),
  ];
  let p = extra;
  while (p + 4 <= extra + extraLength) {
    const [id, length] = [view.getUint16(p, true), view.getUint16(p + 2, true)];
    if (p + 4 + length > extra + extraLength) bad('The directory is broken.');
    let q = p + 4;
    if (id === 1) {
      plain.forEach((value, i) => {
        if (value === 0xffffffff && q + 8 <= p + 4 + length) {
          plain[i] = Number(view.getBigUint64(q, true));
          q += 8;
        }
      });
    }
    p += 4 + length;
  }
  return { size: plain[0]!, packedSize: plain[1]!, local: plain[2]! };
}

function checkName(name: string, isLink: boolean): void {
  if (isLink) bad('An entry of the archive is a link.');
  if (name === '' || /[\0\\\ufffd]/.test(name)) bad('The name of an entry is broken.');
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) bad('The name of an entry is absolute.');
  if (name.split('/').includes('..')) bad('The name of an entry leads out of the archive.');
}

function checkSize(size: number, packedSize: number, limits: ZipLimits): void {
  if (size > limits.maxEntryBytes) large('An entry of the archive is larger than allowed.');
  if (size > Math.max(16_777_216, packedSize * limits.maxRatio)) {
    large(`An entry of the archive unpacks to more than ${limits.maxRatio} times its size.`);
  }
}

function dataStart(bytes: Uint8Array, view: DataView, head: Head): number {
  const { local, nameBytes } = head;
  if (local + 30 > bytes.length || view.getUint32(local, true) !== 0x04034b50) {
    bad('An entry of the archive is not where the directory says.');
  }
  const nameLength = view.getUint16(local + 26, true);
  const start = local + 30 + nameLength + view.getUint16(local + 28, true);
  const isSame =
    nameLength === nameBytes.length && nameBytes.every((b, i) => bytes[local + 30 + i] === b);
  if (!isSame) bad('An entry has one name in the directory and another at its place.');
  if (start + head.packedSize > bytes.length) bad('An entry reaches beyond the archive.');
  if (!head.isPacked && head.size !== head.packedSize) bad('An entry contradicts its size.');
  return start;
}

function checkOverlap(spans: [number, number][]): void {
  spans.sort((a, b) => a[0] - b[0]);
  for (let i = 1; i < spans.length; i++) {
    if (spans[i]![0] < spans[i - 1]![1]) bad('Entries of the archive overlap.');
  }
}

function bad(sentence: string): never {
  fail('imaging/bad-zip', sentence, 'Pack the files again.');
}

function large(sentence: string): never {
  fail('imaging/too-large', sentence, 'Send fewer files at a time.');
}
