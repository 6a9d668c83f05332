import {
  argmaxLabels,
  chooseFusion,
  compareMethods,
  consensusWarnings,
  dawidSkene,
  type FusionMethod,
  fuseReadings,
  fusionMethods,
  majorityVote,
  meanPosterior,
  nextReadings,
  posteriorEntropy,
  posteriorFromRows,
  readerRates,
  readingsFromMatrix,
} from '@equipoise/annotation';
import { randomStream, wilson } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import { knownCrowd, shareEqual } from '../support.ts';

describe('a posterior of labels', () => {
  it('has a most probable class, a mean and an entropy, and rows of zeros have none', () => {
    const posterior = posteriorFromRows([
      [0.5, 0.5],
      [0, 1],
      [0, 0],
    ]);
    expect([...argmaxLabels(posterior)]).toEqual([0, 1, -1]);
    expect([...meanPosterior(posterior)]).toEqual([0.25, 0.75]);
    expect([...posteriorEntropy(posterior)]).toEqual([Math.LN2, 0, 0]);
  });

  it('refuses ragged rows and numbers that are no probabilities, naming the row', () => {
    expect(() => posteriorFromRows([[1], [0, 1]])).toThrow(/length-mismatch/);
    expect(() =>
      posteriorFromRows([
        [1, 0],
        [Number.NaN, 1],
      ]),
    ).toThrow(/Row 2/);
  });
});

