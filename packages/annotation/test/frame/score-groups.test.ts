import { randomStream } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import { scoresByGroup } from '../../src/frame/score-groups.ts';

/** Scores of cases, two or three a patient, groups in turn; `shift` lowers the last group. */
function study(seed: number, patientCount: number, groupCount: number, shift = 0) {
  const uniform = randomStream(seed, 77);
  const scores: number[] = [];
  const patients: number[] = [];
  const codes: number[] = [];
  for (let p = 0; p < patientCount; p++) {
    const group = p % groupCount;
    const own = 0.15 * (uniform() - 0.5);
    for (let c = 0; c < 2 + (p % 2); c++) {
      scores.push(0.8 + own + 0.1 * (uniform() - 0.5) - (group === groupCount - 1 ? shift : 0));
      patients.push(p);
      codes.push(group);
    }
  }
  return { scores, patients, codes };
}

describe('scores by group', () => {
  it('finds a planted difference and gives it as the difference of the means', () => {
    const { scores, patients, codes } = study(1, 120, 3, 0.1);
    const found = scoresByGroup(scores, patients, codes, 3, 0.95);
    const mean = (group: number): number =>
      found.groups.find((one) => one.group === group)!.mean.estimate.value!;
    for (const one of found.differences) {
      expect(one.difference).toBeCloseTo(mean(one.group) - mean(one.other), 12);
      expect(one.limits[0]).toBeLessThan(one.difference);
      expect(one.limits[1]).toBeGreaterThan(one.difference);
      const isPlanted = one.other === 2;
      expect(one.limits[0] > 0).toBe(isPlanted);
    }
    expect(found.differences).toHaveLength(3);
  });

  it('the limits of all differences hold together in 95 of 100 studies without a difference', () => {
    let missed = 0;
    const rounds = 40;
    for (let seed = 0; seed < rounds; seed++) {
      const { scores, patients, codes } = study(seed, 60, 3);
      const { differences } = scoresByGroup(scores, patients, codes, 3, 0.95);
      expect(differences).toHaveLength(3);
      if (differences.some(({ limits }) => limits[0] > 0 || limits[1] < 0)) missed++;
    }
    // More than 6 of 40 come in less than 1 of 100 runs where .05 holds; 14 of 300 were seen once.
    expect(missed).toBeLessThanOrEqual(6);
  });

  it('patients are the unit: cases given several times narrow nothing', () => {
    const { scores, patients, codes } = study(3, 60, 2);
    const once = scoresByGroup(scores, patients, codes, 2, 0.95).differences[0]!;
    const five = <T>(list: readonly T[]): T[] => [...list, ...list, ...list, ...list, ...list];
    const again = scoresByGroup(five(scores), five(patients), five(codes), 2, 0.95).differences[0]!;
    expect(again.limits[0]).toBeCloseTo(once.limits[0], 10);
    expect(again.limits[1]).toBeCloseTo(once.limits[1], 10);
  });

  it('small groups are listed with the reason; scores beyond 1 are not clipped', () => {
    const { patients, codes } = study(4, 60, 2);
    const scores = patients.map((p, at) => 10 * codes[at]! + (p % 7));
    const few = codes.map((code, at) => (patients[at]! < 6 ? 2 : code));
    const found = scoresByGroup(scores, patients, few, 3, 0.95, [0, Number.POSITIVE_INFINITY]);
    expect(found.groups.map((one) => one.leftOut)).toEqual([null, null, 'too-few-patients']);
    expect(found.differences).toHaveLength(1);
    expect(found.differences[0]!.difference).toBeLessThan(-8);
    expect(found.differences[0]!.limits[0]).toBeLessThan(found.differences[0]!.difference);
  });
});
