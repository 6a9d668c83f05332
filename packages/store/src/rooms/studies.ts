import { asc, eq, inArray } from 'drizzle-orm';
import { hashDocument } from '../canonical-json.ts';
import { prepareTable } from '../database/prepared.ts';
import type { ReadTx, Tx } from '../database/transaction.ts';
import { fail } from '../errors.ts';
import { serverChain } from '../log/event.ts';
import { memberships } from '../schema/people.ts';
import { studies } from '../schema/studies.ts';
import { setMembership } from './memberships.ts';
import { maybe, one } from './rows.ts';

/** A study of the reading room. */
export type Study = typeof studies.$inferSelect;

/**
 * Adds a study in state `draft`; its maker becomes its owner.
 *
 * @param pseudonymKey hex of at least 32 random bytes, for the mapping of identifiers
 */
export async function addStudy(
  tx: Tx,
  study: { readonly title: string; readonly pseudonymKey: string; readonly ownerId: string },
): Promise<Study> {
  const { ownerId, ...values } = study;
  const row = one(
    await tx.db
      .insert(studies)
      .values({ ...values, id: tx.newId(), createdBy: tx.actor, createdAt: tx.at })
      .returning(),
    'study',
  );
  tx.record({ chain: serverChain, action: 'study.create', object: { kind: 'study', id: row.id } });
  record(tx, 'study.create', null, row);
  await setMembership(tx, row.id, ownerId, 'owner', 'active');
  return row;
}

/** Gives a study another title. */
export async function renameStudy(tx: Tx, id: string, title: string): Promise<Study> {
  const before = await lockedStudy(tx, id);
  const row = one(
    await tx.db.update(studies).set({ title }).where(eq(studies.id, id)).returning(),
    'study',
  );
  record(tx, 'study.rename', before, row);
  return row;
}

/** Closes a locked study: reading ends, results may be shown. @throws store/bad-state */
export async function closeStudy(tx: Tx, id: string): Promise<Study> {
  const before = await lockedStudy(tx, id);
  if (before.state !== 'locked') {
    fail('store/bad-state', `the study is ${before.state}.`, 'Only a locked study can be closed.');
  }
  const row = one(
    await tx.db.update(studies).set({ state: 'closed' }).where(eq(studies.id, id)).returning(),
    'study',
  );
  record(tx, 'study.close', before, row);
  return row;
}

/** The study of an id, or null. */
export async function studyById(tx: ReadTx, id: string): Promise<Study | null> {
  return maybe(await byId(tx, [id]));
}

const byId = prepareTable('study-by-id', studies, 'where id = $1');

/** The studies someone takes part in, by title. */
export async function studiesOf(tx: ReadTx, accountId: string): Promise<readonly Study[]> {
  const mine = tx.db
    .select({ id: memberships.studyId })
    .from(memberships)
    .where(eq(memberships.accountId, accountId));
  return tx.db
    .select()
    .from(studies)
    .where(inArray(studies.id, mine))
    .orderBy(asc(studies.title), asc(studies.id));
}

/** All studies by title. */
export async function listStudies(tx: ReadTx): Promise<readonly Study[]> {
  return tx.db.select().from(studies).orderBy(asc(studies.title), asc(studies.id));
}

/**
 * A study held for this change: others that want it so wait. What only points at the study, as an answer that is handed
 * in, does not wait.
 *
 * @throws store/not-found
 */
export async function lockedStudy(tx: Tx, id: string): Promise<Study> {
  return one(
    await tx.db.select().from(studies).where(eq(studies.id, id)).for('no key update'),
    'study',
  );
}

function record(tx: Tx, action: string, before: Study | null, after: Study): void {
  tx.record({
    chain: after.id,
    action,
    object: { kind: 'study', id: after.id },
    before: before && hashOf(before),
    after: hashOf(after),
  });
}

function hashOf({ pseudonymKey: _secret, ...open }: Study): string {
  return hashDocument(open);
}
