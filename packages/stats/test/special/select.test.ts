import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantiles } from '../../src/special/quantile.ts';
import { selectQuantiles } from '../../src/special/select.ts';

const numbers = fc.array(
  fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ noNaN: true, min: -1e6, max: 1e6 })),
  { minLength: 1, maxLength: 300 },
);

test('selection gives the quantiles of a sort', () => {
  const shares = fc.array(fc.double({ noNaN: true, min: 0, max: 1 }), { maxLength: 4 });
  fc.assert(
    fc.property(numbers, shares, (values, drawn) => {
      const qs = drawn.sort((a, b) => a - b);
      const found = selectQuantiles(Float64Array.from(values), qs);
      const expected = quantiles(values, qs);
      for (const [i, value] of expected.entries()) expect(found[i]! - value).toBe(0);
    }),
    { numRuns: 500 },
  );
});

test('infinite numbers are ordered like others', () => {
  const values = Float64Array.of(Infinity, 1, -Infinity, 2);
  expect(selectQuantiles(values, [0, 1 / 3, 1])).toEqual([-Infinity, 1, Infinity]);
});
