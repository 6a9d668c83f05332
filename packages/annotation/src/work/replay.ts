import {
  type Answer,
  canonicalJson,
  type EventRecord,
  type Question,
  type WindowState,
} from '@equipoise/domain';
import { type CheckedAnswers, checkAnswers } from '../protocol/check-answers.ts';
import { sha256Hex } from '../protocol/sha256.ts';
import { AnswerDesk, badLog, inOrder } from './answer-desk.ts';

/** What the events of a task add up to. */
export interface Replayed {
  /** In the order of their questions' ids; canonical. */
  readonly answers: readonly Answer[];
  /** SHA-256 of the canonical JSON of the answers: what a submission states. */
  readonly answersHash: string;
  /** Answers before model output was shown; null when there was no first step. */
  readonly firstAnswers: readonly Answer[] | null;
  readonly windows: readonly WindowState[];
  readonly wasModelVisible: boolean;
  readonly isSubmitted: boolean;
  /** Questions to the study lead. */
  readonly flags: readonly string[];
}

/** Hash of answers as a submission states it: in the order of question ids. */
export function answersHash(answers: readonly Answer[]): string {
  return sha256Hex(canonicalJson(inOrder(answers)));
}

/**
 * Replays the events of one task to the answers they add up to. Where a submission states a hash it must be met:
 * the log and the answer prove each other.
 *
 * @param events of one task and reader in the order of their arrival; each session numbered from its first event up
 * @throws annotation/bad-event-log for events of two tasks, a gap in a session's numbers, a stroke that fits no mask,
 * an event after the submission, or a hash that is not met
 */
export function replay(events: readonly EventRecord[]): Replayed {
  const desk = new AnswerDesk();
  const next = new Map<string, number>();
  const flags: string[] = [];
  let firstAnswers: readonly Answer[] | null = null;
  let wasModelVisible = false;
  let isSubmitted = false;
  const [head] = events;
  for (const event of events) {
    if (event.taskId !== head!.taskId || event.readerId !== head!.readerId) {
      badLog('Events of two tasks or readers stand in one log.');
    }
    const wanted = next.get(event.sessionId);
    if (wanted !== undefined && event.sequence !== wanted) badLog('An event is missing.');
    next.set(event.sessionId, event.sequence + 1);
    // Looking at a case again after its submission is no work on it.
    if (isSubmitted && changesAnswers(event)) badLog('An answer changes after its submission.');
    switch (event.kind) {
      case 'answer':
        desk.set(event.payload.answer);
        break;
      case 'clear-answer':
        desk.clear(event.payload.questionId);
        break;
      case 'confidence':
        desk.sure(event.payload.questionId, event.payload.confidence);
        break;
      case 'shape':
        desk.draw(event.payload.questionId, event.payload.shape);
        break;
      case 'remove-shape':
        desk.remove(event.payload.questionId, event.payload.shapeId);
        break;
      case 'stroke':
        desk.stroke(event.payload);
        break;
      case 'window': {
        const { imageId, centre, width, isInverted } = event.payload;
        desk.windows.set(imageId, { imageId, centre, width, isInverted });
        break;
      }
      case 'model-shown':
        wasModelVisible = true;
        break;
      case 'flag':
        flags.push(event.payload.text);
        break;
      case 'first-submit':
      case 'submit': {
        const answers = desk.result();
        if (answersHash(answers) !== event.payload.answersHash) {
          badLog('The answers submitted are not those that the events add up to.');
        }
        if (event.kind === 'submit') isSubmitted = true;
        else firstAnswers = answers;
        break;
      }
      default:
        break;
    }
  }
  const answers = desk.result();
  return {
    answers,
    answersHash: answersHash(answers),
    firstAnswers,
    windows: [...desk.windows.values()].sort((a, b) => (a.imageId < b.imageId ? -1 : 1)),
    wasModelVisible,
    isSubmitted,
    flags,
  };
}

/**
 * The answers that a log amounts to, as an answer record stores them: checked, in the order of the questions, those
 * not asked left out. Equal logs give equal bytes.
 *
 * @param questions of the protocol in force
 */
export function answersOfLog(
  questions: readonly Question[],
  events: readonly EventRecord[],
): CheckedAnswers {
  return checkAnswers(questions, replay(events).answers);
}

function changesAnswers(event: EventRecord): boolean {
  switch (event.kind) {
    case 'answer':
    case 'clear-answer':
    case 'confidence':
    case 'shape':
    case 'remove-shape':
    case 'stroke':
    case 'first-submit':
    case 'submit':
      return true;
    default:
      return false;
  }
}
