import { auditCatalog } from '@equipoise/audit';
import { auroc, randomStream } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import { auditOne, evidenceOf } from '../support/audit-one.ts';
import { makeSettings, makeStudy } from '../support/make-study.ts';
import { fromCounts, plainAttribute, plainPrediction, plainStudy } from '../support/odd-studies.ts';

const spec = auditCatalog.find((audit) => audit.id === 'acquisition-fields')!;
const settings = makeSettings({
  replicates: 5,
  permutations: 0,
  metrics: ['sensitivity', 'specificity'],
});
const cells = [
  { tp: 50, fn: 50, fp: 10, tn: 90 },
  { tp: 90, fn: 10, fp: 10, tn: 290 },
  { tp: 10, fn: 10, fp: 10, tn: 10 },
  { tp: 162, fn: 18, fp: 50, tn: 950 },
];
const { label, score, codes } = fromCounts(cells);
const study = plainStudy(
  [
    plainAttribute(
      'sex',
      codes.map((c) => c >> 1),
      ['F', 'M'],
    ),
    plainAttribute(
      'view',
      codes.map((c) => c & 1),
      ['AP', 'PA'],
      { role: 'acquisition' },
    ),
  ],
  [plainPrediction(label, score)],
);

describe('acquisition fields', () => {
  it('the crude gap stands beside the gap within the field', async () => {
    const { data } = evidenceOf(await auditOne(spec, study, settings), 'acquisition')[0]!;
    const row = data.within.find(
      (entry) => entry.attribute === 'sex' && entry.metric === 'sensitivity' && entry.level === 'F',
    )!;
    expect(row.crude.value).toBeCloseTo(140 / 200 - 172 / 200, 12);
    expect(row.within.value).toBeCloseTo(0, 12);
  });

  it('prevalence by level and the AUROC of the label from the field alone', async () => {
    const { data } = evidenceOf(await auditOne(spec, study, settings), 'acquisition')[0]!;
    const byView = (view: number): number =>
      label.filter((y, i) => (codes[i]! & 1) === view && y === 1).length /
      label.filter((_, i) => (codes[i]! & 1) === view).length;
    expect(data.rows.map((row) => row.prevalence.value)).toEqual([
      expect.closeTo(byView(0), 12),
      expect.closeTo(byView(1), 12),
    ]);
    const alone = codes.map((c) => byView(c & 1));
    expect(data.labelAuroc.value).toBeCloseTo(auroc(label, alone).value!, 12);
    expect(data.labelAuroc.low!).toBeGreaterThan(0.5);
  });

  it('says what AP films mostly are, that severity is not in the table, and judges nothing', async () => {
    const [finding] = (await auditOne(spec, study, settings)).findings;
    expect(finding).toMatchObject({
      verdict: 'not-assessable',
      reason: 'tied-to-the-label',
      attribute: 'view',
    });
    expect(finding!.sentence).toContain('bedside films');
    expect(finding!.sentence).toContain('severity itself is not in the table');
  });

  it('flags a field that agrees with the label in nine of ten cases, in at least 90 of 100 studies', async () => {
    let flagged = 0;
    for (let run = 0; run < 100; run += 1) flagged += await tiedFields(run, 250, true);
    expect(flagged).toBeGreaterThanOrEqual(90);
  });

  it('stays silent on two fields without a tie: at most 5 % of studies, by a binomial bound', async () => {
    let alarms = 0;
    for (let run = 0; run < 100; run += 1) alarms += Math.min(1, await tiedFields(run, 150, false));
    // P(X > 12) = .0005 for 100 studies at 5 %.
    expect(alarms).toBeLessThanOrEqual(12);
  });
});

/** How many fields are flagged in one simulated study whose patients differ in prevalence. */
async function tiedFields(seed: number, patients: number, isTied: boolean): Promise<number> {
  const base = makeStudy({ seed: 600 + seed, patients, casesPerPatient: 2 });
  const uniform = randomStream(seed, 91);
  const risk = Float64Array.from({ length: patients }, () => (uniform() < 0.5 ? 0.05 : 0.55));
  const truth = Array.from(base.patient, (p) => (uniform() < risk[p]! ? 1 : 0));
  const vendor = Int32Array.from({ length: patients }, () => Math.floor(4 * uniform()));
  const view = truth.map((y) => (isTied ? (uniform() < 0.9 ? y : 1 - y) : uniform() < 0.4 ? 1 : 0));
  const field = { role: 'acquisition' } as const;
  const made = {
    ...base,
    attributes: [
      plainAttribute('view', view, ['PA', 'AP'], field),
      ...(isTied
        ? []
        : [
            plainAttribute(
              'vendor',
              Array.from(base.patient, (p) => vendor[p]!),
              ['A', 'B', 'C', 'D'],
              field,
            ),
          ]),
    ],
    predictions: [{ ...base.predictions[0]!, label: Float64Array.from(truth) }],
  };
  const found = await auditOne(spec, made, {
    ...settings,
    replicates: 0,
    permutations: 99,
    metrics: ['sensitivity'],
  });
  const { length } = evidenceOf(found, 'acquisition').filter(({ data }) => data.isTied);
  const named = found.findings.filter(({ reason }) => reason === 'tied-to-the-label');
  expect(named).toHaveLength(length);
  return length;
}
