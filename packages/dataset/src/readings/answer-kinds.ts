import type { AnswerKind } from '@equipoise/domain';
import { fail } from '../errors.ts';
import type { IntakeNote } from '../table.ts';
import type { ReadingsOptions } from './readings-options.ts';

const numberPattern = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const mostOrdinal = 12;

/** How the answers to one question are understood. */
export interface AnswerScale {
  readonly kind: AnswerKind;
  /** Classes in order; null for numbers. */
  readonly classes: readonly string[] | null;
  readonly notes: readonly IntakeNote[];
}

/** Whether a text is a number as a file writes it. */
export function isNumberText(text: string): boolean {
  return numberPattern.test(text.trim());
}

/** The number that a text means, so that `1`, `1.0` and `01` are one class. */
function plainNumber(text: string): string {
  return String(Number(text));
}

/** The class that a text means on this scale. */
export function classKey(text: string, areNumbers: boolean): string {
  return areNumbers && isNumberText(text) ? plainNumber(text) : text;
}

/**
 * Understands the answers to a question.
 *
 * @param file base name, for messages
 * @param question its name
 * @param values distinct answers with the first row of each
 * @param options what was declared
 * @throws dataset/unknown-class when an answer lies outside the declared classes; dataset/mixed-scale when
 * words and numbers stand side by side
 */
export function answerScale(
  file: string,
  question: string,
  values: ReadonlyMap<string, number>,
  options: ReadingsOptions,
): AnswerScale {
  const declaredKind = options.kinds?.[question];
  const declared = options.classes?.[question];
  const texts = [...values.keys()];
  const numbers = texts.filter(isNumberText);
  if (declared !== undefined) return declaredScale(file, question, values, declared, declaredKind);
  if (numbers.length > 0 && numbers.length < texts.length) {
    const word = texts.find((text) => !isNumberText(text))!;
    fail(
      'dataset/mixed-scale',
      `numbers and words stand side by side (first word "${word}").`,
      `Declare the scale with --classes '${question}=…', or name the word with --cannot-tell or --not-asked.`,
      { file, row: values.get(word)!, column: question },
    );
  }
  if (numbers.length === 0) {
    if (declaredKind === 'numeric') {
      const [word, row] = [...values][0] ?? ['', 0];
      if (texts.length > 0) {
        fail('dataset/not-a-number', `"${word}" is no number.`, 'Declare another kind.', {
          file,
          row,
          column: question,
        });
      }
      return { kind: 'numeric', classes: null, notes: [] };
    }
    const classes = [...texts].sort((a, b) => (a < b ? -1 : 1));
    const kind = declaredKind ?? 'categorical';
    const notes =
      kind === 'ordinal'
        ? [
            {
              code: 'class-order',
              message: `Question '${question}': classes are taken in alphabetical order (${classes.join(' < ')}); declare their order with --classes.`,
            },
          ]
        : [];
    return { kind, classes, notes };
  }
  return numberScale(question, numbers, declaredKind);
}

function numberScale(
  question: string,
  texts: readonly string[],
  declaredKind: AnswerKind | undefined,
): AnswerScale {
  const keys = [...new Set(texts.map(plainNumber))].sort((a, b) => Number(a) - Number(b));
  const areWhole = keys.every((key) => Number.isInteger(Number(key)));
  const guess: AnswerKind =
    !areWhole || keys.length > mostOrdinal
      ? 'numeric'
      : keys.length > 2
        ? 'ordinal'
        : 'categorical';
  const kind = declaredKind ?? guess;
  const notes =
    declaredKind === undefined && kind !== 'categorical'
      ? [
          {
            code: 'answer-kind',
            message: `Question '${question}' is taken as ${kind} (${keys.length} distinct numbers); declare it with --kind '${question}=categorical|ordinal|numeric'.`,
          },
        ]
      : [];
  return { kind, classes: kind === 'numeric' ? null : keys, notes };
}

function declaredScale(
  file: string,
  question: string,
  values: ReadonlyMap<string, number>,
  declared: readonly string[],
  kind: AnswerKind | undefined,
): AnswerScale {
  const areNumbers = declared.every(isNumberText);
  const legal = new Set(declared.map((name) => classKey(name, areNumbers)));
  for (const [text, row] of values) {
    if (legal.has(classKey(text, areNumbers))) continue;
    fail(
      'dataset/unknown-class',
      `"${text}" is none of the declared classes (${declared.join(', ')}).`,
      'Add it to --classes, or name it with --cannot-tell or --not-asked.',
      { file, row, column: question },
    );
  }
  return {
    kind: kind ?? (areNumbers && declared.length > 2 ? 'ordinal' : 'categorical'),
    classes: declared.map((name) => classKey(name, areNumbers)),
    notes: [],
  };
}
