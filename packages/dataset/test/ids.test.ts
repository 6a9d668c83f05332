import { expect, test } from 'vitest';
import { requireIds, requireUniqueIds } from '../src/index.ts';
import { caught } from './fixtures/caught.ts';
import { tableOf } from './fixtures/tables.ts';

const table = tableOf('a.csv', {
  id: ['x1', 'x2', 'x1', 'x1'],
  patient: ['p', null, 'p', null],
  row: ['1', '2', '3', '4'],
});

test('ids that are there and unique are returned as text', () => {
  expect(requireUniqueIds(table, 'row').values).toEqual(['1', '2', '3', '4']);
  expect(requireIds(table, 'id').values).toEqual(['x1', 'x2']);
});

test('repeated and blank ids are errors with their rows, never their content', async () => {
  const twice = await caught(() => requireUniqueIds(table, 'id'));
  expect(twice).toMatchObject({
    code: 'dataset/duplicate-id',
    file: 'a.csv',
    row: 4,
    column: 'id',
  });
  expect(twice.message).toContain('2 rows repeat an id that stands further up (rows 4, 5)');
  expect(twice.message).not.toContain('x1');
  const blank = await caught(() => requireIds(table, 'patient'));
  expect(blank).toMatchObject({ code: 'dataset/blank-id', row: 3 });
  expect(blank.message).toContain('rows 3, 5');
  expect((await caught(() => requireIds(table, 'none'))).code).toBe('dataset/missing-column');
});
