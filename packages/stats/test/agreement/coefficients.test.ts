import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  agreementWeights,
  chanceCorrectedAgreement,
  cohenKappa,
  fleissKappa,
  krippendorffAlpha,
  prevalenceAndBias,
  ratingsFromLong,
  ratingsFromTable,
  specificAgreement,
  tableOfRatings,
} from '../../src/agreement/index.ts';
import { fromRows } from './samples.ts';

const rows = fc
  .record({ readers: fc.integer({ min: 2, max: 5 }), q: fc.integer({ min: 2, max: 4 }) })
  .chain(({ readers, q }) =>
    fc.record({
      q: fc.constant(q),
      rows: fc.array(
        fc.array(fc.option(fc.integer({ min: 0, max: q - 1 }), { freq: 4 }), {
          minLength: readers,
          maxLength: readers,
        }),
        { minLength: 1, maxLength: 30 },
      ),
    }),
  );
const names = ['percent', 'gwet', 'fleiss', 'krippendorff', 'conger', 'brennanPrediger'] as const;

function closeOrSame(a: number | null, b: number | null): void {
  if (a === null || b === null) expect(a).toBe(b);
  else expect(a).toBeCloseTo(b, 9);
}

describe('ratings', () => {
  it('are the same from a long and from a wide table', () => {
    fc.assert(
      fc.property(rows, ({ rows, q }) => {
        const wide = fromRows(rows, q);
        const unit: number[] = [];
        const reader: number[] = [];
        const value: number[] = [];
        rows.forEach((row, u) => {
          row.forEach((cell, g) => {
            unit.push(u);
            reader.push(g);
            value.push(cell ?? Number.NaN);
          });
        });
        // Rows of a long table may come in any order.
        unit.reverse();
        reader.reverse();
        value.reverse();
        const long = ratingsFromLong({ unit, reader, value, categoryCount: q });
        expect(long).toEqual(wide);
        expect(tableOfRatings(long)).toEqual(tableOfRatings(wide));
      }),
    );
  });

  it('refuse a reader who read a unit twice, or keep the first and count', () => {
    const input = { unit: [0, 0, 0], reader: [1, 0, 1], value: [2, 1, 0], categoryCount: 3 };
    expect(() => ratingsFromLong(input)).toThrow(/stats\/bad-argument: 1 readings repeat/);
    const kept = ratingsFromLong({ ...input, repeated: 'first' });
    expect(kept.repeatedCount).toBe(1);
    expect(Array.from(kept.codes)).toEqual([1, 2]);
  });

  it('refuse answers outside the declared categories with their count', () => {
    expect(() => ratingsFromTable([0, 1, 2, 7], 2, { categoryCount: 2 })).toThrow(/2 readings lie/);
  });

  it('take every distinct number as a category where none are declared', () => {
    const ratings = ratingsFromTable([3.5, Number.NaN, -1, 3.5], 2);
    expect(Array.from(ratings.categories)).toEqual([-1, 3.5]);
    expect(ratings.missingCount).toBe(1);
  });

  it('refuse a table that does not fill its rows and patients that do not fit', () => {
    expect(() => ratingsFromTable([0, 1, 0], 2)).toThrow(/do not fill rows/);
    expect(() => ratingsFromTable([0, 1], 2, { patients: [0, 1] })).toThrow(
      /stats\/length-mismatch/,
    );
  });
});

