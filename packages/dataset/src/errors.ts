/** Every error code of this package, with what it means. `docs/reference/errors.md` has an entry for each. */
export const datasetErrors = {
  'dataset/no-file': 'The file does not exist.',
  'dataset/not-a-file': 'The path names a folder or a device.',
  'dataset/cannot-read': 'The file exists but cannot be read.',
  'dataset/empty-file': 'The file holds no byte, or nothing but blank lines.',
  'dataset/no-rows': 'The file holds a header and no row.',
  'dataset/unknown-format': 'The format is not one this package reads.',
  'dataset/spreadsheet': 'The file is a spreadsheet workbook, not a table of text.',
  'dataset/wrong-format': 'The content is of another format than the name says.',
  'dataset/broken-gzip': 'The gzip stream is truncated or damaged.',
  'dataset/broken-parquet': 'The Parquet file is truncated or damaged.',
  'dataset/broken-npy': 'The NPY file is truncated or damaged.',
  'dataset/unsupported-npy': 'The NPY array is of a kind that does not make a table.',
  'dataset/encoding-undeclared': 'The text is not UTF-8 and its encoding was not declared.',
  'dataset/bad-encoding': 'The text is not valid in the declared encoding.',
  'dataset/mixed-encodings': 'The file mixes UTF-8 with another encoding.',
  'dataset/not-text': 'The file holds binary data where text belongs.',
  'dataset/delimiter-undeclared':
    'The cells seem to be separated by another character than the name says.',
  'dataset/decimal-undeclared':
    'Numbers seem to be written with a decimal comma that was not declared.',
  'dataset/line-too-long': 'One line is longer than the limit.',
  'dataset/bad-quotes': 'A quotation mark is not closed, or stands where none may stand.',
  'dataset/lone-carriage-return': 'A carriage return stands without a line feed.',
  'dataset/ragged-row': 'A row has more or fewer cells than the header.',
  'dataset/bad-json': 'A line is not one flat JSON object.',
  'dataset/missing-column': 'A column that was asked for is not there.',
  'dataset/duplicate-column': 'Two columns carry the same name.',
  'dataset/not-a-number': 'Text stands where numbers belong.',
  'dataset/nan': 'NaN stands where numbers belong.',
  'dataset/too-many-columns': 'The file has more columns than the limit.',
  'dataset/file-changed': 'The file changed while it was read.',
  'dataset/duplicate-id': 'An id that must be unique occurs more than once.',
  'dataset/no-match': 'Two files share not a single id.',
  'dataset/blank-id': 'An id that must be there is blank.',
  'dataset/bad-bins': 'A bin declaration cannot be read.',
  'dataset/bad-option': 'An option lies outside its legal range.',
  'dataset/bad-adapter': 'An adapter does not keep its promise.',
  'dataset/unknown-class': 'An answer is none of the declared classes.',
  'dataset/mixed-scale': 'The answers to one question mix numbers and words.',
  'dataset/duplicate-reading': 'One reader answered one question about one case differently twice.',
  'dataset/conflicting-case': 'Two rows of one case name different patients or attributes.',
  'dataset/bad-layout': 'The columns named do not say who read what.',
  'dataset/bad-export': 'The file is no export of the kind it should be.',
  'dataset/cancelled': 'The caller asked to stop.',
} as const;

/** One of this package's error codes. */
export type DatasetErrorCode = keyof typeof datasetErrors;

/** Where in the data an error stands. Rows count records from 1, the header included. */
export interface Where {
  /** The base name of the file. */
  readonly file?: string | undefined;
  readonly row?: number | undefined;
  readonly column?: string | undefined;
}

/** What {@link fail} throws. */
export interface DatasetError extends Error, Where {
  readonly code: DatasetErrorCode;
  readonly sentence: string;
  readonly mend: string;
}

/**
 * Throws an error of this package. Neither the sentence nor the mend may hold the content of an id column.
 *
 * @param code one of {@link datasetErrors}
 * @param sentence what was expected and what came
 * @param mend how to mend it
 * @param where file, row and column, put before the sentence
 * @param cause the first error, when there is one and it holds no cell content
 */
export function fail(
  code: DatasetErrorCode,
  sentence: string,
  mend: string,
  where: Where = {},
  cause?: unknown,
): never {
  const { file, row, column } = where;
  const place = [
    file,
    row === undefined ? undefined : `row ${row}`,
    column === undefined ? undefined : `column '${column}'`,
  ].filter((part) => part !== undefined);
  const full = place.length === 0 ? sentence : `${place.join(', ')}: ${sentence}`;
  throw Object.assign(new Error(`${code}: ${full} ${mend}`, { cause }), {
    code,
    sentence: full,
    mend,
    file,
    row,
    column,
  });
}

/**
 * Tells whether an unknown error is one of this package's.
 *
 * @param error anything caught
 * @returns true when it carries a code of {@link datasetErrors}
 */
export function isDatasetError(error: unknown): error is DatasetError {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    Object.hasOwn(datasetErrors, error.code)
  );
}
