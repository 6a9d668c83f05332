import { failMissingColumn } from '../columns.ts';
import { fail } from '../errors.ts';
import { checkNumbers, inspectTextColumns } from '../intake/check-columns.ts';
import { ColumnBuilder } from '../intake/column-builder.ts';
import { DelimitedReader } from '../intake/delimited-reader.ts';
import { checkDelimiter } from '../intake/delimiter.ts';
import { columnNames, type HeaderRecord, readHeader } from '../intake/header.ts';
import { JsonLinesReader } from '../intake/json-lines-reader.ts';
import { failLongLine, type RecordReader } from '../intake/record-reader.ts';
import { isIdName } from '../names.ts';
import type { ReadTableOptions } from '../read-options.ts';
import type { Column, IntakeNote, Table } from '../table.ts';
import { type OpenedFile, type TextFacts, textBytes } from './source.ts';

/** The longest line unless declared otherwise: 16 MiB. */
const defaultLineBytes = 16 * 1024 * 1024;

/** One reading of the file, and what it found. */
interface Pass {
  readonly reader: RecordReader;
  readonly header: HeaderRecord | null;
  readonly facts: TextFacts;
  readonly unnamed: readonly number[];
}

/** Which columns a second reading still needs; null = the first. */
type Again = ReadonlySet<string> | null;

/**
 * Reads a CSV, TSV or JSON-lines file in one pass, straight into typed arrays. A column that began as numbers
 * and met text later is read once more as text, so that no byte of it is lost.
 *
 * @param file from `openFile`
 * @param format which of the three
 * @param options how to read
 * @returns the table
 * @throws the dataset/ codes of encoding, records and columns
 */
export async function readText(
  file: OpenedFile,
  format: 'csv' | 'tsv' | 'jsonl',
  options: ReadTableOptions,
): Promise<Table> {
  const first = await readPass(file, format, options, null);
  const { reader, header } = first;
  const firstRow = (header?.records ?? 0) + 1;
  if (reader.rowCount === 0) failNoRows(file, header);
  checkPresence(file, reader.builders, options);
  checkNumbers(file.name, reader.builders, firstRow);
  const again = reader.builders.filter((builder) => builder.demoted);
  const second =
    again.length === 0
      ? null
      : await readPass(file, format, options, new Set(again.map((builder) => builder.name)));
  if (second !== null && second.reader.rowCount !== reader.rowCount) {
    fail('dataset/file-changed', 'the file changed while it was read.', 'Read it again.', {
      file: file.name,
    });
  }
  const columns: Column[] = [];
  for (const builder of reader.builders) {
    const source = builder.demoted
      ? second?.reader.builders.find((other) => other.name === builder.name)
      : builder;
    const column = source?.finish(reader.rowCount) ?? null;
    if (column !== null) columns.push(column);
  }
  const notes = [
    ...notesOf(first, again),
    ...inspectTextColumns(file.name, columns, {
      decimal: options.decimal,
      textColumns: options.textColumns ?? [],
    }),
  ];
  return { name: file.name, rowCount: reader.rowCount, columns, firstRow, notes };
}

async function readPass(
  file: OpenedFile,
  format: 'csv' | 'tsv' | 'jsonl',
  options: ReadTableOptions,
  again: Again,
): Promise<Pass> {
  const maxLineBytes = options.maxLineBytes ?? defaultLineBytes;
  const maxRows = options.maxRows ?? Number.POSITIVE_INFINITY;
  const make = builderMaker(options, again);
  const facts: TextFacts = { hasByteOrderMark: false };
  let reader: RecordReader | null =
    format === 'jsonl' ? new JsonLinesReader(file.name, make, maxLineBytes) : null;
  let header: HeaderRecord | null = null;
  let unnamed: readonly number[] = [];
  let held: Buffer = Buffer.alloc(0);
  const consume = (bytes: Buffer, isLast: boolean): Buffer => {
    let from = 0;
    if (reader === null) {
      const opened = openDelimited(file, format, bytes, isLast, options, make);
      if (opened === null) return bytes;
      ({ reader, header, unnamed } = opened);
      from = opened.header.next;
    }
    from = reader.read(bytes, from, bytes.length, maxRows);
    return bytes.subarray(from);
  };
  for await (const piece of textBytes(file, options.encoding, facts, options.signal)) {
    checkBinary(file, piece);
    const joined = held.length > 0 ? Buffer.concat([held, piece]) : piece;
    held = consume(joined, false);
    if (held.length > maxLineBytes) failLongLine(file.name, reader?.nextRecord ?? 1, maxLineBytes);
    if (isDone(reader, maxRows)) break;
  }
  if (!isDone(reader, maxRows)) {
    if (reader === null || held.length > 0) {
      const closed = held.at(-1) === 10 ? held : Buffer.concat([held, Buffer.from('\n')]);
      held = consume(closed, true);
      if (reader !== null && held.length > 0 && !isDone(reader, maxRows)) {
        (reader as RecordReader).failAtEnd();
      }
    }
  }
  if (reader === null) {
    return fail('dataset/empty-file', 'the file holds no text.', 'Export it again.', {
      file: file.name,
    });
  }
  return { reader, header, facts, unnamed };
}

