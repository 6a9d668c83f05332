import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { openStore, readSetting, writeSetting } from '../../src/index.ts';
import { isAlive, processesIn, signal } from '../../src/postgres/processes.ts';
import { startChild } from '../support/child.ts';
import { realWorld, temporaryFolder } from '../support/temporary-store.ts';

const home = temporaryFolder();
const folder = join(home, 'data');
const world = realWorld();
const by = { actor: 'server' };
afterAll(() => rmSync(home, { recursive: true, force: true }));

test('a first start makes a database that only the password opens', async () => {
  const store = await openStore({ folder, world });
  await store.change(by, (tx) => writeSetting(tx, 'greeting', { text: 'grüß \u0000 \ud800' }));
  expect(await store.read((tx) => readSetting(tx, 'greeting'))).toEqual({
    text: 'grüß \u0000 \ud800',
  });
  expect(statSync(join(folder, 'postgres.password')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(folder, 'postgres.log'), 'utf8')).not.toContain(
    readFileSync(join(folder, 'postgres.password'), 'utf8'),
  );
  const own = new pg.Client({ connectionString: store.connectionString });
  await own.connect();
  expect((await own.query('show fsync')).rows).toEqual([{ fsync: 'on' }]);
  expect((await own.query('show listen_addresses')).rows).toEqual([{ listen_addresses: '' }]);
  await own.end();
  const wrong = new pg.Client({
    connectionString: store.connectionString.replace(/:[^:@/]+@/, ':guess@'),
  });
  await expect(wrong.connect()).rejects.toMatchObject({ code: '28P01' });
  await store.close();
  await store.close();
  expect(processesIn(join(folder, 'postgres'))).toEqual([]);
  expect(readdirSync(folder).sort()).toEqual([
    'blobs',
    'postgres',
    'postgres.log',
    'postgres.password',
    'run',
  ]);
  await expect(store.read((tx) => readSetting(tx, 'greeting'))).rejects.toMatchObject({
    code: 'store/closed',
  });
});

test('a second process is refused within a second and told who holds the folder', async () => {
  const store = await openStore({ folder, world });
  const child = startChild('holder', [folder]);
  const { refused, took } = await child.line();
  expect(refused).toMatchObject({
    code: 'store/folder-in-use',
    sentence: `the data folder is held by process ${process.pid}.`,
  });
  expect(took).toBeLessThan(1000);
  await child.ended;
  await store.close();
});

test('a database that outlived its killed parent is stopped and started anew', async () => {
  const child = startChild('holder', [folder]);
  const { database } = (await child.line()) as { database: number };
  child.process.kill('SIGKILL');
  await child.ended;
  expect(isAlive({ pid: database, startedAt: null })).toBe(true);
  const store = await openStore({ folder, world });
  expect(isAlive({ pid: database, startedAt: null })).toBe(false);
  expect(store.databasePid()).not.toBe(database);
  expect(await store.read((tx) => readSetting(tx, 'greeting'))).toMatchObject({});
  await store.close();
});

test('a pid file that names a living stranger does not block the start', async () => {
  writeFileSync(join(folder, 'postgres', 'postmaster.pid'), `${process.pid}\n${folder}\n0\n5432\n`);
  const store = await openStore({ folder, world });
  await store.close();
});

test('a first start that was cut off is begun anew', async () => {
  const other = join(home, 'other');
  const store = await openStore({ folder: other, world });
  await store.close();
  // What a kill during initdb leaves: the draft, and no database.
  rmSync(join(other, 'postgres'), { recursive: true });
  writeFileSync(join(other, 'postgres.new'), 'half');
  await (await openStore({ folder: other, world })).close();
  expect(readdirSync(other)).not.toContain('postgres.new');
});

test('a database that is stopped or killed from outside comes back by itself', async () => {
  const store = await openStore({ folder, world });
  for (const how of ['SIGINT', 'SIGKILL'] as const) {
    const id = randomUUID();
    await store.change(by, (tx) => writeSetting(tx, 'last', id));
    const pid = store.databasePid() ?? 0;
    for (const one of how === 'SIGKILL' ? processesIn(join(folder, 'postgres')) : [pid]) {
      signal(one, how);
    }
    // The change in flight may fail with a clear error; a later one succeeds without reopening.
    const codes: unknown[] = [];
    // One that is told to stop may answer a last time: only another process is a database that came back.
    for (let isBack = false; !isBack; ) {
      try {
        await store.change(by, (tx) => writeSetting(tx, 'after', how));
        isBack = ![pid, null].includes(store.databasePid());
        if (!isBack) await new Promise((done) => setTimeout(done, 20));
      } catch (error) {
        codes.push((error as { code?: unknown }).code);
      }
    }
    for (const code of codes) expect(code).toMatch(/^store\/(database-away|outcome-unknown)$/);
    expect(await store.read((tx) => readSetting(tx, 'last'))).toBe(id);
    expect(store.databasePid()).not.toBe(pid);
  }
  await store.close();
});

test.skipIf(process.getuid?.() !== 0)('a closed folder on the way is named', async () => {
  const closed = temporaryFolder();
  const { chmodSync } = await import('node:fs');
  chmodSync(closed, 0o700);
  await expect(openStore({ folder: join(closed, 'data'), world })).rejects.toMatchObject({
    code: 'store/folder-closed',
    sentence: expect.stringContaining(closed),
  });
  rmSync(closed, { recursive: true });
});
