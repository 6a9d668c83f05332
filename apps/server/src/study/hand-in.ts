import {
  type AnswerIssue,
  activeTime,
  answersHash,
  checkAnswers,
  feedbackOn,
  replay,
} from '@equipoise/annotation';
import type { RouteInput, RouteOutput, Routes } from '@equipoise/api';
import { type EventRecord, eventRecordSchema } from '@equipoise/domain';
import {
  type Assignment,
  answerOf,
  assignmentsOfKinds,
  caseById,
  dropDraft,
  hashDocument,
  isStored,
  listReadingEvents,
  moveAssignment,
  type Study,
  saveAnswer,
  type Tx,
} from '@equipoise/store';
import { refuse, savedOrConflict } from '../http/refuse.ts';
import type { LoadedStudy } from './loaded-study.ts';
import { type AnswerDocument, answerOfRow, taskOf } from './records.ts';
import { caseDocument, modelOf } from './task-view.ts';

type Sent = RouteInput<Routes['submit']>['body'];
type Answered = RouteOutput<Routes['submit']['answer']>;

/** The instructions that a reader has confirmed. */
export interface ToldInstructions {
  readonly arm: string | null;
  /** Number of their version. */
  readonly number: number;
}

/** The log of a task as its reader's devices sent it. */
export async function taskEvents(tx: Tx, assignment: Assignment): Promise<readonly EventRecord[]> {
  const { taskId } = taskOf(assignment);
  const rows = await listReadingEvents(tx, assignment.id);
  return rows.map((row) =>
    eventRecordSchema.parse({
      eventId: `${row.device}:${row.seq}`,
      studyId: assignment.studyId,
      taskId,
      readerId: assignment.readerId,
      sessionId: row.device,
      sequence: row.seq,
      at: row.at,
      kind: row.kind,
      payload: row.payload,
    }),
  );
}

function checked(loaded: LoadedStudy, sent: Sent): AnswerDocument['answers'] {
  const { answers, issues } = checkAnswers(loaded.locked.protocol.questions, sent.answers);
  const [first] = issues;
  if (first !== undefined) {
    refuse('room/bad-answer', `${first.questionId}: ${first.message}`, 'Correct the answer.', {
      issues: issues.map((issue: AnswerIssue) => ({
        path: ['answers', issue.questionId],
        place: issue.questionId,
        message: issue.message,
        mend: 'Correct the answer.',
      })),
    });
  }
  return answers;
}

/** Whether the log adds up to the answers; null where it holds no work, or none that can be added up. */
function isReplayed(
  loaded: LoadedStudy,
  events: readonly EventRecord[],
  answers: AnswerDocument['answers'],
): boolean | null {
  if (!events.some(({ kind }) => kind === 'answer' || kind === 'shape' || kind === 'stroke')) {
    return null;
  }
  try {
    const replayed = checkAnswers(loaded.locked.protocol.questions, replay(events).answers);
    return answersHash(replayed.answers) === answersHash(answers);
  } catch {
    return false;
  }
}

/**
 * Hands an answer in: checks it against the questions, keeps the time from the log, and moves the task on. A second
 * sending of the same request changes nothing.
 *
 * @throws room/bad-answer, room/bad-state, room/conflict with both versions
 */
