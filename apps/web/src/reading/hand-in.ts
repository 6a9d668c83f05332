import { answersHash, checkAnswers } from '@equipoise/annotation/form';
import { type Client, problemOf } from '@equipoise/api';
import type { CaseAtWork } from './case-at-work.ts';
import { isPassing } from './room-calls.ts';

/** What is sent when a case is handed in. */
export type HandInBody = NonNullable<Parameters<Client['submit']>[0]>['body'];
/** What comes back. */
export type HandedIn = Awaited<ReturnType<Client['submit']>>;

/** What came of trying to hand a case in. */
export type HandInOutcome =
  | { readonly kind: 'in'; readonly result: HandedIn }
  /** Something must be answered first; the case says what. */
  | { readonly kind: 'incomplete' }
  /** The server does not answer: the hand-in is kept and sent later. */
  | { readonly kind: 'kept'; readonly body: HandInBody }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'refused'; readonly error: unknown };

/**
 * Checks the answers of a case; where nothing is missing, notes the hand-in and gives what is to be sent.
 *
 * @param work the case
 * @param why the reason of a correction
 * @returns null when something is missing: the issues stand in the case
 */
export function prepareHandIn(work: CaseAtWork, why?: string): HandInBody | null {
  const { options, stage } = work;
  work.flush();
  const answers = work.fullAnswers();
  const checked = checkAnswers(work.questions, answers);
  if (checked.issues.length > 0 || stage === null) {
    work.show(() => {
      work.issues = checked.issues;
      work.incompleteCount += 1;
      work.currentId = checked.issues[0]?.questionId ?? work.currentId;
    });
    return null;
  }
  stage.views.tellCoverage();
  work.tell(work.step === 'first' ? 'first-submit' : 'submit', {
    answersHash: answersHash(answers),
  });
  return {
    expectedVersion: work.answerVersion,
    requestId: options.clock.newId(),
    device: options.session,
    step: work.step,
    answers: [...checked.answers],
    windows: stage.views.windows(),
    zoneOffsetMinutes: options.clock.zoneOffsetMinutes(),
    instructionsVersion: options.protocol.instructionsVersion,
    ...(why === undefined ? {} : { why }),
  };
}

/**
 * Hands a case in: every event first, then the answers; both are kept in this browser until the server has them.
 *
 * @param work the case
 * @param body from {@link prepareHandIn}
 */
export async function handIn(work: CaseAtWork, body: HandInBody): Promise<HandInOutcome> {
  const { calls, keep, protocol, task, readerId } = work.options;
  const { studyId } = protocol;
  const { taskId } = task;
  work.show(() => {
    work.isHandingIn = true;
  });
  await work.store();
  await keep?.saveHandIn({ readerId, studyId, taskId, body });
  try {
    await work.saver.settle();
    const result = await calls.call(() =>
      calls.client.submit({ params: { studyId, taskId }, body }),
    );
    if (body.step === 'final') {
      work.end();
      await keep?.forget(readerId, taskId);
    } else await keep?.dropHandIn(readerId, taskId);
    return { kind: 'in', result };
  } catch (error) {
    if (isPassing(error)) {
      work.end();
      return { kind: 'kept', body };
    }
    await keep?.dropHandIn(readerId, taskId);
    work.show(() => {
      work.isHandingIn = false;
    });
    const problem = problemOf(error);
    if (problem?.code === 'room/conflict' && problem.stored) {
      work.show(() => {
        work.conflict = { kind: 'handed-in', stored: problem.stored as never }; // the server's own shape
      });
      return { kind: 'conflict' };
    }
    work.saver.resume();
    return { kind: 'refused', error };
  }
}
