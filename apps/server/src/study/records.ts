import type { Answer, AnswerRecord, OrderEntry, ReadPurpose, WindowState } from '@equipoise/domain';
import {
  type Assignment,
  answersToAssignments,
  answersToCases,
  assignmentsOfKinds,
  type ReadTx,
  type Answer as StoredAnswerRow,
  type StreamedAnswer,
  streamAnswers,
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
  /** Arm of the instructions; absent where the study compares none. */
  readonly instructionArm?: string;
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

/**
 * The records of one stored answer: the first step where there was one, and the last once it is handed in.
 */
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
    instructionsNumber: row.instructionVersion,
    instructionArm: answer.instructionArm ?? null,
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

/**
 * Every record of a study. Never for readers.
 *
 * Each record is an object with its answers: whoever can, looks at the cases one after another.
 */
export async function studyRecords(
  tx: ReadTx,
  loaded: LoadedStudy,
): Promise<readonly AnswerRecord[]> {
  const records: AnswerRecord[] = [];
  await streamAnswers(tx, loaded.studyId, (row) => {
    records.push(...recordsOfStreamed(loaded, row));
  });
  return records;
}

/** Every record of some cases, the records of a case together. Never for readers. */
export async function recordsOfCases(
  tx: ReadTx,
  loaded: LoadedStudy,
  caseIds: readonly string[],
): Promise<readonly AnswerRecord[]> {
  const rows = await answersToCases(tx, loaded.studyId, caseIds);
  return rows.flatMap((row) => recordsOfStreamed(loaded, row));
}

/** Every record of a case. Never for readers. */
export function caseRecords(
  tx: ReadTx,
  loaded: LoadedStudy,
  caseId: string,
): Promise<readonly AnswerRecord[]> {
  return recordsOfCases(tx, loaded, [caseId]);
}

/** What one reader was given to prepare for the reading, and answered: some dozens of cases at most. */
export interface PreparingWork {
  /** Of training and exam, in their order. */
  readonly assignments: readonly Assignment[];
  readonly answers: readonly Pick<StoredAnswerRow, 'assignmentId' | 'document'>[];
}

/** The training and the exam of one reader. */
export async function preparingWork(
  tx: ReadTx,
  loaded: LoadedStudy,
  readerId: string,
): Promise<PreparingWork> {
  const kinds: readonly Stage[] = ['training', 'exam'];
  const assignments = await assignmentsOfKinds(tx, loaded.studyId, readerId, kinds);
  const exam = assignments.filter(({ kind }) => kind === 'exam').map(({ id }) => id);
  return { assignments, answers: await answersToAssignments(tx, exam) };
}
