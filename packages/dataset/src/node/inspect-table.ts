import { headersOf } from '../adapters/adapter.ts';
import { recogniseFiles } from '../adapters/catalog.ts';
import { type ColumnProfile, profileTable } from '../profile.ts';
import type { ReadTableOptions } from '../read-options.ts';
import { type RoleSuggestion, suggestRoles } from '../roles.ts';
import type { IntakeNote } from '../table.ts';
import { readTable } from './read-table.ts';

/** A first look at a file: its columns and what they may stand for. Nothing of it is acted upon. */
export interface Inspection {
  readonly name: string;
  /** Profiles of the first rows. */
  readonly columns: readonly ColumnProfile[];
  /** Rows looked at. */
  readonly rowCount: number;
  readonly suggestions: readonly RoleSuggestion[];
  /** Ids of adapters that know this file alone by its headers. */
  readonly adapterIds: readonly string[];
  readonly notes: readonly IntakeNote[];
}

/**
 * Reads the headers and the first rows of a file and suggests roles.
 *
 * @param path where it is
 * @param options how to read it; maxRows defaults to 2,000
 * @returns columns, suggestions and known layouts
 * @throws the codes of {@link readTable}
 */
export async function inspectTable(
  path: string,
  options: ReadTableOptions = {},
): Promise<Inspection> {
  const table = await readTable(path, { maxRows: 2000, ...options });
  return {
    name: table.name,
    columns: profileTable(table),
    rowCount: table.rowCount,
    suggestions: suggestRoles(table),
    adapterIds: recogniseFiles([headersOf(table)]).map(({ adapter }) => adapter.id),
    notes: table.notes,
  };
}
