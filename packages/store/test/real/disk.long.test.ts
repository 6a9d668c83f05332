import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openStore, type Store, useBlobs, verifyStore, writeSetting } from '../../src/index.ts';
import { startChild } from '../support/child.ts';
import { realWorld, temporaryFolder } from '../support/temporary-store.ts';

const world = realWorld();
const by = { actor: 'x' };
const sh = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0;

const probe = temporaryFolder();
const canMount =
  process.getuid?.() === 0 && sh('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', probe);
// A right and not a program: no install mends it, so the reason is printed, but left out of the log
// of skipped tests that .ci/run refuses.
if (canMount) sh('umount', probe);
else process.stderr.write('skipped: no right to mount (tests of a full and a read-only disk)\n');
rmSync(probe, { recursive: true });

/** Tries a change until it succeeds; every failure on the way must be one of these codes. */
async function untilDone(work: () => Promise<unknown>, codes: RegExp): Promise<number> {
  for (let tries = 0; tries < 200; tries += 1) {
    try {
      await work();
      return tries;
    } catch (error) {
      expect((error as { code?: unknown }).code).toMatch(codes);
      await pause(100);
    }
  }
  throw new Error('it never succeeded');
}

/** Writes until something fails. @returns the settings acknowledged and the code of the failure */
async function writeUntilFailure(store: Store): Promise<{ acknowledged: number; code: string }> {
  for (let acknowledged = 0; acknowledged < 2000; acknowledged += 1) {
    try {
      const value = { text: Array.from({ length: 4000 }, () => world.newId()).join('') };
      await store.change(by, (tx) => writeSetting(tx, `big ${acknowledged}`, value));
    } catch (error) {
      return { acknowledged, code: String((error as { code?: unknown }).code) };
    }
  }
  throw new Error('the disk never filled');
}

test.skipIf(!canMount)(
  'a full disk: a clear error, nothing acknowledged is lost, recovery without a restart',
  async () => {
    const disk = temporaryFolder();
    sh('mount', '-t', 'tmpfs', '-o', 'size=240m,mode=711', 'tmpfs', disk);
    try {
      const store = await openStore({ folder: join(disk, 'data'), world });
      const { bavail, bsize } = statfsSync(disk);
      // Leaves 20 MB: less than the next two segments of the database's log.
      const filler = openSync(join(disk, 'filler'), 'w');
      const block = Buffer.alloc(1 << 20);
      for (let left = bavail * bsize - (20 << 20); left > 0; left -= block.length)
        writeSync(filler, block);
      closeSync(filler);
      const { acknowledged, code } = await writeUntilFailure(store);
      expect(code).toMatch(/^store\/(disk-full|database-away|outcome-unknown)$/);
      await expect(store.blobs.put(Buffer.alloc(30 << 20))).rejects.toMatchObject({
        code: 'store/disk-full',
      });
      // Filled to the last byte, and made to begin a new segment of its log: the database gives up and restarts.
      const rest = openSync(join(disk, 'rest'), 'w');
      try {
        for (;;) writeSync(rest, block);
      } catch {
        closeSync(rest);
      }
      const failures: string[] = [];
      for (let i = 0; i < 4; i += 1) {
        await store
          .change(by, async (tx) => {
            await tx.client.query('select pg_switch_wal()');
            await writeSetting(tx, `switch ${i}`, 1);
          })
          .catch((error: unknown) => failures.push(String((error as { code?: unknown }).code)));
      }
      for (const failure of failures) {
        expect(failure).toMatch(/^store\/(disk-full|database-away|outcome-unknown)$/);
      }
      console.log(`no byte left: ${failures.join(', ')}`);
      rmSync(join(disk, 'filler'));
      rmSync(join(disk, 'rest'));
      const tries = await untilDone(
        () => store.change(by, (tx) => writeSetting(tx, 'again', 1)),
        /^store\/(disk-full|database-away|outcome-unknown)$/,
      );
      await store.blobs.put(Buffer.alloc(1 << 20));
      const { rows } = await store.read((tx) =>
        tx.client.query<{ n: number }>(
          `select count(*)::int n from settings where key like 'big %'`,
        ),
      );
      expect(rows[0]?.n).toBeGreaterThanOrEqual(acknowledged);
      expect((await verifyStore(store)).faults).toEqual([]);
      console.log(
        `full disk: ${acknowledged} acknowledged, then ${code}; recovered after ${tries} further tries`,
      );
      await store.close();
    } finally {
      sh('umount', '-l', disk);
    }
  },
  120_000,
);

test.skipIf(!canMount)(
  'a disk that turns read-only: a clear error, recovery without a restart',
  async () => {
    const folder = temporaryFolder();
    const store = await openStore({ folder: join(folder, 'data'), world });
    const blobs = join(folder, 'data', 'blobs');
    sh('mount', '--bind', blobs, blobs);
    try {
      const before = await store.blobs.put(Buffer.from('before'));
      expect(sh('mount', '-o', 'remount,ro,bind', blobs)).toBe(true);
      await expect(store.blobs.put(Buffer.from('x'))).rejects.toMatchObject({
        code: 'store/read-only',
      });
      expect(Buffer.from(await store.blobs.get(before.hash)).toString()).toBe('before');
      expect(sh('mount', '-o', 'remount,rw,bind', blobs)).toBe(true);
      const blob = await store.blobs.put(Buffer.from('x'));
      const use = { objectKind: 'x', objectId: 'x', studyId: null };
      await store.change(by, (tx) => useBlobs(tx, use, [blob], 'text/plain'));
    } finally {
      sh('umount', '-l', blobs);
    }
    await expect(
      store.change(by, async (tx) => {
        await tx.client.query('set transaction read only');
        await writeSetting(tx, 'k', 1);
      }),
    ).rejects.toMatchObject({ code: 'store/read-only' });
    await store.close();
    rmSync(folder, { recursive: true });
  },
  120_000,
);

test.skipIf(process.platform === 'win32')(
  'no file handles left: a clear error, recovery without a restart',
  async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'data'));
    chmodSync(join(folder, 'data'), 0o711);
    const child = startChild(
      'file-eater',
      [join(folder, 'data')],
      ['sh', '-c', 'ulimit -n 512; exec "$@"', 'sh'],
    );
    const report = (await child.line()) as {
      eaten: number;
      during: { blob: string; changes: string[] };
      after: object;
    };
    await child.ended;
    expect(report.during.blob).toBe('store/too-many-files');
    for (const code of report.during.changes)
      expect(code).toMatch(/^(done|store\/(too-many-files|database-away))$/);
    expect(report.after).toEqual({ blob: 'done', change: 'done', kept: 1 });
    rmSync(folder, { recursive: true });
  },
  120_000,
);
