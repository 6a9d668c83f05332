import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migration, shippedMigrations } from '../../src/database/migrations.ts';
import {
  addImage,
  addInstructionArm,
  addStrokes,
  type Blob,
  backup,
  chainHeads,
  openStore,
  restore,
  type Store,
  saveAnswer,
  useBlobs,
  verifyBackup,
  verifyStore,
  writeSetting,
} from '../../src/index.ts';
import { answerTo, type SmallStudy, smallStudy } from '../support/small-study.ts';
import { realWorld, temporaryStore } from '../support/temporary-store.ts';

let store: Store;
let folder: string;
let remove: () => Promise<void>;
let study: SmallStudy;
const world = realWorld();
const by = { actor: 'server' };
beforeAll(async () => {
  ({ store, folder, remove } = await temporaryStore());
  study = await smallStudy(store, 4, 10);
  const { studyId } = study;
  await store.change(by, (tx) =>
    addInstructionArm(tx, {
      studyId,
      readerId: study.readerIds[0] ?? '',
      arm: 'A',
      place: 0,
      seed: '1',
      algorithm: 'permuted-blocks/1',
      hash: 'a'.repeat(64),
    }),
  );
  const frames: Blob[] = [];
  for (let i = 0; i < 5; i += 1) frames.push(await store.blobs.put(Buffer.from(`frame ${i}`)));
  await store.change(by, (tx) =>
    addImage(tx, {
      studyId,
      record: {},
      header: { text: 'tab\t line\n back\\slash \\N' },
      pixelHash: 'p',
      frames,
    }),
  );
  await store.blobs.put(Buffer.from('not in use'));
  await store.change(by, (tx) => writeSetting(tx, 'a', 'setting'));
});
afterAll(() => remove());

/** Every row of every table as text, which a restore must give again. */
async function content(of: Store): Promise<Record<string, string>> {
  return of.read(async (tx) => {
    const { rows } = await tx.client.query<{ name: string }>(
      `select relname as name from pg_class c join pg_namespace n on n.oid = relnamespace
       where nspname = 'public' and relkind = 'r' and relname <> 'schema_migrations' order by 1`,
    );
    const all: Record<string, string> = {};
    for (const { name } of rows) {
      const { rows: sums } = await tx.client.query<{ sum: string }>(
        `select count(*) || ' ' || coalesce(md5(string_agg(t::text, e'\\n' order by t::text collate "C")), '') as sum from ${name} t`,
      );
      all[name] = sums[0]?.sum ?? '';
    }
    return all;
  });
}

test('a backup taken while writing is of one moment and restores to it', async () => {
  let isOver = false;
  let saves = 0;
  const writers = study.assignments.slice(0, 8).map(async ({ id }, writer) => {
    for (let version = 0; !isOver; version += 1) {
      await store.change({ actor: `w${writer}` }, async (tx) => {
        await saveAnswer(
          tx,
          answerTo(id, version, { version, text: '\t\\N\\.\n\u0000' }, `${version}`),
        );
        await addStrokes(tx, id, 'd', [{ seq: version, payload: { version } }]);
      });
      const blob = await store.blobs.put(Buffer.from(`${writer} ${version}`));
      const use = { objectKind: 'upload', objectId: `${writer}-${version}`, studyId: null };
      await store.change(by, (tx) => useBlobs(tx, use, [blob], 'text/plain'));
      saves += 1;
    }
  });
  while (saves < 40) await new Promise((resolve) => setTimeout(resolve, 20));
  const target = join(folder, 'backup');
  const steps: number[] = [];
  const manifest = await backup(store, target, { progress: (_what, done) => steps.push(done) });
  const during = saves;
  while (saves < during + 20) await new Promise((resolve) => setTimeout(resolve, 20));
  isOver = true;
  await Promise.all(writers);
  expect(steps.length).toBeGreaterThan(20);
  expect((await verifyBackup(target)).faults).toEqual([]);

  const options = { folder: join(folder, 'restored'), world };
  const { check } = await restore(target, options);
  expect(check.faults).toEqual([]);
  const again = await openStore(options);
  try {
    const heads = await again.read((tx) => chainHeads(tx));
    expect(heads.find(({ chain }) => chain === study.studyId)).toEqual(
      manifest.heads.find(({ chain }) => chain === study.studyId),
    );
    const rows = manifest.tables.find(({ name }) => name === 'answer_versions')?.rows ?? 0;
    expect(rows).toBeGreaterThanOrEqual(40);
    expect(rows).toBeLessThan(saves);
    expect(check.blobCount).toBe(manifest.blobs.count);
    // The restored store goes on being written.
    await again.change(by, (tx) => writeSetting(tx, 'k', 1));
    expect((await verifyStore(again)).faults).toEqual([]);
  } finally {
    await again.close();
  }
}, 120_000);

test('a store at rest restores row by row the same', async () => {
  const target = join(folder, 'quiet');
  await backup(store, target);
  const options = { folder: join(folder, 'second'), world };
  await restore(target, options);
  const again = await openStore(options);
  try {
    const before = await content(store);
    const after = await content(again);
    for (const name of Object.keys(before)) {
      // The restore itself is an event of the server's chain.
      if (name !== 'events' && name !== 'event_chains')
        expect([name, after[name]]).toEqual([name, before[name]]);
    }
  } finally {
    await again.close();
  }
  await expect(restore(target, options)).rejects.toMatchObject({ code: 'store/not-empty' });
  await expect(backup(store, target)).rejects.toMatchObject({ code: 'store/backup-exists' });
});

