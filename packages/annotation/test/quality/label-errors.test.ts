import {
  adjustedProbabilities,
  calibrateJoint,
  classOverlaps,
  confidenceWeightedEntropy,
  confidentJoint,
  costCurve,
  ensembleScores,
  explainSuspects,
  findLabelIssues,
  issueFilters,
  kthLargest,
  multilabelIssues,
  nearestNeighbours,
  neighbourDisagreement,
  noiseAgainst,
  noiseMatrices,
  noiseRateDifference,
  noiseRates,
  noiseTable,
  normalizedMargin,
  predictionCertainty,
  reasonSentence,
  type ScoredLabels,
  scoredLabels,
  segmentationScore,
  selfConfidence,
  typicality,
  worstFirst,
} from '@equipoise/annotation';
import { randomStream } from '@equipoise/stats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cautiousProbabilities } from '../../src/quality/cautious-probabilities.ts';
import { largestGap } from '../support.ts';

/** Labels with known flips and the exact probabilities of the flipped label. */
function flipped(
  rows: number,
  k: number,
  flip: number,
  seed: number,
): { input: ScoredLabels; truth: Int32Array } {
  const uniform = randomStream(seed, 3);
  const labels = new Int32Array(rows);
  const truth = new Int32Array(rows);
  const probabilities = new Float64Array(rows * k);
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    const clean = Float64Array.from({ length: k }, () => {
      const e = -Math.log(1 - uniform());
      const value = e * e * e * e * e * e;
      sum += value;
      return value;
    }).map((one) => one);
    for (let c = 0; c < k; c++) clean[c]! /= sum;
    let left = uniform();
    let c = 0;
    while (c < k - 1 && left >= clean[c]!) left -= clean[c++]!;
    truth[i] = c;
    labels[i] = uniform() < flip ? (c + 1 + Math.floor(uniform() * (k - 1))) % k : c;
    for (let j = 0; j < k; j++) {
      probabilities[i * k + j] = clean[j]! * (1 - flip) + ((1 - clean[j]!) * flip) / (k - 1);
    }
  }
  return { input: scoredLabels(labels, probabilities, k), truth };
}

const table = fc
  .tuple(
    fc.integer({ min: 2, max: 4 }),
    fc.integer({ min: 4, max: 40 }),
    fc.integer({ min: 1, max: 1e6 }),
  )
  .map(([k, rows, seed]) => flipped(rows, k, 0.2, seed).input);

describe('the confident joint', () => {
  it('keeps the label counts in its rows and the rows in its total', () => {
    fc.assert(
      fc.property(table, (input) => {
        const { calibrated, labelCounts, classCount: k } = confidentJoint(input);
        for (let g = 0; g < k; g++) {
          let sum = 0;
          for (let c = 0; c < k; c++) {
            const count = calibrated[g * k + c]!;
            expect(Number.isInteger(count) && count >= 0).toBe(true);
            sum += count;
          }
          expect(sum).toBe(labelCounts[g]);
        }
      }),
    );
  });

  it('does not change with the order of the rows and turns with the classes', () => {
    fc.assert(
      fc.property(table, (input) => {
        const { rowCount: n, classCount: k } = input;
        const reversed = scoredLabels(
          input.labels
            .slice()
            .reverse()
            .map((c) => k - 1 - c),
          input.probabilities.slice().reverse(),
          k,
        );
        const a = confidentJoint(input);
        const b = confidentJoint(reversed);
        expect([...b.raw]).toEqual([...a.raw].reverse());
        const known = (thresholds: Float64Array): Float64Array =>
          thresholds.map((one) => (Number.isNaN(one) ? -1 : one));
        const turnedBack = known(b.thresholds).reverse();
        expect(largestGap(turnedBack, known(a.thresholds))).toBeLessThan(1e-12);
        const rows = findLabelIssues(input, 'prune-by-noise-rate', a).rows;
        const turned = findLabelIssues(reversed, 'confident-learning', b).rows;
        expect(turned.length).toBe(findLabelIssues(input, 'confident-learning', a).rows.length);
        expect(rows.every((i) => i >= 0 && i < n)).toBe(true);
      }),
    );
  });

  it('excludes a class that no row is labelled with, and says so', () => {
    const joint = confidentJoint(scoredLabels([0, 0, 1], [0.1, 0.1, 0.8, 0.9, 0.1, 0, 0, 1, 0], 3));
    expect(joint.absentClasses).toEqual([2]);
    expect(joint.thresholds[2]).toBeNaN();
    expect(joint.confidentClass[0]).toBe(-1);
  });

  it('rounds half to even and puts the rest where rounding moved furthest', () => {
    expect([...calibrateJoint(Float64Array.of(1, 1, 0, 2), Float64Array.of(5, 2))]).toEqual([
      2, 3, 0, 2,
    ]);
    expect([
      ...calibrateJoint(Float64Array.of(1, 1, 1, 0, 0, 0, 0, 0, 0), Float64Array.of(5, 0, 0)).slice(
        0,
        3,
      ),
    ]).toEqual([1, 2, 2]);
  });

  it('gives the true noise of a simulated table', () => {
    const { input, truth } = flipped(20_000, 3, 0.1, 5);
    const joint = confidentJoint(input);
    const { noise } = noiseMatrices(joint.calibrated, 3);
    let wrong = 0;
    input.labels.forEach((c, i) => {
      if (truth[i] !== c) wrong++;
    });
    const estimated = 1 - [0, 4, 8].reduce((sum, at) => sum + joint.calibrated[at]!, 0) / 20_000;
    expect(wrong / 20_000).toBeCloseTo(0.1, 1);
    expect(Math.abs(estimated - 0.1)).toBeLessThan(0.06);
    expect(noise[0]).toBeGreaterThan(0.8);
  });
});

