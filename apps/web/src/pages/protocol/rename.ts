import type {
  Answer,
  BinaryReading,
  Condition,
  Instructions,
  StudyProtocol,
} from '@equipoise/domain';

type Names = (questionId: string) => string;
type Values = (questionId: string, value: string) => string;

function inCondition(condition: Condition, name: Names, value: Values): Condition {
  if ('all' in condition) return { all: condition.all.map((one) => inCondition(one, name, value)) };
  if ('any' in condition) return { any: condition.any.map((one) => inCondition(one, name, value)) };
  if ('not' in condition) return { not: inCondition(condition.not, name, value) };
  const { question } = condition;
  if ('is' in condition) {
    return { question: name(question), is: condition.is.map((one) => value(question, one)) };
  }
  return { ...condition, question: name(question) };
}

function inAnswer(answer: Answer, name: Names, value: Values): Answer {
  const { questionId } = answer;
  const renamed = { ...answer, questionId: name(questionId) };
  if (renamed.outcome !== 'answered') return renamed;
  const said = renamed.value;
  switch (said.kind) {
    case 'single':
    case 'ordinal':
      return { ...renamed, value: { ...said, value: value(questionId, said.value) } };
    case 'multi': {
      const values = said.values.map((one) => value(questionId, one));
      return { ...renamed, value: { ...said, values } };
    }
    case 'shapes': {
      const shapes = said.shapes.map((one) => ({ ...one, label: value(questionId, one.label) }));
      return { ...renamed, value: { ...said, shapes } };
    }
    case 'number':
    case 'text':
      return renamed;
    default:
      return said satisfies never;
  }
}

/** Everything that points at questions and answers, pointing at their new names. */
function renamed(draft: StudyProtocol, name: Names, value: Values): StudyProtocol {
  const binary = <R extends { readonly reading: BinaryReading }>(rule: R | null): R | null =>
    rule === null
      ? null
      : {
          ...rule,
          reading: {
            questionId: name(rule.reading.questionId),
            positive: rule.reading.positive.map((one) => value(rule.reading.questionId, one)),
          },
        };
  const told = (instructions: Instructions): Instructions => ({
    ...instructions,
    labels: instructions.labels.map((one) => ({
      ...one,
      questionId: name(one.questionId),
      label: value(one.questionId, one.label),
    })),
  });
  return {
    ...draft,
    questions: draft.questions.map((question) =>
      question.showWhen === null
        ? question
        : { ...question, showWhen: inCondition(question.showWhen, name, value) },
    ),
    instructions: told(draft.instructions),
    instructionArms:
      draft.instructionArms === null
        ? null
        : {
            arms: draft.instructionArms.arms.map((arm) =>
              arm.instructions === null ? arm : { ...arm, instructions: told(arm.instructions) },
            ),
          },
    cases: draft.cases.map((one) =>
      one.reference.length === 0
        ? one
        : { ...one, reference: one.reference.map((said) => inAnswer(said, name, value)) },
    ),
    exam: binary(draft.exam),
    suspension: binary(draft.suspension),
    drift: binary(draft.drift),
    adjudication: {
      ...draft.adjudication,
      questions: draft.adjudication.questions.map(name),
      tolerances: draft.adjudication.tolerances.map((one) => ({
        ...one,
        questionId: name(one.questionId),
      })),
    },
  };
}

/** Gives a question another id; what points at it follows. */
export function renameQuestion(draft: StudyProtocol, from: string, to: string): StudyProtocol {
  const follow = renamed(
    draft,
    (id) => (id === from ? to : id),
    (_, value) => value,
  );
  return {
    ...follow,
    questions: follow.questions.map((one) => (one.id === from ? { ...one, id: to } : one)),
  };
}

/** Gives an answer or label of a question another stored value; what points at it follows. */
export function renameOption(
  draft: StudyProtocol,
  questionId: string,
  from: string,
  to: string,
): StudyProtocol {
  const follow = renamed(
    draft,
    (id) => id,
    (id, value) => (id === questionId && value === from ? to : value),
  );
  const swap = <O extends { readonly value: string }>(list: readonly O[]): readonly O[] =>
    list.map((one) => (one.value === from ? { ...one, value: to } : one));
  return {
    ...follow,
    questions: follow.questions.map((one) => {
      if (one.id !== questionId) return one;
      if ('options' in one) return { ...one, options: swap(one.options) };
      return 'labels' in one ? { ...one, labels: swap(one.labels) } : one;
    }),
  };
}
