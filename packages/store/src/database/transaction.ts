import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { PoolClient } from 'pg';
import { fail } from '../errors.ts';
import { appendEvents } from '../log/append-events.ts';
import type { NewEvent } from '../log/event.ts';
import type { StoreWorld } from '../world.ts';
import { failDatabase, isAway, isContended } from './database-error.ts';
import type { DatabasePool } from './pool.ts';

/** A consistent view of the database: everything read through it is of one moment. */
export interface ReadTx {
  /** Drizzle on this transaction's connection. Repositories only. */
  readonly db: NodePgDatabase;
  /** The connection itself, for what Drizzle cannot say. Repositories only. */
  readonly client: PoolClient;
}

/** A change in the making: stored whole with its events, or not at all. */
export interface Tx extends ReadTx {
  /** Who acts: an account id, `key:` and an API key's id, or `server`. */
  readonly actor: string;
  /** The instant of the whole change. */
  readonly at: string;
  readonly newId: () => string;
  /** Adds an event to the log; it is stored with the change. */
  readonly record: (event: NewEvent) => void;
}

/** Who changes something, and why where a reason is due. */
export interface Change {
  readonly actor: string;
  readonly why?: string;
}

const attempts = 4;

/**
 * Runs a change in one transaction. Its events are appended last, so that the lock on a study's chain is
 * held only while the commit runs. A change that lost to a concurrent one is run again from the start:
 * the function must not do anything outside the transaction.
 *
 * @throws store/outcome-unknown when the connection broke during the commit
 */
export async function runChange<T>(
  pool: DatabasePool,
  world: StoreWorld,
  change: Change,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptChange(pool, world, change, work);
    } catch (error) {
      if (isContended(error) && attempt < attempts) continue;
      return failDatabase(error);
    }
  }
}

async function attemptChange<T>(
  pool: DatabasePool,
  world: StoreWorld,
  change: Change,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  const events: NewEvent[] = [];
  const at = world.now();
  let isBroken = false;
  let isCommitting = false;
  try {
    await client.query('begin isolation level read committed');
    const tx: Tx = {
      db: drizzle(client),
      client,
      actor: change.actor,
      at,
      newId: world.newId,
      record: (event) => {
        events.push({ ...(change.why === undefined ? {} : { why: change.why }), ...event });
      },
    };
    const result = await work(tx);
    await appendEvents(client, { at, actor: change.actor }, events);
    isCommitting = true;
    const { command } = await client.query('commit');
    if (command !== 'COMMIT') {
      fail('store/refused', 'the change was rolled back by the database.', 'Try again.');
    }
    return result;
  } catch (error) {
    isBroken = isAway(error);
    if (isCommitting && isBroken) {
      fail(
        'store/outcome-unknown',
        'the connection to the database broke during the commit.',
        'Read the record again before repeating the change.',
        error,
      );
    }
    if (!isBroken) {
      await client.query('rollback').catch(() => {
        isBroken = true;
      });
    }
    throw error;
  } finally {
    client.release(isBroken);
  }
}

/** Runs reads on one consistent view; nothing can be written through it. */
export async function runRead<T>(pool: DatabasePool, work: (tx: ReadTx) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let isBroken = false;
  try {
    await client.query('begin isolation level repeatable read read only');
    const result = await work({ db: drizzle(client), client });
    await client.query('commit');
    return result;
  } catch (error) {
    isBroken = isAway(error);
    if (!isBroken) {
      await client.query('rollback').catch(() => {
        isBroken = true;
      });
    }
    return failDatabase(error);
  } finally {
    client.release(isBroken);
  }
}
