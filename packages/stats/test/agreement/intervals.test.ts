import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AgreementCoefficient,
  agreementByGroup,
  agreementInterval,
  agreementSummary,
  chanceCorrectedAgreement,
  cohenKappa,
  concordanceCorrelation,
  fleissKappa,
  intraclassCorrelations,
  krippendorffAlpha,
  leaveReaderOut,
  measurementsFromRatings,
  onlyReaders,
  onlyUnits,
  ordinalCoefficients,
  patientStatistic,
  type Ratings,
  ratingsFromTable,
} from '../../src/agreement/index.ts';
import { agreementLimits, jackknifeSpread } from '../../src/agreement/jackknife-limits.ts';
import { drawCounts } from '../../src/index.ts';
import { drawPanel, fromRows, type Panel } from './samples.ts';

const panel: Panel = {
  patients: 40,
  unitsUpTo: 3,
  noise: [0.5, 0.6, 0.8],
  lean: [0, 0.2, -0.2],
  cuts: [-0.6, 0.2, 1],
  missing: 0.15,
};
const complete: Panel = { ...panel, missing: 0 };
const coefficients: AgreementCoefficient[] = [
  { kind: 'percent' },
  { kind: 'percent', weights: 'linear' },
  { kind: 'gwet' },
  { kind: 'gwet', weights: 'ordinal' },
  { kind: 'fleiss', weights: 'quadratic' },
  { kind: 'brennan-prediger' },
  { kind: 'conger', weights: 'linear' },
  { kind: 'light' },
  { kind: 'krippendorff', metric: 'nominal' },
  { kind: 'krippendorff', metric: 'ordinal' },
  { kind: 'krippendorff', metric: 'interval' },
  { kind: 'krippendorff', metric: 'ratio' },
  { kind: 'icc-one-way' },
  { kind: 'icc-agreement' },
  { kind: 'icc-consistency' },
];

/** The ratings with patient p taken counts[p] times, each copy a patient of its own. */
function repeatPatients(ratings: Ratings, counts: ArrayLike<number>): Ratings {
  const k = ratings.readerCount;
  const cells: number[] = [];
  const patients: number[] = [];
  let patient = 0;
  for (let p = 0; p < ratings.patientCount; p++)
    for (let copy = 0; copy < counts[p]!; copy++, patient++)
      for (let u = 0; u < ratings.unitCount; u++) {
        if (ratings.patients[u] !== p) continue;
        const row = new Array<number>(k).fill(-1);
        for (let i = ratings.starts[u]!; i < ratings.starts[u + 1]!; i++)
          row[ratings.readers[i]!] = ratings.codes[i]!;
        cells.push(...row);
        patients.push(patient);
      }
  return ratingsFromTable(cells, k, { categoryCount: ratings.categories.length, patients });
}

