import { and, asc, desc, eq, gt, lt, type SQL, sql } from 'drizzle-orm';
import type { ReadTx } from '../database/transaction.ts';
import { eventChains, events } from '../schema/events.ts';
import type { EventRecord } from './event.ts';

/** Which events to read. */
export interface EventQuery {
  readonly chain: string;
  /** Only events after this place. @default 0 */
  readonly after?: number;
  /** Only events before this place. */
  readonly before?: number | undefined;
  /** The newest first. @default 'oldest' */
  readonly order?: 'oldest' | 'newest' | undefined;
  /** At most so many. @default 1000 */
  readonly limit?: number;
  readonly actor?: string | undefined;
  /** The beginning of the action, such as `answer.`. */
  readonly action?: string | undefined;
  readonly object?: { readonly kind: string; readonly id: string };
}

/** Events of a chain in order, a page at a time. */
export async function readEvents(tx: ReadTx, query: EventQuery): Promise<readonly EventRecord[]> {
  const where: SQL[] = [eq(events.chain, query.chain), gt(events.seq, query.after ?? 0)];
  if (query.before !== undefined) where.push(lt(events.seq, query.before));
  if (query.action !== undefined) {
    where.push(sql`starts_with(${events.action}, ${query.action})`);
  }
  if (query.actor !== undefined) where.push(eq(events.actor, query.actor));
  if (query.object) {
    where.push(eq(events.objectKind, query.object.kind), eq(events.objectId, query.object.id));
  }
  return tx.db
    .select()
    .from(events)
    .where(and(...where))
    .orderBy(query.order === 'newest' ? desc(events.seq) : asc(events.seq))
    .limit(query.limit ?? 1000);
}

/** Length and last hash of a chain. */
export interface ChainHead {
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
}

/** The heads of all chains by name: what to note outside, for it fixes everything before it. */
export async function chainHeads(tx: ReadTx): Promise<readonly ChainHead[]> {
  return tx.db
    .select({ chain: eventChains.chain, seq: eventChains.length, hash: eventChains.head })
    .from(eventChains)
    .orderBy(asc(eventChains.chain));
}
