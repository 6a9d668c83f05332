import {
  examCases,
  examStanding,
  gradeExam,
  nextTask,
  sha256Hex,
  sittingState,
  trainingCases,
} from '@equipoise/annotation';
import type { Answer, ReaderOrder } from '@equipoise/domain';
import { type Assignment, addAssignments, orderOf, type Study, type Tx } from '@equipoise/store';
import { found } from '../http/refuse.ts';
import type { LoadedStudy } from './loaded-study.ts';
import { answerOfRow, type ReaderWork, type Stage, type TaskDocument, taskOf } from './records.ts';

/** What comes next for a reader. */
export type Next =
  | { readonly kind: 'task'; readonly assignment: Assignment }
  | { readonly kind: 'wait'; readonly until: string }
  | { readonly kind: 'rest'; readonly reason: 'cases' | 'minutes'; readonly until: string }
  | { readonly kind: 'stopped'; readonly reason: 'exam-failed' | 'closed' }
  | { readonly kind: 'done' };

interface Desk {
  readonly tx: Tx;
  readonly study: Study;
  readonly loaded: LoadedStudy;
  readonly readerId: string;
  readonly work: ReaderWork;
  /** Task taken as done: the one at work, when what follows it is asked for. */
  readonly assumed: string | null;
}

function isOver(desk: Desk, assignment: Assignment): boolean {
  return (
    assignment.state === 'done' ||
    assignment.state === 'requeued' ||
    assignment.state === 'withdrawn' ||
    taskOf(assignment).taskId === desk.assumed
  );
}

function taskId(desk: Desk, ...words: readonly (string | number)[]): string {
  return sha256Hex(
    JSON.stringify([desk.loaded.secret, desk.loaded.studyId, desk.readerId, ...words]),
  ).slice(0, 32);
}

async function addTasks(
  desk: Desk,
  stage: Exclude<Stage, 'reading'>,
  round: number,
  from: number,
  caseIds: readonly string[],
): Promise<readonly Assignment[]> {
  return addAssignments(
    desk.tx,
    caseIds.map((name, at) => {
      const document: TaskDocument = {
        taskId: taskId(desk, stage, round, name),
        stage,
        purpose: stage,
        repeatOf: null,
        isFlipped: false,
        arm: null,
        period: round,
      };
      return {
        studyId: desk.study.id,
        caseId: found(desk.loaded.caseIdOf.get(name)),
        readerId: desk.readerId,
        kind: stage,
        position: from + at,
        round: round + 1,
        document,
      };
    }),
  );
}

async function trainingTask(desk: Desk): Promise<Assignment | null> {
  let all = desk.work.assignments.filter(({ kind }) => kind === 'training');
  if (all.length === 0) {
    const rounds = trainingCases(desk.loaded.locked.protocol, desk.readerId);
    const made: Assignment[] = [];
    for (const [round, cases] of rounds.entries()) {
      made.push(...(await addTasks(desk, 'training', round, made.length, cases)));
    }
    all = made;
  }
  const open = all.filter((one) => !isOver(desk, one));
  return open.sort((a, b) => a.position - b.position)[0] ?? null;
}

/** Sittings of a reader that are finished, with the mark of each. */
export function examAttempts(
  loaded: LoadedStudy,
  work: ReaderWork,
): readonly { readonly isPassed: boolean; readonly at: string; readonly result: unknown }[] {
  const { protocol } = loaded.locked;
  if (protocol.exam === null) return [];
  const exam = work.assignments.filter(({ kind }) => kind === 'exam');
  const rowOf = new Map(work.answers.map((row) => [row.assignmentId, row]));
  const rounds = [...new Set(exam.map(({ round }) => round))].sort((a, b) => a - b);
  return rounds.flatMap((round) => {
    const own = exam.filter((one) => one.round === round);
    if (own.some(({ state }) => state !== 'done')) return [];
    const answers = new Map<string, readonly Answer[]>();
    for (const one of own) {
      const row = rowOf.get(one.id);
      const name = loaded.caseNameOf.get(one.caseId) ?? '';
      answers.set(name, row === undefined ? [] : answerOfRow(row).answers);
    }
    const result = gradeExam(protocol, answers);
    const at =
      own
        .map((one) => one.finishedAt ?? '')
        .sort()
        .at(-1) ?? '';
    return [{ isPassed: result.isPassed, at, result }];
  });
}

