import { getTableConfig } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../src/index.ts';
import { tables } from '../../src/schema/tables.ts';
import { temporaryStore } from '../support/temporary-store.ts';

let store: Store;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ store, remove } = await temporaryStore());
});
afterAll(() => remove());

test('the migrated database has exactly the columns that the schema declares', async () => {
  const found = await store.read(async (tx) => {
    const { rows } = await tx.client.query<{ line: string }>(
      `select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
         || case when a.attnotnull then ' not null' else '' end
         || case when a.atthasdef then ' default' else '' end as line
       from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
         and c.relname <> 'schema_migrations'`,
    );
    return rows.map(({ line }) => line).sort();
  });
  const declared = tables
    .flatMap((table) => {
      const config = getTableConfig(table);
      const keys = new Set(config.primaryKeys.flatMap((key) => key.columns.map((c) => c.name)));
      return config.columns.map(
        (column) =>
          `${config.name}.${column.name} ${column.getSQLType()}` +
          `${column.notNull || keys.has(column.name) ? ' not null' : ''}${column.hasDefault ? ' default' : ''}`,
      );
    })
    .sort();
  expect(found).toEqual(declared);
});

test('keys, unique constraints and references are those that the schema declares', async () => {
  const found = await store.read(async (tx) => {
    const { rows } = await tx.client.query<{ line: string }>(
      `select c.relname || ' ' || replace(pg_get_constraintdef(k.oid), '"', '') as line
       from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and k.contype in ('p', 'u', 'f') and c.relname <> 'schema_migrations'`,
    );
    return rows.map(({ line }) => line).sort();
  });
  const list = (columns: readonly { readonly name: string }[]): string =>
    `(${columns.map((column) => column.name).join(', ')})`;
  const declared = tables.flatMap((table) => {
    const config = getTableConfig(table);
    const single = config.columns.filter((column) => column.primary);
    return [
      ...(single.length > 0 ? [`${config.name} PRIMARY KEY ${list(single)}`] : []),
      ...config.primaryKeys.map((key) => `${config.name} PRIMARY KEY ${list(key.columns)}`),
      ...config.columns
        .filter((column) => column.isUnique)
        .map((column) => `${config.name} UNIQUE ${list([column])}`),
      ...config.uniqueConstraints.map((unique) => `${config.name} UNIQUE ${list(unique.columns)}`),
      ...config.foreignKeys.map((key) => {
        const { columns, foreignColumns, foreignTable } = key.reference();
        const target = getTableConfig(foreignTable).name;
        return `${config.name} FOREIGN KEY ${list(columns)} REFERENCES ${target}${list(foreignColumns)}`;
      }),
    ];
  });
  expect(found).toEqual(declared.sort());
});

test('every table stands after the tables it points at', () => {
  const seen = new Set<string>();
  for (const table of tables) {
    const config = getTableConfig(table);
    for (const key of config.foreignKeys) {
      expect(seen).toContain(getTableConfig(key.reference().foreignTable).name);
    }
    seen.add(config.name);
  }
});
