import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { failMissingColumn } from '../columns.ts';
import { fail, isDatasetError } from '../errors.ts';
import { checkNumbers } from '../intake/check-columns.ts';
import { bytesOf, ColumnBuilder } from '../intake/column-builder.ts';
import { maxColumns } from '../intake/header.ts';
import { isIdName } from '../names.ts';
import type { ReadTableOptions } from '../read-options.ts';
import type { Column, IntakeNote, Table } from '../table.ts';
import { failCancelled, fileBytes, type OpenedFile } from './source.ts';

/** One column of the file, and how it will be read. */
interface PlannedColumn {
  readonly name: string;
  readonly as: 'number' | 'text' | 'none';
}

const numberTypes = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(.*\))$/;
const wideTypes = /^(U?BIGINT|U?HUGEINT|DECIMAL\(.*\))$/;
const nestedTypes = /(\[\d*\]$)|^(STRUCT|MAP|UNION|BLOB|BIT|VARIANT|GEOMETRY)/;

/**
 * Reads a Parquet file through DuckDB, chunk by chunk into typed arrays. What DuckDB itself says about an
 * error is not passed on: it may quote cells.
 *
 * @param file from `openFile`
 * @param options how to read
 * @returns the table; columns of lists, structures or binary are left out with a note
 * @throws dataset/broken-parquet, dataset/missing-column, dataset/nan, dataset/not-a-number, dataset/no-rows
 */
export async function readParquet(file: OpenedFile, options: ReadTableOptions): Promise<Table> {
  const folder = file.isGzip ? await mkdtemp(join(tmpdir(), 'equipoise-')) : null;
  try {
    const path = folder === null ? file.path : join(folder, 'unpacked.parquet');
    if (folder !== null) {
      // One copy on disk: the format needs random access, which gzip has not.
      await writeFile(path, fileBytes(file, options.signal), { mode: 0o600 });
    }
    return await withConnection(file, (connection) => readFrom(connection, path, file, options));
  } finally {
    if (folder !== null) await rm(folder, { recursive: true, force: true });
  }
}

async function withConnection(
  file: OpenedFile,
  work: (connection: DuckDBConnection) => Promise<Table>,
): Promise<Table> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '2',
    memory_limit: '2GB',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  try {
    const connection = await instance.connect();
    try {
      return await work(connection);
    } finally {
      connection.closeSync();
    }
  } catch (error) {
    if (isDatasetError(error)) throw error;
    return fail(
      'dataset/broken-parquet',
      'the Parquet file is truncated or damaged, or not Parquet.',
      'Copy or write it again.',
      { file: file.name },
    );
  } finally {
    instance.closeSync();
  }
}

