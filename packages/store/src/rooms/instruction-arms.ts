import { asc, eq } from 'drizzle-orm';
import { prepareTable } from '../database/prepared.ts';
import type { ReadTx, Tx } from '../database/transaction.ts';
import { instructionArms } from '../schema/studies.ts';
import { one } from './rows.ts';

/** Which version of the instructions a reader was given at random, with what is needed to draw it again. */
export type InstructionArmRow = typeof instructionArms.$inferSelect;

/** Stores which instructions a reader was given. It is never changed; a second one for a reader is refused. */
export async function addInstructionArm(
  tx: Tx,
  given: Omit<InstructionArmRow, 'createdAt'>,
): Promise<InstructionArmRow> {
  const row = one(
    await tx.db
      .insert(instructionArms)
      .values({ ...given, createdAt: tx.at })
      .returning(),
    'instruction arm',
  );
  tx.record({
    chain: row.studyId,
    action: 'instructions.assign',
    object: { kind: 'account', id: row.readerId },
    after: row.hash,
    detail: { arm: row.arm, place: row.place, seed: row.seed, algorithm: row.algorithm },
  });
  return row;
}

/** The arm of a reader's instructions; null where none was given. */
export async function instructionArmOf(
  tx: ReadTx,
  studyId: string,
  readerId: string,
): Promise<string | null> {
  return (await armOf(tx, [studyId, readerId]))[0]?.arm ?? null;
}

const armOf = prepareTable(
  'instruction-arm-of',
  instructionArms,
  'where t.study_id = $1 and t.reader_id = $2',
);

/** Which instructions the readers of a study were given, in the order in which that was drawn. */
export async function listInstructionArms(
  tx: ReadTx,
  studyId: string,
): Promise<readonly InstructionArmRow[]> {
  return tx.db
    .select()
    .from(instructionArms)
    .where(eq(instructionArms.studyId, studyId))
    .orderBy(asc(instructionArms.place));
}
