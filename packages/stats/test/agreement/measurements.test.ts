import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  blandAltman,
  blandAltmanRepeated,
  concordanceCorrelation,
  intraclassCorrelations,
  kendallW,
  marginalHomogeneity,
  maskAgreement,
  maskVariabilityByReaders,
  meanScore,
  measurementsFromRows,
  noncentralTCdf,
  noncentralTQuantile,
} from '../../src/agreement/index.ts';
import { normalCdf, tCdf } from '../../src/index.ts';

const number = fc.integer({ min: -500, max: 500 }).map((x) => x / 10);
const table = fc.array(fc.array(number, { minLength: 3, maxLength: 3 }), {
  minLength: 4,
  maxLength: 20,
});

describe('intraclass correlations', () => {
  it('lie inside their limits, and agreement does not exceed consistency for positive values', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const result = intraclassCorrelations(measurementsFromRows(rows));
        for (const form of [result.oneWay, result.agreement, result.consistency]) {
          if (form.value.value === null || form.limits === null) continue;
          expect(form.limits[0]).toBeLessThanOrEqual(form.value.value + 1e-9);
          expect(form.limits[1]).toBeGreaterThanOrEqual(form.value.value - 1e-9);
        }
        if (result.meanSquares === null) return;
        const { reader, error } = result.meanSquares;
        const consistency = result.consistency.value.value;
        if (consistency !== null && consistency > 0 && reader > error)
          expect(result.agreement.value.value).toBeLessThanOrEqual(consistency + 1e-12);
      }),
    );
  });

  it('have finite limits where the degrees of freedom are next to none', () => {
    const rows = [
      [0, 0, -31.3],
      [-30.3, 31.2, -39.3],
      [0.2, 0.3, -28.2],
      [-12.2, 9.7, -21.2],
    ];
    const { value, limits } = intraclassCorrelations(measurementsFromRows(rows)).agreement;
    expect(value.value).toBeCloseTo(-0.144, 3);
    expect(limits?.[0]).toBeLessThan(-0.144);
    expect(limits?.[1]).toBeGreaterThan(-0.1441);
  });

  it('do not change under shift and scale of all numbers', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const a = intraclassCorrelations(measurementsFromRows(rows));
        const moved = rows.map((row) => row.map((x) => 1e6 - 3 * x));
        const b = intraclassCorrelations(measurementsFromRows(moved));
        if (a.agreement.value.value !== null)
          expect(b.agreement.value.value).toBeCloseTo(a.agreement.value.value, 5);
      }),
    );
  });

  it('leave out targets with a missing cell and count them', () => {
    const rows = [
      [1, 2],
      [3, null],
      [4, 4],
      [7, 5],
    ];
    const result = intraclassCorrelations(measurementsFromRows(rows));
    expect(result.targetCount).toBe(3);
    expect(result.droppedCount).toBe(1);
  });

  it('say why there is none: one reader, one target, equal numbers, all missing', () => {
    const reason = (rows: (number | null)[][]): string | undefined =>
      intraclassCorrelations(measurementsFromRows(rows)).agreement.value.reason;
    expect(reason([[1], [2]])).toBe('too-few-readers');
    expect(reason([[1, 2]])).toBe('too-few-targets');
    expect(
      reason([
        [0.1, 0.1],
        [0.1, 0.1],
        [0.1, 0.1],
      ]),
    ).toBe('no-variation');
    expect(
      reason([
        [null, null],
        [null, 1],
      ]),
    ).toBe('too-few-targets');
    expect(reason([])).toBe('too-few-readers');
  });

  it('are 1 without limits where readers agree exactly', () => {
    const result = intraclassCorrelations(
      measurementsFromRows([
        [1, 1],
        [2, 2],
        [4, 4],
      ]),
    );
    expect(result.agreement.value.value).toBe(1);
    expect(result.agreement.limits).toBeNull();
    expect(result.agreement.F.value).toBeNull();
  });
});