async function readFrom(
  connection: DuckDBConnection,
  path: string,
  file: OpenedFile,
  options: ReadTableOptions,
): Promise<Table> {
  const source = `read_parquet(${literal(path)})`;
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`);
  const fields = described.getRows().map((row) => ({ name: String(row[0]), type: String(row[1]) }));
  if (fields.length > maxColumns) {
    fail('dataset/too-many-columns', `the file has ${fields.length} columns.`, 'Read fewer.', {
      file: file.name,
    });
  }
  const { planned, notes } = await planColumns(connection, source, file, fields, options);
  const read = planned.filter((column) => column.as !== 'none');
  const counted = await connection.runAndReadAll(`SELECT count(*) FROM ${source}`);
  const promised = Number(counted.getRows()[0]?.[0] ?? 0);
  if (promised === 0)
    fail('dataset/no-rows', 'the file has no row.', 'Write it again with its rows.', {
      file: file.name,
    });
  const limit = Math.min(promised, options.maxRows ?? promised);
  const list = read.map(
    ({ name, as }) => `CAST(${quoted(name)} AS ${as === 'number' ? 'DOUBLE' : 'VARCHAR'})`,
  );
  const builders = read.map((column) => makeBuilder(column, options));
  let rowCount = 0;
  if (list.length === 0) rowCount = limit;
  else {
    const result = await connection.stream(
      `SELECT ${list.join(', ')} FROM ${source} LIMIT ${limit}`,
    );
    for (;;) {
      if (options.signal?.aborted === true) failCancelled();
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) break;
      for (let index = 0; index < builders.length; index += 1) {
        const values: readonly unknown[] = chunk.getColumnValues(index);
        fill(builders[index]!, values, rowCount);
      }
      rowCount += chunk.rowCount;
    }
  }
  if (rowCount !== limit) {
    fail(
      'dataset/broken-parquet',
      `the file promises ${promised} rows and gives ${rowCount}.`,
      'Write it again.',
      { file: file.name },
    );
  }
  const nan = builders.filter((builder) => builder.nan > 0);
  for (const builder of nan) {
    if (builder.column.declaredNumber) continue;
    notes.push({
      code: 'nan-as-blank',
      message: `Column '${builder.column.name}' holds NaN in ${builder.nan} rows; they are read as blank.`,
    });
  }
  checkNumbers(
    file.name,
    builders.map((builder) => builder.column),
    1,
  );
  const columns = builders
    .map((builder) => builder.column.finish(rowCount))
    .filter((column): column is Column => column !== null);
  return { name: file.name, rowCount, columns, firstRow: 1, notes };
}

async function planColumns(
  connection: DuckDBConnection,
  source: string,
  file: OpenedFile,
  fields: readonly { name: string; type: string }[],
  options: ReadTableOptions,
): Promise<{ planned: PlannedColumn[]; notes: IntakeNote[] }> {
  const names = fields.map((field) => field.name);
  const asked = [
    ...(options.columns ?? []),
    ...(options.textColumns ?? []),
    ...(options.numberColumns ?? []),
  ];
  for (const name of asked) if (!names.includes(name)) failMissingColumn(file.name, name, names);
  const notes: IntakeNote[] = [];
  const planned: PlannedColumn[] = [];
  for (const { name, type } of fields) {
    const isText = options.textColumns?.includes(name) ?? false;
    const isNumber = options.numberColumns?.includes(name) ?? false;
    if (options.columns !== undefined && !options.columns.includes(name)) {
      planned.push({ name, as: 'none' });
    } else if (nestedTypes.test(type)) {
      if (asked.includes(name)) {
        fail(
          'dataset/not-a-number',
          'the column holds lists, structures or binary data.',
          'Flatten it before export.',
          { file: file.name, column: name },
        );
      }
      notes.push({
        code: 'column-left-out',
        message: `Column '${name}' holds lists, structures or binary data and is left out.`,
      });
      planned.push({ name, as: 'none' });
    } else if (!numberTypes.test(type) || isText || (isIdName(name) && !isNumber)) {
      planned.push({ name, as: 'text' });
    } else if (
      wideTypes.test(type) &&
      !isNumber &&
      (await isBeyondDouble(connection, source, name))
    ) {
      notes.push({
        code: 'kept-as-text',
        message: `Column '${name}' is kept as text: it holds whole numbers beyond 2^53.`,
      });
      planned.push({ name, as: 'text' });
    } else planned.push({ name, as: 'number' });
  }
  return { planned, notes };
}

/** Whether a column holds whole numbers that a double cannot tell apart. */
async function isBeyondDouble(
  connection: DuckDBConnection,
  source: string,
  name: string,
): Promise<boolean> {
  const column = quoted(name);
  const result = await connection.runAndReadAll(
    `SELECT coalesce(max(${column}) > 9007199254740991 OR min(${column}) < -9007199254740991, false) FROM ${source}`,
  );
  return result.getRows()[0]?.[0] === true;
}

/** A column in the making, with its count of NaN and the bytes of the texts met lately. */
interface ParquetBuilder {
  readonly column: ColumnBuilder;
  readonly seen: Map<string, Uint8Array>;
  nan: number;
}

function makeBuilder({ name, as }: PlannedColumn, options: ReadTableOptions): ParquetBuilder {
  const declaredNumber = options.numberColumns?.includes(name) ?? false;
  const column = new ColumnBuilder(name, {
    mode: as === 'number' || declaredNumber ? 'number' : 'text',
    declaredNumber,
    decimal: 46,
    blanks: new Set(options.blanks ?? []),
  });
  return { column, nan: 0, seen: new Map() };
}

function fill(builder: ParquetBuilder, values: readonly unknown[], base: number): void {
  const { column, seen } = builder;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i];
    if (value === null || value === undefined) continue;
    if (typeof value === 'number') {
      if (Number.isNaN(value)) builder.nan += 1;
      column.putValue(base + i, value);
      continue;
    }
    const text = String(value);
    let bytes = seen.get(text);
    if (bytes === undefined) {
      bytes = bytesOf(text);
      if (seen.size >= 4096) seen.clear();
      seen.set(text, bytes);
    }
    column.put(base + i, bytes, 0, bytes.length);
  }
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
