import { randomStream } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import { surest, wrongChances } from '../../src/label-errors/wrong-chances.ts';
import { confidentJoint } from '../../src/quality/confident-joint.ts';
import { findLabelIssues } from '../../src/quality/find-issues.ts';
import { scoredLabels } from '../../src/quality/label-scores.ts';

/** A calibrated model on two normal classes `distance` apart; labels flip at the given rates. */
function simulated(distance: number, flipNegative: number, flipPositive: number) {
  const uniform = randomStream(21, 4);
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const rows = 4000;
  const labels = new Int32Array(rows);
  const truth = new Int32Array(rows);
  const probabilities = new Float64Array(2 * rows);
  for (let i = 0; i < rows; i++) {
    const t = Number(uniform() < 0.3);
    const x = normal() + distance * t;
    const odds = 0.3 * Math.exp(distance * x - (distance * distance) / 2);
    const own = odds / (odds + 0.7);
    truth[i] = t;
    labels[i] = uniform() < (t === 1 ? flipPositive : flipNegative) ? 1 - t : t;
    const p = own * (1 - flipPositive) + (1 - own) * flipNegative;
    probabilities[2 * i] = 1 - p;
    probabilities[2 * i + 1] = p;
  }
  const input = scoredLabels(labels, probabilities, 2);
  const joint = confidentJoint(input);
  const { rows: suspects } = findLabelIssues(input, 'prune-by-noise-rate', joint);
  const chances = wrongChances(input, joint, suspects);
  const sum = (of: ArrayLike<number>): number => Array.from(of).reduce((a, b) => a + b, 0);
  return {
    suspects,
    wrong: suspects.filter((i) => truth[i] !== labels[i]).length,
    middle: sum(chances.middle),
    low: sum(chances.low),
    high: sum(chances.high),
    chances,
  };
}

describe('how probably a suspect label is wrong', () => {
  it.each([
    [4, 0.05, 0.05],
    [4, 0.02, 0.2],
    [4, 0.1, 0.1],
    [2.5, 0.05, 0.05],
    [2.5, 0.02, 0.2],
    [2.5, 0.1, 0.1],
  ])(
    'with a good model (distance %s, flips %s and %s) the sum is near what is wrong',
    (d, a, b) => {
      const { wrong, middle, low, high } = simulated(d, a, b);
      expect(low).toBeLessThan(wrong);
      expect(high).toBeGreaterThan(0.85 * wrong);
      // Within a quarter below (well parted classes) and two fifths above (overlapping ones).
      expect(middle / wrong).toBeGreaterThan(0.75);
      expect(middle / wrong).toBeLessThan(1.4);
    },
  );

  it('clean labels and a good model: nearly nothing is called wrong', () => {
    const { middle } = simulated(4, 0, 0);
    expect(middle).toBeLessThan(5);
  });

  it('a known limit: a weak model on clean labels is believed too much', () => {
    const { wrong, middle } = simulated(1.5, 0, 0);
    expect(wrong).toBe(0);
    expect(middle).toBeGreaterThan(50);
  });

  it('stays between 0 and 1, low below high, and is never certain', () => {
    const { chances } = simulated(2.5, 0.1, 0.1);
    chances.middle.forEach((middle, i) => {
      expect(chances.low[i]!).toBeGreaterThanOrEqual(0);
      expect(chances.low[i]!).toBeLessThanOrEqual(chances.high[i]!);
      expect(chances.high[i]!).toBeLessThanOrEqual(1);
      expect(middle).toBeLessThanOrEqual(surest);
    });
  });
});
