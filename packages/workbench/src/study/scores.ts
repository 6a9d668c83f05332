import type { Column, NumberColumn } from '@equipoise/dataset';
import { fail } from '../errors.ts';
import { asNumbers, rowList } from './columns.ts';
import type { LineOf } from './labels.ts';

/**
 * Reads a score column: numbers, infinities allowed, blank = NaN.
 *
 * @throws workbench/bad-score with row numbers, where text or NaN stands in it
 */
export function readScores(column: Column, file: string, lineOf: LineOf): NumberColumn {
  const { column: numbers, badRows, badCount } = asNumbers(column);
  if (badCount > 0) {
    fail(
      'workbench/bad-score',
      `${file}, column "${column.name}": text or NaN stands where a score belongs in ${rowList(badRows.map(lineOf), badCount)}.`,
      'Write numbers, leave the cell blank where there is no score, or name the text with --missing.',
    );
  }
  for (let row = 0; row < numbers.data.length; row++) {
    if (numbers.blank[row] === 0 && Number.isNaN(numbers.data[row]!)) {
      fail(
        'workbench/bad-score',
        `${file}, column "${column.name}": NaN stands where a score belongs in row ${lineOf(row)}.`,
        'Leave the cell blank where there is no score.',
      );
    }
  }
  return numbers;
}

/** True when all present scores lie in [0, 1]. */
export function isUnitInterval(columns: readonly Float64Array[], present: Uint8Array): boolean {
  for (const data of columns) {
    for (let row = 0; row < data.length; row++) {
      if (present[row] === 1 && !(data[row]! >= 0 && data[row]! <= 1)) return false;
    }
  }
  return true;
}
