import { failMissingColumn } from '../columns.ts';
import { fail } from '../errors.ts';
import { failNumber } from '../intake/check-columns.ts';
import { failSpreadsheet } from '../intake/encoding.ts';
import { readNpy } from '../intake/npy.ts';
import { checkReadOptions, type ReadTableOptions, type TableFormat } from '../read-options.ts';
import type { Column, IntakeNote, Table } from '../table.ts';
import { readParquet } from './read-parquet.ts';
import { readText } from './read-text.ts';
import { fileBytes, type OpenedFile, openFile } from './source.ts';

const formatOfEnding: Readonly<Record<string, TableFormat>> = {
  csv: 'csv',
  txt: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  parquet: 'parquet',
  pq: 'parquet',
  npy: 'npy',
};

/**
 * Reads a table: CSV, TSV, JSON lines, Parquet or NPY, each plain or gzip. Nothing is dropped or guessed
 * silently: what is not plain UTF-8 with commas must be declared, ids stay text byte for byte, and every error
 * names file, row, column and the mend.
 *
 * @param path where the file is
 * @param options how to read it
 * @returns the table in columns
 * @throws the dataset/ codes
 */
export async function readTable(path: string, options: ReadTableOptions = {}): Promise<Table> {
  checkReadOptions(options);
  const file = await openFile(path);
  const format = options.format ?? formatOf(file);
  if (format === 'parquet') return readParquet(file, options);
  if (format === 'npy') return readNpyFile(file, options);
  return readText(file, format, options);
}

function formatOf(file: OpenedFile): TableFormat {
  const ending = /\.([^.]+?)(?:\.gz)?$/i.exec(file.name)?.[1]?.toLowerCase() ?? '';
  if (['xlsx', 'xls', 'xlsm', 'xlsb', 'ods', 'numbers'].includes(ending))
    failSpreadsheet(file.name);
  const format = Object.hasOwn(formatOfEnding, ending) ? formatOfEnding[ending] : undefined;
  if (format !== undefined) return format;
  const extra =
    ending === 'json'
      ? ' A JSON file must have one object a line and end in .jsonl.'
      : ending === 'npz'
        ? ' Save one array with numpy.save.'
        : '';
  return fail(
    'dataset/unknown-format',
    'the ending of the name is none of csv, tsv, jsonl, parquet, npy (each also with .gz).',
    `Rename the file, or export it as one of these.${extra}`,
    { file: file.name },
  );
}

async function readNpyFile(file: OpenedFile, options: ReadTableOptions): Promise<Table> {
  const pieces: Buffer[] = [];
  for await (const piece of fileBytes(file, options.signal)) pieces.push(piece);
  const { rowCount, columns } = readNpy(file.name, Buffer.concat(pieces));
  const names = columns.map((column) => column.name);
  const asked = [...(options.columns ?? []), ...(options.numberColumns ?? [])];
  for (const name of asked) if (!names.includes(name)) failMissingColumn(file.name, name, names);
  const notes: IntakeNote[] = [];
  const kept = columns.filter(({ name }) => options.columns?.includes(name) ?? true);
  for (const column of kept) checkNan(file, column, options, notes);
  return { name: file.name, rowCount, columns: kept, firstRow: 1, notes };
}

function checkNan(
  file: OpenedFile,
  column: Column,
  options: ReadTableOptions,
  notes: IntakeNote[],
): void {
  if (column.kind !== 'number' || column.blankCount === 0) return;
  if (options.numberColumns?.includes(column.name) === true) {
    const rows: number[] = [];
    for (let row = 0; row < column.blank.length && rows.length < 5; row += 1) {
      if (column.blank[row] === 1) rows.push(row);
    }
    failNumber(file.name, column.name, rows, column.blankCount, 1, true);
  }
  notes.push({
    code: 'nan-as-blank',
    message: `Column '${column.name}' holds NaN in ${column.blankCount} rows; they are read as blank.`,
  });
}
