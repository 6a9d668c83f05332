import { answerStates, type Readings } from '@equipoise/domain';
import { fail } from '../errors.ts';

/**
 * Every question as one class against everything else: other answers, "cannot tell" and blanks all count as the
 * rest. Right where a blank means "not mentioned", as in labels drawn from reports.
 *
 * @param readings readings
 * @param name the class; in every question that knows it
 * @throws annotation/bad-argument when no question knows the class
 */
export function oneClassAgainstRest(readings: Readings, name: string): Readings {
  const isKnown = readings.questions.some((question) => question.classes?.includes(name));
  if (!isKnown) {
    const known = [...new Set(readings.questions.flatMap((question) => question.classes ?? []))];
    fail(
      'annotation/bad-argument',
      `no question has the class "${name}"; the classes are ${known.slice(0, 12).join(', ')}.`,
      'Name one of them.',
    );
  }
  const answered = answerStates.indexOf('answered');
  return {
    ...readings,
    questions: readings.questions.map((question) => {
      const code = question.classes?.indexOf(name) ?? -1;
      return {
        ...question,
        kind: 'categorical' as const,
        classes: ['rest', name],
        answer: question.answer.map((value, i) =>
          question.state[i] === answered && value === code && code >= 0 ? 1 : 0,
        ),
        state: new Uint8Array(question.state.length).fill(answered),
      };
    }),
  };
}
