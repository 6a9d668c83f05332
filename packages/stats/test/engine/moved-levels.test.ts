import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildPlan } from '../../src/engine/build-plan.ts';
import { evaluateOriginal } from '../../src/engine/original.ts';
import {
  type PermutationScratch,
  permutationScratch,
} from '../../src/engine/permutation-scratch.ts';
import { permuteAttribute } from '../../src/engine/permute.ts';
import type { Plan } from '../../src/engine/plan.ts';
import { makeStudy } from './study.ts';

const shapes = fc.record({
  patients: fc.integer({ min: 8, max: 40 }),
  images: fc.integer({ min: 1, max: 4 }),
  levels: fc.integer({ min: 2, max: 5 }),
  seed: fc.integer({ min: 1, max: 10_000 }),
  // Coarse scores tie often, fine ones hardly ever: the two have passes of their own.
  steps: fc.constantFrom(4, 15, 100_000),
});

function planOf(shape: Parameters<typeof makeStudy>[0]): Plan {
  return buildPlan({ ...makeStudy(shape), metrics: ['auroc', 'sensitivity'], loss: [] });
}

/** Statistic and range of the AUROC for the observed arrangement and some permutations. */
function permuted(
  plan: Plan,
  scratch: PermutationScratch,
  isSettled: (m: number) => boolean,
): Float64Array {
  const original = evaluateOriginal(plan).columns;
  const width = 2 * plan.metrics.length;
  const out = new Float64Array(6 * width);
  for (let index = -1; index < 5; index++) {
    permuteAttribute(plan, 0, index, scratch, original, out, (index + 1) * width, isSettled);
  }
  return out;
}

test('levels parted before they are summed give the bytes of the pass over all rows', () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      const plan = planOf(shape);
      const scratch = permutationScratch(plan, 0);
      expect(scratch.moved).not.toBeNull();
      const expected = permuted(plan, { ...permutationScratch(plan, 0), moved: null }, () => false);
      expect(permuted(plan, scratch, () => false)).toEqual(expected);
    }),
    { numRuns: 150 },
  );
});

test('a settled test still has its range', () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      const plan = planOf(shape);
      const expected = permuted(plan, permutationScratch(plan, 0), () => false);
      const found = permuted(plan, permutationScratch(plan, 0), (m) => m === 0);
      const parts = (values: Float64Array, from: number, metric: number): Float64Array =>
        values.filter((_, i) => i % 4 === 2 * metric + from);
      expect(parts(found, 1, 0)).toEqual(parts(expected, 1, 0));
      expect(parts(found, 0, 0).every(Number.isNaN)).toBe(true);
      expect(parts(found, 0, 1)).toEqual(parts(expected, 0, 1));
    }),
    { numRuns: 80 },
  );
});

test.each([
  ['levels change within patients', { varies: true }],
  ['rows have weights', { weights: true }],
])('the pass over all rows stays where %s', (_, more) => {
  const plan = planOf({ patients: 30, images: 3, levels: 3, seed: 4, ...more });
  expect(permutationScratch(plan, 0).moved).toBeNull();
});
