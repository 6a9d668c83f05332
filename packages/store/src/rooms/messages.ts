import { and, asc, eq } from 'drizzle-orm';
import { sha256 } from '../canonical-json.ts';
import type { ReadTx, Tx } from '../database/transaction.ts';
import { messages } from '../schema/outcome.ts';
import { one } from './rows.ts';

/** A flag, a question to the curator, or an answer to one. */
export type Message = typeof messages.$inferSelect;

/** What a new message needs. */
export interface NewMessage {
  readonly studyId: string;
  readonly authorId: string;
  readonly kind: Message['kind'];
  readonly body: string;
  readonly caseId?: string;
  readonly assignmentId?: string;
  /** The thread it answers; a new thread when absent. */
  readonly threadId?: string;
}

/** Adds a message. The log keeps the hash of its text only. */
export async function addMessage(tx: Tx, message: NewMessage): Promise<Message> {
  const id = tx.newId();
  const row = one(
    await tx.db
      .insert(messages)
      .values({ ...message, id, threadId: message.threadId ?? id, createdAt: tx.at })
      .returning(),
    'message',
  );
  tx.record({
    chain: row.studyId,
    action: 'message.add',
    object: { kind: 'message', id },
    after: sha256(row.body),
    detail: { kind: row.kind, threadId: row.threadId },
  });
  return row;
}

/** Marks a thread as settled. */
export async function resolveThread(tx: Tx, studyId: string, threadId: string): Promise<void> {
  await tx.db
    .update(messages)
    .set({ resolvedAt: tx.at, resolvedBy: tx.actor })
    .where(and(eq(messages.studyId, studyId), eq(messages.threadId, threadId)));
  tx.record({
    chain: studyId,
    action: 'message.resolve',
    object: { kind: 'thread', id: threadId },
  });
}

/** Messages of a study by thread and time: for curators. */
export async function listMessages(tx: ReadTx, studyId: string): Promise<readonly Message[]> {
  return tx.db
    .select()
    .from(messages)
    .where(eq(messages.studyId, studyId))
    .orderBy(asc(messages.threadId), asc(messages.createdAt), asc(messages.id));
}

/** The threads a person has begun, with the answers to them: what a reader may see. */
export async function threadsOf(
  tx: ReadTx,
  studyId: string,
  authorId: string,
): Promise<readonly Message[]> {
  const all = await listMessages(tx, studyId);
  const mine = new Set(
    all
      .filter((message) => message.id === message.threadId && message.authorId === authorId)
      .map(({ threadId }) => threadId),
  );
  return all.filter(({ threadId }) => mine.has(threadId));
}
