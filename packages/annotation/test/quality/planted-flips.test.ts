import { findLabelIssues, scoredLabels } from '@equipoise/annotation';
import { normalQuantile, randomStream } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';

const ROWS = 2000;
const DIMENSION = 32;
const FOLDS = 5;

/** Two Gaussian classes in 32 dimensions, 8 % of the labels flipped. */
function plantedFlips(seed: number): {
  features: Float64Array;
  labels: Int32Array;
  isFlipped: Uint8Array;
} {
  const uniform = randomStream(seed, 41);
  const normal = (): number => normalQuantile(uniform() * (1 - 1e-15) + 1e-16);
  const features = new Float64Array(ROWS * DIMENSION);
  const labels = new Int32Array(ROWS);
  const isFlipped = new Uint8Array(ROWS);
  for (let i = 0; i < ROWS; i++) {
    const truth = uniform() < 0.5 ? 1 : 0;
    for (let j = 0; j < DIMENSION; j++) {
      features[i * DIMENSION + j] = normal() + (truth === 1 ? 0.9 : 0);
    }
    isFlipped[i] = uniform() < 0.08 ? 1 : 0;
    labels[i] = isFlipped[i] === 1 ? 1 - truth : truth;
  }
  return { features, labels, isFlipped };
}

/** Out-of-fold probabilities of a Gaussian discriminant with one variance. */
function outOfFold(features: Float64Array, labels: Int32Array): Float64Array {
  const out = new Float64Array(ROWS * 2);
  for (let fold = 0; fold < FOLDS; fold++) {
    const means = [new Float64Array(DIMENSION), new Float64Array(DIMENSION)];
    const counts = [0, 0];
    for (let i = 0; i < ROWS; i++) {
      if (i % FOLDS === fold) continue;
      counts[labels[i]!]!++;
      for (let j = 0; j < DIMENSION; j++) means[labels[i]!]![j]! += features[i * DIMENSION + j]!;
    }
    means.forEach((mean, c) => {
      for (let j = 0; j < DIMENSION; j++) mean[j]! /= counts[c]!;
    });
    for (let i = fold; i < ROWS; i += FOLDS) {
      let logOdds = 0;
      for (let j = 0; j < DIMENSION; j++) {
        const x = features[i * DIMENSION + j]!;
        const gap = means[1]![j]! - means[0]![j]!;
        logOdds += gap * (x - (means[1]![j]! + means[0]![j]!) / 2);
      }
      const p = 1 / (1 + Math.exp(-logOdds));
      out[2 * i] = 1 - p;
      out[2 * i + 1] = p;
    }
  }
  return out;
}

describe('8 % planted flips among 2,000 rows of 32 features', () => {
  it('are found with precision of at least .93 and recall of at least .55', () => {
    for (const seed of [1, 2, 3]) {
      const { features, labels, isFlipped } = plantedFlips(seed);
      const { rows } = findLabelIssues(
        scoredLabels(labels, outOfFold(features, labels), 2),
        'both',
      );
      const right = rows.filter((i) => isFlipped[i] === 1).length;
      const flips = isFlipped.reduce((a, b) => a + b, 0);
      expect(right / rows.length).toBeGreaterThanOrEqual(0.93);
      expect(right / flips).toBeGreaterThanOrEqual(0.55);
    }
  });
});
