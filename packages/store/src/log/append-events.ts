import type { PoolClient } from 'pg';
import { canonicalJson } from '../canonical-json.ts';
import { type EventRecord, hashEvent, type NewEvent, noPrevious } from './event.ts';

interface Head {
  readonly length: number;
  readonly head: string;
}

/**
 * Appends events to their chains within the transaction of the change they describe. Chains are locked in
 * the order of their names, so that two changes never wait for each other.
 *
 * @param stamp when and by whom
 * @param events in the order they happened; may belong to several chains
 */
export async function appendEvents(
  client: PoolClient,
  stamp: { readonly at: string; readonly actor: string },
  events: readonly NewEvent[],
): Promise<void> {
  const chains = new Map<string, NewEvent[]>();
  for (const event of events) {
    const list = chains.get(event.chain);
    if (list) list.push(event);
    else chains.set(event.chain, [event]);
  }
  for (const chain of [...chains.keys()].sort()) {
    await appendToChain(client, chain, stamp, chains.get(chain) ?? []);
  }
}

async function appendToChain(
  client: PoolClient,
  chain: string,
  stamp: { readonly at: string; readonly actor: string },
  events: readonly NewEvent[],
): Promise<void> {
  const head = await lockHead(client, chain);
  const records: EventRecord[] = [];
  let previous = head.head;
  for (const event of events) {
    const open: Omit<EventRecord, 'hash'> = {
      chain,
      seq: head.length + records.length + 1,
      at: event.at ?? stamp.at,
      actor: event.actor ?? stamp.actor,
      action: event.action,
      objectKind: event.object.kind,
      objectId: event.object.id,
      before: event.before ?? null,
      after: event.after ?? null,
      why: event.why ?? null,
      detail: canonicalJson(event.detail ?? {}),
      previous,
    };
    previous = hashEvent(open);
    records.push({ ...open, hash: previous });
  }
  const column = (pick: (record: EventRecord) => unknown): unknown[] => records.map(pick);
  await client.query({
    name: 'append-events',
    text: `with moved as (
        update event_chains set length = $2, head = $3 where chain = $1 returning chain
      )
      insert into events
        (chain, seq, at, actor, action, object_kind, object_id, before, after, why, detail, previous, hash)
      select moved.chain, e.* from moved, unnest($4::bigint[], $5::timestamptz[], $6::text[], $7::text[],
        $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[]) e`,
    values: [
      chain,
      head.length + records.length,
      previous,
      column((r) => r.seq),
      column((r) => r.at),
      column((r) => r.actor),
      column((r) => r.action),
      column((r) => r.objectKind),
      column((r) => r.objectId),
      column((r) => r.before),
      column((r) => r.after),
      column((r) => r.why),
      column((r) => r.detail),
      column((r) => r.previous),
      column((r) => r.hash),
    ],
  });
}

async function lockHead(client: PoolClient, chain: string): Promise<Head> {
  for (;;) {
    const { rows } = await client.query<{ length: string; head: string }>({
      name: 'lock-head',
      text: 'select length, head from event_chains where chain = $1 for update',
      values: [chain],
    });
    const row = rows[0];
    if (row) return { length: Number(row.length), head: row.head };
    await client.query(
      'insert into event_chains (chain, length, head) values ($1, 0, $2) on conflict do nothing',
      [chain, noPrevious],
    );
  }
}
