import { needsReread, progressOfSeconds } from '@equipoise/annotation';
import type { ReadPurpose } from '@equipoise/domain';
import {
  type Assignment,
  addReadingEvents,
  assignmentOfTask,
  countTasks,
  type InstructionVersion,
  lastInstructionsRead,
  lockedStudy,
  moveAssignment,
  orderOf,
  type ReadTx,
  type Study,
  saveDraft,
  servedTasks,
  studyById,
  type Tx,
} from '@equipoise/store';
import { accountOf, change, rightsOf } from '../call.ts';
import { found, notFound, refuse, savedOrConflict } from '../http/refuse.ts';
import type { Call } from '../services.ts';
import { openWhereNeeded } from '../study/adjudicating.ts';
import { examAttempts, findNext } from '../study/find-next.ts';
import { handIn, type ToldInstructions } from '../study/hand-in.ts';
import { joinInstructions, ownInstructions } from '../study/instruction-arms.ts';
import type { LoadedStudy } from '../study/loaded-study.ts';
import { dealAgain } from '../study/lock-study.ts';
import { readerSeconds } from '../study/reader-seconds.ts';
import { preparingWork, taskOf } from '../study/records.ts';
import { monitorReader } from '../study/suspend.ts';
import { taskView } from '../study/task-view.ts';
import type { Handlers } from './handler.ts';
import { instructionsDocument } from './studies.ts';

type Names = 'queue' | 'nextTask' | 'task' | 'sendEvents' | 'saveDraft' | 'submit';

/** An own task that was served; every other one does not exist. */
export async function servedTask(tx: ReadTx, call: Call, taskId: string): Promise<Assignment> {
  const assignment = await assignmentOfTask(
    tx,
    rightsOf(call).study.id,
    accountOf(call).id,
    taskId,
  );
  return assignment === null || assignment.openedAt === null ? notFound() : assignment;
}

/** The instructions that the reader of a task has confirmed. @throws room/instructions-unread */
async function checkConfirmed(
  tx: ReadTx,
  call: Call,
  study: Study,
  loaded: LoadedStudy,
): Promise<ToldInstructions> {
  const who = accountOf(call).id;
  const { arm, isMissing } = await ownInstructions(tx, loaded, who, true);
  const last = isMissing ? null : await lastInstructionsRead(tx, study.id, who, arm);
  if (last === null || needsRead(last, loaded, arm)) {
    return refuse(
      'room/instructions-unread',
      'The instructions are new.',
      'Read them and say that you have.',
    );
  }
  // Of one document for all the newest counts, where it says again what it said before.
  return { arm, number: arm === null ? study.instructionVersion : last.version };
}

function needsRead(
  last: InstructionVersion | null,
  loaded: LoadedStudy,
  arm: string | null,
): boolean {
  const version = last === null ? null : instructionsDocument(last).version;
  return needsReread(version, loaded.locked.protocol, arm);
}

/** Whether a task belongs to the reading itself, not to training or exam. */
function taskIsRead(purpose: ReadPurpose): boolean {
  return purpose !== 'training' && purpose !== 'exam';
}

/** Deals work to a reader who has just passed the exam. */
async function dealAfterExam(
  tx: Tx,
  study: Study,
  loaded: LoadedStudy,
  readerId: string,
): Promise<void> {
  await lockedStudy(tx, study.id);
  if ((await orderOf(tx, study.id, readerId)) !== null) return;
  const attempts = examAttempts(loaded, await preparingWork(tx, loaded, readerId));
  if (!attempts.some(({ isPassed }) => isPassed)) return;
  await dealAgain(tx, study, loaded, loaded.locked.protocol);
}

