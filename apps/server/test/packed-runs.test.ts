import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packRuns, unpackRuns } from '../src/figures/packed-runs.ts';

describe('runs as few bytes', () => {
  it('are found again, however far apart', () => {
    const step = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 2 ** 40 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let at = 0;
        const runs = Float64Array.from(steps, (one) => (at += one));
        expect(unpackRuns(packRuns(runs))).toEqual(runs);
      }),
      { numRuns: 100 },
    );
    expect(packRuns(Float64Array.of(5, 100, 3000, 3100))).toHaveLength(5);
  });
});