describe('a coefficient over patients', () => {
  it('has the value of the direct computation', () => {
    const ratings = drawPanel(panel, 3);
    const table = chanceCorrectedAgreement(ratings);
    const value = (coefficient: AgreementCoefficient, of = ratings): number =>
      patientStatistic(of, coefficient).estimate;
    expect(value({ kind: 'percent' })).toBeCloseTo(table.percent.value.value!, 12);
    expect(value({ kind: 'gwet' })).toBeCloseTo(table.gwet.value.value!, 12);
    expect(value({ kind: 'fleiss' })).toBeCloseTo(table.fleiss.value.value!, 12);
    expect(value({ kind: 'conger' })).toBeCloseTo(table.conger.value.value!, 12);
    expect(value({ kind: 'light' })).toBeCloseTo(fleissKappa(ratings).light.value!, 12);
    for (const metric of ['nominal', 'ordinal', 'interval', 'ratio'] as const)
      expect(value({ kind: 'krippendorff', metric })).toBeCloseTo(
        krippendorffAlpha(ratings, metric).alpha.value!,
        11,
      );
    const icc = intraclassCorrelations(measurementsFromRatings(ratings));
    expect(value({ kind: 'icc-one-way' })).toBeCloseTo(icc.oneWay.value.value!, 11);
    expect(value({ kind: 'icc-agreement' })).toBeCloseTo(icc.agreement.value.value!, 11);
    expect(value({ kind: 'icc-consistency' })).toBeCloseTo(icc.consistency.value.value!, 11);
    const two = onlyReaders(drawPanel(complete, 3), [2, 0]);
    const { values } = measurementsFromRatings(two);
    const a = values.filter((_, i) => i % 2 === 0);
    const b = values.filter((_, i) => i % 2 === 1);
    expect(value({ kind: 'cohen', weights: 'linear' }, two)).toBeCloseTo(
      cohenKappa(a, b, 4).linear.kappa.value!,
      12,
    );
    expect(value({ kind: 'concordance' }, two)).toBeCloseTo(
      concordanceCorrelation(a, b).concordance.value!,
      11,
    );
  });

  it('is the same for drawn patients as for copied data, and without a patient as without its data', () => {
    const ratings = drawPanel({ ...panel, patients: 15 }, 4);
    const counts = new Int32Array(15);
    for (const coefficient of coefficients) {
      const statistic = patientStatistic(ratings, coefficient);
      for (let b = 0; b < 3; b++) {
        drawCounts(9, 0, b, 15, counts);
        expect(statistic.resampled(counts)).toBeCloseTo(
          patientStatistic(repeatPatients(ratings, counts), coefficient).estimate,
          10,
        );
      }
      const left = statistic.leaveOneOut();
      const seven = onlyUnits(ratings, (u) => ratings.patients[u] !== 7);
      expect(left[7]).toBeCloseTo(patientStatistic(seven, coefficient).estimate, 10);
    }
  });

  it('works for an ordinal alpha of very many values too', () => {
    const values = Array.from({ length: 240 }, (_, i) => (i >> 1) * 1.7 + ((i * 7) % 11));
    const patients = Array.from({ length: 120 }, (_, u) => u >> 1);
    const ratings = ratingsFromTable(values, 2, { patients });
    expect(ratings.categories.length).toBeGreaterThan(40);
    const statistic = patientStatistic(ratings, { kind: 'krippendorff', metric: 'ordinal' });
    expect(statistic.estimate).toBeCloseTo(krippendorffAlpha(ratings, 'ordinal').alpha.value!, 12);
    const without = onlyUnits(ratings, (u) => patients[u] !== 5);
    expect(statistic.leaveOneOut()[5]).toBeCloseTo(
      krippendorffAlpha(without, 'ordinal').alpha.value!,
      11,
    );
    const interval = agreementInterval(ratings, { kind: 'krippendorff', metric: 'ordinal' });
    expect(interval.limits![0]).toBeLessThan(statistic.estimate);
  });

  it('has a linearised error close to that of the jackknife', () => {
    const ratings = drawPanel({ ...panel, patients: 150 }, 5);
    for (const coefficient of coefficients) {
      const statistic = patientStatistic(ratings, coefficient);
      const ones = new Int32Array(statistic.patientCount).fill(1);
      const linearised = statistic.resampledWithError!(ones).standardError;
      const jackknifed = jackknifeSpread(statistic.leaveOneOut())!.standardError;
      expect(Math.abs(Math.log(linearised / jackknifed))).toBeLessThan(0.06);
    }
  });

  it('has about the error of single units where each unit is a patient', () => {
    const ratings = drawPanel({ ...complete, patients: 200, unitsUpTo: 1 }, 6);
    const table = chanceCorrectedAgreement(ratings);
    const se = (kind: 'gwet' | 'fleiss' | 'conger'): number =>
      agreementInterval(ratings, { kind }).se.value!;
    expect(se('fleiss')).toBeCloseTo(table.fleiss.se.value!, 3);
    expect(se('gwet')).toBeCloseTo(table.gwet.se.value!, 3);
    expect(se('conger')).toBeCloseTo(table.conger.se.value!, 3);
  });

  it('refuses a two-reader coefficient of three readers', () => {
    const ratings = drawPanel(panel, 1);
    expect(() => patientStatistic(ratings, { kind: 'cohen' })).toThrow(/compares two readers/);
    expect(() => patientStatistic(ratings, { kind: 'concordance' })).toThrow(/two readers/);
  });
});

