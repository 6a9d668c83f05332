import { describe, expect, it } from 'vitest';
import { standardise } from '../../src/fairness/standardise.ts';
import { randomStream } from '../../src/random.ts';

/** Rows whose success depends on the stratum alone, with group-dependent mix and several rows a patient. */
function study(
  seed: number,
  patients: number,
): {
  numerator: number[];
  denominator: number[];
  group: number[];
  stratum: number[];
  cluster: number[];
} {
  const u = randomStream(41, seed);
  const rows = {
    numerator: [],
    denominator: [],
    group: [],
    stratum: [],
    cluster: [],
  } as ReturnType<typeof study>;
  for (let p = 0; p < patients; p++) {
    const group = p % 2;
    const stratum = u() < (group === 0 ? 0.7 : 0.3) ? 0 : 1;
    const images = 1 + Math.floor(u() * 4);
    const shift = u() < 0.5 ? 0.1 : -0.1;
    for (let i = 0; i < images; i++) {
      rows.numerator.push(u() < (stratum === 0 ? 0.85 : 0.55) + shift ? 1 : 0);
      rows.denominator.push(1);
      rows.group.push(group);
      rows.stratum.push(stratum);
      rows.cluster.push(p);
    }
  }
  return rows;
}

describe('standardise', () => {
  it('a gap of case mix alone vanishes, and its interval covers 0 about as often as it says', () => {
    const runs = 400;
    let covered = 0;
    let crude = 0;
    let adjusted = 0;
    for (let r = 0; r < runs; r++) {
      const gap = standardise({ ...study(r, 300), groupCount: 2, stratumCount: 2 }).gap(0, 1);
      crude += gap.crude.value! / runs;
      adjusted += gap.standardised.value! / runs;
      if (gap.limits![0] <= 0 && gap.limits![1] >= 0) covered++;
    }
    expect(crude).toBeGreaterThan(0.1);
    expect(Math.abs(adjusted)).toBeLessThan(0.01);
    expect(covered / runs).toBeGreaterThan(0.915);
    expect(covered / runs).toBeLessThan(0.985);
  });

  it('the standard error of the standardised value carries the error of the mix: it matches simulation', () => {
    const values: number[] = [];
    let mean = 0;
    for (let r = 0; r < 400; r++) {
      const result = standardise({ ...study(1000 + r, 200), groupCount: 2, stratumCount: 2 });
      values.push(result.groups[0]!.standardised.value!);
      mean += result.groups[0]!.se.value! / 400;
    }
    const centre = values.reduce((a, b) => a + b) / values.length;
    const sd = Math.sqrt(values.reduce((a, v) => a + (v - centre) * (v - centre), 0) / 399);
    expect(mean / sd).toBeGreaterThan(0.88);
    expect(mean / sd).toBeLessThan(1.12);
  });

  it('with a given standard mix it is the weighted mean of stratum rates', () => {
    const result = standardise({
      numerator: [1, 0, 1, 1, 0, 1],
      denominator: [1, 1, 1, 1, 1, 1],
      group: [0, 0, 0, 1, 1, 1],
      stratum: [0, 0, 1, 0, 1, 1],
      groupCount: 2,
      stratumCount: 2,
      reference: [1, 3],
    });
    expect(result.groups[0]!.standardised.value).toBeCloseTo(0.25 * 0.5 + 0.75, 12);
    expect(result.groups[1]!.standardised.value).toBeCloseTo(0.25 + 0.75 * 0.5, 12);
  });

  it('strata that a group lacks are left out and their share is told', () => {
    const result = standardise({
      numerator: [1, 0, 1, 1],
      denominator: [1, 1, 1, 1],
      group: [0, 0, 1, 0],
      stratum: [0, 0, 0, 1],
      groupCount: 2,
      stratumCount: 2,
    });
    expect(result.sharedStrata).toEqual([0]);
    expect(result.outsideSupport).toBeCloseTo(0.25, 12);
    const none = standardise({
      numerator: [1, 0],
      denominator: [1, 1],
      group: [0, 1],
      stratum: [0, 1],
      groupCount: 3,
      stratumCount: 2,
    });
    expect(none.groups[0]!.standardised.reason).toBe('no-shared-stratum');
    expect(none.groups[2]!.crude.reason).toBe('no-rows');
    expect(none.gap(0, 1).se.reason).toBe('no-shared-stratum');
  });
});
