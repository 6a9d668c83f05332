import { getTableColumns } from 'drizzle-orm';
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import type { ReadTx } from './transaction.ts';

/** Rows of some tables from a statement that is written and planned once, not for every question. */
export type PreparedRows<Row> = (tx: ReadTx, values: readonly unknown[]) => Promise<readonly Row[]>;

/**
 * Prepares a question for what every request asks: Drizzle would build its text, and the database its plan, each time.
 *
 * @param name of the statement, on its connection
 * @param tables aliases in the statement with their tables: a row has an object for each
 * @param rest what follows the list of columns, `from` on; values stand as $1, $2 …
 */
export function prepareRows<const T extends Readonly<Record<string, PgTable>>>(
  name: string,
  tables: T,
  rest: string,
): PreparedRows<{ readonly [K in keyof T]: T[K]['$inferSelect'] }> {
  const parts = Object.entries(tables).map(([alias, table]) => ({
    alias,
    columns: Object.entries(getTableColumns(table)),
    table: getTableConfig(table).name,
  }));
  const list = parts.flatMap(({ alias, columns }) =>
    columns.map(([, column]) => `${alias}."${column.name}"`),
  );
  const text = `select ${list.join(', ')} ${rest}`;
  return async (tx, values) => {
    const { rows } = await tx.client.query<unknown[]>({
      name,
      text,
      values: [...values],
      rowMode: 'array',
    });
    return rows.map((row) => {
      let at = 0;
      const made: Record<string, Record<string, unknown>> = {};
      for (const { alias, columns } of parts) {
        const own: Record<string, unknown> = {};
        for (const [key, column] of columns) {
          const value = row[at];
          own[key] = value === null ? null : column.mapFromDriverValue(value);
          at += 1;
        }
        made[alias] = own;
      }
      // The columns are those of the tables, and mapped as Drizzle maps them.
      return made as { readonly [K in keyof T]: T[K]['$inferSelect'] };
    });
  };
}

/**
 * As {@link prepareRows}, of one table.
 *
 * @param rest what follows `from` and the table, called `t`, such as `where id = $1`
 */
export function prepareTable<const T extends PgTable>(
  name: string,
  table: T,
  rest: string,
): PreparedRows<T['$inferSelect']> {
  const prepared = prepareRows(name, { t: table }, `from ${getTableConfig(table).name} t ${rest}`);
  return async (tx, values) => (await prepared(tx, values)).map(({ t }) => t);
}