describe('an interval of agreement', () => {
  it('holds its estimate, by every method and over every sampled thing', () => {
    const ratings = drawPanel(panel, 8);
    for (const coefficient of coefficients) {
      for (const method of ['jackknife', 'percentile', 'bca', 'studentised'] as const) {
        const { estimate, limits } = agreementInterval(ratings, coefficient, {
          method,
          replicates: 200,
        });
        expect(limits![0]).toBeLessThan(estimate.value!);
        expect(limits![1]).toBeGreaterThan(estimate.value!);
        expect(limits![1]).toBeLessThanOrEqual(1);
      }
      for (const over of ['readers', 'both'] as const) {
        const { estimate, limits } = agreementInterval(ratings, coefficient, { over });
        expect(limits![0]).toBeLessThan(estimate.value!);
        expect(limits![1]).toBeGreaterThan(estimate.value!);
      }
    }
  });

  it('is as wide for copied units of the same patients, and narrower when copies count as patients', () => {
    const ratings = drawPanel({ ...complete, patients: 40, unitsUpTo: 1 }, 2);
    const copies = repeatPatients(ratings, new Int32Array(40).fill(3));
    const asOne = {
      ...copies,
      patients: copies.patients.map((p) => Math.floor(p / 3)),
      patientCount: 40,
    };
    const width = (of: Ratings): number => {
      const { limits } = agreementInterval(of, { kind: 'fleiss' });
      return limits![1] - limits![0];
    };
    expect(width(asOne)).toBeCloseTo(width(ratings), 9);
    expect(width(copies)).toBeLessThan(0.7 * width(ratings));
  });

  it('takes the same seed to the same limits and another seed to others', () => {
    const ratings = drawPanel(panel, 8);
    const limits = (seed: number) =>
      agreementInterval(ratings, { kind: 'gwet' }, { method: 'percentile', replicates: 100, seed })
        .limits;
    expect(limits(1)).toEqual(limits(1));
    expect(limits(1)).not.toEqual(limits(2));
  });

  it('without any disagreement ends where the number of patients allows', () => {
    const rows = Array.from({ length: 30 }, (_, i) => [i % 2, i % 2, i % 2]);
    const percent = agreementInterval(fromRows(rows, 2), { kind: 'percent' });
    expect(percent.method).toBe('no-disagreement');
    // Exact binomial: 0.025^(1/30).
    expect(percent.limits![0]).toBeCloseTo(Math.exp(Math.log(0.025) / 30), 12);
    const kappa = agreementInterval(fromRows(rows, 2), { kind: 'fleiss' });
    expect(kappa.limits![0]).toBeCloseTo(1 - 2 * (1 - percent.limits![0]), 12);
    expect(agreementInterval(fromRows(rows, 2), { kind: 'icc-agreement' }).reason).toBe(
      'no-spread',
    );
  });

  it('says why there is none', () => {
    const reason = (rows: (number | null)[][], patients?: number[]) => {
      const result = agreementInterval(fromRows(rows, 2, patients), { kind: 'fleiss' });
      expect(result.limits).toBeNull();
      return result.reason;
    };
    expect(reason([])).toBe('no-pairs');
    expect(
      reason([
        [null, null],
        [0, null],
      ]),
    ).toBe('no-pairs');
    expect(
      reason([
        [1, 1],
        [1, 1],
        [1, 1],
      ]),
    ).toBe('no-variation');
    expect(
      reason(
        [
          [1, 0],
          [1, 1],
          [0, 0],
        ],
        [0, 0, 0],
      ),
    ).toBe('one-patient');
    const two = agreementInterval(
      fromRows(
        [
          [1, 0],
          [1, 1],
          [0, 0],
        ],
        2,
      ),
      { kind: 'fleiss' },
      { over: 'readers' },
    );
    expect(two.reason).toBe('too-few-readers');
    expect(() =>
      agreementInterval(fromRows([[1, 0]], 2), { kind: 'fleiss' }, { over: 'both', method: 'bca' }),
    ).toThrow(/found by the jackknife/);
    expect(() =>
      agreementInterval(fromRows([[1, 0]], 2), { kind: 'fleiss' }, { level: 1 }),
    ).toThrow(/stats\/bad-argument/);
  });

  it('never throws nor gives NaN on whatever readings there are', () => {
    const cell = fc.option(fc.integer({ min: 0, max: 2 }), { freq: 3 });
    const rows = fc.array(fc.tuple(cell, cell, cell), { maxLength: 12 });
    fc.assert(
      fc.property(rows, fc.constantFrom(...coefficients), (rows, coefficient) => {
        const ratings = fromRows(rows.length > 0 ? rows : [[null, null, null]], 3);
        for (const over of ['patients', 'readers', 'both'] as const) {
          const result = agreementInterval(ratings, coefficient, { over });
          if (result.estimate.value === null) expect(result.reason).toBeDefined();
          else expect(result.estimate.value).not.toBeNaN();
          if (result.limits === null) expect(result.reason).toBeDefined();
          else for (const limit of result.limits) expect(limit).not.toBeNaN();
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is wider on both sides of a more uncertain estimate and stays below 1', () => {
    const [low, high] = agreementLimits(0.9, 0.08, 20, 0.95);
    expect(high).toBeLessThan(1);
    expect(0.9 - low).toBeGreaterThan(high - 0.9);
    const plain = agreementLimits(-1, 0.1, 20, 0.95);
    expect((plain[0] + plain[1]) / 2).toBeCloseTo(-1, 12);
  });
});

describe('a summary', () => {
  it('shows prevalence and bias beside kappa and each category', () => {
    const summary = agreementSummary(drawPanel(panel, 1), ordinalCoefficients);
    expect(summary.coefficients).toHaveLength(ordinalCoefficients.length);
    expect(summary.byCategory).toHaveLength(4);
    expect(Array.from(summary.prevalence.shares).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(summary.missingCount).toBeGreaterThan(0);
  });
});

describe('leaving a reader out', () => {
  it('raises agreement most for the reader who guesses', () => {
    const ratings = drawPanel(
      { ...complete, patients: 120, noise: [0.3, 0.3, 4, 0.3], lean: [0, 0, 0, 0] },
      2,
    );
    const influence = leaveReaderOut(ratings, { kind: 'fleiss' });
    const changes = influence.map((one) => one.change.value!);
    expect(changes.indexOf(Math.max(...changes))).toBe(2);
    expect(influence[2]!.limits![0]).toBeGreaterThan(0);
    const rest = chanceCorrectedAgreement(onlyReaders(ratings, [0, 1, 3])).fleiss.value.value!;
    expect(influence[2]!.without.value).toBeCloseTo(rest, 12);
  });

  it('needs two others', () => {
    const [one] = leaveReaderOut(fromRows([[0, 1]], 2), { kind: 'fleiss' });
    expect(one!.without).toEqual({ value: null, reason: 'too-few-readers' });
  });
});

describe('agreement by group of patients', () => {
  function twoGroups(noise: number, seed: number): { ratings: Ratings; group: Int32Array } {
    const good = drawPanel({ ...complete, patients: 80, noise: [0.3, 0.3, 0.3] }, seed);
    const bad = drawPanel({ ...complete, patients: 80, noise: [noise, noise, noise] }, seed + 100);
    const cells = [good, bad].flatMap((r) => Array.from(r.codes));
    const patients = [...good.patients, ...bad.patients.map((p) => p + 80)];
    return {
      ratings: ratingsFromTable(cells, 3, { categoryCount: 4, patients }),
      group: Int32Array.from({ length: 160 }, (_, p) => (p < 80 ? 0 : 1)),
    };
  }

  it('finds worse labels in one group and stays silent about equal ones', () => {
    const worse = twoGroups(1.2, 1);
    const found = agreementByGroup(worse.ratings, worse.group, { kind: 'fleiss' });
    expect(found.differences).toHaveLength(1);
    expect(found.differences[0]!.limits[0]).toBeGreaterThan(0);
    expect(found.differences[0]!.adjustedP).toBeLessThan(0.001);
    const same = twoGroups(0.3, 1);
    const [silent] = agreementByGroup(same.ratings, same.group, { kind: 'fleiss' }).differences;
    expect(silent!.limits[0]).toBeLessThan(0);
    expect(silent!.limits[1]).toBeGreaterThan(0);
    expect(silent!.unadjustedP).toBeGreaterThan(0.05);
  });

  it('turns its signs when the groups are exchanged', () => {
    const { ratings, group } = twoGroups(0.6, 2);
    const [plain] = agreementByGroup(ratings, group, { kind: 'gwet' }).differences;
    const turned = agreementByGroup(
      ratings,
      group.map((g) => 1 - g),
      { kind: 'gwet' },
    ).differences[0]!;
    expect(turned.difference.value).toBeCloseTo(-plain!.difference.value!, 12);
    expect(turned.limits[0]).toBeCloseTo(-plain!.limits[1], 9);
    expect(turned.adjustedP).toBeCloseTo(plain!.adjustedP, 9);
  });

  it('gives simultaneous limits wider than single ones, and p-values that tell the same', () => {
    const ratings = drawPanel({ ...panel, patients: 160 }, 3);
    const group = Int32Array.from({ length: 160 }, (_, p) => (p % 5) - 1);
    const result = agreementByGroup(ratings, group, { kind: 'krippendorff', metric: 'ordinal' });
    expect(result.groups).toHaveLength(4);
    expect(result.differences).toHaveLength(6);
    for (const one of result.differences) {
      expect(one.limits[0]).toBeLessThan(one.ownLimits[0]);
      expect(one.limits[1]).toBeGreaterThan(one.ownLimits[1]);
      expect(one.limits[0]).toBeGreaterThanOrEqual(-2);
      expect(one.limits[1]).toBeLessThanOrEqual(2);
      expect(one.adjustedP).toBeGreaterThanOrEqual(one.unadjustedP);
      const holdsZero = one.ownLimits[0] <= 0 && one.ownLimits[1] >= 0;
      expect(one.unadjustedP > 0.05).toBe(holdsZero);
    }
    expect(result.ungroupedUnitCount).toBeGreaterThan(0);
    const against = agreementByGroup(ratings, group, { kind: 'gwet' }, { reference: 2 });
    expect(against.differences.map((one) => one.other)).toEqual([2, 2, 2]);
    expect(against.criticalValue).toBeLessThan(result.criticalValue!);
  });

  it('compares a group without any disagreement too', () => {
    const { ratings, group } = twoGroups(1.2, 4);
    const equal = { ...ratings, codes: ratings.codes.slice() };
    for (let u = 0; u < ratings.unitCount; u++)
      if (group[ratings.patients[u]!] === 0)
        for (let i = ratings.starts[u]!; i < ratings.starts[u + 1]!; i++)
          equal.codes[i] = ratings.codes[ratings.starts[u]!]!;
    const result = agreementByGroup(equal, group, { kind: 'fleiss' });
    expect(result.groups[0]!.interval.method).toBe('no-disagreement');
    expect(result.differences[0]!.limits[0]).toBeGreaterThan(0);
  });

  it('leaves groups of few patients or of hardly any rare answer out, with a reason', () => {
    const ratings = drawPanel({ ...panel, patients: 60 }, 3);
    const group = Int32Array.from({ length: 60 }, (_, p) => (p < 5 ? 2 : p % 2));
    const result = agreementByGroup(ratings, group, { kind: 'gwet' });
    expect(result.groups[2]!.leftOut).toBe('too-few-patients');
    expect(result.differences).toHaveLength(1);
    const rare = drawPanel({ ...panel, patients: 60, cuts: [2.2] }, 3);
    const left = agreementByGroup(rare, group, { kind: 'fleiss' });
    expect(left.groups[0]!.leftOut).toBe('too-few-informative-patients');
    const nobody = agreementByGroup(ratings, new Int32Array(60).fill(-1), { kind: 'gwet' });
    expect(nobody.criticalValue).toBeNull();
    expect(() => agreementByGroup(ratings, [0], { kind: 'gwet' })).toThrow(
      /stats\/length-mismatch/,
    );
  });
});
