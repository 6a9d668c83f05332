import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decomposeCovariate } from '../../src/decomposition/covariate.ts';
import { decomposePrevalence } from '../../src/decomposition/prevalence.ts';
import { decomposeThreshold, rocHeight } from '../../src/decomposition/threshold.ts';
import { randomStream } from '../../src/random.ts';
import { rocCurve } from '../../src/roc/curve.ts';

const counts = fc.record({
  tp: fc.integer({ min: 1, max: 50 }),
  fp: fc.integer({ min: 1, max: 50 }),
  fn: fc.integer({ min: 1, max: 50 }),
  tn: fc.integer({ min: 1, max: 50 }),
});

describe('decomposePrevalence', () => {
  it('parts sum to the gaps, and swapping the groups turns every sign', () => {
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const ab = decomposePrevalence(a, b);
        const ba = decomposePrevalence(b, a);
        const s = ab.ppvShapley;
        expect(ab.prevalencePart.value! + ab.conditionalPart.value!).toBeCloseTo(
          ab.accuracyGap.value!,
          12,
        );
        expect(s.prevalence.value! + s.sensitivity.value! + s.specificity.value!).toBeCloseTo(
          ab.ppvGap.value!,
          12,
        );
        expect(ba.ppvShapley.prevalence.value!).toBeCloseTo(-s.prevalence.value!, 12);
        expect(ba.prevalencePart.value!).toBeCloseTo(-ab.prevalencePart.value!, 12);
      }),
    );
  });

  it('a pure change of prevalence is all prevalence', () => {
    const a = { tp: 80, fn: 20, fp: 10, tn: 90 };
    const b = { tp: 8, fn: 2, fp: 10, tn: 90 };
    const result = decomposePrevalence(a, b);
    expect(result.conditionalPart.value).toBeCloseTo(0, 12);
    expect(result.ppvShapley.prevalence.value).toBeCloseTo(result.ppvGap.value!, 12);
    expect(decomposePrevalence(a, { tp: 0, fn: 0, fp: 1, tn: 1 }).ppvGap.reason).toBe(
      'undefined-rate',
    );
  });
});

describe('decomposeThreshold', () => {
  const u = randomStream(51);
  const make = (n: number, lift: number, shift: number): { y: number[]; score: number[] } => {
    const y = Array.from({ length: n }, (_, i) => i % 2);
    return { y, score: y.map((v) => v * lift + u() + shift) };
  };

  it('a shifted score scale is all operating point, a duller score all separability', () => {
    const a = make(4000, 0.5, 0);
    const shifted = { y: a.y, score: a.score.map((s) => s - 0.2) };
    const shift = decomposeThreshold(a, shifted, 0.7);
    expect(shift.separability.value).toBeCloseTo(0, 12);
    expect(shift.operatingPoint.value).toBeCloseTo(shift.tprGap.value!, 12);
    const dull = decomposeThreshold(a, make(4000, 0.2, 0), 0.7);
    expect(Math.abs(dull.operatingPoint.value!)).toBeLessThan(0.04);
    expect(dull.separability.value!).toBeGreaterThan(0.2);
  });

  it('reads the top of a vertical segment and the line between vertices', () => {
    const curve = rocCurve([1, 1, 0, 1, 0], [5, 4, 3, 2, 1])!;
    expect(rocHeight(curve, 0)).toBeCloseTo(2 / 3, 12);
    expect(rocHeight(curve, 0.25)).toBeCloseTo(2 / 3, 12);
    expect(rocHeight(curve, 0.5)).toBe(1);
    expect(
      decomposeThreshold({ y: [1], score: [1] }, { y: [0], score: [1] }, 0).tprGap.reason,
    ).toBe('one-class');
  });
});

describe('decomposeCovariate', () => {
  it('the three parts and the two Oaxaca parts each sum to the gap', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(0, 1), fc.nat(2), fc.constantFrom(0, 1)), {
          minLength: 2,
          maxLength: 40,
        }),
        (rows) => {
          const r = decomposeCovariate(
            rows.map((x) => x[0]),
            rows.map((x) => x[1]),
            rows.map((x) => x[2]),
          );
          if (r.conditional.value === null) return;
          expect(r.xShiftA.value! + r.conditional.value + r.xShiftB.value!).toBeCloseTo(
            r.gap.value!,
            12,
          );
          if (r.oaxacaExplained.value === null) {
            expect(r.outsideSupportA.value! + r.outsideSupportB.value!).toBeGreaterThan(0);
          } else {
            expect(r.oaxacaExplained.value + r.oaxacaUnexplained.value!).toBeCloseTo(
              r.gap.value!,
              12,
            );
          }
        },
      ),
    );
  });

  it('a gap of mix alone has no conditional part', () => {
    const loss = [0, 0, 1, 0, 1, 1];
    const r = decomposeCovariate(loss, loss, [0, 0, 0, 1, 1, 1]);
    expect(r.conditional.value).toBe(0);
    expect(r.xShiftA.value! + r.xShiftB.value!).toBeCloseTo(-1 / 3, 12);
  });

  it('says when there is nothing to compare', () => {
    expect(decomposeCovariate([1], [0], [0]).gap.reason).toBe('empty-group');
    const apart = decomposeCovariate([1, 0], [0, 1], [0, 1]);
    expect(apart.gap.value).toBe(1);
    expect(apart.conditional.reason).toBe('no-common-support');
    expect(apart.outsideSupportA.value).toBe(1);
  });
});
