import { and, asc, eq, gt } from 'drizzle-orm';
import { canonicalJson, sha256 } from '../canonical-json.ts';
import { prepareTable } from '../database/prepared.ts';
import type { ReadTx, Tx } from '../database/transaction.ts';
import { drafts, readingEvents, strokes } from '../schema/work.ts';
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
  const text = canonicalJson(document);
  const hash = sha256(text);
  const { rowCount } = await tx.client.query({
    ...(expectedVersion === 0 ? firstDraft : laterDraft),
    values: [assignmentId, expectedVersion, text, hash, device, tx.at],
  });
  const version = expectedVersion + 1;
  if (rowCount === 1) {
    return { saved: { assignmentId, version, document, hash, device, savedAt: tx.at } };
  }
  const before = await draftOf(tx, assignmentId);
  const isRepeat =
    before !== null &&
    before.version === version &&
    before.hash === hash &&
    before.device === device;
  return isRepeat ? { saved: before } : conflict(before, document, expectedVersion);
}

/** One question for a save every second of two hundred readers; nothing is stored when another version is there. */
const firstDraft = {
  name: 'draft-first',
  text: `insert into drafts (assignment_id, version, document, hash, device, saved_at)
    values ($1, $2::int + 1, $3::json, $4, $5, $6::timestamptz) on conflict do nothing`,
};

const laterDraft = {
  name: 'draft-later',
  text: `update drafts set version = $2::int + 1, document = $3::json, hash = $4, device = $5,
    saved_at = $6::timestamptz where assignment_id = $1 and version = $2::int`,
};

/** The draft of an assignment, or null. */
export async function draftOf(tx: ReadTx, assignmentId: string): Promise<Draft | null> {
  return maybe(await ofAssignment(tx, [assignmentId]));
}

const ofAssignment = prepareTable('draft-of', drafts, 'where assignment_id = $1');

/** Removes the draft and the strokes of an assignment, as after handing in. */
export async function dropDraft(tx: Tx, assignmentId: string): Promise<void> {
  await tx.client.query({
    name: 'drop-draft',
    text: `with dropped as (delete from strokes where assignment_id = $1)
      delete from drafts where assignment_id = $1`,
    values: [assignmentId],
  });
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
  return eventsOf(tx, [assignmentId]);
}

const eventsOf = prepareTable(
  'reading-events-of',
  readingEvents,
  'where assignment_id = $1 order by at, device, seq',
);
