import {
  dawidSkene,
  dirichletDraw,
  gammaDraw,
  labelsFromPosterior,
  labelsFromReaders,
  panelSampler,
  posteriorFromRows,
  readingsFromMatrix,
  sampledReaderRates,
} from '@equipoise/annotation';
import { auroc, randomStream } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import { knownCrowd, shareEqual } from '../support.ts';

describe('labels drawn from a posterior', () => {
  it('come with the frequencies of the posterior, each case on its own', () => {
    const draw = labelsFromPosterior(
      posteriorFromRows([
        [0.2, 0.5, 0.3],
        [0, 1, 0],
        [0.5, 0, 0.5],
        [0, 0, 0],
      ]),
    );
    const uniform = randomStream(3);
    const counts = [new Float64Array(3), new Float64Array(3), new Float64Array(3)];
    const runs = 20_000;
    for (let b = 0; b < runs; b++) {
      const labels = draw(uniform);
      for (let t = 0; t < 3; t++) counts[t]![labels[t]!]!++;
      expect(labels[3]).toBe(-1);
    }
    [0.2, 0.5, 0.3].forEach((p, c) => {
      expect(Math.abs(counts[0]![c]! / runs - p)).toBeLessThan(0.015);
    });
    expect(counts[1]![1]).toBe(runs);
    expect(counts[2]![1]).toBe(0);
  });

  it('are the same for the same stream and write into the array given', () => {
    const { readings } = knownCrowd({ cases: 50 });
    const draw = labelsFromPosterior(dawidSkene(readings).posterior);
    const out = new Int32Array(50);
    expect(draw(randomStream(8), out)).toBe(out);
    expect([...out]).toEqual([...draw(randomStream(8))]);
  });
});

describe('labels drawn from the readers', () => {
  const readings = readingsFromMatrix([0, 0, 1, 1, 1, 1, -1, -1, -1, 0, -1, -1], 3, 2);

  it('take one answer of each case', () => {
    const draw = labelsFromReaders(readings);
    const uniform = randomStream(2);
    let ones = 0;
    for (let b = 0; b < 6000; b++) {
      const labels = draw(uniform);
      ones += labels[0]!;
      expect([...labels.slice(1)]).toEqual([1, -1, 0]);
    }
    expect(Math.abs(ones / 6000 - 1 / 3)).toBeLessThan(0.02);
  });

  it('take one reader for all cases, and another answer where this one is silent', () => {
    const two = labelsFromReaders(readingsFromMatrix([0, 1, 0, 1, 0, -1], 2, 2), 'reader-per-draw');
    const uniform = randomStream(4);
    const seen = new Set<string>();
    for (let b = 0; b < 100; b++) seen.add([...two(uniform)].join(''));
    expect([...seen].sort()).toEqual(['000', '110']);
  });

  it('take the majority of a resampled panel, ties at random', () => {
    const draw = labelsFromReaders(readings, 'panel-resampled');
    const uniform = randomStream(6);
    let ones = 0;
    for (let b = 0; b < 9000; b++) ones += draw(uniform)[0]!;
    // Two readers of three say 0: the third wins with 2 or 3 draws of 3, chance 7 / 27.
    expect(Math.abs(ones / 9000 - 7 / 27)).toBeLessThan(0.015);
  });
});

describe('gamma and Dirichlet draws', () => {
  it('have the mean and the variance of their law', () => {
    const uniform = randomStream(11);
    for (const shape of [0.3, 1, 4.5]) {
      let sum = 0;
      let squares = 0;
      const runs = 20_000;
      for (let b = 0; b < runs; b++) {
        const x = gammaDraw(shape, uniform);
        sum += x;
        squares += x * x;
      }
      const mean = sum / runs;
      expect(Math.abs(mean / shape - 1)).toBeLessThan(0.05);
      expect(Math.abs((squares / runs - mean * mean) / shape - 1)).toBeLessThan(0.1);
    }
  });

  it('sum to 1', () => {
    const shares = dirichletDraw([0.1, 2, 5], randomStream(1));
    expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
  });
});

