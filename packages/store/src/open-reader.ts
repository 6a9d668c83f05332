import { openPool } from './database/pool.ts';
import { type ReadTx, runRead } from './database/transaction.ts';
import type { StoreWorld } from './world.ts';

/** A store that is only read, from a process beside the one that holds it. */
export interface StoreReader {
  /** Runs reads on one consistent view. */
  readonly read: <T>(work: (tx: ReadTx) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}

/**
 * Reads a store whose database another process runs.
 *
 * @param connectionString the store's own
 */
export function openReader(connectionString: string, world: StoreWorld): StoreReader {
  const pool = openPool(connectionString, world, { connections: 1 });
  return {
    read: (work) => runRead(pool, work),
    close: () => pool.end(),
  };
}
