import {
  countSince,
  examCases,
  examStanding,
  gradeExam,
  holdsSitting,
  onceDone,
  type SittingState,
  searchNext,
  sha256Hex,
  sittingState,
  trainingCases,
  type WaitingTask,
} from '@equipoise/annotation';
import type { Answer } from '@equipoise/domain';
import {
  type Assignment,
  addAssignments,
  assignmentOfTask,
  lastAnswers,
  lockedStudy,
  type OpenTask,
  openTasks,
  type ReadTx,
  type Study,
  type Tx,
} from '@equipoise/store';
import { found } from '../http/refuse.ts';
import type { LoadedStudy } from './loaded-study.ts';
import {
  answerOfRow,
  type PreparingWork,
  preparingWork,
  type Stage,
  type TaskDocument,
  taskOf,
} from './records.ts';

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
  readonly work: PreparingWork;
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

/** Makes the tasks of a round, once: of two pages that a reader opens at the same moment the second finds them. */
async function addTasks(
  desk: Desk,
  stage: Exclude<Stage, 'reading'>,
  round: number,
  from: number,
  caseIds: readonly string[],
): Promise<readonly Assignment[]> {
  await lockedStudy(desk.tx, desk.study.id);
  const { assignments } = await preparingWork(desk.tx, desk.loaded, desk.readerId);
  const made = assignments.filter((one) => one.kind === stage && one.round === round + 1);
  if (made.length > 0) return made;
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
  work: PreparingWork,
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
  return { kind: 'task', assignment: found(made.find((one) => !isOver(desk, one)) ?? made[0]) };
}

/** The task of an order as its assignment has it. */
function waitingTask(desk: Desk, open: OpenTask): WaitingTask {
  const { assignment, lastServedAt, doneSince } = open;
  const { taskId: id, purpose, repeatOf, isFlipped, arm, period } = taskOf(assignment);
  const caseId = desk.loaded.caseNameOf.get(assignment.caseId) ?? '';
  return {
    entry: { taskId: id, caseId, purpose, repeatOf, isFlipped, arm, period },
    lastServedAt,
    doneSince,
  };
}

/** Rows of the order that are looked at first; mostly the first of them is the one. */
const firstLook = 16;

async function readingTask(desk: Desk, now: string): Promise<Next> {
  const { tx, study, readerId, assumed } = desk;
  const { protocol } = desk.loaded.locked;
  const search = searchNext(protocol, now);
  const atWork = assumed === null ? null : await assignmentOfTask(tx, study.id, readerId, assumed);
  const ahead =
    atWork?.kind !== 'reading'
      ? null
      : { taskId: taskOf(atWork).taskId, caseId: desk.loaded.caseNameOf.get(atWork.caseId) ?? '' };
  // One that is handed in already is told of by the store.
  const isCounted = atWork?.state === 'done' || atWork?.state === 'requeued';
  const shown = new Map<string, Assignment>();
  for (let from = 0, count = firstLook; ; from += count, count = Math.min(4096, count * 4)) {
    const page = await openTasks(tx, study.id, readerId, {
      kind: 'reading',
      from,
      count,
      countSince: countSince(protocol),
    });
    for (const open of page) {
      const { assignment } = open;
      const task = waitingTask(desk, open);
      if (task.entry.taskId === assumed) continue;
      shown.set(task.entry.taskId, assignment);
      const then = ahead === null || isCounted ? task : onceDone(task, ahead, now);
      if (search.isNext(then)) return { kind: 'task', assignment };
    }
    if (page.length < count) break;
  }
  const next = search.end();
  if (next.kind !== 'serve') return next;
  return { kind: 'task', assignment: found(shown.get(next.entry.taskId)) };
}

/** The sitting of a reader: no more answers are read than it has. */
export async function sittingOf(
  tx: ReadTx,
  loaded: LoadedStudy,
  readerId: string,
  now: string,
): Promise<SittingState> {
  const rule = loaded.locked.protocol.session;
  for (let count = 16; ; count *= 4) {
    const newest = await lastAnswers(tx, loaded.studyId, readerId, count);
    if (newest.length < count || holdsSitting(newest, rule, now)) {
      return sittingState(newest.toReversed(), rule, now);
    }
  }
}

/** What a reader does next, and the sitting that is on. */
export interface NextWork {
  readonly next: Next;
  readonly sitting: SittingState;
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
  assumed: string | null,
): Promise<NextWork> {
  const now = tx.at;
  const sitting = await sittingOf(tx, loaded, readerId, now);
  return { sitting, next: await nextIn(tx, study, loaded, readerId, assumed, sitting) };
}

async function nextIn(
  tx: Tx,
  study: Study,
  loaded: LoadedStudy,
  readerId: string,
  assumed: string | null,
  sitting: SittingState,
): Promise<Next> {
  if (study.state === 'closed') return { kind: 'stopped', reason: 'closed' };
  if (sitting.capReached !== null && sitting.mayResumeAt !== null) {
    return { kind: 'rest', reason: sitting.capReached, until: sitting.mayResumeAt };
  }
  const work = await preparingWork(tx, loaded, readerId);
  const desk: Desk = { tx, study, loaded, readerId, work, assumed };
  const training = await trainingTask(desk);
  if (training !== null) return { kind: 'task', assignment: training };
  const isTrainingAhead = work.assignments.some(
    (one) => one.kind === 'training' && taskOf(one).taskId === assumed,
  );
  const exam = await examTask(desk, tx.at);
  if (exam !== null) return exam;
  if (isTrainingAhead && loaded.locked.protocol.exam !== null) return { kind: 'done' };
  return readingTask(desk, tx.at);
}
