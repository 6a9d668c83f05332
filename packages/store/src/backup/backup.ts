import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import type { PoolClient } from 'pg';
import { syncFolder, writeDurable } from '../blobs/durable.ts';
import { hashDocument, sha256 } from '../canonical-json.ts';
import { copyOut } from '../database/copy.ts';
import { failDatabase } from '../database/database-error.ts';
import { fail } from '../errors.ts';
import { failIo } from '../io-error.ts';
import { serverChain } from '../log/event.ts';
import { chainHeads } from '../log/read-events.ts';
import type { Store } from '../open-store.ts';
import { tables } from '../schema/tables.ts';
import { blobLines, type Manifest, manifestText, type TableEntry, tableNames } from './manifest.ts';
import { type Steps, step } from './steps.ts';

/** How a backup goes on; one that is stopped removes what it wrote. */
export interface BackupOptions extends Steps {
  /** Who asks for it; stands in the log. @default 'server' */
  readonly actor?: string;
}

/**
 * Writes a backup while the store is in use. All tables are of one moment: they are read in one snapshot.
 * Blobs are copied after it; a blob is never changed, and one in use is never removed.
 *
 * The target is a folder: `manifest.json`, `tables/NAME.copy` in PostgreSQL's COPY text format, `blobs.txt`
 * and `blobs/`. It appears under its name only when it is whole. The log tells of it afterwards, where it can be
 * written: a full disk must not keep anybody from a backup.
 *
 * @param target a folder that does not exist yet
 * @throws store/backup-exists; store/blob-missing and store/blob-changed naming the blob
 */
export async function backup(
  store: Store,
  target: string,
  options: BackupOptions = {},
): Promise<Manifest> {
  const home = resolve(target);
  if (existsSync(home)) {
    fail('store/backup-exists', 'the target folder exists already.', 'Choose a new name.');
  }
  const draft = `${home}.partial-${store.world.newId()}`;
  const client = await store.pool.connect();
  try {
    mkdirSync(join(draft, 'tables'), { recursive: true, mode: 0o700 });
    mkdirSync(join(draft, 'blobs'), { mode: 0o700 });
    await client.query('begin isolation level repeatable read read only');
    const parts = await writeTables(client, draft, options);
    await client.query('commit');
    await copyBlobs(store, draft, parts.blobs, options);
    const manifest: Manifest = {
      format: 'equipoise-backup',
      formatVersion: 1,
      at: store.world.now(),
      migrations: parts.migrations,
      tables: parts.tables,
      heads: parts.heads,
      blobs: {
        count: parts.blobs.length,
        bytes: parts.blobs.reduce((sum, { byteCount }) => sum + byteCount, 0),
        hash: sha256(blobLines(parts.blobs)),
      },
    };
    writeDurable(join(draft, 'blobs.txt'), blobLines(parts.blobs), 0o600);
    writeDurable(join(draft, 'manifest.json'), manifestText(manifest), 0o600);
    for (const folder of ['tables', 'blobs', '.']) syncFolder(join(draft, folder));
    renameSync(draft, home);
    syncFolder(dirname(home));
    await note(store, manifest, options.actor ?? 'server');
    return manifest;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    if (error instanceof Error && 'syscall' in error) return failIo(error, 'writing the backup');
    return failDatabase(error);
  } finally {
    client.release();
  }
}

async function note(store: Store, manifest: Manifest, actor: string): Promise<void> {
  try {
    await store.change({ actor }, async (tx) => {
      tx.record({
        chain: serverChain,
        action: 'backup.make',
        object: { kind: 'backup', id: manifest.at },
        after: hashDocument(manifest),
      });
    });
  } catch {
    store.world.tell?.('The backup is whole, but the log could not be told of it.');
  }
}

interface Parts {
  readonly tables: readonly TableEntry[];
  readonly migrations: Manifest['migrations'];
  readonly heads: Manifest['heads'];
  readonly blobs: readonly { readonly hash: string; readonly byteCount: number }[];
}

async function writeTables(
  client: PoolClient,
  draft: string,
  options: BackupOptions,
): Promise<Parts> {
  const entries: TableEntry[] = [];
  for (const table of tables) {
    step(options, 'copying tables', entries.length, tables.length);
    entries.push(await writeTable(client, draft, tableNames(table)));
  }
  const { rows: migrations } = await client.query<Manifest['migrations'][number]>(
    'select number, name, hash from schema_migrations order by number',
  );
  const { rows: blobs } = await client.query<{ hash: string; bytes: string }>(
    'select hash, max(byte_count) bytes from blob_uses group by hash order by hash collate "C"',
  );
  return {
    tables: entries,
    migrations,
    heads: await chainHeads({ db: drizzle(client), client }),
    blobs: blobs.map(({ hash, bytes }) => ({ hash, byteCount: Number(bytes) })),
  };
}

async function writeTable(
  client: PoolClient,
  draft: string,
  { name, columns, key }: ReturnType<typeof tableNames>,
): Promise<TableEntry> {
  const list = columns.join(', ');
  const handle = openSync(join(draft, 'tables', `${name}.copy`), 'wx', 0o600);
  const hash = createHash('sha256');
  let rows = 0;
  let bytes = 0;
  let pieces: Uint8Array[] = [];
  let waiting = 0;
  const write = (): void => {
    const block = Buffer.concat(pieces);
    hash.update(block);
    for (let done = 0; done < block.length; ) done += writeSync(handle, block, done);
    pieces = [];
    waiting = 0;
  };
  try {
    const order = key.map((column) => `${column}`).join(', ');
    await copyOut(
      client,
      `copy (select ${list} from ${name} order by ${order}) to stdout`,
      (piece) => {
        // In COPY's text format each message is one row.
        rows += 1;
        bytes += piece.length;
        pieces.push(Uint8Array.from(piece));
        waiting += piece.length;
        if (waiting > 1 << 20) write();
      },
    );
    write();
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return { name, columns, rows, bytes, hash: hash.digest('hex') };
}

async function copyBlobs(
  store: Store,
  draft: string,
  blobs: Parts['blobs'],
  options: BackupOptions,
): Promise<void> {
  const homes = new Set<string>();
  for (const [index, { hash }] of blobs.entries()) {
    step(options, 'copying blobs', index, blobs.length);
    const home = join(draft, 'blobs', hash.slice(0, 2));
    if (!homes.has(home)) mkdirSync(home, { recursive: true, mode: 0o700 });
    homes.add(home);
    await copyBlob(store, hash, join(home, hash));
  }
  for (const home of homes) syncFolder(home);
}

/** Copies a blob and checks it on the way: a damaged one must not enter a backup unnoticed. */
async function copyBlob(store: Store, hash: string, path: string): Promise<void> {
  const { bytes } = await store.blobs.stream(hash);
  const handle = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of bytes as AsyncIterable<Uint8Array>) await handle.write(chunk);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
