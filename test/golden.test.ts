import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { adapters } from '../tools/golden/adapters/index.ts';
import { readCases, runCase } from '../tools/golden/cases.ts';
import { compare, decode } from '../tools/golden/compare.ts';
import { sharedOrSkip } from './support/skip.ts';

const folder = sharedOrSkip('golden');

if (folder) {
  for (const name of [
    'classification.json',
    'resampling.json',
    'fairness.json',
    'agreement.json',
    'consensus.json',
    'labelerrors.json',
    'mrmc.json',
    'detection.json',
    'segmentation.json',
  ])
    describe(`golden ${name}`, () => {
      for (const golden of [...readCases(join(folder, name)).values()].flat()) {
        it(`${golden.id} (${golden.fn})`, () => {
          expect(runCase(golden, adapters)).toMatchObject({ status: 'passed', why: [] });
        });
      }
    });
} else {
  it.skip('golden cases need the shared folder');
}

describe('the comparison of golden values', () => {
  const tolerance = { abs: 1e-9, rel: 1e-9 };
  const rules = { reasonIsText: false };
  const misses = (want: unknown, got: unknown): number =>
    compare(want, got, tolerance, rules).length;

  it('finds a number outside the tolerance and passes one inside', () => {
    expect(misses({ a: 1 }, { a: 1 + 1e-10 })).toBe(0);
    expect(misses({ a: 1 }, { a: 1 + 1e-8 })).toBe(1);
    expect(misses({ a: 1 }, { a: null })).toBe(1);
    expect(misses({ a: 1 }, {})).toBe(1);
  });

  it('wants null where null is expected, never 0 or NaN', () => {
    expect(misses({ a: null }, { a: 0 })).toBe(1);
    expect(misses({ a: null }, { a: Number.NaN })).toBe(1);
    expect(misses({ a: null }, { a: null })).toBe(0);
  });

  it('looks only at expected keys, skips "any" and frees the wording of reasons', () => {
    expect(misses({ a: 'any' }, { b: 3 })).toBe(0);
    expect(misses({ reason: 'single-class' }, { reason: 'one class' })).toBe(0);
    expect(misses({ worst: 'F' }, { worst: 'M' })).toBe(1);
  });

  it('reads encoded numbers and lists of typed arrays', () => {
    expect(decode({ a: ['Infinity', '-Infinity', 'x'] })).toEqual({
      a: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 'x'],
    });
    expect(misses([1, 2], Float64Array.of(1, 2))).toBe(0);
    expect(misses([1, 2], Float64Array.of(1, 2, 3))).toBe(1);
  });

  it('calls a case failed when its adapter throws and not covered without adapter', () => {
    const golden = { id: 'x', fn: 'f', input: {}, expected: {} };
    const broken = {
      f: (): unknown => {
        throw new Error('no');
      },
    };
    expect(runCase(golden, broken).status).toBe('failed');
    expect(runCase(golden, {}).status).toBe('not covered');
  });
});
