import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A column to write: text, a number, or a whole number. */
export interface ParquetColumn {
  readonly name: string;
  readonly kind: 'text' | 'number' | 'count';
}

const types = { text: 'VARCHAR', number: 'DOUBLE', count: 'INTEGER' } as const;

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * A table as the bytes of a Parquet file. The same text gives the same bytes.
 *
 * @param csv comma-separated text with a header line; an empty cell is no value
 * @param columns name and kind of every column, in the order of the text
 */
export async function parquetBytes(
  csv: string,
  columns: readonly ParquetColumn[],
): Promise<Uint8Array> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const folder = await mkdtemp(join(tmpdir(), 'equipoise-'));
  try {
    const source = join(folder, 'table.csv');
    const target = join(folder, 'table.parquet');
    await writeFile(source, csv, { mode: 0o600 });
    const instance = await DuckDBInstance.create(':memory:', {
      threads: '1',
      memory_limit: '2GB',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    try {
      const connection = await instance.connect();
      try {
        const shape = columns
          .map(({ name, kind }) => `${literal(name)}: ${literal(types[kind])}`)
          .join(', ');
        await connection.run(
          `COPY (SELECT * FROM read_csv(${literal(source)}, header = true, delim = ',', quote = '"', escape = '"', auto_detect = false, max_line_size = 16777216, columns = {${shape}})) TO ${literal(target)} (FORMAT parquet, COMPRESSION zstd)`,
        );
      } finally {
        connection.closeSync();
      }
    } finally {
      instance.closeSync();
    }
    return await readFile(target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
