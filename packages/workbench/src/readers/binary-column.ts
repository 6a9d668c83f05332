import { type Column, toTextColumn } from '@equipoise/dataset';
import { fail } from '../errors.ts';

/** Which texts of a column mean disease and which mean none. */
export interface BinaryWords {
  readonly positive?: readonly string[] | undefined;
  readonly negative?: readonly string[] | undefined;
  /** The options that declare them, for messages. */
  readonly options: readonly [positive: string, negative: string];
}

const usual: readonly (readonly [string, string])[] = [
  ['1', '0'],
  ['true', 'false'],
  ['yes', 'no'],
  ['present', 'absent'],
  ['positive', 'negative'],
  ['abnormal', 'normal'],
];

/** Two declared lists; `*` stands for every text of the other's. */
function declaredCode(text: string, words: BinaryWords): number | null {
  const { positive, negative } = words;
  if (positive?.includes(text)) return 1;
  if (negative?.includes(text)) return 0;
  if (positive?.includes('*')) return 1;
  if (negative?.includes('*')) return 0;
  return null;
}

/**
 * A column of calls as 1, 0 and NaN for blank.
 *
 * @throws workbench/bad-label when a text is neither declared nor one of the usual pairs
 */
export function binaryColumn(column: Column, words: BinaryWords): Float64Array {
  const { codes, values, name } = toTextColumn(column);
  const isDeclared = words.positive !== undefined || words.negative !== undefined;
  let mapped: (number | null)[];
  if (isDeclared) {
    mapped = values.map((text) => declaredCode(text, words));
    const open = mapped.flatMap((code, at) => (code === null ? [at] : []));
    // With one list and one text left, the rest is the other call.
    if (open.length === 1 && (words.positive === undefined || words.negative === undefined)) {
      mapped[open[0]!] = words.positive === undefined ? 1 : 0;
    }
  } else {
    const small = values.map((text) => text.toLowerCase());
    const pair = usual.find((both) => small.every((text) => both.includes(text)));
    mapped = small.map((text) => (pair === undefined ? null : text === pair[0] ? 1 : 0));
  }
  const unknown = values.filter((_, at) => mapped[at] === null);
  if (unknown.length > 0) {
    const [positive, negative] = words.options;
    fail(
      'workbench/bad-label',
      `Column "${name}" holds ${unknown
        .slice(0, 4)
        .map((text) => `"${text.slice(0, 40)}"`)
        .join(
          ', ',
        )}${unknown.length > 4 ? ', …' : ''}, and it is not said whether that is disease.`,
      `Write ${positive} and ${negative} with the texts that mean disease and no disease; * is every other text.`,
    );
  }
  return Float64Array.from(codes, (code) => (code < 0 ? Number.NaN : (mapped[code] ?? Number.NaN)));
}

/**
 * A column of numbers with NaN for blank.
 *
 * @throws workbench/bad-score when a cell is text
 */
export function numericColumn(column: Column, option: string): Float64Array {
  if (column.kind === 'number') return column.data;
  const numbers = column.values.map((text) => Number(text.trim()));
  const bad = numbers.filter((x) => Number.isNaN(x)).length;
  if (bad > 0) {
    fail(
      'workbench/bad-score',
      `Column "${column.name}" (${option}) holds ${bad} different texts that are no number.`,
      'Name a column of numbers, or the texts that mean missing with --missing.',
    );
  }
  return Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : numbers[code]!));
}
