import type { Answer, Condition, Question } from '@equipoise/domain';

/** Values that an answer chose: options, or labels of what was drawn. */
export function chosenValues(answer: Answer): readonly string[] {
  if (answer.outcome !== 'answered') return [];
  const { value } = answer;
  switch (value.kind) {
    case 'single':
    case 'ordinal':
      return [value.value];
    case 'multi':
      return value.values;
    case 'shapes':
      return [...new Set(value.shapes.map((shape) => shape.label))];
    case 'number':
    case 'text':
      return [];
    default:
      return value satisfies never;
  }
}

function numberOf(question: Question | undefined, answer: Answer): number | null {
  if (answer.outcome !== 'answered') return null;
  const { value } = answer;
  if (value.kind === 'number') return value.value;
  if (value.kind === 'ordinal' && question?.kind === 'ordinal') {
    const place = question.options.findIndex((option) => option.value === value.value);
    return place < 0 ? null : place;
  }
  return null;
}

/**
 * Whether a condition holds.
 *
 * @param condition from a protocol that was read, so of limited depth
 * @param answers by question, only those of questions that are asked
 * @param questions by id, for the order of ordinal answers
 */
export function holds(
  condition: Condition,
  answers: ReadonlyMap<string, Answer>,
  questions: ReadonlyMap<string, Question>,
): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(part, answers, questions));
  if ('any' in condition) return condition.any.some((part) => holds(part, answers, questions));
  if ('not' in condition) return !holds(condition.not, answers, questions);
  const answer = answers.get(condition.question);
  if (answer === undefined) return false;
  if ('outcome' in condition) return answer.outcome === condition.outcome;
  if ('is' in condition) {
    const values = chosenValues(answer);
    return condition.is.some((value) => values.includes(value));
  }
  const value = numberOf(questions.get(condition.question), answer);
  if (value === null) return false;
  return (
    (condition.from === null || value >= condition.from) &&
    (condition.to === null || value <= condition.to)
  );
}

/**
 * The questions that are asked, given the answers so far. Answers to questions that are not asked count for
 * nothing, so that hiding a question also hides what hangs on it.
 *
 * @param questions in the order of the protocol; a condition looks only at earlier ones
 * @param answers in any order
 */
export function askedQuestions(
  questions: readonly Question[],
  answers: readonly Answer[],
): readonly Question[] {
  const given = new Map(answers.map((answer) => [answer.questionId, answer]));
  const byId = new Map(questions.map((question) => [question.id, question]));
  const counted = new Map<string, Answer>();
  const asked: Question[] = [];
  for (const question of questions) {
    if (question.showWhen !== null && !holds(question.showWhen, counted, byId)) continue;
    asked.push(question);
    const answer = given.get(question.id);
    if (answer !== undefined) counted.set(question.id, answer);
  }
  return asked;
}

/** The questions that a condition looks at. */
export function questionsOf(condition: Condition): string[] {
  if ('all' in condition) return condition.all.flatMap(questionsOf);
  if ('any' in condition) return condition.any.flatMap(questionsOf);
  if ('not' in condition) return questionsOf(condition.not);
  return [condition.question];
}
