import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  againstConsensus,
  measurementsFromRows,
  nearDuplicateReaders,
  nearDuplicateSources,
  onlyReaders,
  pairMatrix,
  pairwiseAgreement,
  pairwiseMeasurements,
  rangeByReaders,
  repeatedReadings,
  variabilityByReaders,
} from '../../src/agreement/index.ts';
import { randomStream } from '../../src/index.ts';
import { drawPanel, fromRows, type Panel } from './samples.ts';

const panel: Panel = {
  patients: 150,
  unitsUpTo: 2,
  noise: [0.4, 0.4, 0.4, 0.4],
  lean: [0, 0, 0, 0],
  cuts: [0.8],
  missing: 0,
};

describe('pairs of readers', () => {
  it('are exchanged with the readers: kappa stays, shares swap', () => {
    const ratings = drawPanel({ ...panel, missing: 0.2 }, 1);
    const [plain] = pairwiseAgreement(onlyReaders(ratings, [0, 1]));
    const [turned] = pairwiseAgreement(onlyReaders(ratings, [1, 0]));
    expect(turned!.kappa.value).toBeCloseTo(plain!.kappa.value!, 12);
    expect(turned!.firstShares).toEqual(plain!.secondShares);
    expect(turned!.unitCount).toBe(plain!.unitCount);
  });

  it('without a common unit have no value, and their cell of the matrix is NaN', () => {
    const pairs = pairwiseAgreement(
      fromRows(
        [
          [0, null, 1],
          [null, 1, 1],
        ],
        2,
      ),
    );
    expect(pairs[0]!.kappa).toEqual({ value: null, reason: 'no-units' });
    const matrix = pairMatrix(pairs, 3, (pair) => pair.percent);
    expect(matrix[1]).toBeNaN();
    expect(matrix[2]).toBe(0);
    expect(matrix[5]).toBe(1);
    expect(matrix[7]).toBe(1);
  });

  it('of measurements show the mean difference with its sign', () => {
    const [pair] = pairwiseMeasurements(
      measurementsFromRows([
        [1, 2],
        [2, 3],
        [4, 5],
        [7, null],
      ]),
    );
    expect(pair!.meanDifference.value).toBe(-1);
    expect(pair!.meanAbsoluteDifference.value).toBe(1);
    expect(pair!.pearson.value).toBeCloseTo(1, 12);
  });
});

describe('a reader against the majority of the others', () => {
  it('is judged without itself: with three readers the odd one out has no sole majority to meet', () => {
    const [first, second] = againstConsensus(
      fromRows(
        [
          [1, 0, 0],
          [1, 1, 1],
          [0, 0, 1],
        ],
        2,
      ),
    );
    expect(first!.unitCount).toBe(2);
    expect(first!.tiedCount).toBe(1);
    expect(first!.agreement.estimate.value).toBeCloseTo(0.5, 12);
    expect(second!.tiedCount).toBe(2);
  });

  it('has sensitivity and specificity with intervals that count patients', () => {
    const results = againstConsensus(drawPanel({ ...panel, noise: [0.2, 0.2, 0.2, 1.5] }, 4));
    const sensitivity = results.map((one) => one.byCategory[1]!.sensitivity.estimate.value!);
    expect(sensitivity[3]).toBeLessThan(Math.min(...sensitivity.slice(0, 3)));
    const { limits, clusters, rows } = results[0]!.byCategory[1]!.sensitivity;
    expect(limits![0]).toBeLessThan(sensitivity[0]!);
    expect(clusters).toBeLessThan(rows);
    expect(results[0]!.byCategory[0]!.sensitivity.estimate).toEqual(
      results[0]!.byCategory[1]!.specificity.estimate,
    );
  });

  it('counts units with too few others apart', () => {
    const [first] = againstConsensus(
      fromRows(
        [
          [1, 0, null],
          [1, 1, 1],
        ],
        2,
      ),
    );
    expect(first!.fewOthersCount).toBe(1);
    expect(first!.unitCount).toBe(1);
    const [lone] = againstConsensus(fromRows([[1]], 2));
    expect(lone!.agreement.estimate.value).toBeNull();
    expect(lone!.kappa).toEqual({ value: null, reason: 'no-units' });
    expect(() => againstConsensus(fromRows([[1]], 2), { fewestOthers: 0 })).toThrow(/bad-argument/);
  });
});

