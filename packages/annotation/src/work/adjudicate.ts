import type { AdjudicationCase, AdjudicationEntry, Answer, StudyProtocol } from '@equipoise/domain';
import { shuffleInPlace } from '@equipoise/stats';
import { fail } from '../errors.ts';
import { checkAnswers } from '../protocol/check-answers.ts';
import { studyStream } from '../protocol/study-stream.ts';
import { adjudicationStep } from './adjudication-step.ts';
import { adjudicatedQuestions } from './answers-agree.ts';

/** A reading as an adjudicator sees it. */
export interface AnonymousRead {
  /** A, B, C, … in an order of its own for each case and viewer. */
  readonly letter: string;
  readonly answers: readonly Answer[];
  /** Why, where something was said to it in an earlier round. */
  readonly reason: string;
  readonly rubric: AdjudicationEntry['rubric'];
  /** Whether it is the viewer's own. */
  readonly isOwn: boolean;
}

/** Anonymous readings, and what the letters stand for: the second half stays on the server. */
export interface AnonymousReads {
  readonly shown: readonly AnonymousRead[];
  readonly key: ReadonlyMap<string, string>;
}

function refuse(sentence: string, mend: string): never {
  return fail('annotation/not-allowed', sentence, mend);
}

/** The latest position of everybody who has one; of a panel's own round none, so that its votes stay independent. */
function positions(
  protocol: StudyProtocol,
  state: AdjudicationCase,
  round: number,
): (Omit<AnonymousRead, 'letter' | 'isOwn'> & {
  readonly id: string;
  readonly by: string;
})[] {
  const latest = new Map(
    state.reads.map((read) => [
      read.readerId,
      {
        id: read.answerId,
        by: read.readerId,
        answers: read.answers,
        reason: '',
        rubric: [] as AdjudicationEntry['rubric'],
      },
    ]),
  );
  for (const entry of state.entries) {
    const isSameVote = protocol.adjudication.kind === 'panel' && entry.round === round;
    if (entry.action === 'cannot-resolve' || isSameVote) continue;
    const { entryId: id, by, answers, reason, rubric } = entry;
    latest.set(by, { id, by, answers, reason, rubric });
  }
  return [...latest.values()];
}

/**
 * The readings of a case as somebody sees them who is to decide: anonymous, in a seeded order, the letters of one
 * viewer telling nothing about those of another.
 *
 * @throws annotation/not-allowed when the viewer is not to decide now; so nobody sees them before the own reading
 */
export function showReads(
  protocol: StudyProtocol,
  state: AdjudicationCase,
  viewerId: string,
): AnonymousReads {
  const step = adjudicationStep(protocol, state);
  if (step.kind !== 'assign' || step.stage !== 'decide' || !step.candidates.includes(viewerId)) {
    return refuse('The readings are not open to this person now.', 'Read the case first, or wait.');
  }
  const ids = new Set(adjudicatedQuestions(protocol).map((question) => question.id));
  const order = shuffleInPlace(
    // Whoever lists the reads in whatever order, a letter stands for the same one.
    positions(protocol, state, step.round).sort((a, b) => (a.by < b.by ? -1 : 1)),
    studyStream(protocol.seed, 'letters', state.caseId, viewerId, String(step.round)),
  );
  const key = new Map<string, string>();
  const shown = order.map((one, at) => {
    const letter =
      String.fromCharCode(65 + (at % 26)) + (at < 26 ? '' : String(Math.floor(at / 26)));
    key.set(letter, one.id);
    return {
      letter,
      answers: one.answers.filter((answer) => ids.has(answer.questionId)),
      reason: one.reason,
      rubric: one.rubric,
      isOwn: one.by === viewerId,
    };
  });
  return { shown, key };
}

function answersOf(
  protocol: StudyProtocol,
  state: AdjudicationCase,
  entry: AdjudicationEntry,
): readonly Answer[] {
  const known = positions(protocol, state, entry.round);
  if (entry.action === 'cannot-resolve') return [];
  if (entry.action === 'accept') {
    const accepted = known.find((one) => one.id === entry.accepted);
    return accepted?.answers ?? refuse('The reading accepted is not there.', 'Choose one shown.');
  }
  if (entry.action === 'keep') {
    const own = known.find((one) => one.by === entry.by);
    return own?.answers ?? refuse('There is no own answer to keep.', 'Write one.');
  }
  const questions = adjudicatedQuestions(protocol);
  const asked = new Set(questions.map((question) => question.id));
  const all = protocol.questions.map((question) =>
    asked.has(question.id) ? question : { ...question, isRequired: false },
  );
  const { answers, issues } = checkAnswers(all, entry.answers);
  const [issue] = issues;
  if (issue !== undefined) {
    fail('annotation/bad-answer', `${issue.questionId}: ${issue.message}`, 'Correct the answer.');
  }
  return answers;
}

/**
 * Adds what somebody did to a case in adjudication, if it is their turn.
 *
 * @param entry as it came; the answers of `accept` and `keep` are looked up here
 * @throws annotation/not-allowed out of turn, in a case of one's own, before the own reading, or without a reason;
 * annotation/bad-answer for answers that do not fit their questions
 */
export function recordEntry(
  protocol: StudyProtocol,
  state: AdjudicationCase,
  entry: AdjudicationEntry,
): AdjudicationCase {
  const step = adjudicationStep(protocol, state);
  if (step.kind !== 'assign')
    return refuse('Nothing is to be decided about this case.', 'Leave it.');
  if (!step.candidates.includes(entry.by)) {
    refuse('This person may not decide about this case now.', 'Leave it to another.');
  }
  if (entry.stage !== step.stage || entry.round !== step.round) {
    refuse(`The case is at ${step.stage}, round ${step.round}.`, 'Open the case again.');
  }
  if ((entry.action === 'read') !== (entry.stage === 'blind-read')) {
    refuse('A blind reading is a reading, and a decision is none.', 'Open the case again.');
  }
  if (entry.stage === 'decide' && entry.reason.trim() === '') {
    refuse('The decision has no reason.', 'Write why.');
  }
  const { rubric } = protocol.adjudication;
  if (entry.rubric.some((one) => !rubric.some(({ id }) => id === one.id))) {
    refuse('A feature is not in the rubric.', 'Speak to those of the protocol.');
  }
  const speaks = entry.rubric.filter((one) => one.text.trim() !== '').length;
  const mustSpeak = entry.stage === 'decide' && protocol.adjudication.kind === 'round-robin';
  if (mustSpeak && speaks < rubric.length) {
    refuse('The reason does not speak to every feature of the rubric.', 'Speak to each.');
  }
  const answers = answersOf(protocol, state, entry);
  return { ...state, entries: [...state.entries, { ...entry, answers }] };
}