export async function handIn(
  tx: Tx,
  study: Study,
  loaded: LoadedStudy,
  assignment: Assignment,
  sent: Sent,
  told: ToldInstructions,
): Promise<Answered> {
  const task = taskOf(assignment);
  const model = modelOf(loaded, task.arm);
  const before = await answerOf(tx, assignment.id);
  const own = before === null ? null : answerOfRow(before);
  // What was stored and whose answer was lost on the way is sent again: no state is asked of it.
  const wasStored = before !== null && (await isStored(tx, before.id, sent.requestId));
  if (!wasStored) checkState(study, assignment, sent, model, own);
  const answers = checked(loaded, sent);
  const events = await taskEvents(tx, assignment);
  const isFirst = sent.step === 'first';
  const opened = events.find(({ kind }) => kind === 'open')?.at;
  const document: AnswerDocument = {
    answers,
    first: isFirst ? { answers, at: tx.at } : (own?.first ?? null),
    windows: sent.windows,
    purpose: task.purpose,
    repeatOf: task.repeatOf,
    isFlipped: task.isFlipped,
    arm: task.arm,
    protocolHash: loaded.locked.hash,
    protocolVersion: loaded.locked.protocol.version,
    instructionsVersion: sent.instructionsVersion,
    ...(told.arm === null ? {} : { instructionArm: told.arm }),
    activeSeconds: activeTime(events, loaded.locked.protocol.session.idleSeconds).activeSeconds,
    wasModelVisible: model === 'from-the-start' || (model === 'after-first-answer' && !isFirst),
    openedAt: opened ?? assignment.openedAt ?? tx.at,
    zoneOffsetMinutes: sent.zoneOffsetMinutes,
    isReplayed: isReplayed(loaded, events, answers),
  };
  const result = await saveAnswer(tx, {
    assignmentId: assignment.id,
    expectedVersion: sent.expectedVersion,
    requestId: sent.requestId,
    document,
    protocolVersion: loaded.storedVersion,
    instructionVersion: told.number,
    activeMs: Math.round(document.activeSeconds * 1000),
    openedAt: document.openedAt,
    isModelVisible: document.wasModelVisible,
    isSubmitted: !isFirst,
    device: sent.device,
    ...(sent.why === undefined ? {} : { why: sent.why }),
  });
  const saved = savedOrConflict(result, (stored) =>
    stored === null
      ? null
      : { version: stored.version, answers: answerOfRow(stored).answers, savedAt: stored.savedAt },
  );
  const isRepeat = 'isRepeat' in result && result.isRepeat;
  if (!isRepeat && events.length > 0) {
    tx.record({
      chain: study.id,
      action: 'reading.log',
      object: { kind: 'assignment', id: assignment.id },
      after: hashDocument(events),
      detail: { events: events.length },
    });
  }
  if (!isFirst && !isRepeat) {
    await moveAssignment(tx, assignment.id, 'done');
    await dropDraft(tx, assignment.id);
  }
  const stored = answerOfRow(saved);
  return {
    version: saved.version,
    answers: [...stored.answers],
    answersHash: answersHash(stored.answers),
    isRepeat,
    modelAnswers: isFirst ? await modelAnswers(tx, assignment) : null,
    feedback: isFirst ? null : await feedback(tx, loaded, assignment, stored),
  };
}

function checkState(
  study: Study,
  assignment: Assignment,
  sent: Sent,
  model: ReturnType<typeof modelOf>,
  own: AnswerDocument | null,
): void {
  if (study.state !== 'locked') {
    refuse('room/bad-state', 'The study is closed.', 'Nothing more can be handed in.');
  }
  if (assignment.state === 'requeued' || assignment.state === 'withdrawn') {
    refuse('room/bad-state', 'The task was taken back.', 'Go on with the next one.');
  }
  if (sent.step === 'first' && model !== 'after-first-answer') {
    refuse('room/bad-state', 'The task has one step only.', 'Hand in the final answer.');
  }
  if (sent.step === 'first' && (own?.first ?? null) !== null) {
    refuse('room/bad-state', 'The first answer is handed in.', 'Hand in the final answer.');
  }
  if (sent.step === 'final' && model === 'after-first-answer' && (own?.first ?? null) === null) {
    refuse('room/bad-state', 'The first answer is missing.', 'Hand in the first answer before.');
  }
  if (
    assignment.state === 'done' &&
    (sent.step === 'first' || taskOf(assignment).stage !== 'reading')
  ) {
    refuse('room/bad-state', 'The task is handed in.', 'Go on with the next one.');
  }
  if (assignment.state === 'done' && sent.expectedVersion > 0 && sent.why === undefined) {
    refuse('room/bad-answer', 'A correction has no reason.', 'Say why.');
  }
}

async function modelAnswers(tx: Tx, assignment: Assignment): Promise<Answered['modelAnswers']> {
  const row = await caseById(tx, assignment.caseId);
  return row === null ? null : [...(caseDocument(row).modelAnswers ?? [])];
}

async function feedback(
  tx: Tx,
  loaded: LoadedStudy,
  assignment: Assignment,
  answer: AnswerDocument,
): Promise<Answered['feedback']> {
  if (answer.purpose !== 'training') return null;
  const training = await assignmentsOfKinds(tx, loaded.studyId, assignment.readerId, ['training']);
  const isRoundDone = training
    .filter((one) => one.round === assignment.round)
    .every((one) => one.state === 'done' || one.id === assignment.id);
  const name = loaded.caseNameOf.get(assignment.caseId) ?? '';
  const told = feedbackOn(loaded.locked.protocol, 'training', name, answer.answers, isRoundDone);
  return told === null
    ? null
    : {
        reference: [...told.reference],
        explanation: told.explanation,
        verdicts: told.verdicts.map((verdict) => ({ ...verdict })),
      };
}
