import {
  dawidSkene,
  majorityVote,
  ratesAgainstOthers,
  readerRates,
  readingsFromMatrix,
  withoutReader,
} from '@equipoise/annotation';
import { describe, expect, it } from 'vitest';
import { knownCrowd } from '../support.ts';

describe('a reader against the others', () => {
  it('is not judged by the own vote', () => {
    // A coin among two readers: with the own vote in it the reference flatters.
    const { readings } = knownCrowd({ cases: 600, skills: [0.9, 0.9, 0.5], seed: 4 });
    const vote = (others: typeof readings) => majorityVote(others).posterior;
    const own = readerRates(readings, vote(readings))[5]!.sensitivity.estimate.value!;
    const others = ratesAgainstOthers(readings, vote)[5]!.sensitivity.estimate.value!;
    expect(Math.abs(others - 0.5)).toBeLessThan(0.06);
    expect(own).toBeGreaterThan(others + 0.05);
  });

  it('leaves out cases that nobody else has read, and takes a hard reference when asked', () => {
    const readings = readingsFromMatrix([0, 0, 1, 1, 1, -1, 1, 0], 2, 2);
    const fuse = (others: typeof readings) => dawidSkene(others).posterior;
    const [first] = ratesAgainstOthers(readings, fuse, { isHard: true });
    expect(first!.sensitivity.answers + first!.specificity.answers).toBeCloseTo(3, 9);
    expect(withoutReader(readings, 0).label.length).toBe(3);
    expect([...withoutReader(readings, 1).starts]).toEqual([0, 1, 2, 3, 4]);
  });
});