describe('the search for wrong labels', () => {
  it('finds flips with a precision far above their share, worst first above the rest', () => {
    const { input, truth } = flipped(3000, 3, 0.1, 7);
    const { rows } = findLabelIssues(input);
    const right = rows.filter((i) => truth[i] !== input.labels[i]).length;
    expect(right / rows.length).toBeGreaterThan(0.5);
    const ranked = worstFirst(rows, selfConfidence(input)).slice(0, 50);
    const first = ranked.filter((i) => truth[i] !== input.labels[i]).length;
    expect(first / 50).toBeGreaterThan(right / rows.length);
  });

  it('both is the cut of two filters, and every filter leaves clean data alone', () => {
    fc.assert(
      fc.property(table, (input) => {
        const joint = confidentJoint(input);
        const one = new Set(findLabelIssues(input, 'prune-by-noise-rate', joint).rows);
        const two = new Set(findLabelIssues(input, 'prune-by-class', joint).rows);
        expect(findLabelIssues(input, 'both', joint).rows).toEqual(
          [...one].filter((i) => two.has(i)),
        );
      }),
    );
    const clean = scoredLabels([0, 1, 0, 1], [0.9, 0.1, 0.1, 0.9, 0.9, 0.1, 0.1, 0.9], 2);
    for (const filter of issueFilters) expect(findLabelIssues(clean, filter).rows).toEqual([]);
  });

  it('works on one class, one row and an empty table', () => {
    for (const filter of issueFilters) {
      expect(findLabelIssues(scoredLabels([0, 0], [1, 1], 1), filter).rows).toEqual([]);
      expect(findLabelIssues(scoredLabels([0], [0.2, 0.8], 2), filter).rows.length).toBeLessThan(2);
      expect(findLabelIssues(scoredLabels([], [], 2), filter).rows).toEqual([]);
    }
  });

  it('refuses labels outside the classes and numbers that are no probabilities', () => {
    expect(() => scoredLabels([2], [0.5, 0.5], 2)).toThrow(/bad-code/);
    expect(() => scoredLabels([-1], [0.5, 0.5], 2)).toThrow(/bad-code/);
    expect(() => scoredLabels([0], [1.5, 0.5], 2)).toThrow(/not-a-probability/);
    expect(() => scoredLabels([0], [0.5], 2)).toThrow(/length-mismatch/);
  });

  it('the k-th largest is that of a sorted copy', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 60 }),
        fc.nat(),
        (list, at) => {
          const k = 1 + (at % list.length);
          const sorted = [...list].sort((a, b) => b - a);
          expect(kthLargest(Float64Array.from(list), k)).toBe(sorted[k - 1]);
        },
      ),
    );
  });
});

