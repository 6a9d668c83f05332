import { expect, test } from 'vitest';
import {
  isDicomAgeColumn,
  numberColumn,
  parseDicomAge,
  readAges,
  textColumn,
} from '../src/index.ts';
import { caught } from './fixtures/caught.ts';

const where = { file: 'a.csv', firstRow: 2 };

test('DICOM ages become years', () => {
  expect(parseDicomAge('045Y')).toBe(45);
  expect(parseDicomAge('006M')).toBe(0.5);
  expect(parseDicomAge('012W')).toBeCloseTo(0.22998, 5);
  expect(parseDicomAge('003D')).toBeCloseTo(0.0082136, 7);
  for (const text of ['45Y', '045', '045y', '0045Y', 'Y', ''])
    expect(parseDicomAge(text)).toBeNull();
});

test('a column of ages is recognised only when every age is one', () => {
  expect(isDicomAgeColumn(textColumn('age', ['045Y', null]))).toBe(true);
  expect(isDicomAgeColumn(textColumn('age', ['045Y', '45']))).toBe(false);
  expect(isDicomAgeColumn(textColumn('age', [null]))).toBe(false);
});

test('mixed columns are read and blanks stay blank', () => {
  const { column, dicomCount, notes } = readAges(
    textColumn('age', ['045Y', '61', null, '006M']),
    where,
  );
  expect([...column.data]).toEqual([45, 61, Number.NaN, 0.5]);
  expect(column.blankCount).toBe(1);
  expect(dicomCount).toBe(2);
  expect(notes[0]?.code).toBe('dicom-ages');
});

test('ages above 120 or below 0 are questioned and kept', () => {
  const result = readAges(numberColumn('age', Float64Array.of(411, 120, -1, 0, Number.NaN)), where);
  expect(result).toMatchObject({ questionedCount: 2, questionedRows: [2, 4] });
  expect(result.column.data[0]).toBe(411);
  expect(result.notes[0]?.message).toContain('rows 2, 4');
});

test('text that is no age is an error with its rows', async () => {
  const error = await caught(() => readAges(textColumn('age', ['045Y', 'old', null, '?']), where));
  expect(error).toMatchObject({ code: 'dataset/not-a-number', row: 3, column: 'age' });
  expect(error.message).toContain('rows 3, 5');
});