describe('chance-corrected coefficients', () => {
  it('do not depend on the names of nominal categories, nor on the order of units and readers', () => {
    fc.assert(
      fc.property(rows, ({ rows, q }) => {
        const plain = chanceCorrectedAgreement(fromRows(rows, q));
        const turned = rows
          .map((row) => row.map((cell) => (cell === null ? null : q - 1 - cell)).reverse())
          .reverse();
        const other = chanceCorrectedAgreement(fromRows(turned, q));
        for (const name of names) {
          closeOrSame(plain[name].value.value, other[name].value.value);
          closeOrSame(plain[name].se.value, other[name].se.value);
        }
      }),
    );
  });

  it('do not change when a unit without readings is added', () => {
    fc.assert(
      fc.property(rows, ({ rows, q }) => {
        const empty = rows[0]!.map(() => null);
        const plain = chanceCorrectedAgreement(fromRows(rows, q));
        const more = chanceCorrectedAgreement(fromRows([...rows, empty], q));
        for (const name of names) closeOrSame(plain[name].value.value, more[name].value.value);
      }),
    );
  });

  it('are never NaN and never above 1', () => {
    fc.assert(
      fc.property(rows, ({ rows, q }) => {
        const table = chanceCorrectedAgreement(fromRows(rows, q));
        for (const name of names) {
          const { value } = table[name].value;
          if (value !== null) expect(value).toBeLessThanOrEqual(1 + 1e-12);
          else expect(table[name].value.reason).toMatch(/^no-|^one-/);
          expect(value).not.toBeNaN();
        }
      }),
    );
  });

  it('agree with Cohen for two readers: Conger is kappa, nominal or weighted', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })), {
          minLength: 2,
          maxLength: 40,
        }),
        (pairs) => {
          const kappa = cohenKappa(
            pairs.map((p) => p[0]),
            pairs.map((p) => p[1]),
            4,
          );
          const ratings = fromRows(pairs, 4);
          closeOrSame(chanceCorrectedAgreement(ratings).conger.value.value, kappa.kappa.value);
          closeOrSame(
            chanceCorrectedAgreement(ratings, 'quadratic').conger.value.value,
            kappa.quadratic.kappa.value,
          );
          closeOrSame(chanceCorrectedAgreement(ratings).fleiss.value.value, kappa.scottPi.value);
        },
      ),
    );
  });

  it('give alpha in both forms', () => {
    fc.assert(
      fc.property(rows, ({ rows, q }) => {
        const ratings = fromRows(rows, q);
        const table = chanceCorrectedAgreement(ratings);
        closeOrSame(
          table.krippendorff.value.value,
          krippendorffAlpha(ratings, 'nominal').alpha.value,
        );
        const quadratic = chanceCorrectedAgreement(ratings, 'quadratic');
        closeOrSame(
          quadratic.krippendorff.value.value,
          krippendorffAlpha(ratings, 'interval').alpha.value,
        );
      }),
    );
  });

  it('have no value without a pair, without variation, or with one category for Gwet', () => {
    const lone = chanceCorrectedAgreement(
      fromRows(
        [
          [0, null],
          [null, 1],
        ],
        2,
      ),
    );
    for (const name of names) expect(lone[name].value).toEqual({ value: null, reason: 'no-pairs' });
    const constant = chanceCorrectedAgreement(
      fromRows(
        [
          [1, 1],
          [1, 1],
        ],
        2,
      ),
    );
    expect(constant.fleiss.value).toEqual({ value: null, reason: 'no-variation' });
    expect(constant.percent.value.value).toBe(1);
    expect(constant.gwet.value.value).toBe(1);
    const single = chanceCorrectedAgreement(
      fromRows(
        [
          [0, 0],
          [0, 0],
        ],
        1,
      ),
    );
    expect(single.gwet.value).toEqual({ value: null, reason: 'one-category' });
    expect(chanceCorrectedAgreement(fromRows([], 2)).percent.value.value).toBeNull();
  });

  it('take an own table of weights and refuse a crooked one', () => {
    const ratings = fromRows(
      [
        [0, 1],
        [1, 1],
        [2, 0],
        [2, 2],
      ],
      3,
    );
    const own = agreementWeights('linear', 3);
    expect(chanceCorrectedAgreement(ratings, own)).toEqual(
      chanceCorrectedAgreement(ratings, 'linear'),
    );
    const crooked = own.slice();
    crooked[1] = 0.9;
    expect(() => chanceCorrectedAgreement(ratings, crooked)).toThrow(/no symmetric 3 x 3/);
  });
});

describe('Cohen’s kappa', () => {
  it('carries prevalence and bias, and the category kappas of two categories are its own', () => {
    const result = cohenKappa([0, 0, 1, 1, 0, 1], [0, 1, 1, 1, 0, 0], 2);
    expect(result.prevalenceIndex.value).toBeCloseTo(0, 12);
    expect(result.biasIndex.value).toBeCloseTo(0, 12);
    for (const category of result.byCategory)
      expect(category.kappa.value).toBeCloseTo(result.kappa.value!, 12);
  });

  it('is 0 for a constant reader whatever the counts, and null for two', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 50 }),
        (a) => {
          const constant = a.map(() => 1);
          const { kappa } = cohenKappa(a, constant, 3);
          expect(kappa.value).toBe(a.every((x) => x === 1) ? null : 0);
        },
      ),
    );
  });

  it('leaves out units with a missing reading and counts them', () => {
    const result = cohenKappa([0, 1, -1, Number.NaN, 1], [0, 1, 1, 0, 0], 2);
    expect(result.unitCount).toBe(3);
    expect(result.missingCount).toBe(2);
    expect(cohenKappa([], [], 2).kappa).toEqual({ value: null, reason: 'no-units' });
  });

  it('reaches its maximum only when the margins allow it', () => {
    const result = cohenKappa([0, 0, 0, 1], [0, 0, 1, 1], 2);
    expect(result.maximum.value).toBeCloseTo(result.kappa.value!, 12);
    expect(result.maximum.value).toBeLessThan(1);
  });

  it('names a code outside the scale', () => {
    expect(() => cohenKappa([0, 2], [0, 1], 2)).toThrow(/has the code 2/);
    expect(() => cohenKappa([0], [0, 1], 2)).toThrow(/stats\/length-mismatch/);
  });
});

