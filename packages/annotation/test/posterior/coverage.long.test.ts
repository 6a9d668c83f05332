import {
  dawidSkene,
  labelsFromPosterior,
  majorityVote,
  panelSampler,
  readingsFromMatrix,
} from '@equipoise/annotation';
import { auroc, normalQuantile, quantile, randomStream } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';

const TRUE_AUROC = 0.85;
const CASES = 400;
const REPLICATES = 200;
const RUNS = 120;

interface Coverage {
  readonly vote: number;
  readonly ignorant: number;
  readonly informed: number;
}

/**
 * Cases of prevalence 0.3, a model of binormal AUROC 0.85, three readers of sensitivity 0.75 and specificity 0.9.
 * Each replicate draws patients with replacement and labels anew. With `shared` above 0 readers err more often
 * exactly where the model errs.
 */
function coverage(shared: number): Coverage {
  const shift = Math.SQRT2 * normalQuantile(TRUE_AUROC);
  const hits = { vote: 0, ignorant: 0, informed: 0 };
  for (let run = 0; run < RUNS; run++) {
    const uniform = randomStream(run, 9);
    const scores = new Float64Array(CASES);
    const matrix: number[] = [];
    for (let i = 0; i < CASES; i++) {
      const truth = uniform() < 0.3 ? 1 : 0;
      const noise = normalQuantile(uniform() * (1 - 1e-15) + 1e-16);
      scores[i] = noise + truth * shift;
      const isHard = truth === 1 ? noise < -0.5 : noise > 0.5;
      const error = (truth === 1 ? 0.25 : 0.1) + (isHard ? shared : 0);
      for (let r = 0; r < 3; r++) matrix.push(uniform() < error ? 1 - truth : truth);
    }
    const readings = readingsFromMatrix(matrix, 3, 2);
    const vote = majorityVote(readings).labels;
    const ignorant = labelsFromPosterior(dawidSkene(readings).posterior);
    const ignorantStream = randomStream(run, 10);
    const informed = panelSampler(readings, randomStream(run, 12), { thin: 2, scores });
    const roads = {
      vote: () => vote,
      ignorant: () => ignorant(ignorantStream),
      informed: () => informed.next(),
    };
    for (const road of ['vote', 'ignorant', 'informed'] as const) {
      const draws = randomStream(run, 13);
      const values: number[] = [];
      const y = new Float64Array(CASES);
      const s = new Float64Array(CASES);
      for (let b = 0; b < REPLICATES; b++) {
        const labels = roads[road]();
        for (let i = 0; i < CASES; i++) {
          const at = Math.floor(draws() * CASES);
          y[i] = labels[at]!;
          s[i] = scores[at]!;
        }
        const { value } = auroc(y, s);
        if (value !== null) values.push(value);
      }
      const [low, high] = [quantile(values, 0.025), quantile(values, 0.975)];
      if (low <= TRUE_AUROC && TRUE_AUROC <= high) hits[road]++;
    }
  }
  return {
    vote: hits.vote / RUNS,
    ignorant: hits.ignorant / RUNS,
    informed: hits.informed / RUNS,
  };
}

describe('the AUROC against the truth that readers only hint at', () => {
  it('is covered when labels are drawn with the score, and not by the vote or by draws without it', () => {
    const found = coverage(0);
    expect(found.informed).toBeGreaterThan(0.91);
    expect(found.vote).toBeLessThan(0.8);
    expect(found.ignorant).toBeLessThan(0.5);
  });

  it('is not covered by any of them when readers err where the model errs', () => {
    expect(coverage(0.35).informed).toBeLessThan(0.8);
  });
});
