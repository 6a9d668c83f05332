import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeAttribute, missingLevel, numberColumn, parseBins, textColumn } from '../src/index.ts';
import { caught } from './fixtures/caught.ts';

const source = 'a.csv';

describe('attributes', () => {
  test('a blank is a level of its own, apart from a recorded unknown', () => {
    const attribute = makeAttribute(textColumn('sex', ['M', 'unknown', null, 'F']), { source });
    expect(attribute.levels).toEqual(['F', 'M', 'unknown', missingLevel]);
    expect([...attribute.codes]).toEqual([1, 2, 3, 0]);
    expect(attribute.missingCode).toBe(3);
    expect(attribute).toMatchObject({ ordered: false, isIdLike: false, source: 'a.csv' });
  });

  test('a recorded (missing) is not taken for a blank', () => {
    const attribute = makeAttribute(textColumn('sex', ['(missing)', null]), { source });
    expect(attribute.levels).toEqual(['(missing) as recorded', '(missing)']);
  });

  test('without blanks there is no missing level', () => {
    expect(makeAttribute(textColumn('sex', ['M', 'F']), { source })).toMatchObject({
      missingCode: -1,
      levels: ['F', 'M'],
    });
  });

  test('numbers are levels in order of size', () => {
    const attribute = makeAttribute(numberColumn('type', Float64Array.of(10, 2, Number.NaN, 1)), {
      source,
    });
    expect(attribute.levels).toEqual(['1', '2', '10', missingLevel]);
    expect(attribute.ordered).toBe(true);
  });

  test('bins make ordered levels; empty outer bins are not listed, empty inner ones are', () => {
    const column = numberColumn('age', Float64Array.of(10, 70, Number.NaN));
    const attribute = makeAttribute(column, { source, bins: parseBins('age=0,40,65,80') });
    expect(attribute.levels).toEqual(['[0,40)', '[40,65)', '[65,80)', missingLevel]);
    expect([...attribute.codes]).toEqual([0, 2, 3]);
    expect(attribute.source).toBe('a.csv, bins [a,b)');
    const odd = makeAttribute(numberColumn('age', Float64Array.of(-1, 95)), {
      source,
      bins: parseBins('age=0,40'),
    });
    expect(odd.levels).toEqual(['<0', '[0,40)', '>=40']);
  });

  test('a declared order comes first', () => {
    const attribute = makeAttribute(textColumn('size', ['large', 'small', 'huge']), {
      source,
      order: ['small', 'large'],
    });
    expect(attribute.levels).toEqual(['small', 'large', 'huge']);
    expect(attribute.ordered).toBe(true);
  });

  test('more than fifty levels look like an id', () => {
    const make = (count: number) =>
      textColumn(
        'x',
        Array.from({ length: count }, (_, i) => `v${i}`),
      );
    expect(makeAttribute(make(50), { source }).isIdLike).toBe(false);
    expect(makeAttribute(make(51), { source }).isIdLike).toBe(true);
  });

  test('bins on text are an error', async () => {
    const error = await caught(() =>
      makeAttribute(textColumn('age', ['x']), { source, bins: parseBins('age=1') }),
    );
    expect(error.code).toBe('dataset/not-a-number');
  });

  test('groups in equal groups out', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.string({ minLength: 1, maxLength: 2 })), { minLength: 1 }),
        (cells) => {
          const attribute = makeAttribute(textColumn('x', cells), { source });
          const back = [...attribute.codes].map((code) =>
            code === attribute.missingCode ? null : attribute.levels[code],
          );
          expect(back).toEqual(cells.map((cell) => (cell === '' ? null : cell)));
        },
      ),
    );
  });
});
