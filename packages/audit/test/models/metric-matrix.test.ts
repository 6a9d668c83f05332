import { auditCatalog } from '@equipoise/audit';
import { describe, expect, it } from 'vitest';
import { auditOne, evidenceOf } from '../support/audit-one.ts';
import { makeSettings } from '../support/make-study.ts';
import {
  fromCounts,
  oddStudies,
  plainAttribute,
  plainPrediction,
  plainStudy,
} from '../support/odd-studies.ts';

const spec = auditCatalog.find((audit) => audit.id === 'metric-matrix')!;
const settings = makeSettings({ replicates: 5, permutations: 0, metrics: ['balanced-accuracy'] });
const cells = [
  { tp: 36, fn: 4, fp: 4, tn: 36 },
  { tp: 32, fn: 8, fp: 8, tn: 32 },
  { tp: 28, fn: 12, fp: 12, tn: 28 },
];
const { label, score, codes } = fromCounts(cells);

describe('one metric, several ways of grouping', () => {
  it('says that the conclusion depends on the measure when two measures point the other way', async () => {
    const study = plainStudy(
      [
        plainAttribute('tone-a', codes, ['1', '2', '3'], { isOrdered: true }),
        plainAttribute(
          'tone-b',
          codes.map((c) => 2 - c),
          ['1', '2', '3'],
          { isOrdered: true },
        ),
      ],
      [plainPrediction(label, score)],
    );
    const { data } = evidenceOf(await auditOne(spec, study, settings), 'metric-matrix')[0]!;
    expect(data.columns).toEqual(['1', '2', '3']);
    expect(data.rows[0]!.values.map((value) => Number(value!.toFixed(12)))).toEqual([
      0.9, 0.8, 0.7,
    ]);
    expect(data.rows[1]!.values.map((value) => Number(value!.toFixed(12)))).toEqual([
      0.7, 0.8, 0.9,
    ]);
    expect(data.rows[0]!.counts).toEqual([80, 80, 80]);
    expect(data.conclusion).toContain('depends on how the attribute was measured');
    expect(data.conclusion).toContain('falls by 0.200 along tone-a, rises by 0.200 along tone-b');
  });

  it('says that the direction is the same where it is', async () => {
    const again = plainAttribute('tone-b', codes, ['x', 'y', 'z'], { isOrdered: true });
    const study = plainStudy(
      [plainAttribute('tone-a', codes, ['1', '2', '3'], { isOrdered: true }), again],
      [plainPrediction(label, score)],
    );
    expect(
      evidenceOf(await auditOne(spec, study, settings), 'metric-matrix')[0]!.data.conclusion,
    ).toContain('the direction is the same in each');
  });

  it('is the mean over models, each beside it', async () => {
    const attributes = ['tone-a', 'tone-b'].map((name) =>
      plainAttribute(name, codes, ['1', '2', '3'], { isOrdered: true }),
    );
    const perfect = plainPrediction(
      label,
      label.map((y) => (y === 1 ? 0.9 : 0.1)),
      { model: 'other' },
    );
    const found = await auditOne(
      spec,
      plainStudy(attributes, [plainPrediction(label, score), perfect]),
      {
        ...settings,
        thresholds: [...settings.thresholds, { ...settings.thresholds[0]!, model: 'other' }],
      },
    );
    const { data } = evidenceOf(found, 'metric-matrix')[0]!;
    expect(data.models).toEqual(['model', 'other']);
    expect(data.rows[0]!.values[2]).toBeCloseTo((0.7 + 1) / 2, 12);
    expect(data.rows[0]!.byModel[1]).toEqual([1, 1, 1]);
  });

  it('counts the confusion of a multiclass task', async () => {
    const study = oddStudies().get('multiclass, decisions only')!;
    const { data } = evidenceOf(await auditOne(spec, study, settings), 'confusion-matrix')[0]!;
    const prediction = study.predictions[0]!;
    const brute = [0, 1, 2].map((y) =>
      [0, 1, 2].map(
        (d) =>
          [...prediction.label.keys()].filter(
            (i) => prediction.label[i] === y && prediction.decision![i] === d,
          ).length,
      ),
    );
    expect(data).toEqual({ classes: ['a', 'b', 'c'], counts: brute });
  });
});
