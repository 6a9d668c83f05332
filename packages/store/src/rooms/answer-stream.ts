import { copyFields, copyInstant, copyOut } from '../database/copy.ts';
import type { ReadTx } from '../database/transaction.ts';

/** An answer as it comes from the stream, with what its assignment says about it. */
export interface StreamedAnswer {
  readonly id: string;
  readonly caseId: string;
  readonly readerId: string;
  readonly version: number;
  /** Number of the instructions that its reader was told. */
  readonly instructionVersion: number;
  /** ISO UTC; null before it was handed in. */
  readonly submittedAt: string | null;
  /** Whether it was set aside. */
  readonly isSetAside: boolean;
  readonly taskId: string;
  /** Kind of its assignment, such as `reading` or `exam`. */
  readonly taskKind: string;
  readonly document: unknown;
}

const columns = `a.id, a.case_id, a.reader_id, a.version, a.instruction_version,
  a.submitted_at, s.state = 'requeued',
  s.document ->> 'taskId', s.kind, a.document`;

function answerOfFields(fields: readonly (string | null)[]): StreamedAnswer {
  const [id, caseId, readerId, version, instructionVersion, ...rest] = fields;
  const [submittedAt, isSetAside, taskId, taskKind, document] = rest;
  return {
    id: id ?? '',
    caseId: caseId ?? '',
    readerId: readerId ?? '',
    version: Number(version),
    instructionVersion: Number(instructionVersion),
    submittedAt: submittedAt ? copyInstant(submittedAt) : null,
    isSetAside: isSetAside === 't',
    taskId: taskId ?? '',
    taskKind: taskKind ?? '',
    document: JSON.parse(document ?? 'null') as unknown,
  };
}

/** How many answers a study has. */
export async function countAnswers(tx: ReadTx, studyId: string): Promise<number> {
  const { rows } = await tx.client.query<{ count: string }>(
    'select count(*) from answers where study_id = $1',
    [studyId],
  );
  return Number(rows[0]?.count ?? 0);
}

/** Whether a study has more answers than a number; counts no further. */
export async function hasMoreAnswers(tx: ReadTx, studyId: string, than: number): Promise<boolean> {
  const { rows } = await tx.client.query<{ count: string }>(
    'select count(*) from (select 1 from answers where study_id = $1 limit $2) as counted',
    [studyId, than + 1],
  );
  return Number(rows[0]?.count ?? 0) > than;
}

/**
 * Every answer of a study one after another, the answers to a case together: none is kept here, so that a million
 * need no more memory than one.
 */
export async function streamAnswers(
  tx: ReadTx,
  studyId: string,
  take: (answer: StreamedAnswer) => void,
): Promise<void> {
  await copyOut(
    tx.client,
    `copy (select ${columns} from answers a join assignments s on s.id = a.assignment_id
      where a.study_id = ${tx.client.escapeLiteral(studyId)}
      order by a.case_id, a.reader_id, a.id) to stdout`,
    (line) => take(answerOfFields(copyFields(line))),
  );
}

interface Row {
  readonly id: string;
  readonly case_id: string;
  readonly reader_id: string;
  readonly version: number;
  readonly instruction_version: number;
  readonly submitted_at: Date | null;
  readonly is_set_aside: boolean;
  readonly task_id: string;
  readonly task_kind: string;
  readonly document: unknown;
}

async function answersWhere(
  tx: ReadTx,
  where: string,
  values: readonly unknown[],
): Promise<readonly StreamedAnswer[]> {
  const { rows } = await tx.client.query<Row>(
    `select a.id, a.case_id, a.reader_id, a.version, a.instruction_version, a.submitted_at,
        s.state = 'requeued' as is_set_aside, s.document ->> 'taskId' as task_id, s.kind as task_kind, a.document
      from answers a join assignments s on s.id = a.assignment_id where ${where}
      order by a.case_id, a.reader_id, a.id`,
    [...values],
  );
  return rows.map((row) => ({
    id: row.id,
    caseId: row.case_id,
    readerId: row.reader_id,
    version: row.version,
    instructionVersion: row.instruction_version,
    submittedAt: row.submitted_at?.toISOString() ?? null,
    isSetAside: row.is_set_aside,
    taskId: row.task_id,
    taskKind: row.task_kind,
    document: row.document,
  }));
}

/** The cases of some answers, named by themselves or by their assignments. */
export async function casesOfAnswers(
  tx: ReadTx,
  answerIds: readonly string[],
  assignmentIds: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await tx.client.query<{ case_id: string }>(
    'select distinct case_id from answers where id = any($1) or assignment_id = any($2)',
    [answerIds, assignmentIds],
  );
  return rows.map((row) => row.case_id);
}

/** All answers to some cases of a study, the answers to a case together. */
export function answersToCases(
  tx: ReadTx,
  studyId: string,
  caseIds: readonly string[],
): Promise<readonly StreamedAnswer[]> {
  return answersWhere(tx, 'a.study_id = $1 and a.case_id = any($2)', [studyId, [...caseIds]]);
}

/** All answers of one reader. */
export function streamedOfReader(
  tx: ReadTx,
  studyId: string,
  readerId: string,
): Promise<readonly StreamedAnswer[]> {
  return answersWhere(tx, 'a.study_id = $1 and a.reader_id = $2', [studyId, readerId]);
}

/** The answers of one reader to hidden cases with a known answer. */
export function goldAnswers(
  tx: ReadTx,
  studyId: string,
  readerId: string,
): Promise<readonly StreamedAnswer[]> {
  return answersWhere(
    tx,
    "s.study_id = $1 and s.reader_id = $2 and s.document ->> 'purpose' = 'gold'",
    [studyId, readerId],
  );
}
