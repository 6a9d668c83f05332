import { expect, test } from 'vitest';
import { profileTable } from '../src/index.ts';
import { tableOf } from './fixtures/tables.ts';

test('a profile counts blanks, distinct values, extremes and infinities', () => {
  const table = tableOf('a.csv', {
    sex: ['F', null, 'M', 'F'],
    p: [0.5, Number.POSITIVE_INFINITY, null, -1],
    empty: [null, null, null, null],
  });
  expect(profileTable(table)).toEqual([
    {
      name: 'sex',
      kind: 'text',
      blankCount: 1,
      distinctCount: 2,
      minimum: null,
      maximum: null,
      infiniteCount: 0,
      integer: false,
    },
    {
      name: 'p',
      kind: 'number',
      blankCount: 1,
      distinctCount: 3,
      minimum: -1,
      maximum: 0.5,
      infiniteCount: 1,
      integer: false,
    },
    {
      name: 'empty',
      kind: 'number',
      blankCount: 4,
      distinctCount: 0,
      minimum: null,
      maximum: null,
      infiniteCount: 0,
      integer: false,
    },
  ]);
});
