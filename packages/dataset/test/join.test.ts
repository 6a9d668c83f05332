import { describe, expect, test } from 'vitest';
import { joinTables } from '../src/index.ts';
import { caught } from './fixtures/caught.ts';
import { cellsOf, tableOf } from './fixtures/tables.ts';

const left = tableOf('p.csv', { id: ['01', '1', '03', null], p: [0.1, 0.2, 0.3, 0.4] });

describe('joining on ids', () => {
  test('ids are compared byte for byte and every left row stays', () => {
    const right = tableOf('m.csv', {
      id: ['1', '01', '9'],
      age: [50, 60, 70],
      sex: ['F', 'M', 'F'],
    });
    const result = joinTables(left, right, 'id');
    expect(result).toMatchObject({ matched: 2, leftOnly: 2, rightOnly: 1 });
    expect(cellsOf(result.table, 'age')).toEqual([60, 50, null, null]);
    expect(cellsOf(result.table, 'sex')).toEqual(['M', 'F', null, null]);
    expect(result.table.rowCount).toBe(4);
    expect(result.table.notes.at(-1)?.message).toContain(
      '2 rows matched, 2 of p.csv and 1 of m.csv did not',
    );
  });

  test('a repeated id on the right is an error with its count and rows, never the id', async () => {
    const right = tableOf('m.csv', { id: ['01', '1', '1', '1'], age: [1, 2, 3, 4] });
    const error = await caught(() => joinTables(left, right, 'id'));
    expect(error).toMatchObject({
      code: 'dataset/duplicate-id',
      file: 'm.csv',
      row: 4,
      column: 'id',
    });
    expect(error.message).toContain('2 rows repeat an id');
    expect(error.message).toContain('rows 4, 5');
  });

  test('blank ids on the right match nothing', () => {
    const right = tableOf('m.csv', { id: ['01', null, null], age: [1, 2, 3] });
    expect(joinTables(left, right, 'id')).toMatchObject({ matched: 1, leftOnly: 3, rightOnly: 2 });
  });

  test('several keys must all agree', () => {
    const a = tableOf('a.csv', { s: ['x', 'x', 'y'], v: [1, 2, 1] });
    const b = tableOf('b.csv', { s: ['x', 'y', 'x'], v: [2, 2, 1], q: [10, 20, 30] });
    const result = joinTables(a, b, [
      { left: 's', right: 's' },
      { left: 'v', right: 'v' },
    ]);
    expect(cellsOf(result.table, 'q')).toEqual([30, 10, null]);
    expect(result).toMatchObject({ matched: 2, leftOnly: 1, rightOnly: 1 });
  });

  test('file endings are ignored when that is declared', async () => {
    const a = tableOf('a.csv', { image: ['i1.jpg', 'i2.PNG'] });
    const b = tableOf('b.csv', { image_id: ['i2', 'i1'], dx: ['nv', 'mel'] });
    const error = await caught(() => joinTables(a, b, { left: 'image', right: 'image_id' }));
    expect(error.code).toBe('dataset/no-match');
    const result = joinTables(a, b, { left: 'image', right: 'image_id', ignoreFileEnding: true });
    expect(cellsOf(result.table, 'dx')).toEqual(['mel', 'nv']);
  });

  test('columns of one name are kept apart', () => {
    const a = tableOf('a.csv', { id: ['1'], age: [5] });
    const b = tableOf('b.csv', { id: ['1'], age: [6] });
    const { table } = joinTables(a, b, 'id');
    expect(table.columns.map((column) => column.name)).toEqual(['id', 'age', 'age (b.csv)']);
    expect(cellsOf(table, 'age (b.csv)')).toEqual([6]);
  });

  test('neither input is changed', () => {
    const right = tableOf('m.csv', { id: ['1'], age: [50] });
    const before = JSON.stringify([left, right]);
    joinTables(left, right, 'id');
    expect(JSON.stringify([left, right])).toBe(before);
  });
});