describe('draws of a whole panel', () => {
  it('carry the uncertainty of the prevalence that draws at fixed parameters leave out', () => {
    const { readings, truth } = knownCrowd({ cases: 60, skills: [0.75, 0.7, 0.7] });
    const sampler = panelSampler(readings, randomStream(21));
    const fixed = labelsFromPosterior(
      dawidSkene(readings, { prior: { classes: 1, correct: 2, wrong: 1 } }).posterior,
    );
    const uniform = randomStream(22);
    const spread = (next: () => Int32Array): number => {
      const shares: number[] = [];
      for (let b = 0; b < 400; b++) shares.push(next().reduce((a, c) => a + c, 0) / 60);
      const mean = shares.reduce((a, x) => a + x, 0) / shares.length;
      return Math.sqrt(shares.reduce((a, x) => a + (x - mean) * (x - mean), 0) / shares.length);
    };
    expect(spread(() => sampler.next())).toBeGreaterThan(1.2 * spread(() => fixed(uniform)));
    expect(shareEqual(sampler.next(), truth)).toBeGreaterThan(0.6);
  });

  it('hold the true prevalence in about 19 of 20 simulated panels', () => {
    let covered = 0;
    const runs = 60;
    for (let seed = 1; seed <= runs; seed++) {
      const { readings, truth } = knownCrowd({
        cases: 150,
        skills: [0.85, 0.8, 0.8, 0.75],
        prevalence: [0.7, 0.3],
        seed,
      });
      const sampler = panelSampler(readings, randomStream(seed, 5), { thin: 2 });
      const own = truth.reduce((a, c) => a + c, 0) / 150;
      const shares = Array.from(
        { length: 200 },
        () => sampler.next().reduce((a, c) => a + c, 0) / 150,
      );
      shares.sort((a, b) => a - b);
      if (shares[5]! <= own && own <= shares[194]!) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(53);
  });

  it('leave cases without answers without a label', () => {
    const sampler = panelSampler(readingsFromMatrix([0, 1, -1, -1], 2, 2), randomStream(1));
    expect(sampler.next()[1]).toBe(-1);
  });
});

describe('rates of readers without a reference', () => {
  it('hold the true rates in about 19 of 20 cases', () => {
    const skills = [0.9, 0.85, 0.8, 0.75, 0.7];
    let covered = 0;
    const panels = 30;
    for (let seed = 1; seed <= panels; seed++) {
      const { readings } = knownCrowd({ cases: 150, skills, prevalence: [0.7, 0.3], seed });
      const rates = sampledReaderRates(readings, randomStream(seed, 3), { draws: 300 });
      skills.forEach((skill, r) => {
        for (const { limits } of [rates[2 * r + 1]!.sensitivity, rates[2 * r + 1]!.specificity]) {
          if (limits[0] <= skill && skill <= limits[1]) covered++;
        }
      });
    }
    expect(covered / (panels * 10)).toBeGreaterThan(0.9);
    expect(covered / (panels * 10)).toBeLessThan(0.99);
  });

  it('mirror each other for two classes, and need a few draws', () => {
    const { readings } = knownCrowd({ cases: 40 });
    const rates = sampledReaderRates(readings, randomStream(1), { draws: 50 });
    expect(rates[1]!.sensitivity.median).toBeCloseTo(rates[0]!.specificity.median, 12);
    expect(() => sampledReaderRates(readings, randomStream(1), { draws: 5 })).toThrow(
      /bad-argument/,
    );
  });
});

describe('draws that know the score of a model', () => {
  it('keep its AUROC where draws without it lose it', () => {
    const { readings, truth } = knownCrowd({ cases: 600, skills: [0.7, 0.7, 0.65] });
    const uniform = randomStream(17);
    const scores = [...truth].map((c) => c + 1.2 * (uniform() + uniform() - 1));
    const meanAuroc = (sampler: { next(): Int32Array }): number => {
      let sum = 0;
      for (let b = 0; b < 40; b++) sum += auroc(sampler.next(), scores).value!;
      return sum / 40;
    };
    const known = auroc(truth, scores).value!;
    const informed = meanAuroc(panelSampler(readings, randomStream(2), { scores }));
    const ignorant = meanAuroc(panelSampler(readings, randomStream(2)));
    expect(Math.abs(informed - known)).toBeLessThan(0.05);
    expect(ignorant).toBeLessThan(known - 0.1);
  });

  it('take a missing score and equal scores as they are', () => {
    const { readings } = knownCrowd({ cases: 30 });
    const scores = Float64Array.from({ length: 30 }, (_, i) => (i % 3 === 0 ? Number.NaN : 0.5));
    const labels = panelSampler(readings, randomStream(3), { scores }).next();
    expect(labels.every((one) => one === 0 || one === 1)).toBe(true);
  });
});
