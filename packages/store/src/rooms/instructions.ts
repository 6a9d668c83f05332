import { and, asc, eq } from 'drizzle-orm';
import { hashDocument } from '../canonical-json.ts';
import { prepareTable } from '../database/prepared.ts';
import type { ReadTx, Tx } from '../database/transaction.ts';
import { instructionReads, instructions, studies } from '../schema/studies.ts';
import { type Conflict, conflict } from './conflict.ts';
import { maybe, one } from './rows.ts';
import { lockedStudy } from './studies.ts';

/** One version of a study's instructions to readers. */
export type InstructionVersion = typeof instructions.$inferSelect;

/**
 * Saves instructions as the next version; both versions come back when someone else saved meanwhile.
 *
 * @param arm whose readers are told them; null for the instructions of the study
 */
export async function saveInstructions(
  tx: Tx,
  studyId: string,
  expectedVersion: number,
  document: unknown,
  arm: string | null = null,
): Promise<{ readonly saved: InstructionVersion } | Conflict<InstructionVersion | null>> {
  const study = await lockedStudy(tx, studyId);
  const stored = await instructionVersion(tx, studyId, study.instructionVersion);
  if (study.instructionVersion !== expectedVersion) {
    return conflict(stored, document, expectedVersion);
  }
  const saved = one(
    await tx.db
      .insert(instructions)
      .values({
        studyId,
        version: expectedVersion + 1,
        arm,
        document,
        hash: hashDocument(document),
        createdBy: tx.actor,
        createdAt: tx.at,
      })
      .returning(),
    'instructions',
  );
  await tx.db
    .update(studies)
    .set({ instructionVersion: saved.version })
    .where(eq(studies.id, studyId));
  tx.record({
    chain: studyId,
    action: 'instructions.save',
    object: { kind: 'instructions', id: `${studyId}/${saved.version}` },
    before: stored?.hash ?? null,
    after: saved.hash,
    detail: { version: saved.version, ...(arm === null ? {} : { arm }) },
  });
  return { saved };
}

/** One version of the instructions, or null. */
export async function instructionVersion(
  tx: ReadTx,
  studyId: string,
  version: number,
): Promise<InstructionVersion | null> {
  const key = and(eq(instructions.studyId, studyId), eq(instructions.version, version));
  return maybe(await tx.db.select().from(instructions).where(key));
}

/** All versions of the instructions, oldest first. */
export async function listInstructions(
  tx: ReadTx,
  studyId: string,
): Promise<readonly InstructionVersion[]> {
  return tx.db
    .select()
    .from(instructions)
    .where(eq(instructions.studyId, studyId))
    .orderBy(asc(instructions.version));
}

/** Notes that someone has read a version; once is enough. */
export async function noteInstructionRead(
  tx: Tx,
  studyId: string,
  version: number,
  accountId: string,
): Promise<void> {
  const rows = await tx.db
    .insert(instructionReads)
    .values({ studyId, version, accountId, readAt: tx.at })
    .onConflictDoNothing()
    .returning();
  if (rows.length === 0) return;
  tx.record({
    chain: studyId,
    action: 'instructions.read',
    object: { kind: 'instructions', id: `${studyId}/${version}` },
    detail: { accountId },
  });
}

/**
 * The newest instructions that someone has read; null for none.
 *
 * @param arm of whose instructions; null for those of the study
 */
export async function lastInstructionsRead(
  tx: ReadTx,
  studyId: string,
  accountId: string,
  arm: string | null = null,
): Promise<InstructionVersion | null> {
  return (await lastRead(tx, [studyId, accountId, arm]))[0] ?? null;
}

const lastRead = prepareTable(
  'last-instructions-read',
  instructions,
  `join instruction_reads r on r.study_id = t.study_id and r.version = t.version
    where t.study_id = $1 and r.account_id = $2 and t.arm is not distinct from $3::text order by t.version desc limit 1`,
);

/** The versions someone has read. */
export async function instructionsReadBy(
  tx: ReadTx,
  studyId: string,
  accountId: string,
): Promise<readonly number[]> {
  const rows = await tx.db
    .select({ version: instructionReads.version })
    .from(instructionReads)
    .where(and(eq(instructionReads.studyId, studyId), eq(instructionReads.accountId, accountId)))
    .orderBy(asc(instructionReads.version));
  return rows.map(({ version }) => version);
}
