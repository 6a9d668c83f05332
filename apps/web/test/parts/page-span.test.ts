import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageBack, pageSpan } from '../../src/parts/page-span.ts';

describe('a page of a long list', () => {
  it('covers every row once', () => {
    fc.assert(
      fc.property(fc.nat(900), fc.integer({ min: 1, max: 60 }), (total, size) => {
        const { pageCount } = pageSpan(total, size, 0);
        const rows = Array.from({ length: pageCount }, (_, page) => {
          const { from, to } = pageSpan(total, size, page);
          return Array.from({ length: Math.min(to - from, size) }, (_row, at) => from + at);
        });
        expect(rows.flat()).toEqual(Array.from({ length: total }, (_, at) => at));
      }),
    );
  });

  it('shows the last page where a later one was asked for', () => {
    expect(pageSpan(10, 4, 99)).toEqual({ page: 2, pageCount: 3, from: 8, to: 10 });
    expect(pageSpan(0, 4, 3)).toEqual({ page: 0, pageCount: 1, from: 0, to: 0 });
  });

  it('that is gone, since the list became shorter, leads back to the last', () => {
    expect(pageBack(50, 50, 1)).toBe(0);
    expect(pageBack(51, 50, 1)).toBeNull();
    expect(pageBack(120, 50, 9)).toBe(2);
    expect(pageBack(0, 50, 0)).toBeNull();
    expect(pageBack(undefined, 50, 7)).toBeNull();
  });
});