function isDone(reader: RecordReader | null, maxRows: number): boolean {
  return reader !== null && reader.rowCount >= maxRows;
}

/** Reads the header and makes the reader; null when the header is not complete yet. */
function openDelimited(
  file: OpenedFile,
  format: 'csv' | 'tsv' | 'jsonl',
  bytes: Buffer,
  isLast: boolean,
  options: ReadTableOptions,
  make: (name: string) => ColumnBuilder,
): { reader: RecordReader; header: HeaderRecord; unnamed: readonly number[] } | null {
  const delimiter = options.delimiter ?? (format === 'tsv' ? '\t' : ',');
  const code = delimiter.charCodeAt(0);
  const header = readHeader(file.name, bytes, bytes.length, code, isLast);
  if (header === null) return null;
  if (options.delimiter === undefined) checkDelimiter(file.name, header.cells, delimiter);
  const { names, unnamed } = columnNames(file.name, header.cells, header.records);
  const reader = new DelimitedReader(
    file.name,
    names.map(make),
    code,
    header.records,
    options.maxLineBytes ?? defaultLineBytes,
  );
  return { reader, header, unnamed };
}

function builderMaker(options: ReadTableOptions, again: Again): (name: string) => ColumnBuilder {
  const wanted = options.columns === undefined ? null : new Set(options.columns);
  const text = new Set(options.textColumns ?? []);
  const numbers = new Set(options.numberColumns ?? []);
  const blanks = new Set(options.blanks ?? []);
  const decimal = options.decimal === ',' ? 44 : 46;
  return (name) => {
    const declaredNumber = numbers.has(name);
    const isText = text.has(name) || (!declaredNumber && isIdName(name));
    const isWanted = again === null ? (wanted?.has(name) ?? true) : again.has(name);
    const open = declaredNumber ? 'number' : 'open';
    const mode = !isWanted ? 'skip' : isText || again !== null ? 'text' : open;
    return new ColumnBuilder(name, { mode, declaredNumber, decimal, blanks });
  };
}

function checkPresence(
  file: OpenedFile,
  builders: readonly ColumnBuilder[],
  options: ReadTableOptions,
): void {
  const names = builders.map((builder) => builder.name);
  const present = new Set(names);
  const asked = [
    ...(options.columns ?? []),
    ...(options.textColumns ?? []),
    ...(options.numberColumns ?? []),
  ];
  for (const name of asked) {
    if (!present.has(name)) failMissingColumn(file.name, name, names);
  }
}

function notesOf(pass: Pass, again: readonly ColumnBuilder[]): IntakeNote[] {
  const notes: IntakeNote[] = [];
  const { reader, header, facts, unnamed } = pass;
  if (facts.hasByteOrderMark) {
    notes.push({ code: 'byte-order-mark', message: 'The file begins with a byte-order mark.' });
  }
  if (header?.carriageReturn === true) {
    notes.push({ code: 'crlf', message: 'Lines end in CRLF.' });
  }
  for (const position of unnamed) {
    notes.push({
      code: 'unnamed-column',
      message: `Column ${position} has no name in the header; it is called column_${position}.`,
    });
  }
  if (reader.blankLines > 0) {
    notes.push({
      code: 'blank-lines',
      message: `${reader.blankLines} blank lines were passed over.`,
    });
  }
  if (reader instanceof JsonLinesReader && reader.absentCells > 0) {
    notes.push({
      code: 'absent-keys',
      message: `${reader.absentCells} cells are blank because their line lacks the key.`,
    });
  }
  for (const builder of again) {
    if (!builder.demotedByForm) continue;
    notes.push({
      code: 'kept-as-text',
      message: `Column '${builder.name}' is kept as text: some cells have leading zeros or whole numbers beyond 2^53. Declare it as numbers if that is what they are.`,
    });
  }
  return notes;
}

function checkBinary(file: OpenedFile, piece: Buffer): void {
  if (piece.indexOf(0) < 0) return;
  fail(
    'dataset/not-text',
    'the file holds zero bytes: it is binary, or text in an encoding that was not declared.',
    'Check the format and the encoding of the file.',
    { file: file.name },
  );
}

function failNoRows(file: OpenedFile, header: HeaderRecord | null): never {
  return header === null
    ? fail('dataset/empty-file', 'the file holds only blank lines.', 'Export it again.', {
        file: file.name,
      })
    : fail(
        'dataset/no-rows',
        'the file has a header and no row.',
        'Export it again with its rows.',
        {
          file: file.name,
        },
      );
}
