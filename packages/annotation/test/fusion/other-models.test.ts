import {
  activeLab,
  crowdlab,
  digamma,
  expectedGrades,
  glad,
  gradeAgreement,
  mace,
  type makeReadings,
  maximise,
  medianGrades,
  ordinalPanel,
  pooledAgreement,
  readingsFromMatrix,
  softTemperature,
} from '@equipoise/annotation';
import { randomStream } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import { knownCrowd, largestGap, shareEqual } from '../support.ts';

describe('digamma', () => {
  it('has its known values and its recurrence', () => {
    expect(digamma(1)).toBeCloseTo(-0.5772156649015329, 13);
    expect(digamma(0.5)).toBeCloseTo(-1.9635100260214235, 13);
    for (const x of [0.1, 0.7, 3.3, 12, 400]) {
      expect(digamma(x + 1) - digamma(x)).toBeCloseTo(1 / x, 11);
    }
  });
});

describe('the climb', () => {
  it('reaches the top of a slanted bowl', () => {
    const top = maximise(
      (x, g) => {
        g[0] = -2 * (x[0]! - 3) - 0.5 * x[1]!;
        g[1] = -200 * (x[1]! + 1) - 0.5 * x[0]!;
        return -((x[0]! - 3) ** 2) - 100 * (x[1]! + 1) ** 2 - 0.5 * x[0]! * x[1]!;
      },
      [0, 0],
    );
    expect(top.gradientNorm).toBeLessThan(1e-6);
  });
});

describe('MACE', () => {
  it('tells spammers from readers who know', () => {
    const { readings, truth } = knownCrowd({
      cases: 400,
      classes: 3,
      skills: [0.9, 0.85, 0.8, 0.34, 0.33],
    });
    const fit = mace(readings, {}, randomStream(5));
    for (const r of [0, 1, 2]) expect(fit.competence[r]).toBeGreaterThan(0.55);
    for (const r of [3, 4]) expect(fit.competence[r]).toBeLessThan(0.3);
    expect(shareEqual(fit.labels, truth)).toBeGreaterThan(0.9);
  });

  it('uses a start of its own for every restart and keeps the best', () => {
    const { readings } = knownCrowd({ cases: 60, classes: 3, skills: [0.8, 0.4, 0.4] });
    const single = [1, 2, 3].map(
      (seed) =>
        mace(readings, { restarts: 1, rounds: 3, method: 'em' }, randomStream(seed)).logLikelihood,
    );
    expect(new Set(single).size).toBe(3);
    const many = mace(readings, { restarts: 8, rounds: 3, method: 'em' }, randomStream(1));
    expect(many.logLikelihood).toBeGreaterThanOrEqual(single[0]!);
  });

  it('has a distribution for every case', () => {
    const { readings } = knownCrowd({ cases: 30, readShare: 0.3 });
    const { values } = mace(readings, {}, randomStream(2)).posterior;
    for (let t = 0; t < 30; t++) expect(values[2 * t]! + values[2 * t + 1]!).toBeCloseTo(1, 12);
  });
});

describe('GLAD', () => {
  it('stands at the top of its posterior and finds a misleading reader', () => {
    const { readings, truth } = knownCrowd({ cases: 300, skills: [0.95, 0.9, 0.85, 0.2] });
    const fit = glad(readings);
    expect(fit.gradientNorm).toBeLessThan(5e-5);
    expect(fit.ability[3]).toBeLessThan(0);
    expect(shareEqual(fit.labels, truth)).toBeGreaterThan(0.93);
  });

  it('calls a case on which all agree easier than one on which they differ', () => {
    const fit = glad(readingsFromMatrix([0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 1, 0, 1, 1, 1, 1], 4));
    expect(fit.easiness[0]).toBeGreaterThan(fit.easiness[2]!);
  });
});

