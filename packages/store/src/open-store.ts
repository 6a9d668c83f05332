import { chmodSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { hasCode } from '@equipoise/domain';
import { type BlobFolder, openBlobs } from './blobs/blob-folder.ts';
import { failDatabase } from './database/database-error.ts';
import { checkShape, migrate } from './database/migrate.ts';
import { type Migration, shippedMigrations } from './database/migrations.ts';
import { type DatabasePool, openPool, type PoolLimits } from './database/pool.ts';
import { type Change, type ReadTx, runChange, runRead, type Tx } from './database/transaction.ts';
import { fail, type StoreErrorCode } from './errors.ts';
import { failIo } from './io-error.ts';
import { type DataLock, lockFolder } from './postgres/data-lock.ts';
import { type Address, type EmbeddedPostgres, startEmbedded } from './postgres/embedded.ts';
import { runningEmbedded } from './postgres/running.ts';
import type { StoreWorld } from './world.ts';

/** Where a store lives and what it may use. */
export interface StoreOptions extends PoolLimits {
  /** The data folder (EQUIPOISE_DATA): blobs, lock and, without `databaseUrl`, the database. */
  readonly folder: string;
  /** A PostgreSQL of one's own (DATABASE_URL); an embedded one when absent. */
  readonly databaseUrl?: string;
  readonly world: StoreWorld;
  /** Other migrations than those shipped; for tests. */
  readonly migrations?: readonly Migration[];
  /** The last migration to apply; all when absent. Restoring a backup needs it. */
  readonly upTo?: number;
  /**
   * Only looks at what is there: a store that another process holds is used beside that process, and neither a folder
   * is made nor the database's shape changed. For backups and checks. @default false
   */
  readonly isBeside?: boolean;
}

/** An open store. */
export interface Store {
  readonly folder: string;
  readonly world: StoreWorld;
  readonly blobs: BlobFolder;
  /** The connection string of the database, for job queues that hold connections of their own. */
  readonly connectionString: string;
  readonly mode: 'embedded' | 'url';
  /** False where the database of one's own runs without fsync: what it acknowledges may be lost. */
  readonly isDurable: boolean;
  /** Runs a change and its events in one transaction. */
  readonly change: <T>(by: Change, work: (tx: Tx) => Promise<T>) => Promise<T>;
  /** Runs reads on one consistent view. */
  readonly read: <T>(work: (tx: ReadTx) => Promise<T>) => Promise<T>;
  /** Lends a connection for what is no transaction of the two kinds above. */
  readonly pool: DatabasePool;
  /** The embedded database's process; null with a database of one's own or while it restarts. */
  readonly databasePid: () => number | null;
  /** Ends connections, database and lock; a second call does nothing. */
  readonly close: () => Promise<void>;
}

/**
 * Opens a store: takes the folder's lock, starts or reaches the database and brings it to the newest shape.
 *
 * @throws store/folder-in-use within a second when another process holds the folder
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { world } = options;
  const folder = resolve(options.folder);
  const isBeside = options.isBeside === true;
  if (isBeside) checkPresence(folder, options.databaseUrl === undefined);
  const lock = isBeside ? lockIfFree(folder, world) : prepareFolder(folder, world);
  let postgres: EmbeddedPostgres | null = null;
  let pool: DatabasePool | null = null;
  try {
    let address: Address | null = null;
    if (options.databaseUrl === undefined) {
      if (lock !== null) postgres = await startEmbedded(folder, world);
      address = postgres?.address ?? (await runningEmbedded(folder));
    }
    pool = openPool(address ?? options.databaseUrl ?? '', world, options);
    const blobs = openBlobs(join(folder, 'blobs'), world);
    const isDurable = await bringUp(pool, options);
    return assemble(folder, options, { lock, postgres, address, pool, blobs, isDurable });
  } catch (error) {
    await pool?.end().catch(() => undefined);
    await postgres?.stop();
    lock?.release();
    throw error;
  }
}

/** A folder is a store once it has blobs, and a database where that is to be its own. */
function checkPresence(folder: string, isEmbedded: boolean): void {
  const wanted = isEmbedded ? ['blobs', 'postgres'] : ['blobs'];
  if (wanted.every((part) => existsSync(join(folder, part)))) return;
  fail('store/no-store', `there is no store in the folder ${folder}.`, 'Name its data folder.');
}

/** The lock of a folder; null where another living process holds it. */
function lockIfFree(folder: string, world: StoreWorld): DataLock | null {
  try {
    return lockFolder(folder, world.newId());
  } catch (error) {
    const held: StoreErrorCode = 'store/folder-in-use';
    return hasCode(error, held) ? null : failIo(error, 'opening the data folder');
  }
}

function prepareFolder(folder: string, world: StoreWorld): DataLock {
  try {
    if (!existsSync(folder)) {
      mkdirSync(folder, { recursive: true, mode: 0o711 });
      // The database's user must pass through, but not look around.
      chmodSync(folder, 0o711);
    }
    const lock = lockFolder(folder, world.newId());
    rmSync(join(folder, 'blobs', 'incoming'), { recursive: true, force: true });
    return lock;
  } catch (error) {
    return failIo(error, 'opening the data folder');
  }
}

/** Migrates, or beside another process only looks. @returns whether the database keeps what it acknowledges */
async function bringUp(pool: DatabasePool, options: StoreOptions): Promise<boolean> {
  const client = await pool.connect();
  try {
    const steps = options.migrations ?? shippedMigrations();
    const done =
      options.isBeside === true
        ? await checkShape(client, steps)
        : await migrate(client, steps, options.world.now(), options.upTo);
    if (done.length > 0) options.world.tell?.(`Database brought up by ${done.join(', ')}.`);
    const { rows } = await client.query<{ fsync: string }>('show fsync');
    return rows[0]?.fsync === 'on';
  } catch (error) {
    return failDatabase(error);
  } finally {
    client.release();
  }
}

interface Parts {
  /** Null beside another process that holds it. */
  readonly lock: DataLock | null;
  /** Null where the database is not this process's child. */
  readonly postgres: EmbeddedPostgres | null;
  readonly address: Address | null;
  readonly pool: DatabasePool;
  readonly blobs: BlobFolder;
  readonly isDurable: boolean;
}

function assemble(folder: string, options: StoreOptions, parts: Parts): Store {
  const { lock, postgres, address, pool, blobs, isDurable } = parts;
  const { world } = options;
  let isOpen = true;
  const open = (): DatabasePool =>
    isOpen ? pool : fail('store/closed', 'the store has been closed.', 'Open it again.');
  return {
    folder,
    world,
    blobs,
    mode: address === null ? 'url' : 'embedded',
    isDurable,
    connectionString: address ? addressUrl(address) : (options.databaseUrl ?? ''),
    pool,
    change: async (by, work) => runChange(open(), world, by, work),
    read: async (work) => runRead(open(), work),
    databasePid: () => postgres?.pid() ?? null,
    async close(): Promise<void> {
      if (!isOpen) return;
      isOpen = false;
      await pool.end();
      await postgres?.stop();
      lock?.release();
    },
  };
}

function addressUrl({ host, port, user, password, database }: Address): string {
  const login = `${user}:${encodeURIComponent(password)}`;
  return host.includes('/')
    ? `postgres://${login}@/${database}?host=${encodeURIComponent(host)}&port=${port}`
    : `postgres://${login}@${host}:${port}/${database}`;
}