describe('specific agreement', () => {
  it('has no positive agreement where nobody says yes', () => {
    const result = specificAgreement([0, 0], [0, 0]);
    expect(result.positive).toEqual({ value: null, reason: 'no-such-answer' });
    expect(result.negative.value).toBe(1);
  });
});

describe('Fleiss’ kappa', () => {
  it('is the mean of the category kappas weighted by p (1 - p)', () => {
    fc.assert(
      fc.property(rows, ({ rows, q }) => {
        const result = fleissKappa(fromRows(rows, q));
        if (result.kappa.value === null) return;
        let top = 0;
        let bottom = 0;
        for (const { kappa, prevalence } of result.byCategory) {
          const room = prevalence.value! * (1 - prevalence.value!);
          if (kappa.value === null) continue;
          top += kappa.value * room;
          bottom += room;
        }
        expect(result.kappa.value).toBeCloseTo(top / bottom, 9);
      }),
    );
  });

  it('has a test only where all units have as many readings', () => {
    const even = fleissKappa(
      fromRows(
        [
          [0, 0, 1],
          [1, 1, 1],
          [0, 0, 0],
        ],
        2,
      ),
    );
    expect(even.z.value).not.toBeNull();
    const uneven = fleissKappa(
      fromRows(
        [
          [0, 0, 1],
          [1, 1, null],
          [0, 0, 0],
        ],
        2,
      ),
    );
    expect(uneven.z).toEqual({ value: null, reason: 'unequal-readings' });
    expect(uneven.kappa.value).not.toBeNull();
  });

  it('leaves pairs without a kappa out of Light’s mean and counts them', () => {
    const result = fleissKappa(
      fromRows(
        [
          [0, 0, 1],
          [0, 0, 0],
          [0, 0, 1],
        ],
        2,
      ),
    );
    expect(result.undefinedPairs).toBe(1);
    expect(result.light.value).toBe(0);
    expect(result.unanimous.value).toBeCloseTo(1 / 3, 12);
  });
});

describe('Krippendorff’s alpha', () => {
  it('does not change under shift and scale (interval), scale (ratio), or rising maps (ordinal)', () => {
    const cells = fc.array(fc.option(fc.integer({ min: 1, max: 9 }), { freq: 5 }), {
      minLength: 9,
      maxLength: 45,
    });
    fc.assert(
      fc.property(cells, (cells) => {
        const table = cells.slice(0, cells.length - (cells.length % 3));
        const of = (map: (x: number) => number, metric: 'interval' | 'ratio' | 'ordinal') =>
          krippendorffAlpha(
            ratingsFromTable(
              table.map((x) => (x === null ? Number.NaN : map(x))),
              3,
            ),
            metric,
          ).alpha.value;
        closeOrSame(
          of((x) => x, 'interval'),
          of((x) => 1000 - 7 * x, 'interval'),
        );
        closeOrSame(
          of((x) => x, 'ratio'),
          of((x) => 5 * x, 'ratio'),
        );
        closeOrSame(
          of((x) => x, 'ordinal'),
          of((x) => Math.exp(x), 'ordinal'),
        );
      }),
    );
  });

  it('keeps its digits far from zero', () => {
    const near = ratingsFromTable([1, 2, 2, 2, 3, 4, 5, 5], 2);
    const far = ratingsFromTable(
      [1, 2, 2, 2, 3, 4, 5, 5].map((x) => x + 1e9),
      2,
    );
    expect(krippendorffAlpha(far, 'interval').alpha.value).toBeCloseTo(
      krippendorffAlpha(near, 'interval').alpha.value!,
      9,
    );
  });

  it('drops units read once and says so', () => {
    const result = krippendorffAlpha(
      fromRows(
        [
          [0, 0],
          [1, null],
          [1, 0],
          [1, 1],
        ],
        2,
      ),
      'nominal',
    );
    expect(result.droppedUnitCount).toBe(1);
    expect(result.pairableCount).toBe(6);
  });
});

describe('indices of prevalence and bias', () => {
  it('stand beside kappa: a reader who says yes more often, a rare answer', () => {
    const table = fromRows(
      [
        [1, 0],
        [1, 0],
        [0, 0],
        [0, 0],
        [1, 1],
        [0, 0],
        [0, 0],
        [0, 0],
      ],
      2,
    );
    const result = prevalenceAndBias(table);
    expect(result.biasIndex.value).toBeCloseTo(2 / 8, 12);
    expect(result.prevalenceIndex.value).toBeCloseTo(12 / 16 - 4 / 16, 12);
    expect(result.readerSpread.value).toBeCloseTo(3 / 8 - 1 / 8, 12);
    expect(Array.from(result.sharesByReader)).toEqual([5 / 8, 3 / 8, 7 / 8, 1 / 8]);
  });
});