describe('near duplicates', () => {
  function copies(share: number, seed: number) {
    const ratings = drawPanel(
      { ...panel, noise: [0.5, 0.5, 0.5, 0.5, 0.5], lean: [0, 0, 0, 0, 0] },
      seed,
    );
    const uniform = randomStream(seed, 7);
    const codes = ratings.codes.slice();
    for (let u = 0; u < ratings.unitCount; u++)
      if (uniform() < share) codes[u * 5 + 4] = codes[u * 5 + 1]!;
    return nearDuplicateReaders({ ...ratings, codes });
  }
  const verdict = (pairs: ReturnType<typeof copies>, first: number, second: number) =>
    pairs.find((pair) => pair.first === first && pair.second === second)!.verdict;

  it('are named, exact or not, and honest readers of the same cases are not', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const exact = copies(1, seed);
      expect(verdict(exact, 1, 4)).toBe('identical');
      expect(exact.filter((pair) => pair.verdict !== 'separate')).toHaveLength(1);
      expect(verdict(copies(0.93, seed), 1, 4)).not.toBe('separate');
      expect(copies(0, seed).filter((pair) => pair.verdict !== 'separate')).toHaveLength(0);
    }
  });

  it('are not proven by two columns that nearly always say no', () => {
    const never = new Float64Array(200);
    const once = never.slice();
    once[3] = 1;
    const [pair] = nearDuplicateSources([[once], [once]]);
    expect(pair!.columns[0]!.verdict).toBe('uninformative');
    expect(pair!.verdict).toBe('separate');
    expect(nearDuplicateSources([[never], [never]])[0]!.verdict).toBe('separate');
  });

  it('tell blank cells from answers, and share some columns', () => {
    const a = Float64Array.from({ length: 60 }, (_, i) => i % 3);
    const holes = a.map((x, i) => (i % 5 === 0 ? Number.NaN : x));
    const other = a.map((_, i) => (i * i) % 3);
    const [pair] = nearDuplicateSources([
      [a, a, a],
      [a, holes, other],
    ]);
    expect(pair!.columns.map((column) => column.verdict)).toEqual([
      'identical',
      'equal-where-common',
      'separate',
    ]);
    expect(pair!.verdict).toBe('related');
    expect(pair!.sharedCount).toBe(2);
    expect(pair!.columns[1]!.oneBlankCount).toBe(12);
  });

  it('see measured numbers that are equal in most rows', () => {
    const uniform = randomStream(3);
    const a = Float64Array.from({ length: 300 }, () => uniform());
    const b = a.map((x, i) => (i % 4 === 0 ? uniform() : x));
    const c = a.map(() => uniform());
    const pairs = nearDuplicateSources([[a], [b], [c]]);
    expect(pairs.map((pair) => pair.verdict)).toEqual(['related', 'separate', 'separate']);
  });

  it('with hardly any common rows stay open', () => {
    expect(nearDuplicateSources([[[0, 1]], [[0, 1]]])[0]!.columns[0]!.verdict).toBe('too-few');
  });
});

