import { isShapeQuestion } from '@equipoise/annotation/form';
import type { AnswerOption, Question } from '@equipoise/domain';
import { answerKeys } from './answer-keys.ts';

/** What a key does while a question has the focus. */
export type QuestionAct =
  | { readonly kind: 'choose'; readonly value: string }
  | { readonly kind: 'label'; readonly value: string }
  | { readonly kind: 'reason'; readonly value: string }
  | { readonly kind: 'nothing-found' }
  | { readonly kind: 'arm-ungradable' }
  | { readonly kind: 'disarm' };

/** Key of "nothing found" while a question has the focus. */
export const nothingFoundKey = '0';
/** Key of "ungradable" while a question has the focus. */
export const ungradableKey = 'u';

const places = [...'123456789abcdefghijklmopqrstvwxyz'];

/**
 * The key of every option: its own, else the first free one by its place: 1 to 9, then letters.
 *
 * @returns as many keys as options; an empty one where none is left
 */
export function optionKeys(options: readonly AnswerOption[]): string[] {
  const own = options.map(({ key }) => (key === null ? '' : key.toLowerCase()));
  const taken = new Set([...own, nothingFoundKey, ungradableKey]);
  return own.map((key, at) => {
    if (key !== '') return key;
    // The place itself where it is free, so that the third option is 3 though the second has a letter.
    const found = [places[at] ?? '', ...places].find((one) => one !== '' && !taken.has(one));
    if (found !== undefined) taken.add(found);
    return found ?? '';
  });
}

/** Keys of the reasons why a question is ungradable: by place. */
export function reasonKeys(question: Question): string[] {
  return optionKeys(question.ungradable);
}

/** What can be chosen in a question: its options, or the labels of what is drawn. */
export function choicesOf(question: Question): readonly AnswerOption[] {
  if (isShapeQuestion(question)) return question.labels;
  return 'options' in question ? question.options : [];
}

/**
 * The keys of what can be chosen in a question: as the reader has set them, else the study's.
 *
 * @param own keys by value; where they would meet one of the study's, the study's hold
 */
export function choiceKeys(
  question: Question,
  own: Readonly<Record<string, string>> = answerKeys()[question.id] ?? {},
): string[] {
  const options = choicesOf(question);
  const keys = optionKeys(
    options.map((one) => {
      const key: unknown = own[one.value];
      return typeof key === 'string' ? { ...one, key } : one;
    }),
  );
  const used = keys.filter((key) => key !== '');
  return new Set(used).size === used.length ? keys : optionKeys(options);
}

/**
 * What a key does in a question that has the focus; the question's own keys go before all others.
 *
 * @param key as the stage's key maps name it
 * @param isArmed whether "ungradable" was pressed and its reason is awaited
 * @returns null when the key means nothing here
 */
export function questionAct(question: Question, key: string, isArmed: boolean): QuestionAct | null {
  if (isArmed) {
    if (key === 'Escape') return { kind: 'disarm' };
    const reason = question.ungradable[reasonKeys(question).indexOf(key)];
    if (reason !== undefined) return { kind: 'reason', value: reason.value };
  }
  const choices = choicesOf(question);
  const chosen = choices[choiceKeys(question).indexOf(key)];
  if (key !== '' && chosen !== undefined) {
    return { kind: isShapeQuestion(question) ? 'label' : 'choose', value: chosen.value };
  }
  if (key === nothingFoundKey && question.hasNothingFound) return { kind: 'nothing-found' };
  if (key === ungradableKey && question.ungradable.length > 0) return { kind: 'arm-ungradable' };
  return null;
}