describe('the default method', () => {
  it('is majority up to three readers and below 100 cases, Dawid-Skene from four and 100 on', () => {
    const choose = (cases: number, readers: number): FusionMethod =>
      chooseFusion(knownCrowd({ cases, skills: new Array(readers).fill(0.8) }).readings).method;
    expect(choose(500, 3)).toBe('vote');
    expect(choose(99, 5)).toBe('vote');
    expect(choose(100, 4)).toBe('dawid-skene');
  });

  it('is the ordinal model for grades and the vote where columns are slots', () => {
    const { readings } = knownCrowd({ cases: 200, classes: 5 });
    expect(chooseFusion(readings, { isOrdinal: true }).method).toBe('ordinal');
    expect(chooseFusion(readings, { hasReaderIdentity: false })).toEqual({
      method: 'vote',
      because: 'readers-unknown',
    });
  });

  it('every method gives a label or -1 and a distribution for every case', () => {
    const { readings, truth } = knownCrowd({ cases: 150, classes: 3 });
    const probabilities = new Float64Array(450).fill(1 / 3);
    for (const method of fusionMethods) {
      const fused = fuseReadings(readings, { method, probabilities, uniform: randomStream(1) });
      expect(fused.labels.length).toBe(150);
      expect(shareEqual(fused.labels, truth), method).toBeGreaterThan(0.8);
      expect(fused.prevalence.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
    }
    expect(() => fuseReadings(readings, { method: 'crowdlab' })).toThrow(/bad-argument/);
  });
});

describe('warnings about a fused reference', () => {
  it('name a prevalence that no reader reports and a class most readers would miss', () => {
    const { readings } = knownCrowd({ cases: 200, skills: [0.9, 0.9, 0.9, 0.9] });
    const vote = majorityVote(readings).labels;
    const confusion = new Float64Array(16).fill(0.5);
    for (const r of [0, 1, 2]) confusion.set([0.95, 0.6, 0.05, 0.4], r * 4);
    const warnings = consensusWarnings(
      readings,
      { prevalence: [0.1, 0.9], confusion, labels: vote.map((c) => 1 - c), isConverged: false },
      vote,
    );
    const codes = warnings.map((one) => one.code);
    expect(codes).toContain('prevalence-outside-readers');
    expect(codes).toContain('differs-from-vote');
    expect(codes).toContain('not-converged');
    expect(codes).not.toContain('few-cases');
    const below = warnings.find((one) => one.code === 'most-readers-below-half');
    expect(below).toMatchObject({ label: 1, readers: [0, 1, 2] });
  });

  it('are silent on a good panel', () => {
    const { readings } = knownCrowd({ cases: 400, skills: [0.9, 0.9, 0.85, 0.85] });
    expect(fuseReadings(readings).warnings).toEqual([]);
  });

  it('name a reader who is right less often than by chance', () => {
    const { readings } = knownCrowd({ cases: 600, skills: [0.9, 0.9, 0.85, 0.85, 0.2] });
    const found = fuseReadings(readings).warnings.filter(
      (one) => one.code === 'reader-below-chance',
    );
    expect(found.map((one) => one.readers)).toEqual([[4]]);
  });
});

describe('methods side by side', () => {
  it('list the cases on which labels differ; a tie differs from nothing', () => {
    const readings = readingsFromMatrix([0, 0, 1, 1, 0, 1], 2, 2);
    const vote = fuseReadings(readings, { method: 'vote' });
    const other = { ...vote, method: 'glad' as const, labels: Int32Array.of(1, 1, 0) };
    const { disputed, pairs } = compareMethods([vote, other]);
    expect(disputed).toEqual([{ at: 0, labels: [0, 1] }]);
    expect(pairs).toEqual([{ a: 'vote', b: 'glad', compared: 2, same: 1 }]);
  });
});

describe('rates of readers', () => {
  it('against certain labels are shares with Wilson limits, up to the n - 1 of patients', () => {
    const matrix = [1, 1, 1, 0, 1, 1, 0, 0, 0, 1, 1, 1];
    const readings = readingsFromMatrix(matrix, 1, 2);
    const certain = posteriorFromRows([1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1].map((c) => [1 - c, c]));
    const [, second] = readerRates(readings, certain);
    expect(second!.sensitivity.estimate.value).toBeCloseTo(7 / 8, 12);
    expect(second!.specificity.estimate.value).toBeCloseTo(3 / 4, 12);
    const plain = wilson(7, 8);
    expect(second!.sensitivity.limits![0]).toBeLessThanOrEqual(plain[0] + 1e-12);
    expect(second!.sensitivity.limits![0]).toBeGreaterThan(plain[0] - 0.03);
  });

  it('are wider where the reference is uncertain and where patients repeat', () => {
    const { readings, truth } = knownCrowd({ cases: 400, skills: [0.8] });
    const sure = posteriorFromRows([...truth].map((c) => [1 - c, c]));
    const unsure = posteriorFromRows([...truth].map((c) => (c ? [0.3, 0.7] : [0.7, 0.3])));
    const width = (reference: typeof sure, patients?: number[]): number => {
      const { limits } = readerRates(readings, reference, patients ? { patients } : {})[1]!
        .sensitivity;
      return limits![1] - limits![0];
    };
    expect(width(unsure)).toBeGreaterThan(width(sure));
    const uniform = randomStream(3);
    // Patients whose readings go wrong together.
    const byOutcome = [...truth].map((c, t) =>
      readings.label[t] === c ? Math.floor(uniform() * 40) : 40 + Math.floor(uniform() * 8),
    );
    expect(width(sure, byOutcome)).toBeGreaterThan(width(sure));
  });

  it('have a reason where a class is absent, and refuse a reference of another size', () => {
    const readings = readingsFromMatrix([0, 0], 1, 2);
    const [, second] = readerRates(
      readings,
      posteriorFromRows([
        [1, 0],
        [1, 0],
      ]),
    );
    expect(second!.sensitivity).toMatchObject({
      estimate: { value: null, reason: 'class-absent' },
      limits: null,
    });
    expect(() => readerRates(readings, posteriorFromRows([[1, 0]]))).toThrow(/length-mismatch/);
  });

  it('cover the true sensitivity in about 95 of 100 simulated panels', () => {
    let covered = 0;
    const runs = 300;
    for (let seed = 1; seed <= runs; seed++) {
      const { readings, truth } = knownCrowd({ cases: 120, skills: [0.8], seed });
      const rates = readerRates(readings, posteriorFromRows([...truth].map((c) => [1 - c, c])));
      const [low, high] = rates[1]!.sensitivity.limits!;
      if (low <= 0.8 && 0.8 <= high) covered++;
    }
    expect(covered / runs).toBeGreaterThan(0.92);
    expect(covered / runs).toBeLessThan(0.98);
  });
});

describe('the next reading', () => {
  it('is worth most where the answer is open and the reader sharp', () => {
    const matrix: number[] = [];
    for (let i = 0; i < 60; i++) matrix.push(i % 2, i % 2, i % 2, -1);
    matrix.push(0, 1, -1, -1, 0, 0, 1, -1);
    const readings = readingsFromMatrix(matrix, 4, 2);
    const fit = dawidSkene(readings, { prior: { correct: 2, wrong: 1 } });
    const order = nextReadings(
      readings,
      fit.posterior,
      fit.confusion,
      majorityVote(readings).isTied,
    );
    expect(order[0]).toMatchObject({ at: 60, isTied: true });
    for (const one of order) {
      expect(one.expectedGain).toBeGreaterThanOrEqual(0);
      expect(one.expectedGain).toBeLessThanOrEqual(one.entropy + 1e-12);
      expect(one.bestReader === -1 || readings.reader.length > 0).toBe(true);
    }
    // A fourth reader of unknown skill settles less than the third, who is known to be good.
    expect(order[0]!.bestReader).toBe(2);
  });

  it('leaves certain cases out and is 0 for a reader whose answer says nothing', () => {
    const readings = readingsFromMatrix([0, 1], 1, 2);
    const posterior = posteriorFromRows([
      [1, 0],
      [0.5, 0.5],
    ]);
    const order = nextReadings(readings, posterior, Float64Array.of(0.5, 0.5, 0.5, 0.5), [0, 0]);
    expect(order).toHaveLength(1);
    expect(order[0]!.expectedGain).toBeCloseTo(0, 12);
  });

  it('expected gain is what simulated answers take away on average', () => {
    const confusion = Float64Array.of(0.9, 0.3, 0.1, 0.7);
    const row = [0.6, 0.4];
    const readings = readingsFromMatrix([-1], 1, 2);
    const [one] = nextReadings(readings, posteriorFromRows([row]), confusion, [0]);
    const h = (p: number): number => -(p * Math.log(p) + (1 - p) * Math.log(1 - p));
    const answer0 = 0.6 * 0.9 + 0.4 * 0.3;
    const after =
      answer0 * h((0.6 * 0.9) / answer0) + (1 - answer0) * h((0.6 * 0.1) / (1 - answer0));
    expect(one!.expectedGain).toBeCloseTo(h(0.6) - after, 12);
  });
});
