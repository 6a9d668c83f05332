import { and, asc, count, desc, eq, gt, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import { hashDocument } from '../canonical-json.ts';
import { prepareTable } from '../database/prepared.ts';
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

/** The cases of some ids. */
export async function casesById(tx: ReadTx, ids: readonly string[]): Promise<readonly Case[]> {
  if (ids.length === 0) return [];
  return tx.db
    .select()
    .from(cases)
    .where(inArray(cases.id, [...ids]));
}

/** The case of an id, or null. */
export async function caseById(tx: ReadTx, id: string): Promise<Case | null> {
  return maybe(await byId(tx, [id]));
}

const byId = prepareTable('case-by-id', cases, 'where id = $1');

/** The cases of a study by name, without those taken out. */
export async function listCases(tx: ReadTx, studyId: string): Promise<readonly Case[]> {
  return tx.db
    .select()
    .from(cases)
    .where(and(eq(cases.studyId, studyId), isNull(cases.removedAt)))
    .orderBy(asc(cases.name), asc(cases.id));
}

/**
 * Ids and names of the cases of a study by name.
 *
 * @param isWithRemoved whether also of those taken out: their names stay taken. @default false
 */
export async function caseNames(
  tx: ReadTx,
  studyId: string,
  isWithRemoved: boolean = false,
): Promise<readonly Pick<Case, 'id' | 'name'>[]> {
  const { rows } = await tx.client.query<Pick<Case, 'id' | 'name'>>(
    'select id, name from cases where study_id = $1 and ($2 or removed_at is null) order by name, id',
    [studyId, isWithRemoved],
  );
  return rows;
}

/** Which part of a long list is wanted. */
export interface PageQuery {
  /** Text that the row must have somewhere; upper and lower case are the same. */
  readonly find?: string;
  /** By name or by when it was added, upwards or downwards. */
  readonly sort?: 'name' | '-name' | 'added' | '-added';
  readonly from: number;
  readonly count: number;
}

/** A page of a list and how many rows all pages have. */
export interface Page<Row> {
  readonly total: number;
  readonly rows: readonly Row[];
}

/** A page of the cases of a study, without those taken out; found by name, patient and attributes. */
export async function pageCases(tx: ReadTx, studyId: string, page: PageQuery): Promise<Page<Case>> {
  const where: SQL[] = [eq(cases.studyId, studyId), isNull(cases.removedAt)];
  const find = page.find?.trim().toLowerCase() ?? '';
  if (find !== '') {
    where.push(
      sql`position(${find} in lower(concat_ws(' ', ${cases.name}, ${cases.patientKey},
        (select string_agg((one ->> 'name') || ' ' || (one ->> 'value'), ' ')
          from json_array_elements(${cases.document} -> 'attributes') one)))) > 0`,
    );
  }
  const orders = {
    name: [asc(cases.name)],
    '-name': [desc(cases.name)],
    added: [asc(cases.createdAt), asc(cases.name)],
    '-added': [desc(cases.createdAt), desc(cases.name)],
  };
  const rows = await tx.db
    .select()
    .from(cases)
    .where(and(...where))
    .orderBy(...orders[page.sort ?? 'name'], asc(cases.id))
    .offset(page.from)
    .limit(page.count);
  const [found] = await tx.db
    .select({ total: count() })
    .from(cases)
    .where(and(...where));
  return { total: found?.total ?? 0, rows };
}

/** Cases one after another by name, so many at a time, without those taken out. */
export async function casesAfter(
  tx: ReadTx,
  studyId: string,
  afterName: string | null,
  limit: number,
): Promise<readonly Case[]> {
  const where: SQL[] = [eq(cases.studyId, studyId), isNull(cases.removedAt)];
  if (afterName !== null) where.push(gt(cases.name, afterName));
  return tx.db
    .select()
    .from(cases)
    .where(and(...where))
    .orderBy(asc(cases.name))
    .limit(limit);
}

/** The cases of some names. */
export async function casesByName(
  tx: ReadTx,
  studyId: string,
  names: readonly string[],
): Promise<readonly Case[]> {
  if (names.length === 0) return [];
  return tx.db
    .select()
    .from(cases)
    .where(
      and(eq(cases.studyId, studyId), isNull(cases.removedAt), inArray(cases.name, [...names])),
    )
    .orderBy(asc(cases.name), asc(cases.id));
}

/** The cases of a study whose document names one of some cases as related, without those taken out. */
export async function casesNaming(
  tx: ReadTx,
  studyId: string,
  names: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await tx.client.query<{ id: string }>(
    `select id from cases where study_id = $1 and removed_at is null
        and exists (
          select 1 from json_array_elements(
            case json_typeof(document -> 'related') when 'array' then document -> 'related' end
          ) one where one ->> 'caseId' = any($2))
      order by name`,
    [studyId, [...names]],
  );
  return rows.map(({ id }) => id);
}

/** Images of cases in the order they are shown. */
export async function imagesOfCases(
  tx: ReadTx,
  caseIds: readonly string[],
): Promise<readonly CaseImage[]> {
  if (caseIds.length === 0) return [];
  return imagesOf(tx, [[...caseIds]]);
}

const imagesOf = prepareTable(
  'images-of-cases',
  caseImages,
  'where case_id = any($1) order by case_id, position',
);

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
