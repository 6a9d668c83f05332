import {
  dawidSkene,
  majorityVote,
  makeReadings,
  oneCoin,
  readingsFromMatrix,
} from '@equipoise/annotation';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { knownCrowd, largestGap, shareEqual } from '../support.ts';

const crowd = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  classes: fc.integer({ min: 2, max: 4 }),
  readShare: fc.constantFrom(0.5, 1),
});

describe('Dawid-Skene', () => {
  it('finds prevalence, skills and labels of a simulated panel', () => {
    const { readings, truth } = knownCrowd({ cases: 4000, prevalence: [0.8, 0.2] });
    const fit = dawidSkene(readings);
    expect(fit.isConverged).toBe(true);
    expect(fit.prevalence[1]).toBeCloseTo(0.2, 1);
    [0.9, 0.8, 0.75, 0.7, 0.65].forEach((skill, r) => {
      expect(Math.abs(fit.confusion[(r * 2 + 1) * 2 + 1]! - skill)).toBeLessThan(0.06);
      expect(Math.abs(fit.confusion[r * 4]! - skill)).toBeLessThan(0.04);
    });
    expect(shareEqual(fit.labels, truth)).toBeGreaterThan(
      shareEqual(majorityVote(readings).labels, truth),
    );
  });

  it('never lowers the log-likelihood', () => {
    fc.assert(
      fc.property(crowd, (options) => {
        const { readings } = knownCrowd({ ...options, cases: 40 });
        const steps = dawidSkene(readings, { maxRounds: 60, tolerance: 0 }).logLikelihoods;
        for (let i = 1; i < steps.length; i++) {
          expect(steps[i]! - steps[i - 1]!).toBeGreaterThan(-1e-6);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('weighs cases of few and of many answers alike, as sums of logs do', () => {
    const rows: [number, number, number][] = [];
    // Case 0 is read by 60 readers, of whom most agree; the others by 3 each.
    for (let r = 0; r < 60; r++) rows.push([0, r, r % 7 === 0 ? 1 : 2]);
    for (let t = 1; t < 60; t++) {
      for (let j = 0; j < 3; j++) rows.push([t, (t + 7 * j) % 60, (t * t + (j === 2 ? t : 0)) % 3]);
    }
    const column = (at: 0 | 1 | 2): number[] => rows.map((row) => row[at]);
    const readings = makeReadings(column(0), column(1), column(2), { classCount: 3 });
    const before = dawidSkene(readings, { maxRounds: 4, tolerance: 0 });
    const after = dawidSkene(readings, { maxRounds: 5, tolerance: 0 });
    for (let t = 0; t < 60; t++) {
      const logs = [0, 1, 2].map((c) =>
        rows
          .filter((row) => row[0] === t)
          .reduce(
            (sum, [, r, answer]) => sum + Math.log(before.confusion[(r * 3 + answer) * 3 + c]!),
            Math.log(before.prevalence[c]!),
          ),
      );
      const top = Math.max(...logs);
      const total = logs.reduce((sum, log) => sum + Math.exp(log - top), 0);
      logs.forEach((log, c) => {
        expect(after.posterior.values[3 * t + c]).toBeCloseTo(Math.exp(log - top) / total, 12);
      });
    }
  });

  it('follows a relabelling of classes, readers and rows', () => {
    fc.assert(
      fc.property(crowd, (options) => {
        const { readings, rows } = knownCrowd({ ...options, cases: 30 });
        const { classCount: k, readerCount, caseCount } = readings;
        const turned = makeReadings(
          [...rows.cases].reverse().map((t) => caseCount - 1 - t),
          [...rows.readers].reverse().map((r) => readerCount - 1 - r),
          [...rows.labels].reverse().map((c) => k - 1 - c),
          { caseCount, readerCount, classCount: k },
        );
        const limits = { maxRounds: 20, tolerance: 0 };
        const a = dawidSkene(readings, limits).posterior.values;
        const b = dawidSkene(turned, limits).posterior.values;
        expect(largestGap(a, b.slice().reverse())).toBeLessThan(1e-8);
      }),
      { numRuns: 40 },
    );
  });

  it('gives two classes the numbers of the general loop', () => {
    const { readings } = knownCrowd({ cases: 60, readShare: 0.7 });
    const wider = { ...readings, classCount: 3 };
    const two = dawidSkene(readings, { maxRounds: 15, tolerance: 0 });
    const three = dawidSkene(wider, { maxRounds: 15, tolerance: 0 });
    for (let t = 0; t < 60; t++) {
      expect(two.posterior.values[2 * t]).toBeCloseTo(three.posterior.values[3 * t]!, 6);
    }
  });

  it('is not moved by a case that nobody has read, which gets the prevalence and no label', () => {
    const matrix = [0, 0, 1, 1, 1, 1, 0, 0, 0, 1, 1, 0];
    const without = dawidSkene(readingsFromMatrix(matrix, 3, 2));
    const withUnread = dawidSkene(readingsFromMatrix([...matrix, -1, -1, -1], 3, 2));
    expect(largestGap(without.confusion, withUnread.confusion)).toBeLessThan(1e-9);
    expect([...withUnread.posterior.values.slice(-2)].map((p) => p.toFixed(6))).toEqual(
      [...without.prevalence].map((p) => p.toFixed(6)),
    );
    expect(withUnread.labels.at(-1)).toBe(-1);
  });

  it('keeps known cases at their class and learns readers from them', () => {
    const { readings, truth } = knownCrowd({ cases: 300, skills: [0.9, 0.2, 0.2] });
    const blind = dawidSkene(readings);
    const gold = dawidSkene(readings, { gold: truth.map((c, t) => (t < 150 ? c : -1)) });
    expect(shareEqual(blind.labels, truth)).toBeLessThan(0.5);
    expect(shareEqual(gold.labels.slice(150), truth.slice(150))).toBeGreaterThan(0.85);
    expect(shareEqual(gold.labels.slice(0, 150), truth.slice(0, 150))).toBe(1);
  });

  it('a prior keeps a reader of few answers away from certainty', () => {
    const readings = readingsFromMatrix([1, 1, 1, 0, 0, 0], 3, 2);
    expect(dawidSkene(readings).confusion[3]).toBeCloseTo(1, 6);
    const prior = { classes: 1, correct: 2, wrong: 1 };
    const calm = dawidSkene(readings, { prior });
    expect(calm.confusion[3]).toBeLessThan(0.85);
    const steps = calm.logLikelihoods;
    for (let i = 1; i < steps.length; i++) expect(steps[i]! - steps[i - 1]!).toBeGreaterThan(-1e-9);
  });

  it('with one reader gives the answers of that reader, with one class that class, without answers nothing', () => {
    expect([...dawidSkene(readingsFromMatrix([1, 0, 1], 1)).labels]).toEqual([1, 0, 1]);
    const same = dawidSkene(readingsFromMatrix([0, 0, 0, 0], 2, 1));
    expect([...same.labels]).toEqual([0, 0]);
    const constant = dawidSkene(readingsFromMatrix([0, 0, 0, 0], 2, 2));
    expect([...constant.labels]).toEqual([0, 0]);
    expect(constant.posterior.values.every(Number.isFinite)).toBe(true);
    const empty = dawidSkene(readingsFromMatrix([-1, -1, -1, -1], 2, 2));
    expect([...empty.labels]).toEqual([-1, -1]);
    expect([...empty.posterior.values]).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect(dawidSkene(makeReadings([], [], [])).labels.length).toBe(0);
  });

  it('stops on the likelihood when asked, and refuses a wrong prior or wrong gold', () => {
    const { readings } = knownCrowd();
    const fit = dawidSkene(readings, { stop: 'likelihood', tolerance: 1e-6 });
    expect(fit.isConverged).toBe(true);
    expect(fit.rounds).toBeLessThan(dawidSkene(readings, { tolerance: 1e-12 }).rounds);
    expect(() => dawidSkene(readings, { prior: { correct: -1 } })).toThrow(/bad-argument/);
    expect(() => dawidSkene(readings, { gold: [0] })).toThrow(/length-mismatch/);
    expect(() => dawidSkene(readings, { gold: new Array(200).fill(5) })).toThrow(/bad-code/);
  });
});

describe('the one-coin model', () => {
  it('finds the skills of a simulated panel', () => {
    const { readings } = knownCrowd({ cases: 3000, classes: 3 });
    const fit = oneCoin(readings);
    [0.9, 0.8, 0.75, 0.7, 0.65].forEach((skill, r) => {
      expect(Math.abs(fit.skill[r]! - skill)).toBeLessThan(0.04);
    });
  });

  it('has finite numbers for a reader without answers and for one class', () => {
    const fit = oneCoin(readingsFromMatrix([0, -1, 1, -1], 2, 2));
    expect(fit.skill[1]).toBe(0.5);
    expect([...fit.labels]).toEqual([0, 1]);
    expect([...oneCoin(readingsFromMatrix([0, 0], 1, 1)).labels]).toEqual([0, 0]);
  });
});
