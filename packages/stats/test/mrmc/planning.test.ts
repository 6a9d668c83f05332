import { describe, expect, it } from 'vitest';
import {
  casesForPower,
  noncentralFUpper,
  obuchowskiRockette,
  type PilotComponents,
  pilotFrom,
  sizingTable,
  studyDifference,
  studyPower,
  testMargin,
} from '../../src/mrmc/index.ts';
import { fQuantile, fUpper } from '../../src/special/distributions.ts';
import { normalCdf, normalUpper } from '../../src/special/normal.ts';
import { drawStudy } from './support.ts';

const pilot: PilotComponents = {
  testByReader: 0.0002,
  error: 0.0008,
  cov1: 0.00035,
  cov2: 0.00034,
  cov3: 0.00024,
  caseCount: 114,
};

describe('the non-central F distribution', () => {
  it('is F without noncentrality', () => {
    expect(noncentralFUpper(3.2, 2, 9, 0)).toBeCloseTo(fUpper(3.2, 2, 9), 14);
  });

  it('with one numerator degree and infinite others is a shifted squared normal', () => {
    const [x, shift] = [3.84, 2.5];
    const direct = normalUpper(Math.sqrt(x) - shift) + normalCdf(-Math.sqrt(x) - shift);
    expect(noncentralFUpper(x, 1, Number.POSITIVE_INFINITY, shift * shift)).toBeCloseTo(direct, 12);
  });

  it('rises with the noncentrality and holds for large ones', () => {
    const at = (nc: number): number => noncentralFUpper(fQuantile(0.95, 1, 8), 1, 8, nc);
    expect(at(0)).toBeCloseTo(0.05, 12);
    expect(at(4)).toBeLessThan(at(9));
    expect(at(5000)).toBeCloseTo(1, 12);
  });

  it('has the tabled power of a t test: 8 degrees of freedom, noncentrality 3, two-sided 5 %', () => {
    // Integral of the normal density over the chi distribution, by the midpoint rule.
    const df = 8;
    const t = Math.sqrt(fQuantile(0.95, 1, df));
    let sum = 0;
    let mass = 0;
    for (let k = 0; k < 12000; k++) {
      const u = (k + 0.5) * 0.01;
      const density = Math.exp((df / 2 - 1) * Math.log(u) - u / 2);
      const scale = Math.sqrt(u / df);
      sum += density * (normalUpper(t * scale - 3) + normalCdf(-t * scale - 3));
      mass += density;
    }
    expect(noncentralFUpper(t * t, 1, df, 9)).toBeCloseTo(sum / mass, 6);
  });
});

describe('the size of the next study', () => {
  const options = { difference: 0.04 };

  it('power rises with cases, with readers and with the difference', () => {
    const at = (r: number, c: number, d = 0.04): number =>
      studyPower(pilot, r, c, { difference: d }).power;
    expect(at(6, 200)).toBeGreaterThan(at(6, 100));
    expect(at(9, 100)).toBeGreaterThan(at(6, 100));
    expect(at(6, 100, 0.06)).toBeGreaterThan(at(6, 100));
  });

  it('the smallest number of cases reaches the power and one less does not', () => {
    const cases = casesForPower(pilot, 8, 0.8, options).value!;
    expect(studyPower(pilot, 8, cases, options).power).toBeGreaterThanOrEqual(0.8);
    expect(studyPower(pilot, 8, cases - 1, options).power).toBeLessThan(0.8);
  });

  it('too few readers never reach it, and say so', () => {
    const noisy = { ...pilot, testByReader: 0.01 };
    expect(casesForPower(noisy, 3, 0.8, options)).toEqual({
      value: null,
      reason: 'readers-too-few',
    });
  });

  it('fixed readers or fixed cases need less than both random', () => {
    const need = (random: 'readers+cases' | 'readers' | 'cases'): number =>
      casesForPower(pilot, 10, 0.8, { ...options, random }).value!;
    expect(need('cases')).toBeLessThan(need('readers+cases'));
    expect(need('readers')).toBeLessThan(need('readers+cases'));
  });

  it('a table trades readers against cases', () => {
    const cases = sizingTable(pilot, [6, 8, 12], 0.8, options).map((row) => row.caseCount.value!);
    expect(cases[0]).toBeGreaterThan(cases[1]!);
    expect(cases[1]).toBeGreaterThan(cases[2]!);
  });

  it('a pilot at its own size has the variance of its own analysis', () => {
    const study = drawStudy(77, 2, 5, 60);
    const result = obuchowskiRockette(study);
    const own = pilotFrom(result.components, 60)!;
    const se = result.differences[0]!.se.value!;
    const planned = studyPower(own, 5, 60, options).varianceOfDifference;
    // Equal unless the interaction is negative and counts as 0.
    if (own.testByReader >= 0) expect(planned).toBeCloseTo(se * se, 12);
    else expect(planned).toBeGreaterThan(se * se);
  });

  it('one test or one reader makes no pilot; wrong numbers are refused', () => {
    expect(pilotFrom(obuchowskiRockette(drawStudy(1, 1)).components, 24)).toBeNull();
    expect(() => studyPower(pilot, 1, 100, options)).toThrow(/bad-argument/);
    expect(() => studyPower(pilot, 5, 100, { difference: 0 })).toThrow(/bad-argument/);
  });
});

describe('a margin', () => {
  const difference = studyDifference(-0.01, 0.0001, 20, 0.95);

  it('is kept when the lower limit lies above it, and one-sided p says the same', () => {
    for (const margin of [0.02, 0.03, 0.0309, 0.031, 0.05]) {
      const result = testMargin(difference, margin);
      expect(result.isNonInferior).toBe(result.pNonInferior.value! < 0.025);
      expect(result.isNonInferior).toBe(result.low.value! > -margin);
      expect(result.isEquivalent).toBe(result.pEquivalent.value! < 0.025);
    }
    expect(testMargin(difference, 0.02).isNonInferior).toBe(false);
    expect(testMargin(difference, 0.05).isNonInferior).toBe(true);
  });

  it('superiority needs the whole interval above 0', () => {
    expect(testMargin(difference, 0.05).isSuperior).toBe(false);
    expect(testMargin(studyDifference(0.05, 0.0001, 20, 0.95), 0.05).isSuperior).toBe(true);
  });

  it('without a standard error there is no verdict; a margin of 0 is refused', () => {
    const none = testMargin(studyDifference(0.1, -1, 5, 0.95), 0.05);
    expect(none.isNonInferior).toBe(false);
    expect(none.pNonInferior).toEqual({ value: null, reason: 'negative-variance' });
    expect(() => testMargin(difference, 0)).toThrow(/margin/);
  });
});
