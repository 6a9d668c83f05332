import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averageOdds } from '../../src/fairness/average-odds.ts';
import { differentialFairness } from '../../src/fairness/differential-fairness.ts';
import { gapBootstrap } from '../../src/fairness/gap-bootstrap.ts';
import { summariseGaps } from '../../src/fairness/gaps.ts';
import {
  betweenGroupEntropy,
  generalisedEntropy,
  theilIndex,
} from '../../src/fairness/generalised-entropy.ts';
import { compareCodePoints, encodeGroups, MISSING_GROUP } from '../../src/fairness/group-codes.ts';
import { crossGroups, groupMetrics, groupMetricsWithin } from '../../src/fairness/group-metrics.ts';
import { parity } from '../../src/fairness/parity.ts';
import { randomStream } from '../../src/random.ts';
import { none, some } from '../../src/value.ts';

const rows = fc.array(
  fc.record({
    y: fc.constantFrom(0, 1),
    pred: fc.constantFrom(0, 1),
    group: fc.constantFrom('a', 'b', 'c'),
  }),
  { minLength: 1, maxLength: 40 },
);

describe('encodeGroups', () => {
  it('orders labels by code point and keeps missing apart from a recorded unknown', () => {
    const groups = encodeGroups(['>65', null, '40-65', 'unknown', '<40', undefined, 'Z', 'a']);
    expect(groups.labels).toEqual(['40-65', '<40', '>65', 'Z', 'a', 'unknown', MISSING_GROUP]);
    expect(groups.missingCode).toBe(6);
    expect([...groups.codes]).toEqual([2, 6, 0, 5, 1, 6, 3, 4]);
    expect(compareCodePoints('\uffff', '\u{10000}')).toBeLessThan(0);
  });
});

describe('groupMetrics', () => {
  it('relabelling groups permutes the results and leaves the gaps', () => {
    fc.assert(
      fc.property(rows, (data) => {
        const y = data.map((r) => r.y);
        const pred = data.map((r) => r.pred);
        const rename: Record<string, string> = { a: 'z', b: 'y', c: 'x' };
        const one = groupMetrics(y, pred, encodeGroups(data.map((r) => r.group)));
        const two = groupMetrics(y, pred, encodeGroups(data.map((r) => rename[r.group]!)));
        one.labels.forEach((label, g) => {
          const other = two.labels.indexOf(rename[label]!);
          expect(two.byGroup.tpr[other]).toEqual(one.byGroup.tpr[g]);
        });
        expect(two.gaps.tpr.differenceBetween).toEqual(one.gaps.tpr.differenceBetween);
        expect(two.gaps.accuracy.ratioToOverall).toEqual(one.gaps.accuracy.ratioToOverall);
      }),
    );
  });

  it('a group without positives has no TPR, leaves the gap and is listed', () => {
    const m = groupMetrics([1, 1, 1, 0], [1, 0, 1, 0], encodeGroups(['a', 'a', 'b', 'c']));
    expect(m.byGroup.tpr[2]).toEqual({ value: null, reason: 'no-positives' });
    expect(m.gaps.tpr.differenceBetween.value).toBe(0.5);
    expect(m.gaps.tpr.undefinedPlaces).toEqual([2]);
  });

  it('whole weights are repeated rows', () => {
    const groups = ['a', 'b', 'a', 'b', 'b'];
    const weighted = groupMetrics(
      [1, 1, 0, 0, 1],
      [1, 0, 0, 1, 1],
      encodeGroups(groups),
      [2, 1, 1, 3, 1],
    );
    const repeated = groupMetrics(
      [1, 1, 1, 0, 0, 0, 0, 1],
      [1, 1, 0, 0, 1, 1, 1, 1],
      encodeGroups(['a', 'a', 'b', 'a', 'b', 'b', 'b', 'b']),
    );
    expect(weighted.byGroup).toEqual(repeated.byGroup);
  });

  it('within a level of a control only its own groups appear', () => {
    const levels = groupMetricsWithin(
      [1, 1, 1],
      [1, 0, 1],
      encodeGroups(['a', 'b', 'a']),
      encodeGroups(['M', 'M', 'F']),
    );
    expect(levels.map((l) => [l.label, l.metrics.labels])).toEqual([
      ['F', ['a']],
      ['M', ['a', 'b']],
    ]);
  });

  it('crossing attributes keeps missing values as a level', () => {
    expect(
      crossGroups([
        ['F', 'M', null],
        [1, 2, 1],
      ]).labels,
    ).toEqual([`${MISSING_GROUP}|1`, 'F|1', 'M|2']);
  });

  it('refuses labels other than 0 and 1 and uneven columns', () => {
    const groups = encodeGroups(['a', 'b']);
    expect(() => groupMetrics([1, 2], [1, 0], groups)).toThrow(/stats\/bad-argument/);
    expect(() => groupMetrics([1], [1, 0], groups)).toThrow(/stats\/length-mismatch/);
  });
});

