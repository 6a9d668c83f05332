import { and, asc, eq, gt } from 'drizzle-orm';
import { canonicalJson, hashDocument } from '../canonical-json.ts';
import type { ReadTx, Tx } from '../database/transaction.ts';
import { assignments, drafts, readingEvents, strokes } from '../schema/work.ts';
import { type Conflict, conflict } from './conflict.ts';
import { maybe, one } from './rows.ts';

/** Unsubmitted state of an assignment. */
export type Draft = typeof drafts.$inferSelect;

/** One stroke as a device made it. */
export type Stroke = typeof strokes.$inferSelect;

/** One thing a reader did on the stage. */
export type ReadingEvent = typeof readingEvents.$inferSelect;

/**
 * Saves a draft. Drafts are autosaved every second or two and appear in the log when they are handed in.
 *
 * @returns the draft, or both versions when another tab or device saved meanwhile
 */
export async function saveDraft(
  tx: Tx,
  assignmentId: string,
  expectedVersion: number,
  document: unknown,
  device: string,
): Promise<{ readonly saved: Draft } | Conflict<Draft | null>> {
  one(
    await tx.db
      .select({ id: assignments.id })
      .from(assignments)
      .where(eq(assignments.id, assignmentId))
      .for('no key update'),
    'assignment',
  );
  const before = await draftOf(tx, assignmentId);
  const hash = hashDocument(document);
  if ((before?.version ?? 0) !== expectedVersion) {
    const isRepeat =
      before !== null &&
      before.version === expectedVersion + 1 &&
      before.hash === hash &&
      before.device === device;
    return isRepeat ? { saved: before } : conflict(before, document, expectedVersion);
  }
  const content = { version: expectedVersion + 1, document, hash, device, savedAt: tx.at };
  const saved = one(
    await tx.db
      .insert(drafts)
      .values({ assignmentId, ...content })
      .onConflictDoUpdate({ target: drafts.assignmentId, set: content })
      .returning(),
    'draft',
  );
  return { saved };
}

/** The draft of an assignment, or null. */
export async function draftOf(tx: ReadTx, assignmentId: string): Promise<Draft | null> {
  return maybe(await tx.db.select().from(drafts).where(eq(drafts.assignmentId, assignmentId)));
}

/** Removes the draft and the strokes of an assignment, as after handing in. */
export async function dropDraft(tx: Tx, assignmentId: string): Promise<void> {
  await tx.db.delete(drafts).where(eq(drafts.assignmentId, assignmentId));
  await tx.db.delete(strokes).where(eq(strokes.assignmentId, assignmentId));
}

/**
 * Appends strokes; those that arrived before are left as they are, so a device may send again.
 *
 * @param added with the device's own numbers, rising
 * @returns the highest number stored of this device
 */
export async function addStrokes(
  tx: Tx,
  assignmentId: string,
  device: string,
  added: readonly { readonly seq: number; readonly payload: unknown }[],
): Promise<number> {
  await tx.client.query(
    `insert into strokes (assignment_id, device, seq, payload, saved_at)
     select $1, $2, s, p::json, $3::timestamptz from unnest($4::int[], $5::text[]) f (s, p)
     on conflict do nothing`,
    [
      assignmentId,
      device,
      tx.at,
      added.map(({ seq }) => seq),
      added.map(({ payload }) => canonicalJson(payload)),
    ],
  );
  const { rows } = await tx.client.query<{ top: number }>(
    'select coalesce(max(seq), -1) top from strokes where assignment_id = $1 and device = $2',
    [assignmentId, device],
  );
  return one(rows, 'count').top;
}

/** Strokes of an assignment after a device's number, in the order they were made. */
export async function strokesAfter(
  tx: ReadTx,
  assignmentId: string,
  device: string,
  seq: number,
): Promise<readonly Stroke[]> {
  return tx.db
    .select()
    .from(strokes)
    .where(
      and(eq(strokes.assignmentId, assignmentId), eq(strokes.device, device), gt(strokes.seq, seq)),
    )
    .orderBy(asc(strokes.seq));
}

/** Appends what a reader did on the stage; what arrived before is left as it is. */
export async function addReadingEvents(
  tx: Tx,
  assignmentId: string,
  device: string,
  added: readonly {
    readonly seq: number;
    readonly kind: string;
    readonly at: string;
    readonly payload: unknown;
  }[],
): Promise<void> {
  await tx.client.query(
    `insert into reading_events (assignment_id, device, seq, kind, at, payload)
     select $1, $2, s, k, t, p::json from unnest($3::int[], $4::text[], $5::timestamptz[], $6::text[]) f (s, k, t, p)
     on conflict do nothing`,
    [
      assignmentId,
      device,
      added.map(({ seq }) => seq),
      added.map(({ kind }) => kind),
      added.map(({ at }) => at),
      added.map(({ payload }) => canonicalJson(payload)),
    ],
  );
}

/** What a reader did on the stage during an assignment, by time. */
export async function listReadingEvents(
  tx: ReadTx,
  assignmentId: string,
): Promise<readonly ReadingEvent[]> {
  return tx.db
    .select()
    .from(readingEvents)
    .where(eq(readingEvents.assignmentId, assignmentId))
    .orderBy(asc(readingEvents.at), asc(readingEvents.device), asc(readingEvents.seq));
}