test('a deleted blob, a flipped byte in a blob, a table or the manifest are named', async () => {
  const whole = join(folder, 'quiet');
  const blob =
    (await verifyBackup(whole)).manifest.blobs.count > 0
      ? readFileSync(join(whole, 'blobs.txt'), 'utf8').slice(0, 64)
      : '';
  const path = join('blobs', blob.slice(0, 2), blob);
  const damaged = join(folder, 'damaged');
  const flip = (file: string): void => {
    const bytes = readFileSync(join(damaged, file));
    bytes[bytes.length >> 1] = bytes[bytes.length >> 1]! ^ 1;
    writeFileSync(join(damaged, file), bytes);
  };
  const after = async (damage: () => void): Promise<readonly object[]> => {
    rmSync(damaged, { recursive: true, force: true });
    cpSync(whole, damaged, { recursive: true });
    damage();
    return (await verifyBackup(damaged)).faults;
  };
  expect(await after(() => rmSync(join(damaged, path)))).toMatchObject([
    { part: `blob ${blob}`, kind: 'missing' },
  ]);
  expect(await after(() => flip(path))).toMatchObject([{ part: `blob ${blob}`, kind: 'changed' }]);
  expect(await after(() => flip('tables/answers.copy'))).toMatchObject([
    { part: 'table answers', kind: 'changed' },
  ]);
  expect(await after(() => rmSync(join(damaged, 'tables/events.copy')))).toMatchObject([
    { part: 'table events', kind: 'missing' },
  ]);
  expect(await after(() => flip('blobs.txt'))).toMatchObject([{ part: 'blobs.txt' }]);
  await expect(after(() => flip('manifest.json'))).rejects.toMatchObject({
    code: 'store/backup-damaged',
  });
  await after(() => flip(path));
  await expect(restore(damaged, { folder: join(folder, 'third'), world })).rejects.toMatchObject({
    code: 'store/backup-damaged',
    sentence: expect.stringContaining(blob),
  });
  expect(existsSync(join(folder, 'third'))).toBe(false);
});

test('a damaged store is told where, and makes no backup', async () => {
  const { assignments } = study;
  const { rows } = await store.read((tx) =>
    tx.client.query<{ id: string; hash: string }>(
      `select a.id, b.hash from answers a, blob_uses b where a.assignment_id = $1 and object_kind = 'image' limit 1`,
      [assignments[0]?.id],
    ),
  );
  const { id = '', hash = '' } = rows[0] ?? {};
  const bytes = readFileSync(store.blobs.pathOf(hash));
  writeFileSync(store.blobs.pathOf(hash), Buffer.concat([bytes, Buffer.from('x')]));
  const target = join(folder, 'never');
  await expect(backup(store, target)).rejects.toMatchObject({
    code: 'store/blob-changed',
    sentence: expect.stringContaining(hash),
  });
  expect(existsSync(target)).toBe(false);
  const client = await store.pool.connect();
  await client.query('set session_replication_role = replica');
  await client.query(`update answers set document = '{"forged":1}' where id = $1`, [id]);
  expect((await verifyStore(store)).faults).toMatchObject([
    { part: `answer ${id}`, kind: 'changed' },
    { part: `blob ${hash}`, kind: 'changed' },
  ]);
  // Whoever forges the hash too is told by the log.
  await client.query(
    `update answers set hash = encode(sha256('{"forged":1}'), 'hex') where id = $1`,
    [id],
  );
  expect((await verifyStore(store)).faults).toMatchObject([
    { part: `answer ${id}`, sentence: expect.stringContaining('log') },
    { part: `blob ${hash}` },
  ]);
  await client.query('delete from answer_versions where answer_id = $1', [id]);
  await client.query('delete from answers where id = $1', [id]);
  expect((await verifyStore(store)).faults).toMatchObject([
    { part: `answer ${id}`, kind: 'missing' },
    { part: `blob ${hash}` },
  ]);
  // A reader put into another arm of the instructions.
  const arm = `instruction arm ${study.studyId}/${study.readerIds[0]}`;
  for (const change of ["arm = 'B'", 'place = 7']) {
    await client.query(`update instruction_arms set ${change} where reader_id = $1`, [
      study.readerIds[0],
    ]);
    expect((await verifyStore(store)).faults).toMatchObject([
      { part: `answer ${id}` },
      { part: arm, kind: 'changed' },
      { part: `blob ${hash}` },
    ]);
    await client.query(`update instruction_arms set arm = 'A', place = 0 where reader_id = $1`, [
      study.readerIds[0],
    ]);
  }
  await client.query('delete from instruction_arms');
  expect((await verifyStore(store)).faults[1]).toMatchObject({ part: arm, kind: 'missing' });
  await client.query('set session_replication_role = default');
  client.release();
});

test('a backup of an older shape is brought to the newest, one of a newer is refused', async () => {
  const target = join(folder, 'quiet');
  const more = migration(
    '0099_more',
    'alter table settings add column more integer not null default 7',
  );
  const migrations = [...shippedMigrations(), more];
  const options = { folder: join(folder, 'newer'), world, migrations };
  expect((await restore(target, options)).check.faults).toEqual([]);
  const newer = await openStore(options);
  const { rows } = await newer.read((tx) => tx.client.query('select more from settings limit 1'));
  expect(rows).toEqual([{ more: 7 }]);
  await newer.close();
  await expect(
    restore(target, { folder: join(folder, 'older'), world, migrations: [more] }),
  ).rejects.toMatchObject({ code: 'store/newer-database' });
});

test('a cancelled backup leaves nothing behind', async () => {
  const target = join(folder, 'cancelled');
  await expect(backup(store, target, { isCancelled: () => true })).rejects.toMatchObject({
    code: 'store/cancelled',
    exitCode: 130,
  });
  expect(existsSync(target)).toBe(false);
});
