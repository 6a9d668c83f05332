import { isAscii, isUtf8 } from 'node:buffer';
import { constants, createReadStream } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { createGunzip } from 'node:zlib';
import { fail, isDatasetError } from '../errors.ts';
import { checkTextStart, failUtf8, type TextEncoding } from '../intake/encoding.ts';

const step = 1 << 20;

/** A file that exists, with what its first bytes say. */
export interface OpenedFile {
  readonly path: string;
  /** Base name, the only name that messages use. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly isGzip: boolean;
}

/**
 * Checks that a path names a readable file with content.
 *
 * @param path where it is
 * @returns its base name, size, and whether it is gzip by its first bytes
 * @throws dataset/no-file, dataset/not-a-file, dataset/cannot-read, dataset/empty-file, dataset/broken-gzip
 */
export async function openFile(path: string): Promise<OpenedFile> {
  const name = basename(path);
  const info = await stat(path).catch(() => null);
  if (info === null) {
    return fail('dataset/no-file', 'there is no such file.', 'Check the path and its spelling.', {
      file: name,
    });
  }
  if (!info.isFile()) {
    fail('dataset/not-a-file', 'this is not a file.', 'Name the file itself.', { file: name });
  }
  await access(path, constants.R_OK).catch(() => failRead(name));
  if (info.size === 0) {
    fail('dataset/empty-file', 'the file is empty.', 'Export it again.', { file: name });
  }
  const handle = await open(path).catch(() => failRead(name));
  try {
    const head = Buffer.alloc(2);
    await handle.read(head, 0, 2, 0);
    const isGzip = head[0] === 0x1f && head[1] === 0x8b;
    if (!isGzip && /\.gz$/i.test(name)) {
      fail(
        'dataset/broken-gzip',
        'the name ends in .gz but the content is not gzip.',
        'Rename it or compress it again.',
        { file: name },
      );
    }
    return { path, name, sizeBytes: info.size, isGzip };
  } finally {
    await handle.close();
  }
}

/**
 * The bytes of a file, unpacked where it is gzip.
 *
 * @param file from {@link openFile}
 * @param signal stops the reading
 * @returns pieces of about 1 MiB
 * @throws dataset/broken-gzip, dataset/cannot-read, dataset/cancelled
 */
export async function* fileBytes(
  file: OpenedFile,
  signal?: AbortSignal | undefined,
): AsyncGenerator<Buffer, void, undefined> {
  const raw = createReadStream(file.path, { highWaterMark: step });
  const stream = file.isGzip ? raw.pipe(createGunzip({ chunkSize: step })) : raw;
  raw.on('error', (error) => stream.destroy(error));
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      if (signal?.aborted === true) failCancelled();
      yield piece;
    }
  } catch (error) {
    if (isDatasetError(error)) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code.startsWith('Z_')) {
      fail(
        'dataset/broken-gzip',
        code === 'Z_BUF_ERROR' ? 'the gzip stream is truncated.' : 'the gzip stream is damaged.',
        'Copy or compress the file again.',
        { file: file.name },
        error,
      );
    }
    failRead(file.name);
  } finally {
    raw.destroy();
    stream.destroy();
  }
}

/** What reading a text found out besides its bytes. */
export interface TextFacts {
  hasByteOrderMark: boolean;
}

/**
 * The text of a file as valid UTF-8 bytes, without its byte-order mark.
 *
 * @param file from {@link openFile}
 * @param encoding the declared encoding; undefined accepts UTF-8 alone and proposes any other
 * @param facts filled while reading
 * @param signal stops the reading
 * @returns pieces; a piece never ends inside a letter
 * @throws the encoding errors of {@link checkTextStart} and {@link failUtf8}, and those of {@link fileBytes}
 */
export async function* textBytes(
  file: OpenedFile,
  encoding: TextEncoding | undefined,
  facts: TextFacts,
  signal?: AbortSignal | undefined,
): AsyncGenerator<Buffer, void, undefined> {
  const recode = recoder(file.name, encoding);
  let isFirst = true;
  let held: Buffer = Buffer.alloc(0);
  let lines = 0;
  let sawWide = false;
  for await (const piece of fileBytes(file, signal)) {
    let bytes = held.length > 0 ? Buffer.concat([held, piece]) : piece;
    held = Buffer.alloc(0);
    if (isFirst) {
      if (bytes.length < 4) {
        held = bytes;
        continue;
      }
      isFirst = false;
      const start = checkTextStart(file.name, bytes, encoding);
      facts.hasByteOrderMark = start.hasByteOrderMark;
      bytes = bytes.subarray(start.skip);
    }
    if (recode !== null) {
      const text = recode(bytes, false);
      if (text.length > 0) yield text;
      continue;
    }
    const tail = openSequence(bytes);
    held = Buffer.from(bytes.subarray(bytes.length - tail));
    bytes = bytes.subarray(0, bytes.length - tail);
    if (!isUtf8(bytes)) failUtf8(file.name, bytes, lines, encoding, sawWide);
    lines += countLines(bytes);
    sawWide ||= !isAscii(bytes);
    if (bytes.length > 0) yield bytes;
  }
  if (isFirst) {
    const start = checkTextStart(file.name, held, encoding);
    facts.hasByteOrderMark = start.hasByteOrderMark;
    held = held.subarray(start.skip);
  }
  if (recode !== null) {
    const text = Buffer.concat([recode(held, false), recode(Buffer.alloc(0), true)]);
    if (text.length > 0) yield text;
  } else if (held.length > 0) {
    if (!isUtf8(held)) failUtf8(file.name, held, lines, encoding, sawWide);
    yield held;
  }
}

/**
 * Stops because the caller asked to.
 *
 * @throws dataset/cancelled
 */
export function failCancelled(): never {
  return fail('dataset/cancelled', 'the reading was stopped.', 'Start it again.');
}

function recoder(
  name: string,
  encoding: TextEncoding | undefined,
): ((bytes: Buffer, isLast: boolean) => Buffer) | null {
  if (encoding === undefined || encoding === 'utf-8') return null;
  if (encoding === 'latin-1') return (bytes) => Buffer.from(bytes.toString('latin1'), 'utf8');
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  return (bytes, isLast) => {
    try {
      return Buffer.from(decoder.decode(bytes, { stream: !isLast }), 'utf8');
    } catch {
      return fail(
        'dataset/bad-encoding',
        `the text is not valid in the declared encoding ${encoding}.`,
        'Declare the encoding that wrote the file with --encoding, or save it as UTF-8.',
        { file: name },
      );
    }
  };
}

/** How many bytes at the end belong to a letter that is not complete. */
function openSequence(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const width = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return width > back ? back : 0;
    }
  }
  return 0;
}

function countLines(bytes: Buffer): number {
  let count = 0;
  let p = bytes.indexOf(10);
  while (p >= 0) {
    count += 1;
    p = bytes.indexOf(10, p + 1);
  }
  return count;
}

function failRead(name: string): never {
  return fail('dataset/cannot-read', 'the file cannot be read.', 'Check its permissions.', {
    file: name,
  });
}
