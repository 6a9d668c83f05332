import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Table } from '@equipoise/dataset';
import { hashFile, readTable } from '@equipoise/dataset/node';
import type { ResolvedProtocol } from '../protocol/resolved-protocol.ts';
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
  const [table, sha256] = await Promise.all([
    readTable(path, {
      ...(protocol.encoding === null ? {} : { encoding: protocol.encoding }),
      ...(protocol.delimiter === null ? {} : { delimiter: protocol.delimiter }),
      ...(protocol.decimal === null ? {} : { decimal: protocol.decimal }),
      ...(protocol.missing.length === 0 ? {} : { blanks: protocol.missing }),
      ...(signal === undefined ? {} : { signal }),
      textColumns: textColumnsOf(protocol),
    }),
    hashFile(path),
  ]);
  const { size } = await stat(path);
  return { table, input: { role, name: basename(path), sha256, byteCount: size } };
}