describe('summariseGaps', () => {
  it('says why there is no gap', () => {
    expect(summariseGaps([], some(1)).differenceBetween.reason).toBe('no-defined-group');
    expect(summariseGaps([some(0.5), none('x')], some(0.5)).differenceBetween.reason).toBe(
      'one-defined-group',
    );
    expect(summariseGaps([some(0), some(0)], some(0)).ratioBetween.reason).toBe('zero-over-zero');
    expect(summariseGaps([some(0), some(0.5)], some(0.3)).ratioToOverall.value).toBe(0);
    expect(summariseGaps([some(0.4)], some(0.4)).isSingleGroup).toBe(true);
  });
});

describe('parity', () => {
  it('equalised odds is the worse of the two gaps and has no value without either', () => {
    fc.assert(
      fc.property(rows, (data) => {
        const groups = encodeGroups(data.map((r) => r.group));
        const p = parity(
          data.map((r) => r.y),
          data.map((r) => r.pred),
          groups,
        );
        const worst = p.equalizedOddsDifference.value;
        if (worst === null) return;
        expect(worst).toBeGreaterThanOrEqual(p.equalOpportunityDifference.value!);
        expect(worst).toBeGreaterThanOrEqual(p.equalizedOddsDifferenceMean.value!);
      }),
    );
  });
});

describe('individual and outcome indices', () => {
  it('equal benefits have no entropy; between-group entropy is at most the whole', () => {
    expect(generalisedEntropy([1, 1, 1]).value).toBe(0);
    expect(theilIndex([2, 2]).value).toBe(0);
    expect(generalisedEntropy([0, 0]).reason).toBe('no-benefit');
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 2, maxLength: 20 }),
        (b) => {
          const whole = generalisedEntropy(b).value;
          if (whole === null) return;
          const codes = b.map((_, i) => i % 3);
          expect(betweenGroupEntropy(b, codes).value!).toBeLessThanOrEqual(whole + 1e-12);
        },
      ),
    );
  });

  it('differential fairness is 0 for equal rates and has no value for an empty cell without smoothing', () => {
    expect(differentialFairness([5, 10], [10, 20], 0).value).toBe(0);
    expect(differentialFairness([0, 10], [10, 20], 0).reason).toBe('empty-cell');
    expect(differentialFairness([], []).reason).toBe('no-group');
  });

  it('average odds has no value when a side lacks a class', () => {
    expect(averageOdds([1, 1, 0], [1, 0, 0], [1, 0, 1]).error.reason).toBe('undefined-rate');
  });
});

describe('gapBootstrap', () => {
  it('shows the upward drift of a gap without any true difference, and the null beside it', () => {
    const u = randomStream(12);
    const n = 1200;
    const codes = Int32Array.from({ length: n }, (_, i) => i % 8);
    const isHit = Uint8Array.from({ length: n }, () => (u() < 0.8 ? 1 : 0));
    const plan = {
      codes,
      groupCount: 8,
      isHit,
      isCounted: new Uint8Array(n).fill(1),
      replicateCount: 500,
      shuffleCount: 300,
      seed: 2,
    };
    const { summary, nullMean } = gapBootstrap(plan);
    const gap = summary.estimate.value!;
    expect(nullMean.value!).toBeGreaterThan(0.05);
    expect(summary.mean.value!).toBeGreaterThan(gap);
    expect(Math.abs(gap - nullMean.value!)).toBeLessThan(0.08);
    expect(gapBootstrap(plan).summary).toEqual(summary);
  });

  it('drops and counts replicates in which a group has no denominator; patients are drawn whole', () => {
    const plan = {
      codes: [0, 0, 0, 1],
      groupCount: 2,
      isHit: [1, 0, 1, 1],
      isCounted: [1, 1, 1, 1],
      replicateCount: 200,
      seed: 1,
    };
    expect(gapBootstrap(plan).summary.invalidCount).toBeGreaterThan(20);
    const whole = gapBootstrap({ ...plan, cluster: [0, 0, 0, 0] });
    expect(whole.summary.invalidCount).toBe(0);
    expect(whole.summary.se.value).toBe(0);
  });
});
