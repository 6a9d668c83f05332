import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AdjustMethod, adjustPValues, hommel } from '../../src/multiplicity/adjust.ts';
import { maxTResampled } from '../../src/multiplicity/max-t-resampled.ts';
import { randomStream } from '../../src/random.ts';

const methods: AdjustMethod[] = [
  'bonferroni',
  'holm',
  'hochberg',
  'hommel',
  'bh',
  'by',
  'sidak',
  'holm-sidak',
];
const family = fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null }), {
  maxLength: 12,
});

describe('adjustPValues', () => {
  it.each(methods)('%s gives an empty list for an empty family', (method) => {
    expect(adjustPValues([], method)).toEqual([]);
    expect(adjustPValues([null, Number.NaN], method)).toEqual([null, null]);
  });

  it.each(methods)(
    '%s is never below p, at most 1, and keeps order and missing places',
    (method) => {
      fc.assert(
        fc.property(family, (p) => {
          const adjusted = adjustPValues(p, method);
          expect(adjusted.map((a) => a === null)).toEqual(p.map((v) => v === null));
          for (let i = 0; i < p.length; i++) {
            const [a, v] = [adjusted[i]!, p[i]!];
            if (v === null || a === null) continue;
            expect(a).toBeGreaterThanOrEqual(v * (1 - 1e-12));
            expect(a).toBeLessThanOrEqual(1);
            for (let j = 0; j < p.length; j++) {
              const w = p[j]!;
              if (w !== null && w <= v) expect(adjusted[j]!).toBeLessThanOrEqual(a + 1e-12);
            }
          }
        }),
      );
    },
  );

  it('orders the methods by power as theory says', () => {
    fc.assert(
      fc.property(family, (p) => {
        const [b, h, ho, hm, bh] = (
          ['bonferroni', 'holm', 'hochberg', 'hommel', 'bh'] as const
        ).map((m) => adjustPValues(p, m));
        for (let i = 0; i < p.length; i++) {
          if (p[i] === null) continue;
          expect(h![i]!).toBeLessThanOrEqual(b![i]! + 1e-12);
          expect(ho![i]!).toBeLessThanOrEqual(h![i]! + 1e-12);
          expect(hm![i]!).toBeLessThanOrEqual(ho![i]! + 1e-12);
          expect(bh![i]!).toBeLessThanOrEqual(hm![i]! + 1e-12);
        }
      }),
    );
  });

  it('hommel equals the closure of Simes tests over all intersections', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 }),
        (p) => {
          const fast = hommel(p);
          for (let i = 0; i < p.length; i++) {
            let worst = 0;
            for (let set = 1; set < 1 << p.length; set++) {
              if (!(set & (1 << i))) continue;
              const inside = p.filter((_, j) => set & (1 << j)).sort((a, b) => a - b);
              const simes = Math.min(...inside.map((v, r) => (v * inside.length) / (r + 1)));
              worst = Math.max(worst, simes);
            }
            expect(fast[i]!).toBeCloseTo(Math.min(1, worst), 10);
          }
        },
      ),
    );
  });

  it('Holm keeps the family-wise error and BH the false discovery rate on correlated nulls', () => {
    const u = randomStream(8, 1);
    const runs = 3000;
    let holmErrors = 0;
    let discoveries = 0;
    for (let r = 0; r < runs; r++) {
      // Each null p is uniform; a block of five shares it.
      const p = Array.from({ length: 4 }, () => u()).flatMap((v) => [v, v, v, v, v]);
      if (adjustPValues(p, 'holm').some((v) => v !== null && v <= 0.05)) holmErrors++;
      if (adjustPValues(p, 'bh').some((v) => v !== null && v <= 0.05)) discoveries++;
    }
    expect(holmErrors / runs).toBeLessThan(0.05 + 0.015);
    expect(discoveries / runs).toBeLessThan(0.05 + 0.015);
  });
});

describe('maxTResampled', () => {
  it('is never smaller in single step than in step-down, and refuses uneven replicates', () => {
    const u = randomStream(2, 2);
    const rows = Array.from({ length: 99 }, () => [u() - 0.5, u() - 0.5, u() - 0.5]);
    const { singleStep, stepDown } = maxTResampled([0.49, -0.3, 0.1], rows);
    for (let i = 0; i < 3; i++) expect(stepDown[i]!).toBeLessThanOrEqual(singleStep[i]!);
    expect(singleStep[0]).toBe(stepDown[0]);
    expect(() => maxTResampled([1, 2], [[1]])).toThrow(/stats\/length-mismatch/);
  });
});
