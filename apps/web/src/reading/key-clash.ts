import type { Question } from '@equipoise/domain';
import { type Command, formCommands, type KeyMap } from '@equipoise/web/stage';
import { readingKeysWords as words } from '../words/reading-keys.ts';
import { choiceKeys, choicesOf, nothingFoundKey, ungradableKey } from './question-keys.ts';

/** Keys that the form has for itself, whatever a study asks. */
const formKeys: Readonly<Record<string, string>> = {
  Enter: words.formKeys.field[1],
  Escape: words.formKeys.stage[1],
  Delete: words.formKeys.clear[1],
  Backspace: words.formKeys.clear[1],
  F1: words.formKeys.help[1],
};

// Object.entries widens the names of the record.
const entriesOf = (map: KeyMap): readonly (readonly [Command, readonly string[]])[] =>
  Object.entries(map) as [Command, readonly string[]][];

/**
 * Why a key cannot belong to a command.
 *
 * @returns a sentence, or null where it can
 */
export function commandClash(map: KeyMap, command: Command, key: string): string | null {
  const other = entriesOf(map).find(([name, keys]) => name !== command && keys.includes(key));
  if (other !== undefined) return words.keyTaken(key, words.commands[other[0]]);
  const form = formKeys[key];
  const isOwn = map[command].includes(key);
  return form === undefined || isOwn ? null : words.keyTaken(key, form);
}

/**
 * Why a key cannot belong to an answer of a question: another answer has it, or the form itself.
 *
 * @param value of the option or label
 * @returns a sentence, or null where it can
 */
export function answerClash(
  question: Question,
  value: string,
  key: string,
  map: KeyMap,
): string | null {
  if ([...key].length !== 1) return words.oneSign(key);
  const choices = choicesOf(question);
  const other = choices[choiceKeys(question).indexOf(key)];
  if (other !== undefined && other.value !== value) return words.keyTaken(key, other.text);
  if (key === nothingFoundKey) return words.keyTaken(key, words.formKeys.nothing[1]);
  if (key === ungradableKey) return words.keyTaken(key, words.commands.ungradable);
  const command = entriesOf(map).find(
    ([name, keys]) => formCommands.has(name) && keys.includes(key),
  );
  return command === undefined ? null : words.keyTaken(key, words.commands[command[0]]);
}
