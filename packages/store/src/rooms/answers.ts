import { and, asc, desc, eq, inArray, lte } from 'drizzle-orm';
import { canonicalJson, sha256 } from '../canonical-json.ts';
import { prepareTable } from '../database/prepared.ts';
import type { ReadTx, Tx } from '../database/transaction.ts';
import { answers, answerVersions, assignments } from '../schema/work.ts';
import { type Conflict, conflict } from './conflict.ts';
import { maybe, one } from './rows.ts';

/** The present version of an answer. */
export type Answer = typeof answers.$inferSelect;

/** One version of an answer as it was saved. */
export type AnswerVersion = typeof answerVersions.$inferSelect;

/** A reader's answer to the questions about one case. */
export interface AnswerSave {
  readonly assignmentId: string;
  /** The version this one was made from; 0 for the first. */
  readonly expectedVersion: number;
  /** The same for every attempt to send one save: a repeated one is not stored twice. */
  readonly requestId: string;
  /** Answers, confidences, shapes and window/level: what is hashed. */
  readonly document: unknown;
  readonly protocolVersion: number;
  readonly instructionVersion: number;
  /** Active time so far, ms. */
  readonly activeMs: number;
  /** When the reader first saw the task, ISO UTC. */
  readonly openedAt?: string;
  readonly isModelVisible: boolean;
  /** True for an answer handed in, false for one still being worked on. */
  readonly isSubmitted: boolean;
  readonly device?: string;
  /** The reason for a correction after handing in. */
  readonly why?: string;
}

/**
 * Saves an answer as its next version. Every version is kept.
 *
 * @returns what is stored now (`isRepeat` when this save had arrived before), or both versions when
 *   another tab, device or person saved meanwhile
 * @throws store/not-found when there is no such assignment
 */
export async function saveAnswer(
  tx: Tx,
  save: AnswerSave,
): Promise<{ readonly saved: Answer; readonly isRepeat: boolean } | Conflict<Answer | null>> {
  const document = canonicalJson(save.document);
  const hash = sha256(document);
  const { rows } = await tx.client.query<SavedRow>({
    ...(save.expectedVersion === 0 ? firstSave : laterSave),
    values: [
      save.assignmentId,
      save.expectedVersion,
      tx.newId(),
      save.requestId,
      document,
      hash,
      save.protocolVersion,
      save.instructionVersion,
      save.activeMs,
      save.isModelVisible,
      save.isSubmitted ? tx.at : null,
      tx.actor,
      save.device ?? null,
      save.why ?? null,
      tx.at,
      save.openedAt ?? null,
    ],
  });
  const [row] = rows;
  if (row === undefined) return settle(tx, save);
  tx.record({
    chain: row.study_id,
    action: save.isSubmitted ? 'answer.submit' : 'answer.save',
    object: { kind: 'answer', id: row.answer_id },
    before: row.before,
    after: hash,
    ...(save.why === undefined ? {} : { why: save.why }),
    detail: { version: save.expectedVersion + 1, protocolVersion: save.protocolVersion },
  });
  const saved: Answer = {
    id: row.answer_id,
    studyId: row.study_id,
    caseId: row.case_id,
    readerId: row.reader_id,
    assignmentId: save.assignmentId,
    version: save.expectedVersion + 1,
    document: save.document,
    hash,
    protocolVersion: save.protocolVersion,
    instructionVersion: save.instructionVersion,
    activeMs: save.activeMs,
    isModelVisible: save.isModelVisible,
    submittedAt: save.isSubmitted ? tx.at : null,
    openedAt: row.opened_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    savedAt: tx.at,
  };
  return { saved, isRepeat: false };
}

interface SavedRow {
  readonly answer_id: string;
  readonly study_id: string;
  readonly case_id: string;
  readonly reader_id: string;
  readonly created_at: Date;
  readonly opened_at: Date | null;
  readonly before: string | null;
}

/** The answer's row and its version in one statement, and only if the expected version is the stored one. */
const keepVersion = `insert into answer_versions (answer_id, version, request_id, document, hash, protocol_version,
    instruction_version, active_ms, is_model_visible, submitted_at, actor, device, why, saved_at)
  select saved.id, $2::int + 1, $4, $5::json, $6, $7::int, $8::int, $9::bigint, $10::boolean, $11::timestamptz,
    $12, $13, $14, $15::timestamptz from saved returning answer_id`;

const firstSave = {
  name: 'answer-first',
  text: `with saved as (
    insert into answers (id, study_id, case_id, reader_id, assignment_id, version, document, hash,
      protocol_version, instruction_version, active_ms, is_model_visible, submitted_at, created_at, saved_at,
      opened_at)
    select $3, study_id, case_id, reader_id, id, 1, $5::json, $6, $7::int, $8::int, $9::bigint, $10::boolean,
      $11::timestamptz, $15::timestamptz, $15::timestamptz, $16::timestamptz from assignments where id = $1
    on conflict (assignment_id) do nothing returning *
  ), kept as (${keepVersion})
  select saved.id as answer_id, study_id, case_id, reader_id, created_at, opened_at, null as before
  from saved, kept`,
};

