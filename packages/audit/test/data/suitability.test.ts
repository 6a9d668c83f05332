import { auditCatalog } from '@equipoise/audit';
import { describe, expect, it } from 'vitest';
import { auditOne, evidenceOf } from '../support/audit-one.ts';
import { makeSettings } from '../support/make-study.ts';
import { fromCounts, plainAttribute, plainPrediction, plainStudy } from '../support/odd-studies.ts';

const spec = auditCatalog.find((audit) => audit.id === 'metric-suitability')!;

async function notes(cells: Parameters<typeof fromCounts>[0], metrics: readonly string[]) {
  const { label, score, codes } = fromCounts(cells);
  const study = plainStudy(
    [
      plainAttribute(
        'site',
        codes,
        cells.map((_, k) => `s${k}`),
      ),
    ],
    [plainPrediction(label, score)],
  );
  return evidenceOf(
    await auditOne(spec, study, makeSettings({ replicates: 5, permutations: 0, metrics })),
    'suitability',
  ).flatMap((entry) => entry.data.notes);
}

describe('metric suitability', () => {
  it('warns of accuracy where under a tenth is positive, and says what calling nobody would reach', async () => {
    const [note] = await notes(
      [
        { tp: 4, fn: 1, fp: 5, tn: 90 },
        { tp: 4, fn: 1, fp: 5, tn: 90 },
      ],
      ['accuracy', 'sensitivity'],
    );
    expect(note).toMatchObject({ metric: 'accuracy', severity: 'warning' });
    expect(note!.sentence).toContain(
      '5.0 % of cases are positive: calling nobody positive would already be 95.0 % accurate',
    );
  });

  it('warns of PPV where prevalence differs between levels, not of sensitivity', async () => {
    const found = await notes(
      [
        { tp: 40, fn: 10, fp: 5, tn: 45 },
        { tp: 16, fn: 4, fp: 8, tn: 72 },
      ],
      ['ppv', 'sensitivity', 'specificity'],
    );
    expect(found.filter((note) => note.severity === 'warning').map((note) => note.metric)).toEqual([
      'ppv',
    ]);
    expect(found[0]!.sentence).toContain('from 20.0 % to 50.0 % over site');
  });

  it('is silent on a balanced study with equal prevalence', async () => {
    expect(
      await notes(
        [
          { tp: 40, fn: 10, fp: 5, tn: 45 },
          { tp: 40, fn: 10, fp: 5, tn: 45 },
        ],
        ['accuracy', 'ppv', 'sensitivity'],
      ),
    ).toEqual([]);
  });
});
