import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { appliedMigrations, migrate } from '../../src/database/migrate.ts';
import { migration, shippedMigrations } from '../../src/database/migrations.ts';
import { openStore, type Store } from '../../src/index.ts';
import { startChild } from '../support/child.ts';
import { realWorld, temporaryFolder, temporaryStore } from '../support/temporary-store.ts';

let store: Store;
let remove: () => Promise<void>;
let url: string;
let count = 0;
beforeAll(async () => {
  ({ store, remove } = await temporaryStore());
});
afterAll(() => remove());
// Each test gets an empty database on the same server.
beforeEach(async () => {
  count += 1;
  const client = await store.pool.connect();
  await client.query(`create database d${count}`);
  client.release();
  url = store.connectionString.replace('/postgres?', `/d${count}?`);
});

const at = '2026-01-02T03:04:05.678Z';
const slow = migration(
  '0099_slow',
  'create table half (id int); select pg_sleep(1.5); create table whole (id int);',
);

async function onClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const pool = new pg.Pool({ connectionString: url });
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
    await pool.end();
  }
}

test('names are numbered without a gap and sorted', () => {
  expect(shippedMigrations().map(({ number }) => number)).toEqual(
    shippedMigrations().map((_step, index) => index + 1),
  );
});

test('two servers that start at once migrate once', async () => {
  const folders = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
  const told: string[] = [];
  const stores = await Promise.all(
    folders.map((folder) =>
      openStore({
        folder: join(folder, 'data'),
        databaseUrl: url,
        world: { ...realWorld(), tell: (sentence) => told.push(sentence) },
      }),
    ),
  );
  expect(told.filter((sentence) => sentence.includes('0001_start'))).toHaveLength(1);
  expect(stores[0]).toMatchObject({ mode: 'url', isDurable: true });
  for (const one of stores) await one.close();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

test('a migration killed midway leaves the old shape, and the next start completes it', async () => {
  await onClient((client) => migrate(client, shippedMigrations(), at));
  for (const delay of [100, 700]) {
    const child = startChild('slow-migration', [url, slow.sql]);
    await child.line();
    await pause(delay);
    child.process.kill('SIGKILL');
    await child.ended;
    await onClient(async (client) => {
      const { rows } = await client.query(
        `select to_regclass('half') half, to_regclass('whole') whole`,
      );
      expect(rows).toEqual([{ half: null, whole: null }]);
      expect(await appliedMigrations(client)).toHaveLength(shippedMigrations().length);
    });
  }
  await onClient(async (client) => {
    expect(await migrate(client, [...shippedMigrations(), slow], at)).toEqual(['0099_slow']);
    const { rows } = await client.query(
      `select to_regclass('half') half, to_regclass('whole') whole`,
    );
    expect(rows).toEqual([{ half: 'half', whole: 'whole' }]);
  });
});

test('a step that fails undoes the steps before it', async () => {
  const bad = migration('0100_bad', 'create table x (id int); select 1/0;');
  const fine = migration('0099_fine', 'create table y (id int);');
  await onClient(async (client) => {
    await expect(migrate(client, [...shippedMigrations(), fine, bad], at)).rejects.toThrow();
    const { rows } = await client.query(`select to_regclass('accounts') a, to_regclass('y') y`);
    expect(rows).toEqual([{ a: null, y: null }]);
  });
});

test('a changed migration and a newer database are refused with a sentence', async () => {
  await onClient(async (client) => {
    await migrate(client, shippedMigrations(), at);
    const changed = shippedMigrations().map((step) => ({ ...step, hash: 'x' }));
    await expect(migrate(client, changed, at)).rejects.toMatchObject({
      code: 'store/migration-changed',
    });
    await migrate(client, [...shippedMigrations(), migration('0099_new', 'select 1')], at);
    await expect(migrate(client, shippedMigrations(), at)).rejects.toMatchObject({
      code: 'store/newer-database',
    });
  });
});
