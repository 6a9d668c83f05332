import { and, desc, eq } from 'drizzle-orm';
import { hashDocument } from '../canonical-json.ts';
import type { ReadTx, Tx } from '../database/transaction.ts';
import { orders } from '../schema/work.ts';
import { maybe, one } from './rows.ts';

/** The order of a reader's cases with what is needed to draw it again. */
export type Order = typeof orders.$inferSelect;

/** Stores an order as the reader's next revision; earlier ones stay. */
export async function addOrder(
  tx: Tx,
  order: Pick<Order, 'studyId' | 'readerId' | 'seed' | 'algorithm' | 'document'>,
): Promise<Order> {
  const before = await orderOf(tx, order.studyId, order.readerId);
  const row = one(
    await tx.db
      .insert(orders)
      .values({
        ...order,
        revision: (before?.revision ?? 0) + 1,
        hash: hashDocument(order.document),
        createdAt: tx.at,
      })
      .returning(),
    'order',
  );
  tx.record({
    chain: row.studyId,
    action: 'order.draw',
    object: { kind: 'order', id: `${row.readerId}/${row.revision}` },
    before: before?.hash ?? null,
    after: row.hash,
    detail: { seed: row.seed, algorithm: row.algorithm },
  });
  return row;
}

/** A reader's newest order, or null. */
export async function orderOf(
  tx: ReadTx,
  studyId: string,
  readerId: string,
): Promise<Order | null> {
  return maybe(
    await tx.db
      .select()
      .from(orders)
      .where(and(eq(orders.studyId, studyId), eq(orders.readerId, readerId)))
      .orderBy(desc(orders.revision))
      .limit(1),
  );
}

/** Every order of a study. */
export async function listOrders(tx: ReadTx, studyId: string): Promise<readonly Order[]> {
  return tx.db
    .select()
    .from(orders)
    .where(eq(orders.studyId, studyId))
    .orderBy(orders.readerId, orders.revision);
}

/** The newest order of each reader; a reader's revision is how many were drawn. */
export async function newestOrders(tx: ReadTx, studyId: string): Promise<readonly Order[]> {
  return tx.db
    .selectDistinctOn([orders.readerId])
    .from(orders)
    .where(eq(orders.studyId, studyId))
    .orderBy(orders.readerId, desc(orders.revision));
}

/** How many tasks the newest order of each reader has. */
export async function countOrdered(
  tx: ReadTx,
  studyId: string,
): Promise<readonly { readonly readerId: string; readonly assignedCount: number }[]> {
  const { rows } = await tx.client.query<{ reader_id: string; count: number }>(
    `select distinct on (reader_id) reader_id, json_array_length(document -> 'entries') as count
      from orders where study_id = $1 order by reader_id, revision desc`,
    [studyId],
  );
  return rows.map((row) => ({ readerId: row.reader_id, assignedCount: row.count }));
}