describe('the noncentral t distribution', () => {
  it('is Student’s without noncentrality', () => {
    for (const df of [1, 2, 5, 30, 400])
      for (const t of [-3, -0.5, 0, 1, 12])
        expect(noncentralTCdf(t, df, 0)).toBeCloseTo(tCdf(t, df), 11);
  });

  it('is a normal tail at zero for any noncentrality', () => {
    for (const ncp of [-4, -1, 0.3, 2, 6])
      expect(noncentralTCdf(0, 7, ncp)).toBeCloseTo(normalCdf(-ncp), 12);
  });

  it('inverts, also far out', () => {
    expect(noncentralTCdf(noncentralTQuantile(0.3, 9, 5), 9, 5)).toBeCloseTo(0.3, 10);
    expect(noncentralTCdf(noncentralTQuantile(0.975, 9999, 196), 9999, 196)).toBeCloseTo(0.975, 9);
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.integer({ min: 1, max: 300 }),
        fc.double({ min: -5, max: 40, noNaN: true }),
        (p, df, ncp) => {
          expect(noncentralTCdf(noncentralTQuantile(p, df, ncp), df, ncp)).toBeCloseTo(p, 8);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('Bland-Altman', () => {
  it('turns its signs when the readers are exchanged', () => {
    const pairs = fc.array(fc.tuple(number, number), { minLength: 3, maxLength: 15 });
    fc.assert(
      fc.property(pairs, (pairs) => {
        const a = pairs.map((p) => p[0]);
        const b = pairs.map((p) => p[1]);
        const one = blandAltman(a, b);
        const two = blandAltman(b, a);
        expect(two.meanDifference.value).toBeCloseTo(-one.meanDifference.value!, 9);
        expect(two.upperLimits![0]).toBeCloseTo(-one.lowerLimits![1], 8);
      }),
      { numRuns: 20 },
    );
  });

  it('has no slope where all means or all differences are equal, and no limits for one target', () => {
    expect(blandAltman([1, 2, 3], [3, 2, 1]).slope.reason).toBe('no-variation');
    expect(blandAltman([1.1, 2.1, 3.1], [1, 2, 3]).sd.value).toBeCloseTo(0, 12);
    const one = blandAltman([1], [2]);
    expect(one.meanDifference.value).toBe(-1);
    expect(one.limitsOfAgreement).toBeNull();
    expect(blandAltman([Number.NaN], [1]).meanDifference).toEqual({
      value: null,
      reason: 'no-targets',
    });
  });

  it('needs two patients and one with two pairs for components', () => {
    expect(blandAltmanRepeated([1, 2], ['a', 'a']).withinVariance.reason).toBe('one-patient');
    expect(blandAltmanRepeated([1, 2], ['a', 'b']).withinVariance.reason).toBe('one-pair-each');
    expect(blandAltmanRepeated([1, 1, 1], ['a', 'a', 'b']).totalSd.value).toBe(0);
    expect(blandAltmanRepeated([], []).meanDifference.reason).toBe('no-pairs');
  });
});

describe('Lin’s concordance', () => {
  it('is correlation times bias correction', () => {
    const pairs = fc.array(fc.tuple(number, number), { minLength: 4, maxLength: 20 });
    fc.assert(
      fc.property(pairs, (pairs) => {
        const result = concordanceCorrelation(
          pairs.map((p) => p[0]),
          pairs.map((p) => p[1]),
        );
        if (result.pearson.value === null || result.biasCorrection.value === null) return;
        expect(result.concordance.value).toBeCloseTo(
          result.pearson.value * result.biasCorrection.value,
          9,
        );
      }),
    );
  });

  it('is 0 for one constant reader, 1 for equal ones, null for two constants', () => {
    expect(concordanceCorrelation([1, 2, 3], [2, 2, 2]).concordance.value).toBe(0);
    const equal = concordanceCorrelation([1, 2, 4], [1, 2, 4]);
    expect(equal.concordance.value).toBeCloseTo(1, 12);
    expect(concordanceCorrelation([1, 1, 1], [2, 2, 2]).concordance.reason).toBe('no-variation');
    expect(concordanceCorrelation([1, 2], [1, 2]).concordance.reason).toBe('too-few-targets');
  });
});

describe('Kendall’s W', () => {
  it('is 1 for one common order and 0 for opposite ones', () => {
    expect(
      kendallW(
        measurementsFromRows([
          [1, 10],
          [2, 20],
          [3, 31],
        ]),
      ).w.value,
    ).toBeCloseTo(1, 12);
    expect(
      kendallW(
        measurementsFromRows([
          [1, 3],
          [2, 2],
          [3, 1],
        ]),
      ).w.value,
    ).toBeCloseTo(0, 12);
    expect(
      kendallW(
        measurementsFromRows([
          [1, 3],
          [1, 3],
        ]),
      ).w.reason,
    ).toBe('no-variation');
  });
});

describe('marginal homogeneity', () => {
  it('is McNemar’s test for two categories', () => {
    const a = [
      ...Array(30).fill(0),
      ...Array(12).fill(1),
      ...Array(4).fill(0),
      ...Array(9).fill(1),
    ];
    const b = [
      ...Array(30).fill(0),
      ...Array(12).fill(0),
      ...Array(4).fill(1),
      ...Array(9).fill(1),
    ];
    expect(marginalHomogeneity(a, b, 2).stuartMaxwell.value).toBeCloseTo(64 / 16, 10);
  });

  it('ignores categories nobody disputes', () => {
    const a = [0, 1, 0, 1, 2, 2, 0];
    const b = [1, 1, 1, 0, 2, 2, 1];
    const three = marginalHomogeneity(a, b, 5);
    expect(three.df).toBe(1);
    expect(three.stuartMaxwell.value).toBeCloseTo(4 / 4, 12);
    expect(marginalHomogeneity([0, 1], [0, 1], 2).stuartMaxwell.reason).toBe('no-disagreement');
  });
});

describe('agreement of masks', () => {
  const mask = fc.uint8Array({ min: 0, max: 1, minLength: 24, maxLength: 24 });

  it('does not depend on the order of readers or voxels', () => {
    fc.assert(
      fc.property(fc.array(mask, { minLength: 2, maxLength: 5 }), (masks) => {
        const plain = maskAgreement(masks);
        const turned = maskAgreement([...masks].reverse().map((m) => m.slice().reverse()));
        expect(turned.pairwiseDiceMean.value).toBeCloseTo(plain.pairwiseDiceMean.value!, 12);
        expect(turned.conformity.value ?? -1).toBeCloseTo(plain.conformity.value ?? -1, 12);
        expect(turned.voters).toEqual(plain.voters);
      }),
    );
  });

  it('gives Dice 1 to two empty masks and 0 to an empty against a full one', () => {
    const empty = new Uint8Array(4);
    const full = new Uint8Array(4).fill(1);
    const result = maskAgreement([empty, empty, full]);
    expect(result.pairwiseDiceMean.value).toBeCloseTo(1 / 3, 12);
    expect(result.pairwiseDiceMin.value).toBe(0);
    const nothing = maskAgreement([empty, empty]);
    expect(nothing.conformity.reason).toBe('all-empty');
    expect(nothing.voxelFleiss.reason).toBe('no-variation');
    expect(maskAgreement([full]).pairwiseDiceMean.reason).toBe('too-few-readers');
    expect(() => maskAgreement([full, new Uint8Array(3)])).toThrow(/stats\/length-mismatch/);
  });

  it('captures all variability with all readers, and the exact mean over subsets with fewer', () => {
    fc.assert(
      fc.property(fc.array(mask, { minLength: 4, maxLength: 4 }), (masks) => {
        const { voters } = maskAgreement(masks);
        const curve = maskVariabilityByReaders(voters);
        const spread = (chosen: readonly Uint8Array[]): number => {
          let voxels = 0;
          for (let v = 0; v < 24; v++) {
            const marks = chosen.filter((m) => m[v] === 1).length;
            if (marks > 0 && marks < chosen.length) voxels++;
          }
          return voxels;
        };
        const all = spread(masks);
        if (all === 0) return;
        expect(curve.at(-1)!.variabilityCaptured.value).toBeCloseTo(1, 12);
        const triples = [0, 1, 2, 3].map((out) => spread(masks.filter((_, g) => g !== out)));
        const mean = triples.reduce((a, b) => a + b, 0) / 4;
        expect(curve[1]!.variabilityCaptured.value).toBeCloseTo(mean / all, 12);
      }),
    );
  });
});

describe('the mean of a score', () => {
  it('counts patients, not units', () => {
    const scores = Array.from({ length: 60 }, (_, i) => (i % 10) / 10);
    const own = meanScore(
      scores,
      scores.map((_, i) => i),
    );
    const copied = meanScore(
      [...scores, ...scores, ...scores],
      [0, 1, 2].flatMap(() => scores.map((_, i) => i)),
    );
    expect(copied.estimate.value).toBeCloseTo(own.estimate.value!, 12);
    expect(copied.se.value).toBeCloseTo(own.se.value!, 12);
    expect(meanScore([1, Number.NaN], ['a', 'b']).se.reason).toBe('one-patient');
    expect(meanScore([], []).estimate.reason).toBe('no-units');
  });
});
