import { expect, test } from 'vitest';
import { duplicateIds, duplicateRows, patientOverlap, textColumn } from '../src/index.ts';
import { tableOf } from './fixtures/tables.ts';

test('shared patients are counted as patients and as rows on both sides', () => {
  const test_ = textColumn('patient_id', ['01', '01', '2', '3', null]);
  const train = textColumn('pid', ['3', '3', '3', '01', '1', null]);
  const overlap = patientOverlap(test_, train);
  expect(overlap).toMatchObject({
    testPatientCount: 3,
    trainPatientCount: 3,
    sharedPatientCount: 2,
    testRowCount: 3,
    trainRowCount: 4,
  });
  expect([...overlap.isLeaked]).toEqual([1, 1, 0, 1, 0]);
});

test('no overlap where ids differ by a leading zero', () => {
  expect(patientOverlap(textColumn('a', ['01']), textColumn('b', ['1'])).sharedPatientCount).toBe(
    0,
  );
});

test('repeated ids are counted with their rows, blanks are not compared', () => {
  const repeats = duplicateIds(textColumn('id', ['a', 'b', 'a', null, null, 'a']), 2);
  expect(repeats).toEqual({ repeatCount: 2, groupCount: 1, firstRows: [4, 7] });
});

test('repeated rows are found over all columns or some', () => {
  const table = tableOf('a.csv', {
    id: ['1', '2', '3', '4'],
    p: [0.1, 0.1, 0.2, null],
    sex: ['F', 'F', null, null],
  });
  expect(duplicateRows(table).repeatCount).toBe(0);
  expect(duplicateRows(table, ['p', 'sex'])).toEqual({
    repeatCount: 1,
    groupCount: 1,
    firstRows: [3],
  });
  expect(duplicateRows(table, ['sex']).repeatCount).toBe(2);
});