async function examTask(desk: Desk, now: string): Promise<Next | null> {
  const { protocol } = desk.loaded.locked;
  if (protocol.exam === null) return null;
  const exam = desk.work.assignments.filter(({ kind }) => kind === 'exam');
  const open = exam.filter((one) => !isOver(desk, one)).sort((a, b) => a.position - b.position);
  if (open[0] !== undefined) return { kind: 'task', assignment: open[0] };
  // The last exam case is at work: what follows depends on its mark.
  if (exam.some((one) => taskOf(one).taskId === desk.assumed)) return { kind: 'done' };
  const standing = examStanding(protocol, examAttempts(desk.loaded, desk.work), now);
  if (standing.kind === 'passed') return null;
  if (standing.kind === 'failed') return { kind: 'stopped', reason: 'exam-failed' };
  if (standing.kind === 'must-wait') return { kind: 'wait', until: standing.until };
  const earlier = exam.map((one) => desk.loaded.caseNameOf.get(one.caseId) ?? '');
  const cases = examCases(protocol, desk.readerId, standing.attempt, earlier);
  const made = await addTasks(desk, 'exam', standing.attempt, exam.length, cases);
  return { kind: 'task', assignment: found(made[0]) };
}

async function readingTask(desk: Desk, now: string): Promise<Next> {
  const stored = await orderOf(desk.tx, desk.study.id, desk.readerId);
  if (stored === null) return { kind: 'done' };
  const order = stored.document as ReaderOrder; // written by this server alone
  const byTask = new Map(
    desk.work.assignments
      .filter(({ kind }) => kind === 'reading')
      .map((one) => [taskOf(one).taskId, one]),
  );
  const gone = new Set(
    [...byTask.values()]
      .filter(({ state }) => state === 'withdrawn' || state === 'requeued')
      .map((one) => taskOf(one).taskId),
  );
  const left = { ...order, entries: order.entries.filter((entry) => !gone.has(entry.taskId)) };
  const done = desk.work.records
    .filter(({ step, taskId: id }) => step === 'final' && byTask.has(id))
    .sort((a, b) => (a.submittedAt < b.submittedAt ? -1 : 1))
    .map(({ taskId: id, caseId, arm, submittedAt }) => ({ taskId: id, caseId, arm, submittedAt }));
  const assumed = desk.assumed === null ? undefined : byTask.get(desk.assumed);
  if (assumed !== undefined && !done.some((one) => one.taskId === desk.assumed)) {
    done.push({
      taskId: taskOf(assumed).taskId,
      caseId: desk.loaded.caseNameOf.get(assumed.caseId) ?? '',
      arm: assumed.arm,
      submittedAt: now,
    });
  }
  const next = nextTask(left, desk.loaded.locked.protocol, done, now);
  if (next.kind !== 'serve') return next;
  return { kind: 'task', assignment: found(byTask.get(next.entry.taskId)) };
}

/**
 * What a reader does next: training, then the exam, then the own order; or a rest, a wait, an end. Tasks of training
 * and exam are made here when they are first needed.
 *
 * @param assumed task taken as done, to look ahead; null for none
 */
export async function findNext(
  tx: Tx,
  study: Study,
  loaded: LoadedStudy,
  readerId: string,
  work: ReaderWork,
  assumed: string | null,
): Promise<Next> {
  if (study.state === 'closed') return { kind: 'stopped', reason: 'closed' };
  const now = tx.at;
  const finals = work.records.filter(({ step }) => step === 'final');
  const sitting = sittingState(finals, loaded.locked.protocol.session, now);
  if (sitting.capReached !== null && sitting.mayResumeAt !== null) {
    return { kind: 'rest', reason: sitting.capReached, until: sitting.mayResumeAt };
  }
  const desk: Desk = { tx, study, loaded, readerId, work, assumed };
  const training = await trainingTask(desk);
  if (training !== null) return { kind: 'task', assignment: training };
  const isTrainingAhead = work.assignments.some(
    (one) => one.kind === 'training' && taskOf(one).taskId === assumed,
  );
  const exam = await examTask(desk, now);
  if (exam !== null) return exam;
  if (isTrainingAhead && loaded.locked.protocol.exam !== null) return { kind: 'done' };
  return readingTask(desk, now);
}