describe('scores of labels', () => {
  it('lie in 0 to 1 and are worst where the given class has probability 0', () => {
    fc.assert(
      fc.property(table, (input) => {
        for (const scores of [
          selfConfidence(input),
          normalizedMargin(input),
          confidenceWeightedEntropy(input),
        ]) {
          for (const score of scores) expect(score >= 0 && score <= 1 + 1e-12).toBe(true);
        }
        const adjusted = adjustedProbabilities(input, confidentJoint(input).thresholds);
        for (const score of selfConfidence(adjusted)) expect(score >= 0 && score <= 1).toBe(true);
      }),
    );
    const hopeless = scoredLabels([0], [0, 1], 2);
    expect(confidenceWeightedEntropy(hopeless)[0]).toBe(0);
    expect(confidenceWeightedEntropy(scoredLabels([1], [0, 1], 2))[0]).toBe(1);
  });

  it('an ensemble of equals is its member, and a useless model has no say', () => {
    const { input } = flipped(50, 2, 0.1, 2);
    expect(largestGap(ensembleScores([input, input]), selfConfidence(input))).toBeLessThan(1e-12);
    const wrongWay = scoredLabels([0, 1], [0, 1, 1, 0], 2);
    const right = scoredLabels([0, 1], [0.9, 0.1, 0.2, 0.8], 2);
    expect([...ensembleScores([wrongWay, right])]).toEqual([0.9, 0.8]);
    expect([...ensembleScores([wrongWay])]).toEqual([0, 0]);
  });

  it('of a mask is pulled to its worst voxels', () => {
    const map = [0.9, 0.9, 0.9, 0.1, 0.1, 0.1, 0.1, 0.9];
    expect(segmentationScore([0, 0, 0, 0], map)).toBeLessThan(0.15);
    expect(segmentationScore([0, 0, 0, 1], map)).toBeCloseTo(0.9, 12);
    expect(segmentationScore([], [])).toBe(1);
    expect(() => segmentationScore([2], [0.5, 0.5])).toThrow(/bad-code/);
  });

  it('of several findings follow the worst finding', () => {
    const { scores } = multilabelIssues([1, 0, 1, 0], [0.9, 0.1, 0.9, 0.95], 2);
    expect(scores[1]).toBeLessThan(scores[0]!);
    expect(() => multilabelIssues([1, 0, 1], [1, 0, 1], 2)).toThrow(/length-mismatch/);
  });

  it('overlaps are counted in both directions', () => {
    const joint = confidentJoint(flipped(400, 3, 0.2, 9).input);
    const overlaps = classOverlaps(joint);
    expect(overlaps).toHaveLength(3);
    expect(overlaps[0]!.count).toBeGreaterThanOrEqual(overlaps[2]!.count);
    const [a, b] = overlaps[0]!.pair;
    expect(overlaps[0]!.count).toBe(joint.calibrated[a * 3 + b]! + joint.calibrated[b * 3 + a]!);
  });
});

describe('neighbours', () => {
  it('are the nearest others, by Euclidean distance up to three dimensions', () => {
    const near = nearestNeighbours([0, 1, 3, 10], 1, 2);
    expect([...near.index.slice(0, 2)]).toEqual([1, 2]);
    expect([...near.distance.slice(6)]).toEqual([7, 9]);
    const usual = typicality(near, 4);
    expect(worstFirst([0, 1, 2, 3], usual)[0]).toBe(3);
    expect([...neighbourDisagreement(near, [0, 0, 1, 1])]).toEqual([0.5, 0.5, 1, 0.5]);
  });

  it('do not mind the length of a vector above three dimensions', () => {
    const near = nearestNeighbours([1, 0, 0, 0, 5, 0, 0, 0.1, 0, 1, 0, 0.5], 4, 1);
    expect([...near.index]).toEqual([1, 0, 1]);
  });

  it('have a value for a single row and for equal rows', () => {
    expect([...typicality(nearestNeighbours([1], 1, 3), 1)]).toEqual([1]);
    expect([...typicality(nearestNeighbours([2, 2, 2], 1, 2), 3)]).toEqual([1, 1, 1]);
    expect([...predictionCertainty([0.5, 0.5, 1, 0], 2)]).toEqual([0, 1]);
  });
});

