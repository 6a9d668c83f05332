import fc from 'fast-check';
import { expect, test } from 'vitest';
import { binOf, declareBins, parseBins } from '../src/index.ts';
import { caught } from './fixtures/caught.ts';

test('the default closes the left side', () => {
  const bins = parseBins('age=0,40,65,80');
  expect(bins.levels).toEqual(['<0', '[0,40)', '[40,65)', '[65,80)', '>=80']);
  expect(bins.closed).toBe('left');
  expect([-0.1, 0, 39.9, 40, 64, 65, 80, 200].map((age) => bins.levels[binOf(bins, age)])).toEqual([
    '<0',
    '[0,40)',
    '[0,40)',
    '[40,65)',
    '[40,65)',
    '[65,80)',
    '>=80',
    '>=80',
  ]);
});

test('brackets state the closed side', () => {
  const bins = parseBins(' ita = (10, 19,28,41,55] ');
  expect(bins.attribute).toBe('ita');
  expect(bins.levels).toEqual(['<=10', '(10,19]', '(19,28]', '(28,41]', '(41,55]', '>55']);
  expect([10, 10.1, 19, 55, 55.1].map((ita) => bins.levels[binOf(bins, ita)])).toEqual([
    '<=10',
    '(10,19]',
    '(10,19]',
    '(41,55]',
    '>55',
  ]);
  expect(parseBins('age=[0,40)').levels).toEqual(['<0', '[0,40)', '>=40']);
});

test('infinite values fall in the outermost bins', () => {
  const bins = parseBins('x=-1.5,2');
  expect(binOf(bins, Number.NEGATIVE_INFINITY)).toBe(0);
  expect(binOf(bins, Number.POSITIVE_INFINITY)).toBe(2);
});

test('what cannot be read is an error', async () => {
  for (const text of [
    '',
    'age',
    'age=',
    '=1,2',
    'age=1,1',
    'age=2,1',
    'age=a',
    'age=1,,2',
    'age=(1,2)',
    'age=[1,2]',
    'age=(1,2',
    'age=1e3,',
    'age=NaN',
  ]) {
    expect((await caught(() => parseBins(text))).code, text).toBe('dataset/bad-bins');
  }
  expect((await caught(() => declareBins('x', [Number.POSITIVE_INFINITY]))).code).toBe(
    'dataset/bad-bins',
  );
});

test('the binary search agrees with a walk along the edges', () => {
  const edges = fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(
      edges,
      fc.double({ min: -60, max: 60, noNaN: true }),
      fc.boolean(),
      (raw, free, atEdge) => {
        const sorted = [...raw].sort((a, b) => a - b);
        const value = atEdge ? sorted[0]! : free;
        const left = declareBins('x', sorted, 'left');
        const right = declareBins('x', sorted, 'right');
        expect(binOf(left, value)).toBe(sorted.filter((edge) => edge <= value).length);
        expect(binOf(right, value)).toBe(sorted.filter((edge) => edge < value).length);
      },
    ),
  );
});
