import type { AnswerOption, Question, QuestionBase, QuestionKind } from '@equipoise/domain';

function option(value: string, text: string): AnswerOption {
  return { value, text, key: null };
}

/** The first of `stem-1`, `stem-2`, … that is free. */
export function freeName(stem: string, taken: readonly string[]): string {
  for (let n = 1; ; n += 1) {
    const name = `${stem}-${n}`;
    if (!taken.includes(name)) return name;
  }
}

/**
 * A question of a kind, with what an earlier one of another kind had in common with it.
 *
 * @param base what every question says
 * @param options answers or labels to keep
 */
export function questionOfKind(
  kind: QuestionKind,
  base: QuestionBase,
  options: readonly AnswerOption[] = [],
): Question {
  const { id, text, help, isRequired, showWhen, confidence, ungradable, hasNothingFound } = base;
  const own = { id, text, help, isRequired, showWhen, confidence, ungradable, hasNothingFound };
  const two = options.length >= 2 ? options : [option('no', 'No'), option('yes', 'Yes')];
  switch (kind) {
    case 'single':
    case 'ordinal':
      return { ...own, kind, options: two };
    case 'multi':
      return { ...own, kind, options: two, fewest: 0, most: null, isRanked: false };
    case 'number':
      return { ...own, kind, smallest: null, largest: null, isWhole: false, unit: '' };
    case 'text':
      return { ...own, kind, longest: 2000 };
    case 'box':
    case 'polygon':
    case 'point':
    case 'line':
    case 'mask': {
      const labels = options.length > 0 ? options : [option('finding', 'Finding')];
      return { ...own, kind, labels, fewest: 0, most: null, hasNothingFound: true };
    }
    default:
      return kind satisfies never;
  }
}

/** A new question of a kind. */
export function newQuestion(kind: QuestionKind, taken: readonly string[]): Question {
  return questionOfKind(kind, {
    id: freeName('question', taken),
    text: '',
    help: '',
    isRequired: true,
    showWhen: null,
    confidence: null,
    ungradable: [],
    hasNothingFound: false,
  });
}