describe('noise rates', () => {
  it('against adjudicated labels are shares per given class and group, with clustered limits', () => {
    const rates = noiseAgainst([1, 1, 1, 0, 0, -1], [1, 0, 1, 0, -1, 1], 2, {
      groups: [0, 0, 1, 1, -1, 0],
      patients: ['a', 'b', 'c', 'd', 'e', 'f'],
    });
    const at = (group: number, label: number): (typeof rates)[number] =>
      rates.find((one) => one.group === group && one.label === label)!;
    expect(at(-1, 1).rate.estimate.value).toBeCloseTo(1 / 3, 12);
    expect(at(0, 1).rate.estimate.value).toBe(0.5);
    expect(at(-1, 0)).toMatchObject({ undecidedCount: 1 });
    expect(at(0, 0).rate.estimate).toEqual({ value: null, reason: 'no-rows' });
    const gap = noiseRateDifference(at(0, 1), at(1, 1));
    expect(gap.estimate.value).toBe(0.5);
    expect(noiseRateDifference(at(0, 0), at(1, 1)).estimate).toEqual({
      value: null,
      reason: 'undefined-rate',
    });
  });

  it('estimated from the model are near the planted ones, higher in the noisier group', () => {
    const one = flipped(6000, 2, 0.05, 3);
    const two = flipped(6000, 2, 0.25, 4);
    const input = scoredLabels(
      [...one.input.labels, ...two.input.labels],
      [...one.input.probabilities, ...two.input.probabilities],
      2,
    );
    const groups = Int32Array.from({ length: 12_000 }, (_, i) => (i < 6000 ? 0 : 1));
    const rates = noiseRates(input, confidentJoint(input), { groups });
    const whole = (group: number): number =>
      rates.find((r) => r.group === group && r.label === -1)!.rate.estimate.value!;
    expect(whole(1)).toBeGreaterThan(whole(0) + 0.05);
    for (const { rate } of rates) {
      expect(rate.limits![0]).toBeLessThanOrEqual(rate.estimate.value!);
      expect(rate.limits![1]).toBeGreaterThanOrEqual(rate.estimate.value!);
    }
  });

  it('of a group against all others are those of two groups, patients in several groups too', () => {
    const uniform = randomStream(8);
    const whole = (below: number): number => Math.floor(uniform() * below);
    const column = (below: number, least = 0): Int32Array =>
      Int32Array.from({ length: 500 }, () => least + whole(below - least));
    const [labels, truth] = [column(3, -1), column(3, -1)];
    const [patients, groups] = [column(90), column(4)];
    const table = noiseTable(labels, truth, 3, patients);
    for (const missing of [-1, 2]) {
      for (let group = 0; group < 4; group++) {
        const two = groups.map((code) => (code === group ? 0 : code === missing ? -1 : 1));
        const options = { patients, groups: two, groupCount: 2, level: 0.9 };
        const wanted = noiseAgainst(labels, truth, 3, options).filter(
          (one) => one.group >= 0 && one.label === -1,
        );
        expect(table.againstRest(groups, group, missing, 0.9)).toEqual(wanted);
      }
    }
    const texts = Array.from(patients, (code) => `p${code}`);
    expect(noiseTable(labels, truth, 3, texts).rates({ groups })).toEqual(table.rates({ groups }));
  });

  it('refuse columns of unequal length', () => {
    expect(() => noiseAgainst([0], [0, 1], 2)).toThrow(/length-mismatch/);
  });
});

