import type { Answer, ReadPurpose, StudyProtocol } from '@equipoise/domain';
import { shuffleInPlace } from '@equipoise/stats';
import { studyStream } from '../protocol/study-stream.ts';
import { answerKey } from './answer-key.ts';

/** What a reader is shown after a training case. */
export interface Feedback {
  readonly reference: readonly Answer[];
  readonly explanation: string;
  /** By question of the reference: whether the answer was the known one. */
  readonly verdicts: readonly { readonly questionId: string; readonly isCorrect: boolean }[];
}

/** The training cases of a reader in order, one list a round; none without training. */
export function trainingCases(
  protocol: StudyProtocol,
  readerId: string,
): readonly (readonly string[])[] {
  if (protocol.training === null) return [];
  const cases = protocol.cases.filter((one) => one.use === 'training').map((one) => one.caseId);
  const uniform = studyStream(protocol.seed, 'training', readerId);
  return Array.from({ length: protocol.training.rounds }, () =>
    shuffleInPlace([...cases], uniform),
  );
}

/**
 * Feedback on a task. Only training gives any: whatever the case, a task served to measure, as gold, as a repeat or
 * in an exam gets null.
 *
 * @param purpose of the task served, not of the case
 * @param isRoundDone whether all cases of the round are submitted
 */
export function feedbackOn(
  protocol: StudyProtocol,
  purpose: ReadPurpose,
  caseId: string,
  answers: readonly Answer[],
  isRoundDone: boolean,
): Feedback | null {
  const { training } = protocol;
  if (purpose !== 'training' || training === null) return null;
  if (training.feedback === 'at-the-end' && !isRoundDone) return null;
  const one = protocol.cases.find((found) => found.caseId === caseId && found.use === 'training');
  if (one === undefined) return null;
  const verdicts = one.reference.map((known) => {
    const given = answers.find((answer) => answer.questionId === known.questionId);
    const isCorrect = given !== undefined && answerKey(given) === answerKey(known);
    return { questionId: known.questionId, isCorrect };
  });
  return { reference: one.reference, explanation: one.explanation, verdicts };
}
