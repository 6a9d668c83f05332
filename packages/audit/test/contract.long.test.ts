import {
  type AuditOutcome,
  auditCatalog,
  checkAudit,
  checkAudits,
  checkOutcome,
  defineAudit,
} from '@equipoise/audit';
import { createInProcessRunner } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import { makeSettings, makeStudy } from './support/make-study.ts';
import { oddStudies } from './support/odd-studies.ts';

const base = makeSettings({
  replicates: 30,
  permutations: 19,
  prevalence: 0.1,
  metrics: [
    'auroc',
    'sensitivity',
    'specificity',
    'ppv',
    'accuracy',
    'brier',
    'calibration-slope',
    'balanced-accuracy',
  ],
});
const settings = {
  ...base,
  thresholds: [...base.thresholds, { ...base.thresholds[0]!, model: 'other' }],
};
const engine = createInProcessRunner();

describe('every audit keeps its contract', () => {
  it.each([...oddStudies().keys()])('on a study with %s', async (name) => {
    const study = oddStudies().get(name)!;
    const broken = [...(await checkAudits(auditCatalog, study, settings, engine)).values()].flat();
    expect(broken).toEqual([]);
  });

  it.each(['one class', 'one patient', 'scores of 0 and 1', 'weights of 0'])(
    'with every metric on a study with %s',
    async (name) => {
      const metrics = [
        ...settings.metrics,
        'calibration-intercept',
        'observed-expected',
        'npv',
        'f1',
        'mcc',
        'youden',
        'fnr',
        'fpr',
        'selection-rate',
        'auprc',
        'log-loss',
      ];
      const study = oddStudies().get(name)!;
      const found = await checkAudits(auditCatalog, study, { ...settings, metrics }, engine);
      expect([...found.values()].flat()).toEqual([]);
    },
  );

  it('with no threshold and no decision at all', async () => {
    const broken = await checkAudits(
      auditCatalog,
      oddStudies().get('clean')!,
      { ...settings, thresholds: [] },
      engine,
    );
    expect([...broken.values()].flat()).toEqual([]);
  });

  it('with a reference level, depth 3 and no margin', async () => {
    const change = { ...settings, reference: 'largest', intersectDepth: 3, margins: {} };
    const broken = await checkAudits(auditCatalog, oddStudies().get('clean')!, change, engine);
    expect([...broken.values()].flat()).toEqual([]);
  });
});

describe('what cannot be put is said, not thrown', () => {
  it('one-class labels leave the AUROC undefined with a reason, overall and in every group', async () => {
    for (const name of ['one class', 'no positives']) {
      const study = oddStudies().get(name)!;
      const { runAudits } = await import('@equipoise/audit');
      const found = await runAudits(study, settings, engine);
      const auroc = found.estimates.filter((entry) => entry.metric === 'auroc');
      expect(auroc.length).toBeGreaterThan(3);
      for (const entry of auroc) {
        expect(entry.value, entry.id).toBeNull();
        expect(entry.undefinedReason, entry.id).toBeTruthy();
      }
      for (const finding of found.findings)
        expect(finding.verdict, finding.id).not.toBe('within-margin');
    }
  });

  it('an audit that needs an attribute says so on a study without one', async () => {
    const { runAudits } = await import('@equipoise/audit');
    const found = await runAudits(oddStudies().get('no attribute')!, settings, engine);
    const needs = new Map(found.items.map((item) => [item.number, item.needs]));
    for (const number of [7, 8, 9, 10, 11, 15, 17, 18])
      expect(needs.get(number), `item ${number}`).toBeTruthy();
  });

  it('scores above 1 leave calibration out with that reason and keep every rank metric', async () => {
    const { runAudits } = await import('@equipoise/audit');
    const found = await runAudits(oddStudies().get('scores above 1')!, settings, engine);
    expect(
      found.findings.find((finding) => finding.audit === 'calibration-by-group'),
    ).toMatchObject({ verdict: 'not-assessable', reason: 'scores-outside-0-1' });
    expect(
      found.estimates.find((entry) => entry.id === 'finding/model/auroc/all')?.value,
    ).toBeGreaterThan(0.8);
    expect(found.estimates.find((entry) => entry.id === 'finding/model/brier/all')).toMatchObject({
      value: null,
      undefinedReason: 'scores-outside-0-1',
    });
  });
});

describe('the contract kit finds what is broken', () => {
  const study = makeStudy({ seed: 3, patients: 30 });
  const outcome = (part: Partial<AuditOutcome>): AuditOutcome => ({
    estimates: [],
    findings: [],
    evidence: [],
    needs: null,
    ...part,
  });
  const spec = (run: Parameters<typeof defineAudit>[0]['run']): ReturnType<typeof defineAudit> =>
    defineAudit({ id: 'x', title: 'x', question: 'x?', items: [], needs: 'x', sources: [], run });
  const finding = {
    id: 'f',
    audit: 'x',
    task: 't',
    model: 'm',
    attribute: null,
    metric: null,
    verdict: 'beyond-margin',
    sentence: 's',
    margin: null,
    reason: null,
    estimateIds: ['gone'],
    evidenceIds: ['gone'],
    role: 'description',
  } as const;
  const figure = { value: null, low: null, high: null, reason: null };
  const evidence = {
    id: 'e',
    kind: 'worst-group',
    audit: 'x',
    task: 't',
    model: 'm',
    attribute: null,
    title: 't',
    data: {
      metric: 'auroc',
      level: null,
      raw: figure,
      corrected: figure,
      candidateCount: Number.NaN,
      method: 'm',
    },
  } as const;

  it('a throw, a changed study, another answer, and an answer that depends on patient numbers', async () => {
    expect(
      (
        await checkAudit(
          spec(() => Promise.reject(new Error('no'))),
          study,
          settings,
          engine,
        )
      ).join(),
    ).toContain('throws');
    const copy = makeStudy({ seed: 3, patients: 30 });
    const changing = spec((given) => {
      given.patient[0] = (given.patient[0]! + 1) % 30;
      return Promise.resolve(outcome({}));
    });
    expect((await checkAudit(changing, copy, settings, engine)).join()).toContain('changed');
    let turn = 0;
    const moody = spec(() => {
      turn += 1;
      return Promise.resolve(outcome({ needs: String(turn) }));
    });
    expect((await checkAudit(moody, study, settings, engine)).join()).toContain('same seed');
    const numbered = spec((given) =>
      Promise.resolve(outcome({ needs: given.patient[0] === 0 ? 'first' : 'last one' })),
    );
    expect((await checkAudit(numbered, study, settings, engine)).join()).toContain(
      'patient numbers',
    );
  });

  it('a number that is not finite, a figure without reason, dangling ids, a verdict without margin', () => {
    const broken = checkOutcome(
      { id: 'x' },
      outcome({ findings: [finding], evidence: [evidence] }),
    ).join('\n');
    for (const word of [
      'not finite',
      'neither value nor reason',
      'no estimate: gone',
      'no evidence: gone',
      'without a margin',
    ])
      expect(broken).toContain(word);
  });

  it('ids given twice, audits under another name, results beside a need', () => {
    const broken = checkOutcome(
      { id: 'y' },
      outcome({ findings: [finding, finding], evidence: [evidence, evidence], needs: 'more' }),
    ).join('\n');
    for (const word of [
      'evidence id e is given twice',
      'finding id f is given twice',
      'names audit x',
      'says it needs',
    ])
      expect(broken).toContain(word);
  });
});
