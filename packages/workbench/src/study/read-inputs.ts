import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { numberColumn, type Table } from '@equipoise/dataset';
import { hashFile, readTable } from '@equipoise/dataset/node';
import type { ResolvedProtocol } from '../protocol/resolved-protocol.ts';
import { numberFromText } from './columns.ts';
import { intakeOptions } from './intake-options.ts';
import type { InputFile } from './study-build.ts';

/** A table with its file's hash. */
export interface ReadInput {
  readonly table: Table;
  readonly input: InputFile;
}

function present(names: readonly (string | null)[]): string[] {
  return [...new Set(names.filter((name): name is string => name !== null))];
}

/** Columns that are ids or names and must stay text, byte for byte. */
export function textColumnsOf(protocol: ResolvedProtocol): string[] {
  return present([
    protocol.patient,
    protocol.site,
    protocol.reader,
    protocol.modelColumn,
    ...protocol.on,
  ]);
}

/** Blanks numbers that are declared to mean missing, such as −1; the intake does so for text. */
function blankNumbers(table: Table, texts: readonly string[]): Table {
  const numbers = new Set(texts.map(numberFromText).filter((one) => one !== null));
  if (numbers.size === 0) return table;
  const columns = table.columns.map((column) =>
    column.kind === 'number' && column.data.some((value) => numbers.has(value))
      ? numberColumn(
          column.name,
          column.data.map((value) => (numbers.has(value) ? Number.NaN : value)),
        )
      : column,
  );
  return { ...table, columns };
}

/**
 * Reads one table and hashes its file.
 *
 * @param path the file
 * @param role what it is to the study: predictions, join, model, train, threshold
 * @throws errors of the intake (`dataset/...`)
 */
export async function readInput(
  path: string,
  role: string,
  protocol: ResolvedProtocol,
  signal: AbortSignal | undefined,
): Promise<ReadInput> {
  const options = {
    ...intakeOptions(protocol),
    ...(signal === undefined ? {} : { signal }),
  };
  const head = await readTable(path, { ...options, maxRows: 1 });
  const names = new Set(head.columns.map((column) => column.name));
  const textColumns = textColumnsOf(protocol).filter((name) => names.has(name));
  const [read, sha256] = await Promise.all([
    readTable(path, { ...options, textColumns }),
    hashFile(path),
  ]);
  const table = blankNumbers(read, protocol.missing);
  const { size } = await stat(path);
  return { table, input: { role, name: basename(path), sha256, byteCount: size } };
}
