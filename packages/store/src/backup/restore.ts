import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { PoolClient } from 'pg';
import { copyIn } from '../database/copy.ts';
import { failDatabase } from '../database/database-error.ts';
import { migrate } from '../database/migrate.ts';
import { shippedMigrations } from '../database/migrations.ts';
import { fail } from '../errors.ts';
import { serverChain } from '../log/event.ts';
import { openStore, type Store, type StoreOptions } from '../open-store.ts';
import type { Manifest } from './manifest.ts';
import { type Steps, step } from './steps.ts';
import { readBlobList, verifyBackup } from './verify-backup.ts';
import { type StoreCheck, verifyStore } from './verify-store.ts';

/** What a restore did. */
export interface Restored {
  readonly manifest: Manifest;
  /** The check of the restored store. */
  readonly check: StoreCheck;
}

/**
 * Restores a backup into an empty store, brings its tables to the newest shape and checks everything.
 * The tables come in whole or not at all.
 *
 * @param folder the backup
 * @param options where to; a new or empty data folder, or an empty database
 * @param actor who restores
 * @throws store/backup-damaged naming the first damaged part; store/not-empty
 */
export async function restore(
  folder: string,
  options: StoreOptions,
  actor = 'server',
  steps: Steps = {},
): Promise<Restored> {
  const { manifest, faults } = await verifyBackup(folder, steps);
  const [first] = faults;
  if (first) {
    fail(
      'store/backup-damaged',
      `${first.sentence}${faults.length > 1 ? ` So are ${faults.length - 1} other parts.` : ''}`,
      'Take another backup.',
    );
  }
  const shapes = options.migrations ?? shippedMigrations();
  for (const { number, name, hash } of manifest.migrations) {
    if (shapes.some((shape) => shape.number === number && shape.hash === hash)) continue;
    fail(
      'store/newer-database',
      `the backup has migration ${name}, which this version does not know.`,
      'Restore it with the version that wrote it, or a newer one.',
    );
  }
  const upTo = manifest.migrations.at(-1)?.number ?? 0;
  const store = await openStore({ ...options, upTo });
  try {
    await restoreBlobs(store, folder, manifest, steps);
    const client = await store.pool.connect();
    try {
      await restoreTables(client, folder, manifest, steps);
      await migrate(client, shapes, store.world.now());
      await client.query('analyze');
    } catch (error) {
      failDatabase(error);
    } finally {
      client.release();
    }
    const check = await verifyStore(store, [], steps);
    await store.change({ actor }, async (tx) => {
      tx.record({
        chain: serverChain,
        action: 'backup.restore',
        object: { kind: 'backup', id: manifest.at },
        detail: { faults: check.faults.length },
      });
    });
    return { manifest, check };
  } finally {
    await store.close();
  }
}

async function restoreTables(
  client: PoolClient,
  folder: string,
  manifest: Manifest,
  steps: Steps,
): Promise<void> {
  await client.query('begin');
  try {
    for (const { name } of manifest.tables) {
      const { rows } = await client.query(`select 1 from ${name} limit 1`);
      if (rows.length > 0) {
        fail(
          'store/not-empty',
          `table ${name} has rows already.`,
          'Restore into a new data folder or an empty database.',
        );
      }
    }
    for (const [at, { name, columns }] of manifest.tables.entries()) {
      step(steps, 'restoring tables', at, manifest.tables.length);
      const source = createReadStream(join(folder, 'tables', `${name}.copy`), {
        highWaterMark: 1 << 18,
      });
      await copyIn(client, `copy ${name} (${columns.join(', ')}) from stdin`, source);
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function restoreBlobs(
  store: Store,
  folder: string,
  manifest: Manifest,
  steps: Steps,
): Promise<void> {
  const blobs = (await readBlobList(folder, manifest)) ?? [];
  for (const [at, { hash }] of blobs.entries()) {
    step(steps, 'restoring blobs', at, blobs.length);
    const path = join(folder, 'blobs', hash.slice(0, 2), hash);
    const stored = await store.blobs.put(createReadStream(path) as AsyncIterable<Uint8Array>);
    if (stored.hash !== hash) {
      fail('store/backup-damaged', `blob ${hash} changed meanwhile.`, 'Take another backup.');
    }
  }
}
