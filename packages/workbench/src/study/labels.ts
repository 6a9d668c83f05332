import { type Column, isIdName } from '@equipoise/dataset';
import type { TaskKind } from '@equipoise/domain';
import { fail } from '../errors.ts';
import { asNumbers, asText, numberFromText, rowList } from './columns.ts';

/** What decides how a label is read. */
export interface LabelRules {
  readonly kind: TaskKind;
  readonly positive: string | null;
  /** Label text that counts as negative; `*` = every other. */
  readonly negative: string | null;
  /** Classes in order, where score columns name them. */
  readonly classes: readonly string[] | null;
  /** Levels that are none of the answers, such as uncertain: set aside and counted. */
  readonly neither?: readonly string[];
}

/** Labels as numbers. */
export interface Labels {
  /** Binary 0/1; multiclass and ordinal: class index; regression: the value; NaN = blank. */
  readonly data: Float64Array;
  readonly classes: readonly string[] | null;
  /** Level by which a row is set aside; null where none is. */
  readonly aside: ((row: number) => string | null) | null;
}

/** How messages name the rows of a column. */
export type LineOf = (row: number) => number;

const trueTexts = new Set(['1', 'true', 'yes']);
const falseTexts = new Set(['0', 'false', 'no']);

function sameText(a: string, b: string): boolean {
  if (a === b) return true;
  const x = numberFromText(a);
  return x !== null && x === numberFromText(b);
}

function readBinary(value: string, rules: LabelRules): number | null {
  if (rules.positive === null && rules.negative === null) {
    const number = numberFromText(value);
    if (number === 0 || number === 1) return number;
    const lower = value.toLowerCase();
    if (trueTexts.has(lower)) return 1;
    return falseTexts.has(lower) ? 0 : null;
  }
  if (rules.positive !== null && sameText(value, rules.positive)) return 1;
  if (rules.negative === '*') return 0;
  if (rules.negative !== null) return sameText(value, rules.negative) ? 0 : null;
  return readBinary(value, { ...rules, positive: null, negative: null }) === 0 ? 0 : null;
}

/** Texts of a binary label as 0 and 1; null where one is neither. */
export function binaryMap(values: readonly string[], rules: LabelRules): (number | null)[] {
  const map = values.map((value) => readBinary(value, rules));
  if (rules.positive === null && rules.negative === null) {
    // Words such as yes are labels only where no number stands beside them.
    const isNumber = values.map((value) => numberFromText(value) !== null);
    return isNumber.includes(true) ? map.map((one, at) => (isNumber[at] ? one : null)) : map;
  }
  if (rules.positive === null || rules.negative !== null) return map;
  // One other text beside the declared positive can only be the negative.
  const others = values.filter((value) => !sameText(value, rules.positive!));
  return others.length === 1
    ? values.map((value) => (sameText(value, rules.positive!) ? 1 : 0))
    : map;
}

/** Classes named by score columns: their names without what all of them share in front and behind. */
export function classesFromColumns(columns: readonly string[]): string[] {
  if (columns.length < 2) return [...columns];
  const first = columns[0]!;
  let front = 0;
  while (front < first.length && columns.every((one) => one[front] === first[front])) front += 1;
  const boundary = Math.max(
    first.lastIndexOf('_', front - 1),
    first.lastIndexOf(' ', front - 1),
    first.lastIndexOf('.', front - 1),
  );
  return columns.map((column) => column.slice(boundary + 1));
}

function ordinalClasses(values: readonly string[]): string[] {
  const numeric = values.every((value) => numberFromText(value) !== null);
  return [...values].sort((a, b) => (numeric ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0));
}

function expectation(rules: LabelRules, classes: readonly string[] | null): string {
  if (rules.kind !== 'binary') return `one of ${(classes ?? []).slice(0, 10).join(', ')}`;
  if (rules.positive === null && rules.negative === null) return '0 or 1';
  return `${rules.positive ?? '1'} or ${rules.negative ?? 'its one opposite'}`;
}

/**
 * Reads a label column.
 *
 * @param column as read; blank cells give NaN
 * @param rules kind of the task and the declared labels
 * @param file base name, and `lineOf` the row numbers, for the message
 * @throws workbench/bad-label with row numbers, when a label is none of those declared
 */
export function readLabels(
  column: Column,
  rules: LabelRules,
  file: string,
  lineOf: LineOf,
): Labels {
  if (rules.kind === 'regression') {
    const { column: numbers, badRows, badCount } = asNumbers(column);
    if (badCount > 0) failLabel(column.name, file, badRows.map(lineOf), badCount, 'a number', '');
    return { data: numbers.data, classes: null, aside: null };
  }
  const text = asText(column);
  const used = new Uint8Array(text.values.length);
  for (const code of text.codes) if (code >= 0) used[code] = 1;
  const neither = new Set(rules.neither ?? []);
  const isAside = text.values.map((value) => neither.has(value));
  const present = text.values.filter((_, code) => used[code] === 1 && !isAside[code]);
  let classes: readonly string[] | null = rules.classes;
  if (rules.kind !== 'binary' && classes === null) classes = ordinalClasses(present);
  const map =
    rules.kind === 'binary'
      ? fromPresent(text.values, present, binaryMap(present, rules))
      : text.values.map((value) => {
          const at = classes!.findIndex((name) => sameText(name, value));
          return at < 0 ? null : at;
        });
  const data = new Float64Array(text.codes.length);
  const bad: number[] = [];
  let badCount = 0;
  let example = '';
  for (let row = 0; row < data.length; row++) {
    const code = text.codes[row]!;
    const number = code < 0 || isAside[code] ? Number.NaN : map[code]!;
    if (number === null || number === undefined) {
      badCount += 1;
      if (bad.length < 5) bad.push(lineOf(row));
      if (example === '') example = text.values[code]!.slice(0, 24);
      continue;
    }
    data[row] = number;
  }
  if (badCount > 0) {
    failLabel(
      column.name,
      file,
      bad,
      badCount,
      expectation(rules, classes),
      mayBeShown(column.name, present.length) ? ` (such as "${example}")` : '',
    );
  }
  const aside =
    neither.size === 0
      ? null
      : (row: number): string | null => {
          const code = text.codes[row]!;
          return code >= 0 && isAside[code] ? text.values[code]! : null;
        };
  return { data, classes: rules.kind === 'binary' ? null : classes, aside };
}

/** A message shows a label only where the column cannot be one of ids. */
function mayBeShown(name: string, distinctCount: number): boolean {
  return distinctCount <= 20 && !isIdName(name);
}

function fromPresent(
  values: readonly string[],
  present: readonly string[],
  read: readonly (number | null)[],
): (number | null)[] {
  const known = new Map(present.map((value, at) => [value, read[at]!]));
  return values.map((value) => known.get(value) ?? null);
}

function failLabel(
  name: string,
  file: string,
  lines: readonly number[],
  total: number,
  expected: string,
  example: string,
): never {
  return fail(
    'workbench/bad-label',
    `${file}, column "${name}": the label is not ${expected}${example} in ${rowList(lines, total)}.`,
    'Correct these rows, declare --positive and --negative, choose another --kind, or name the text with --missing.',
  );
}
