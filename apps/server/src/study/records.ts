import type { Answer, AnswerRecord, OrderEntry, ReadPurpose, WindowState } from '@equipoise/domain';
import {
  type Assignment,
  answersOfReader,
  answersToCase,
  assignmentById,
  assignmentsOfReader,
  listAnswers,
  listAssignments,
  type ReadTx,
  type Answer as StoredAnswerRow,
  type StreamedAnswer,
} from '@equipoise/store';
import type { LoadedStudy } from './loaded-study.ts';

/** Part of the work that a task belongs to; readers may know it. */
export type Stage = 'training' | 'exam' | 'reading';

/** What an assignment's document says. */
export interface TaskDocument {
  readonly taskId: string;
  readonly stage: Stage;
  readonly purpose: ReadPurpose;
  readonly repeatOf: string | null;
  readonly isFlipped: boolean;
  readonly arm: string | null;
  readonly period: number;
}

/** What an answer's document says: all that an answer record needs beside its row. */
export interface AnswerDocument {
  readonly answers: readonly Answer[];
  /** Answers before the model was shown, and when; null without a first step. */
  readonly first: { readonly answers: readonly Answer[]; readonly at: string } | null;
  readonly windows: readonly WindowState[];
  readonly purpose: ReadPurpose;
  readonly repeatOf: string | null;
  readonly isFlipped: boolean;
  readonly arm: string | null;
  readonly protocolHash: string;
  readonly protocolVersion: number;
  readonly instructionsVersion: string;
  readonly activeSeconds: number;
  readonly wasModelVisible: boolean;
  readonly openedAt: string;
  readonly zoneOffsetMinutes: number;
  /** Whether the log of events adds up to these answers; null without a log. */
  readonly isReplayed: boolean | null;
}

/** What a task's document says. */
export function taskOf(assignment: Assignment): TaskDocument {
  return assignment.document as TaskDocument; // written by this server alone
}

/** What an answer's document says. */
export function answerOfRow(row: { readonly document: unknown }): AnswerDocument {
  return row.document as AnswerDocument; // written by this server alone
}

/** The document of a task of an order. */
export function orderTask(entry: OrderEntry): TaskDocument {
  const { taskId, purpose, repeatOf, isFlipped, arm, period } = entry;
  return { taskId, stage: 'reading', purpose, repeatOf, isFlipped, arm, period };
}

/** The records of one stored answer: the first step where there was one, and the last once it is handed in. */
export function recordsOfAnswer(
  loaded: LoadedStudy,
  assignment: Assignment,
  row: StoredAnswerRow,
): AnswerRecord[] {
  return recordsOfStreamed(loaded, {
    ...row,
    taskId: taskOf(assignment).taskId,
    isSetAside: assignment.state === 'requeued',
  });
}

/** The records of an answer that came with what its assignment says. */
export function recordsOfStreamed(
  loaded: LoadedStudy,
  row: Omit<StreamedAnswer, 'taskKind'>,
): AnswerRecord[] {
  const answer = answerOfRow(row);
  const base = {
    answerId: row.id,
    studyId: loaded.studyId,
    taskId: row.taskId,
    caseId: loaded.caseNameOf.get(row.caseId) ?? row.caseId,
    readerId: row.readerId,
    purpose: answer.purpose,
    repeatOf: answer.repeatOf,
    isFlipped: answer.isFlipped,
    arm: answer.arm,
    protocolHash: answer.protocolHash,
    protocolVersion: answer.protocolVersion,
    instructionsVersion: answer.instructionsVersion,
    windows: answer.windows,
    activeSeconds: answer.activeSeconds,
    openedAt: answer.openedAt,
    zoneOffsetMinutes: answer.zoneOffsetMinutes,
    isValid: !row.isSetAside,
    revision: row.version,
  };
  const records: AnswerRecord[] = [];
  if (answer.first !== null) {
    const { answers, at } = answer.first;
    records.push({ ...base, answers, step: 'first', wasModelVisible: false, submittedAt: at });
  }
  if (row.submittedAt !== null) {
    const { answers, wasModelVisible } = answer;
    records.push({
      ...base,
      answers,
      step: 'final',
      wasModelVisible,
      submittedAt: row.submittedAt,
    });
  }
  return records;
}

function join(
  loaded: LoadedStudy,
  assignments: readonly Assignment[],
  rows: readonly StoredAnswerRow[],
): AnswerRecord[] {
  const byId = new Map(assignments.map((one) => [one.id, one]));
  return rows.flatMap((row) => {
    const assignment = byId.get(row.assignmentId);
    return assignment === undefined ? [] : recordsOfAnswer(loaded, assignment, row);
  });
}

/** Every record of a study. Never for readers. */
export async function studyRecords(
  tx: ReadTx,
  loaded: LoadedStudy,
): Promise<readonly AnswerRecord[]> {
  const assignments = await listAssignments(tx, loaded.studyId);
  return join(loaded, assignments, await listAnswers(tx, loaded.studyId));
}

/** Every record of a case. Never for readers. */
export async function caseRecords(
  tx: ReadTx,
  loaded: LoadedStudy,
  caseId: string,
): Promise<readonly AnswerRecord[]> {
  const rows = await answersToCase(tx, loaded.studyId, caseId);
  const assignments: Assignment[] = [];
  for (const { assignmentId } of rows) {
    const assignment = await assignmentById(tx, assignmentId);
    if (assignment !== null) assignments.push(assignment);
  }
  return join(loaded, assignments, rows);
}

/** What one reader was given and answered. */
export interface ReaderWork {
  readonly assignments: readonly Assignment[];
  readonly answers: readonly StoredAnswerRow[];
  readonly records: readonly AnswerRecord[];
}

/** The work of one reader. */
export async function readerWork(
  tx: ReadTx,
  loaded: LoadedStudy,
  readerId: string,
): Promise<ReaderWork> {
  const assignments = await assignmentsOfReader(tx, loaded.studyId, readerId);
  const answers = await answersOfReader(tx, loaded.studyId, readerId);
  return { assignments, answers, records: join(loaded, assignments, answers) };
}
