import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  binaryMetrics,
  confusionCounts,
  confusionMatrix,
  multiclassMetrics,
  ordinalErrors,
  weightedKappa,
} from '../../src/index.ts';

const pairs = fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 1, maxLength: 50 });

describe('multi-class metrics', () => {
  it('with two classes equal the binary ones', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(1), fc.nat(1)), { minLength: 1, maxLength: 50 }),
        (data) => {
          const y = data.map((d) => d[0]);
          const d = data.map((x) => x[1]);
          const many = multiclassMetrics(confusionMatrix(y, d));
          const two = binaryMetrics(confusionCounts(y, d));
          expect(many.accuracy.value).toBe(two.accuracy.value);
          if (two.mcc.value === null) expect(many.mcc.value).toBeNull();
          else expect(many.mcc.value).toBeCloseTo(two.mcc.value, 12);
          if (two.balancedAccuracy.value !== null)
            expect(many.balancedAccuracy.value).toBeCloseTo(two.balancedAccuracy.value, 12);
        },
      ),
    );
  });

  it('do not depend on the names of the classes', () => {
    fc.assert(
      fc.property(pairs, (data) => {
        const rename = (k: number): number => (k * 7 + 3) % 11;
        const one = multiclassMetrics(
          confusionMatrix(
            data.map((d) => d[0]),
            data.map((d) => d[1]),
          ),
        );
        const two = multiclassMetrics(
          confusionMatrix(
            data.map((d) => rename(d[0])),
            data.map((d) => rename(d[1])),
          ),
        );
        for (const name of ['f1Macro', 'f1Weighted', 'balancedAccuracy', 'mcc'] as const)
          if (one[name].value === null) expect(two[name].value).toBeNull();
          else expect(two[name].value).toBeCloseTo(one[name].value, 12);
      }),
    );
  });

  it('count a class never predicted as F1 0', () => {
    const result = multiclassMetrics(confusionMatrix([0, 1, 2], [0, 0, 2]));
    expect(result.perClass.map((c) => c.f1.value)).toEqual([2 / 3, 0, 1]);
    expect(result.perClass[1]!.precision.reason).toBe('none-called-positive');
    expect(result.f1Macro.value).toBeCloseTo(5 / 9, 12);
  });

  it('have no value for an empty table', () => {
    const result = multiclassMetrics(confusionMatrix([], []));
    expect(result.accuracy.reason).toBe('no-rows');
    expect(result.f1Macro.reason).toBe('no-rows');
  });
});

describe('ordinal metrics', () => {
  it('weigh a far miss more', () => {
    const near = confusionMatrix([0, 1, 2, 3], [0, 1, 2, 2], { classes: [0, 1, 2, 3] });
    const far = confusionMatrix([0, 1, 2, 3], [0, 1, 2, 0], { classes: [0, 1, 2, 3] });
    expect(weightedKappa(near, 'quadratic').value!).toBeGreaterThan(
      weightedKappa(far, 'quadratic').value!,
    );
    expect(ordinalErrors(near)).toMatchObject({
      meanAbsoluteError: { value: 0.25 },
      withinOne: { value: 1 },
      bias: { value: -0.25 },
    });
    expect(ordinalErrors(far).withinOne.value).toBe(0.75);
  });

  it('kappa is 1 for perfect decisions, at most 1 otherwise, symmetric in its sides', () => {
    fc.assert(
      fc.property(pairs, fc.constantFrom('none', 'linear', 'quadratic'), (data, weights) => {
        const classes = [0, 1, 2, 3];
        const a = data.map((d) => d[0]);
        const b = data.map((d) => d[1]);
        const one = weightedKappa(confusionMatrix(a, b, { classes }), weights).value;
        const two = weightedKappa(confusionMatrix(b, a, { classes }), weights).value;
        if (one === null) expect(two).toBeNull();
        else {
          expect(two).toBeCloseTo(one, 12);
          expect(one).toBeLessThanOrEqual(1 + 1e-12);
        }
        const self = weightedKappa(confusionMatrix(a, a, { classes }), weights);
        if (self.value === null) expect(self.reason).toBe('no-variation');
        else expect(self.value).toBeCloseTo(1, 12);
      }),
    );
  });
});