describe('the cost curve', () => {
  const order = Int32Array.from({ length: 100 }, (_, i) => i);

  it('adds up the probabilities, with limits that hold it and never pass n', () => {
    const wrong = Float64Array.from({ length: 100 }, (_, i) => 1 - i / 100);
    const { points } = costCurve(order, wrong);
    expect(points.map((one) => one.n)).toEqual([1, 2, 5, 10, 20, 50, 100]);
    expect(points[1]!.expectedWrong).toBeCloseTo(1.99, 12);
    for (const { n, expectedWrong, limits } of points) {
      expect(limits[0]).toBeGreaterThanOrEqual(0);
      expect(limits[0]).toBeLessThanOrEqual(expectedWrong);
      expect(limits[1]).toBeGreaterThanOrEqual(expectedWrong);
      expect(limits[1]).toBeLessThanOrEqual(n);
    }
  });

  it('holds the true number of wrong labels in about 95 of 100 simulations, when probabilities need a shift', () => {
    const uniform = randomStream(31);
    const wrong = Float64Array.from({ length: 100 }, (_, i) => 0.9 - 0.008 * i);
    let covered = 0;
    const runs = 400;
    for (let b = 0; b < runs; b++) {
      // Truth is half as likely, in odds; thirty labels of the list have been reviewed.
      const isWrong = wrong.map((p) => (uniform() < p / (p + 2 * (1 - p)) ? 1 : 0));
      const reviewed = isWrong.map((one) => (uniform() < 0.3 ? one : -1));
      const { points } = costCurve(order, wrong, { reviewed, at: [100] });
      const total = isWrong.reduce((a, one) => a + one, 0);
      const [low, high] = points[0]!.limits;
      if (low <= total && total <= high) covered++;
    }
    expect(covered / runs).toBeGreaterThan(0.92);
    expect(covered / runs).toBeLessThan(0.98);
  });

  it('is known where everything is reviewed, and wider where a patient has many labels', () => {
    const wrong = new Float64Array(100).fill(0.5);
    const reviewed = wrong.map((_, i) => i % 2);
    const all = costCurve(order, wrong, { reviewed, at: [100] }).points[0]!;
    expect(all.expectedWrong).toBe(50);
    expect(all.limits).toEqual([50, 50]);
    const patients = order.map((i) => i % 10);
    const apart = costCurve(order, wrong, { patients, at: [100], withinPatient: 0 }).points[0]!
      .limits;
    const together = costCurve(order, wrong, { patients, at: [100] }).points[0]!.limits;
    expect(together[1] - together[0]).toBeGreaterThan(2.5 * (apart[1] - apart[0]));
    expect(() => costCurve(order, wrong, { withinPatient: 2 })).toThrow(/bad-argument/);
  });

  it('cautious probabilities are right on average over a whole table', () => {
    const { input, truth } = flipped(20_000, 2, 0.15, 8);
    const wrong = cautiousProbabilities(input, confidentJoint(input));
    let expected = 0;
    let seen = 0;
    wrong.forEach((p, i) => {
      expect(p >= 0 && p <= 1).toBe(true);
      expected += p;
      if (truth[i] !== input.labels[i]) seen++;
    });
    expect(Math.abs(expected - seen) / 20_000).toBeLessThan(0.04);
  });
});

describe('reasons for a suspect', () => {
  it('name the other class, the neighbours and the readers, the worst label first', () => {
    const input = scoredLabels(
      [0, 0, 0, 1, 1, 1],
      [0.9, 0.1, 0.8, 0.2, 0.1, 0.9, 0.2, 0.8, 0.1, 0.9, 0.6, 0.4],
      2,
    );
    const joint = confidentJoint(input);
    const suspects = explainSuspects(input, joint, [5, 2], {
      neighbourShare: [0, 0, 0.8, 0, 0, 0.2],
      consensus: [0, 0, 1, 1, 1, 1],
      consensusShare: [1, 1, 0.75, 1, 1, 1],
      typicality: [1, 1, 0.01, 1, 1, 1],
    });
    expect(suspects.map((one) => one.at)).toEqual([2, 5]);
    expect(suspects[0]!.suggested).toBe(1);
    expect(suspects[0]!.reasons.map((one) => one.code)).toEqual([
      'other-class-confident',
      'prefers-other-class',
      'low-self-confidence',
      'neighbours-differ',
      'readers-differ',
      'unusual-case',
    ]);
    const sentences = suspects[0]!.reasons.map((one) =>
      reasonSentence(one, (c) => ['clear', 'opacity'][c]!),
    );
    expect(sentences[0]).toBe(
      'The model gives opacity 90 %; rows labelled so have 70 % on average.',
    );
    expect(sentences[4]).toBe('75 % of the readers say opacity.');
  });
});