/** A reader at work. */
export const readingHandlers: Handlers<Names> = {
  async queue(call, { query }) {
    const { study } = rightsOf(call);
    const who = accountOf(call).id;
    const { store } = call.services;
    const { next, sitting, arm } = await store.change({ actor: who }, async (tx) => {
      const loaded = await call.services.studies.load(tx, study);
      const { arm } = await joinInstructions(tx, loaded, who, true);
      return { arm, ...(await findNext(tx, study, loaded, who, null)) };
    });
    return store.read(async (tx) => {
      const loaded = await call.services.studies.load(tx, study);
      const counts = (await countTasks(tx, study.id, who)).filter(
        ({ state }) => state !== 'withdrawn',
      );
      const taskCount = counts.reduce((sum, { openedCount }) => sum + openedCount, 0);
      const assignedCount = counts.reduce(
        (sum, { kind, count }) => sum + (kind === 'reading' ? count : 0),
        0,
      );
      const seconds = await readerSeconds(tx, study.id, who, counts);
      const progress = progressOfSeconds(who, assignedCount, seconds.length, seconds);
      const confirmed = await lastInstructionsRead(tx, study.id, who, arm);
      const needsInstructions = needsRead(confirmed, loaded, arm);
      const served = await servedTasks(tx, study.id, who, query);
      const stage =
        next.kind === 'stopped'
          ? 'stopped'
          : needsInstructions
            ? 'instructions'
            : next.kind === 'task'
              ? taskOf(next.assignment).stage
              : next.kind === 'done'
                ? 'done'
                : 'reading';
      return {
        stage,
        stopped: next.kind === 'stopped' ? next.reason : null,
        needsInstructions,
        waitUntil: next.kind === 'wait' || next.kind === 'rest' ? next.until : null,
        capReached: sitting.capReached,
        assignedCount: progress.assignedCount,
        doneCount: progress.doneCount,
        leftCount: progress.leftCount,
        activeMinutes: progress.activeMinutes,
        medianSeconds: progress.medianSeconds,
        leftMinutes: progress.leftMinutes,
        sitting: sitting.current,
        taskCount,
        tasks: served
          .map(({ assignment, submittedAt, activeMs }, at) => {
            const { taskId, stage: part } = taskOf(assignment);
            const isDone = submittedAt !== null;
            return {
              taskId,
              number: taskCount - query.from - at,
              stage: part,
              state: isDone ? ('done' as const) : ('open' as const),
              submittedAt,
              activeSeconds: isDone && activeMs !== null ? activeMs / 1000 : null,
            };
          })
          .reverse(),
      };
    });
  },
  async nextTask(call, { body }) {
    const who = accountOf(call).id;
    return change(call, async (tx) => {
      const study = found(await studyById(tx, rightsOf(call).study.id));
      const loaded = await call.services.studies.load(tx, study);
      await checkConfirmed(tx, call, study, loaded);
      const { next } = await findNext(tx, study, loaded, who, body.after);
      if (next.kind !== 'task') return next;
      const assignment =
        next.assignment.openedAt === null
          ? await moveAssignment(tx, next.assignment.id, 'begun')
          : next.assignment;
      return { kind: 'task' as const, task: await taskView(tx, loaded, assignment) };
    });
  },
  async task(call, { params }) {
    return call.services.store.read(async (tx) => {
      const loaded = await call.services.studies.load(tx, rightsOf(call).study);
      const assignment = await servedTask(tx, call, params.taskId);
      return taskView(tx, loaded, assignment);
    });
  },
  async sendEvents(call, { params, body }) {
    const { study } = rightsOf(call);
    const who = accountOf(call).id;
    for (const event of body.events) {
      const isOwn =
        event.taskId === params.taskId && event.readerId === who && event.studyId === study.id;
      if (!isOwn) {
        refuse(
          'room/bad-request',
          'An event belongs to another task.',
          'Send it where it belongs.',
        );
      }
    }
    await change(call, async (tx) => {
      const assignment = await servedTask(tx, call, params.taskId);
      if (study.state !== 'locked') refuse('room/bad-state', 'The study is closed.', 'Stop here.');
      for (const device of new Set(body.events.map(({ sessionId }) => sessionId))) {
        const own = body.events.filter(({ sessionId }) => sessionId === device);
        await addReadingEvents(
          tx,
          assignment.id,
          device,
          own.map(({ sequence, kind, at, payload }) => ({ seq: sequence, kind, at, payload })),
        );
      }
    });
    return { stored: body.events.length };
  },
  async saveDraft(call, { params, body }) {
    const { study } = rightsOf(call);
    return change(call, async (tx) => {
      const assignment = await servedTask(tx, call, params.taskId);
      if (study.state !== 'locked' || assignment.state === 'withdrawn') {
        refuse('room/bad-state', 'Nothing more can be saved to this task.', 'Go on with the next.');
      }
      const saved = savedOrConflict(
        await saveDraft(tx, assignment.id, body.expectedVersion, body.document, body.device),
        (stored) =>
          stored === null
            ? null
            : {
                version: stored.version,
                document: stored.document,
                device: stored.device,
                savedAt: stored.savedAt,
              },
      );
      return { version: saved.version, savedAt: saved.savedAt };
    });
  },
  async submit(call, { params, body }) {
    const who = accountOf(call).id;
    const done = await change(call, async (tx) => {
      const study = found(await studyById(tx, rightsOf(call).study.id));
      const loaded = await call.services.studies.load(tx, study);
      const assignment = await servedTask(tx, call, params.taskId);
      const told = await checkConfirmed(tx, call, study, loaded);
      const answered = await handIn(tx, study, loaded, assignment, body, told);
      const { purpose } = taskOf(assignment);
      return { answered, purpose, study, loaded, caseId: assignment.caseId };
    });
    // Of a repeated request too: the server may have been stopped behind the commit. Nothing is dealt twice.
    if (done.purpose === 'exam') {
      await call.services.store.change({ actor: 'server' }, (tx) =>
        dealAfterExam(tx, done.study, done.loaded, who),
      );
    }
    if (body.step === 'final' && taskIsRead(done.purpose)) {
      // The same work whatever the purpose, so that its time tells nothing; and behind the commit, so that of two
      // readers who hand in at once the later one sees both answers.
      await call.services.store.change({ actor: 'server' }, async (tx) => {
        await openWhereNeeded(tx, done.loaded, done.caseId);
        await monitorReader(tx, done.study, done.loaded, who);
      });
    }
    return done.answered;
  },
};
