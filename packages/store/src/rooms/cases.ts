import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import { hashDocument } from '../canonical-json.ts';
import type { ReadTx, Tx } from '../database/transaction.ts';
import { caseImages, cases } from '../schema/studies.ts';
import { maybe, one } from './rows.ts';

/** A case of a study. */
export type Case = typeof cases.$inferSelect;

/** An image of a case and the view it is shown in. */
export type CaseImage = typeof caseImages.$inferSelect;

/** What a new case needs. */
export interface NewCase {
  readonly studyId: string;
  /** Unique in the study; shown to curators. */
  readonly name: string;
  /** Pseudonym of the patient, the same for all cases of one. */
  readonly patientKey?: string;
  readonly document: unknown;
  /** Known answers; null for a case without. */
  readonly gold?: unknown;
  readonly images: readonly { readonly imageId: string; readonly view: string }[];
}

/** Adds a case with its images. @throws store/duplicate when the study has one of this name */
export async function addCase(tx: Tx, added: NewCase): Promise<Case> {
  const { images, ...values } = added;
  const row = one(
    await tx.db
      .insert(cases)
      .values({ ...values, id: tx.newId(), gold: values.gold ?? null, createdAt: tx.at })
      .returning(),
    'case',
  );
  if (images.length > 0) {
    await tx.db
      .insert(caseImages)
      .values(images.map((image, position) => ({ caseId: row.id, position, ...image })));
  }
  record(tx, 'case.add', null, row);
  return row;
}

/** Changes a case's document or its known answers. @throws store/not-found */
export async function changeCase(
  tx: Tx,
  id: string,
  change: { readonly document?: unknown; readonly gold?: unknown },
): Promise<Case> {
  const before = one(
    await tx.db.select().from(cases).where(eq(cases.id, id)).for('update'),
    'case',
  );
  const row = one(
    await tx.db.update(cases).set(change).where(eq(cases.id, id)).returning(),
    'case',
  );
  record(tx, 'case.change', before, row);
  return row;
}

/** Takes a case out of a study; what was read of it stays. */
export async function removeCase(tx: Tx, id: string, why: string): Promise<Case> {
  const before = one(
    await tx.db.select().from(cases).where(eq(cases.id, id)).for('update'),
    'case',
  );
  const row = one(
    await tx.db.update(cases).set({ removedAt: tx.at }).where(eq(cases.id, id)).returning(),
    'case',
  );
  record(tx, 'case.remove', before, row, why);
  return row;
}

/** The case of an id, or null. */
export async function caseById(tx: ReadTx, id: string): Promise<Case | null> {
  return maybe(await tx.db.select().from(cases).where(eq(cases.id, id)));
}

/** The cases of a study by name, without those taken out. */
export async function listCases(tx: ReadTx, studyId: string): Promise<readonly Case[]> {
  return tx.db
    .select()
    .from(cases)
    .where(and(eq(cases.studyId, studyId), isNull(cases.removedAt)))
    .orderBy(asc(cases.name), asc(cases.id));
}

/** Images of cases in the order they are shown. */
export async function imagesOfCases(
  tx: ReadTx,
  caseIds: readonly string[],
): Promise<readonly CaseImage[]> {
  if (caseIds.length === 0) return [];
  return tx.db
    .select()
    .from(caseImages)
    .where(inArray(caseImages.caseId, [...caseIds]))
    .orderBy(asc(caseImages.caseId), asc(caseImages.position));
}

/** The cases an image is shown in: who may read one of them may see it. */
export async function casesOfImage(tx: ReadTx, imageId: string): Promise<readonly string[]> {
  const rows = await tx.db
    .select({ caseId: caseImages.caseId })
    .from(caseImages)
    .where(eq(caseImages.imageId, imageId));
  return rows.map(({ caseId }) => caseId);
}

function record(tx: Tx, action: string, before: Case | null, after: Case, why?: string): void {
  tx.record({
    chain: after.studyId,
    action,
    object: { kind: 'case', id: after.id },
    before: before && hashDocument(before),
    after: hashDocument(after),
    ...(why === undefined ? {} : { why }),
  });
}