describe('the ordinal panel', () => {
  /** Grades by the very model: cumulative logit with sharpness and leaning. */
  function gradedCrowd(
    cases: number,
    readers: readonly (readonly [number, number])[],
  ): {
    readings: ReturnType<typeof makeReadings>;
    truth: Int32Array;
  } {
    const uniform = randomStream(9);
    const k = 5;
    const truth = Int32Array.from({ length: cases }, () => Math.floor(uniform() * k));
    const matrix: number[] = [];
    for (const t of truth) {
      for (const [sharp, lean] of readers) {
        const u = uniform();
        let grade = 0;
        while (grade < k - 1 && 1 / (1 + Math.exp(-sharp * (grade + 0.5 - t - lean))) < u) grade++;
        matrix.push(grade);
      }
    }
    return { readings: readingsFromMatrix(matrix, readers.length, k), truth };
  }

  const readers = [
    [4, 0],
    [3, 0.5],
    [2, -0.5],
    [1.2, 0],
  ] as const;

  it('finds how sharp readers are and which way they lean', () => {
    const { readings, truth } = gradedCrowd(3000, readers);
    const fit = ordinalPanel(readings);
    readers.forEach(([sharp, lean], r) => {
      expect(Math.abs(fit.leaning[r]! - lean)).toBeLessThan(0.12);
      expect(Math.abs(Math.log(fit.sharpness[r]! / sharp))).toBeLessThan(0.25);
    });
    expect(shareEqual(fit.labels, truth)).toBeGreaterThan(
      shareEqual(medianGrades(readings), truth),
    );
  });

  it('never lowers its posterior', () => {
    const { readings } = gradedCrowd(80, readers);
    const steps = ordinalPanel(readings, { maxRounds: 80, tolerance: 0 }).logLikelihoods;
    for (let i = 1; i < steps.length; i++) expect(steps[i]! - steps[i - 1]!).toBeGreaterThan(-1e-7);
  });

  it('turns with the scale: read upside down, every leaning changes its sign', () => {
    const { readings } = gradedCrowd(150, readers);
    const up = ordinalPanel(readings, { maxRounds: 30, tolerance: 0 });
    const down = ordinalPanel(
      { ...readings, label: readings.label.map((c) => 4 - c) },
      { maxRounds: 30, tolerance: 0 },
    );
    expect(
      largestGap(
        up.leaning,
        down.leaning.map((one) => -one),
      ),
    ).toBeLessThan(1e-6);
    expect(largestGap(up.sharpness, down.sharpness)).toBeLessThan(1e-5);
  });

  it('has finite numbers for a constant panel, one grade and no answers', () => {
    for (const matrix of [
      [2, 2, 2, 2],
      [-1, -1, -1, -1],
      [0, 4, 4, 0],
    ]) {
      const fit = ordinalPanel(readingsFromMatrix(matrix, 2, 5));
      expect(
        [...fit.posterior.values, ...fit.sharpness, ...fit.leaning].every(Number.isFinite),
      ).toBe(true);
    }
    expect([...expectedGrades(ordinalPanel(readingsFromMatrix([0], 1, 1)).posterior)]).toEqual([0]);
  });

  it('the median takes the lower of two middle grades, and weights move it', () => {
    const readings = readingsFromMatrix([0, 3, 4, 4], 2, 5);
    expect([...medianGrades(readings)]).toEqual([0, 4]);
    expect([...medianGrades(readings, [1, 2])]).toEqual([3, 4]);
    expect([...medianGrades(readings, [0, 0])]).toEqual([-1, -1]);
  });

  it('weighs a reader who agrees with the others above one who guesses', () => {
    const { readings } = gradedCrowd(400, [
      [5, 0],
      [5, 0],
      [0.01, 0],
    ]);
    const weights = gradeAgreement(readings);
    expect(weights[0]).toBeGreaterThan(weights[2]! + 0.3);
  });
});

describe('CROWDLAB and ActiveLab', () => {
  const probabilities = (truth: Int32Array, k: number, seed: number): Float64Array => {
    const uniform = randomStream(seed);
    const out = new Float64Array(truth.length * k);
    truth.forEach((c, t) => {
      const right = uniform() < 0.85 ? c : Math.floor(uniform() * k);
      for (let j = 0; j < k; j++) out[t * k + j] = j === right ? 0.8 : 0.2 / (k - 1);
    });
    return out;
  };

  it('a good model lifts a small panel', () => {
    const { readings, truth } = knownCrowd({ cases: 500, classes: 3, skills: [0.7, 0.6, 0.6] });
    const fit = crowdlab(readings, probabilities(truth, 3, 3));
    const plain = crowdlab(readings, probabilities(truth, 3, 3), 'agreement');
    expect(shareEqual(fit.consensus, truth)).toBeGreaterThan(shareEqual(plain.consensus, truth));
    expect(fit.readerQuality[0]).toBeGreaterThan(fit.readerQuality[2]!);
  });

  it('leaves a case without answers to the model', () => {
    const readings = readingsFromMatrix([0, 0, 1, 1, -1, -1], 2, 2);
    const fit = crowdlab(readings, Float64Array.of(0.9, 0.1, 0.2, 0.8, 0.3, 0.7));
    expect(fit.consensus[2]).toBe(1);
    expect(fit.answerCount[2]).toBe(0);
  });

  it('agreement counts only cases that are shared', () => {
    expect([...pooledAgreement(readingsFromMatrix([0, 0, -1, 1, 0, -1, -1, -1, 1], 3, 2))]).toEqual(
      [0.5, 0.5, 0.5],
    );
  });

  it('asks about disputed and unread cases first', () => {
    const { readings, truth } = knownCrowd({ cases: 200, skills: [0.8, 0.8, 0.8] });
    const probs = probabilities(truth, 2, 4);
    const result = activeLab(readings, probs, Float64Array.of(0.5, 0.5, 0.99, 0.01));
    expect(result.scoresUnread[0]).toBeLessThan(result.scoresUnread[1]!);
    expect(Math.min(...result.scores)).toBeGreaterThan(0);
    expect(softTemperature(readings, probs)).toBe(result.temperature);
  });

  it('refuses probabilities of another shape or above 1', () => {
    const readings = readingsFromMatrix([0, 1], 1, 2);
    expect(() => crowdlab(readings, Float64Array.of(1, 0))).toThrow(/length-mismatch/);
    expect(() => crowdlab(readings, Float64Array.of(1.4, 0, 0, 1))).toThrow(/not-a-probability/);
  });
});
