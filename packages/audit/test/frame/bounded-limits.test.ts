import { auditCatalog } from '@equipoise/audit';
import type { Estimate, Study, StudyPrediction } from '@equipoise/domain';
import { findMetric } from '@equipoise/metrics';
import { clopperPearson, randomStream } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import { meanOfShares } from '../../src/frame/bounded-limits.ts';
import { auditOne } from '../support/audit-one.ts';
import { makeSettings } from '../support/make-study.ts';
import { plainAttribute, plainPrediction, plainStudy } from '../support/odd-studies.ts';

const performance = auditCatalog.find((audit) => audit.id === 'performance')!;
const gaps = auditCatalog.find((audit) => audit.id === 'subgroup-gaps')!;

/** Decisions right with the given chance, classes as frequent as the shares say. */
function manyClasses(
  seed: number,
  rowCount: number,
  shares: readonly number[],
  right: number,
  extra: Partial<StudyPrediction> = {},
): Study {
  const uniform = randomStream(seed, 31);
  const label = Float64Array.from({ length: rowCount }, () => {
    let rest = uniform();
    const at = shares.findIndex((share) => {
      rest -= share;
      return rest < 0;
    });
    return Math.max(0, at);
  });
  const decision = Int32Array.from(label, (y) =>
    uniform() < right ? y : (y + 1 + Math.floor(uniform() * (shares.length - 1))) % shares.length,
  );
  const prediction = plainPrediction(label, label, {
    kind: 'multiclass',
    classes: shares.map((_, k) => `c${k}`),
    scores: null,
    decision,
    ...extra,
  });
  const codes = Int32Array.from({ length: rowCount }, () => (uniform() < 0.15 ? 1 : 0));
  return plainStudy([plainAttribute('group', codes, ['most', 'few'])], [prediction]);
}

const settings = makeSettings({
  replicates: 200,
  permutations: 0,
  metrics: ['balanced-accuracy', 'accuracy', 'macro-f1', 'kappa', 'mcc'],
});

function outside(estimates: readonly Estimate[]): readonly string[] {
  return estimates
    .filter((one) => one.low !== null && one.high !== null && one.value !== null)
    .filter(({ metric, versus, scale, low, high, value }) => {
      const [least, most] = findMetric(metric)!.range;
      const isGap = versus !== null;
      const from = scale === 'ratio' ? 0 : isGap ? least - most : least;
      const to = scale === 'ratio' ? Infinity : isGap ? most - least : most;
      return low! < from || high! > to || (!isGap && (low! > value! || high! < value!));
    })
    .map(({ id, low, high }) => `${id}: ${low} to ${high}`);
}

describe('limits of a whole task', () => {
  it.each([
    ['rare classes', 60, [0.9, 0.06, 0.04], 0.9],
    ['seven classes, a few rows', 40, [0.6, 0.1, 0.1, 0.1, 0.05, 0.03, 0.02], 0.7],
    ['hardly ever wrong', 80, [0.4, 0.3, 0.3], 0.99],
    ['never wrong', 60, [0.4, 0.3, 0.3], 1],
    ['always wrong', 60, [0.4, 0.3, 0.3], 0],
  ])('stay inside the declared range: %s', async (_name, rowCount, shares, right) => {
    for (const seed of [1, 2]) {
      for (const kind of ['multiclass', 'ordinal'] as const) {
        const study = manyClasses(seed, rowCount, shares, right, { kind });
        const own = (await auditOne(performance, study, settings)).estimates;
        const between = (await auditOne(gaps, study, settings)).estimates;
        expect(own.filter((one) => one.low !== null).length).toBeGreaterThan(0);
        expect(outside([...own, ...between])).toEqual([]);
      }
    }
  });

  it('a class with a handful of patients gives exact limits combined over the classes, and says so', async () => {
    const label = [...Array(50).fill(0), ...Array(4).fill(1)] as number[];
    const decision = Int32Array.from(label, (y, i) => (i < 10 ? 1 : y));
    const study = plainStudy(
      [],
      [
        plainPrediction(label, label, {
          kind: 'multiclass',
          classes: ['a', 'b'],
          scores: null,
          decision,
        }),
      ],
    );
    const { estimates } = await auditOne(performance, study, settings);
    const found = estimates.find(
      (one) => one.metric === 'balanced-accuracy' && one.class === null,
    )!;
    const [lowA, highA] = clopperPearson(40, 50);
    const [lowB] = clopperPearson(4, 4);
    expect(found.value).toBeCloseTo(0.9, 12);
    expect(found.low).toBeCloseTo(0.9 - Math.hypot(0.8 - lowA, 1 - lowB) / 2, 12);
    expect(found.high).toBeCloseTo(0.9 + (highA - 0.8) / 2, 12);
    expect(found.caution).toBe('few-patients-in-a-class');
    expect(found.method).toContain('MOVER');
  });

  it.each([
    [
      [9, 9, 9],
      [0.95, 0.95, 0.95],
    ],
    [
      [5, 5, 5],
      [0.9, 0.9, 0.9],
    ],
    [
      [30, 20, 4],
      [0.7, 0.8, 0.6],
    ],
  ])('classes of %j patients: 95 %% limits hold in at least 93 %% of studies', (sizes, chances) => {
    const uniform = randomStream(3, 8);
    const truth = chances.reduce((a, b) => a + b, 0) / chances.length;
    const studies = 2000;
    let held = 0;
    for (let r = 0; r < studies; r += 1) {
      const classes = sizes.map((patientCount, k) => {
        let hits = 0;
        for (let i = 0; i < patientCount; i += 1) if (uniform() < chances[k]!) hits += 1;
        return { patientCount, share: hits / patientCount };
      });
      const [low, high] = meanOfShares(classes, 0.95);
      if (low <= truth && truth <= high) held += 1;
    }
    expect(held / studies).toBeGreaterThan(0.93);
  });

  it('errors of a regression stay above 0 and r² below 1', async () => {
    const uniform = randomStream(9, 1);
    const label = Float64Array.from({ length: 14 }, () => uniform());
    const score = label.map((y, i) => (i === 3 ? y + 4 : y + 0.01 * uniform()));
    const study = plainStudy(
      [],
      [plainPrediction(label, score, { kind: 'regression', isProbability: false })],
    );
    const { estimates } = await auditOne(performance, study, { ...settings, metrics: [] });
    const rmse = estimates.find((one) => one.metric === 'rmse')!;
    expect(rmse.low).toBeGreaterThanOrEqual(0);
    expect(rmse.method).toContain('cut at the range');
    expect(outside(estimates)).toEqual([]);
  });

  it('with many patients in each class they lie where the clustered standard error puts them', async () => {
    const study = manyClasses(5, 3000, [0.4, 0.3, 0.3], 0.8);
    const { estimates } = await auditOne(performance, study, settings);
    const found = estimates.find(
      (one) =>
        one.metric === 'balanced-accuracy' &&
        one.class === null &&
        Object.keys(one.slice).length === 0,
    )!;
    expect(found.caution).toBeNull();
    expect(found.method).toContain('log-odds scale');
    expect((found.high! - found.low!) / (2 * found.standardError!)).toBeGreaterThan(1.7);
    expect((found.high! - found.low!) / (2 * found.standardError!)).toBeLessThan(2.3);
  });
});
