import { and, asc, eq } from 'drizzle-orm';
import { hashDocument } from '../canonical-json.ts';
import type { ReadTx, Tx } from '../database/transaction.ts';
import { adjudications } from '../schema/outcome.ts';
import { type Conflict, conflict } from './conflict.ts';
import { maybe, one } from './rows.ts';

/** The decision about a case that readers disagree on. */
export type Adjudication = typeof adjudications.$inferSelect;

/** Opens an adjudication of a case. */
export async function openAdjudication(
  tx: Tx,
  opened: Pick<Adjudication, 'studyId' | 'caseId' | 'adjudicatorId' | 'round' | 'document'>,
): Promise<Adjudication> {
  const row = one(
    await tx.db
      .insert(adjudications)
      .values({
        ...opened,
        id: tx.newId(),
        version: 1,
        hash: hashDocument(opened.document),
        createdAt: tx.at,
        changedAt: tx.at,
      })
      .returning(),
    'adjudication',
  );
  record(tx, 'adjudication.open', null, row);
  return row;
}

/**
 * Saves the state, the document and the reasons of an adjudication.
 *
 * @returns the new version, or both when someone else saved meanwhile
 * @throws store/not-found
 */
export async function saveAdjudication(
  tx: Tx,
  id: string,
  expectedVersion: number,
  change: {
    readonly state: Adjudication['state'];
    readonly document: unknown;
    readonly reasons?: string;
    readonly adjudicatorId?: string;
  },
): Promise<{ readonly saved: Adjudication } | Conflict<Adjudication>> {
  const before = one(
    await tx.db.select().from(adjudications).where(eq(adjudications.id, id)).for('update'),
    'adjudication',
  );
  if (before.version !== expectedVersion) return conflict(before, change.document, expectedVersion);
  const saved = one(
    await tx.db
      .update(adjudications)
      .set({
        ...change,
        version: expectedVersion + 1,
        hash: hashDocument(change.document),
        changedAt: tx.at,
      })
      .where(eq(adjudications.id, id))
      .returning(),
    'adjudication',
  );
  record(tx, `adjudication.${change.state}`, before, saved, change.reasons);
  return { saved };
}

/** The adjudication of an id, or null. */
export async function adjudicationById(tx: ReadTx, id: string): Promise<Adjudication | null> {
  return maybe(await tx.db.select().from(adjudications).where(eq(adjudications.id, id)));
}

/** Adjudications of a study, or of one of its cases, by case and round. */
export async function listAdjudications(
  tx: ReadTx,
  studyId: string,
  caseId?: string,
): Promise<readonly Adjudication[]> {
  return tx.db
    .select()
    .from(adjudications)
    .where(
      and(
        eq(adjudications.studyId, studyId),
        ...(caseId === undefined ? [] : [eq(adjudications.caseId, caseId)]),
      ),
    )
    .orderBy(asc(adjudications.caseId), asc(adjudications.round), asc(adjudications.id));
}

function record(
  tx: Tx,
  action: string,
  before: Adjudication | null,
  after: Adjudication,
  why?: string,
): void {
  tx.record({
    chain: after.studyId,
    action,
    object: { kind: 'adjudication', id: after.id },
    before: before?.hash ?? null,
    after: after.hash,
    ...(why === undefined ? {} : { why }),
    detail: { caseId: after.caseId, version: after.version },
  });
}
