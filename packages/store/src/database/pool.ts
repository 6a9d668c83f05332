import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Address } from '../postgres/embedded.ts';
import type { StoreWorld } from '../world.ts';
import { failDatabase, isAway } from './database-error.ts';

/** A pool of connections that outlives a restart of the database. */
export interface DatabasePool {
  /** A connection; give it back with `release`. Waits a while for a database that restarts. */
  readonly connect: () => Promise<pg.PoolClient>;
  readonly end: () => Promise<void>;
}

/** How many connections, and how long to wait for one. */
export interface PoolLimits {
  /** @default 10 */
  readonly connections?: number;
  /** How long a change waits for a database that is away, in ms. @default 5000 */
  readonly patienceMs?: number;
}

/**
 * Opens a pool.
 *
 * @param where an embedded database's address, or a DATABASE_URL
 */
export function openPool(
  where: Address | string,
  world: StoreWorld,
  limits: PoolLimits = {},
): DatabasePool {
  const patienceMs = limits.patienceMs ?? 5000;
  const pool = new pg.Pool({
    ...(typeof where === 'string' ? { connectionString: where } : where),
    max: limits.connections ?? 10,
    connectionTimeoutMillis: 30_000,
    application_name: 'equipoise',
    options: '-c timezone=UTC -c synchronous_commit=on -c client_min_messages=warning',
  });
  // Without a listener a connection lost while idle would end the process.
  pool.on('error', () => world.tell?.('A connection to the database was lost.'));
  // So would one lost while lent; whoever uses it hears of it through the query that fails.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return {
    async connect(): Promise<pg.PoolClient> {
      for (let waited = 0; ; waited += 50) {
        try {
          return await pool.connect();
        } catch (error) {
          if (!isAway(error) || waited >= patienceMs) return failDatabase(error);
          await pause(50);
        }
      }
    },
    end: () => pool.end(),
  };
}