const laterSave = {
  name: 'answer-later',
  text: `with saved as (
    update answers set version = version + 1, document = $5::json, hash = $6, protocol_version = $7::int,
      instruction_version = $8::int, active_ms = $9::bigint, is_model_visible = $10::boolean,
      submitted_at = $11::timestamptz, saved_at = $15::timestamptz, opened_at = $16::timestamptz
    where assignment_id = $1 and version = $2::int and $3::text is not null returning *
  ), kept as (${keepVersion})
  select saved.id as answer_id, study_id, case_id, reader_id, created_at, opened_at,
    (select hash from answer_versions v where v.answer_id = saved.id and v.version = $2::int) as before
  from saved, kept`,
};

/** Why nothing was saved: it was saved before, or there is another version. */
async function settle(
  tx: Tx,
  save: AnswerSave,
): Promise<{ readonly saved: Answer; readonly isRepeat: boolean } | Conflict<Answer | null>> {
  const stored = await answerOf(tx, save.assignmentId);
  if (stored !== null && (await isStored(tx, stored.id, save.requestId))) {
    return { saved: stored, isRepeat: true };
  }
  one(
    await tx.db
      .select({ id: assignments.id })
      .from(assignments)
      .where(eq(assignments.id, save.assignmentId)),
    'assignment',
  );
  return conflict(stored, save.document, save.expectedVersion);
}

/** Whether a save of this request id was stored before. */
export async function isStored(tx: ReadTx, answerId: string, requestId: string): Promise<boolean> {
  const rows = await tx.db
    .select({ version: answerVersions.version })
    .from(answerVersions)
    .where(and(eq(answerVersions.answerId, answerId), eq(answerVersions.requestId, requestId)));
  return rows.length > 0;
}

/** The answer to an assignment, or null. */
export async function answerOf(tx: ReadTx, assignmentId: string): Promise<Answer | null> {
  return maybe(await ofAssignment(tx, [assignmentId]));
}

const ofAssignment = prepareTable('answer-of', answers, 'where assignment_id = $1');

/** The answer of an id, or null. */
export async function answerById(tx: ReadTx, id: string): Promise<Answer | null> {
  return maybe(await tx.db.select().from(answers).where(eq(answers.id, id)));
}

/** Every answer of a study: for curators and exports, never for readers. */
export async function listAnswers(tx: ReadTx, studyId: string): Promise<readonly Answer[]> {
  return tx.db
    .select()
    .from(answers)
    .where(eq(answers.studyId, studyId))
    .orderBy(asc(answers.caseId), asc(answers.readerId), asc(answers.id));
}

/** Every answer to a case: for adjudication. */
export async function answersToCase(
  tx: ReadTx,
  studyId: string,
  caseId: string,
): Promise<readonly Answer[]> {
  return tx.db
    .select()
    .from(answers)
    .where(and(eq(answers.studyId, studyId), eq(answers.caseId, caseId)))
    .orderBy(asc(answers.readerId), asc(answers.id));
}

/** The answers to some assignments. */
export async function answersToAssignments(
  tx: ReadTx,
  assignmentIds: readonly string[],
): Promise<readonly Answer[]> {
  if (assignmentIds.length === 0) return [];
  return tx.db
    .select()
    .from(answers)
    .where(inArray(answers.assignmentId, [...assignmentIds]))
    .orderBy(asc(answers.savedAt), asc(answers.id));
}

/** The answers one reader gave in a study. */
export async function answersOfReader(
  tx: ReadTx,
  studyId: string,
  readerId: string,
): Promise<readonly Answer[]> {
  return tx.db
    .select()
    .from(answers)
    .where(and(eq(answers.studyId, studyId), eq(answers.readerId, readerId)))
    .orderBy(asc(answers.savedAt), asc(answers.id));
}

/** Every version of an answer, oldest first. */
export async function answerHistory(
  tx: ReadTx,
  answerId: string,
): Promise<readonly AnswerVersion[]> {
  return tx.db
    .select()
    .from(answerVersions)
    .where(eq(answerVersions.answerId, answerId))
    .orderBy(asc(answerVersions.version));
}

/**
 * The answers of a study as they stood at an instant, that instant included.
 *
 * @param at ISO UTC
 */
export async function answersAt(
  tx: ReadTx,
  studyId: string,
  at: string,
): Promise<readonly AnswerVersion[]> {
  const newest = tx.db
    .selectDistinctOn([answerVersions.answerId])
    .from(answerVersions)
    .innerJoin(answers, eq(answers.id, answerVersions.answerId))
    .where(and(eq(answers.studyId, studyId), lte(answerVersions.savedAt, at)))
    .orderBy(asc(answerVersions.answerId), desc(answerVersions.version));
  return (await newest).map((row) => row.answer_versions);
}