describe('variability by readers', () => {
  it('is the mean over all subsets of readers', () => {
    const cell = fc.integer({ min: 0, max: 2 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell, cell), { minLength: 1, maxLength: 15 }),
        (rows) => {
          const curve = variabilityByReaders(fromRows(rows, 3));
          const subsets = [
            [0, 1, 2],
            [0, 1, 3],
            [0, 2, 3],
            [1, 2, 3],
          ];
          const majority = (votes: readonly number[]): number[] => {
            const counts = [0, 1, 2].map((k) => votes.filter((v) => v === k).length);
            const most = Math.max(...counts);
            const winners = counts.filter((c) => c === most).length;
            return counts.map((c) => (c === most ? 1 / winners : 0));
          };
          let stable = 0;
          let range = 0;
          let rangeAll = 0;
          for (const row of rows) {
            const all = majority(row);
            rangeAll += Math.max(...row) - Math.min(...row);
            for (const subset of subsets) {
              const votes = subset.map((g) => row[g]!);
              const part = majority(votes);
              stable += part.reduce((sum, p, k) => sum + p * all[k]!, 0) / 4;
              range += (Math.max(...votes) - Math.min(...votes)) / 4;
            }
          }
          expect(curve[1]!.majorityStability.value).toBeCloseTo(stable / rows.length, 10);
          if (rangeAll > 0) expect(curve[1]!.rangeCaptured.value).toBeCloseTo(range / rangeAll, 10);
        },
      ),
    );
  });

  it('rises to 1 where all units have all readings', () => {
    const curve = variabilityByReaders(drawPanel(panel, 9));
    expect(curve.map((one) => one.k)).toEqual([2, 3, 4]);
    const captured = curve.map((one) => one.disagreementCaptured.value!);
    expect(captured[0]).toBeLessThan(captured[1]!);
    expect(captured[2]).toBeCloseTo(1, 12);
  });

  it('looks at units with enough readings, or at the same ones throughout', () => {
    const ratings = drawPanel({ ...panel, missing: 0.3 }, 9);
    const each = variabilityByReaders(ratings);
    expect(each[0]!.unitCount).toBeGreaterThan(each[2]!.unitCount);
    const same = variabilityByReaders(ratings, { fewestReadings: 4 });
    expect(new Set(same.map((one) => one.unitCount)).size).toBe(1);
    expect(variabilityByReaders(ratings, { largestPanel: 3 })).toHaveLength(2);
  });

  it('has nothing to capture where nobody disagrees, and nothing at all of single readings', () => {
    const [pair] = variabilityByReaders(
      fromRows(
        [
          [1, 1],
          [0, 0],
        ],
        2,
      ),
    );
    expect(pair!.disagreementCaptured.reason).toBe('no-disagreement');
    expect(pair!.majorityStability.value).toBe(1);
    expect(variabilityByReaders(fromRows([[1, null]], 2))).toEqual([]);
  });
});

describe('the range of measurements by readers', () => {
  it('is that of the ratings where every number is a category', () => {
    const number = fc.integer({ min: 0, max: 9 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(number, number, number), { minLength: 1, maxLength: 9 }),
        (rows) => {
          const ranges = rangeByReaders(measurementsFromRows(rows));
          variabilityByReaders(fromRows(rows, 10)).forEach((one, i) => {
            expect(ranges[i]!.k).toBe(one.k);
            expect(ranges[i]!.rangeCaptured.value ?? -1).toBeCloseTo(
              one.rangeCaptured.value ?? -1,
              10,
            );
          });
        },
      ),
    );
  });

  it('of one reader or nothing is nothing', () => {
    expect(rangeByReaders(measurementsFromRows([[1], [2]]))).toEqual([]);
    expect(rangeByReaders(measurementsFromRows([]))).toEqual([]);
    expect(rangeByReaders(measurementsFromRows([[1, null]]))).toEqual([]);
  });
});

describe('repeated readings', () => {
  it('turn a reader who read twice into two readings of one unit, with its patient', () => {
    const ratings = repeatedReadings({
      unit: [0, 1, 0, 1, 2, 2],
      reader: [0, 0, 0, 1, 1, 1],
      value: [1, 0, 1, 1, 0, 1],
      categoryCount: 2,
      patients: [5, 6, 5],
    });
    expect(ratings.unitCount).toBe(2);
    expect(ratings.patientCount).toBe(1);
    expect(Array.from(ratings.codes)).toEqual([1, 1, 0, 1]);
    expect(
      repeatedReadings({ unit: [0], reader: [0], value: [1], categoryCount: 2 }).unitCount,
    ).toBe(0);
  });
});
