import type { AuditDocument, Evidence, Finding, GapLevel } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { renderReport } from '../../src/index.ts';
import { summary } from '../../src/sections/summary.ts';
import { smallDocument } from '../fixtures/sample-document.ts';

const text = (document: AuditDocument): string =>
  summary(document)
    .html.replace(/<[^>]*>/g, ' ')
    .replace(/&[a-z0-9#]+;/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ ([.,:;)])/g, '$1')
    .trim();

const question = smallDocument.findings.find((finding) => finding.role === 'confirmatory')!;

function findings(...verdicts: Finding['verdict'][]): Finding[] {
  return verdicts.map((verdict, at) => ({ ...question, id: `f${at}`, verdict }));
}

const family = smallDocument.evidence.find((entry) => entry.kind === 'gap-family')!;

/** One family in which a single level lies beyond the margin. */
function beyond(metric: string, gap: number, low: number, high: number): Evidence {
  if (family.kind !== 'gap-family') throw new Error('no family in the fixture');
  const level: GapLevel = {
    ...family.data.levels[0]!,
    level: 'women',
    verdict: 'beyond-margin',
    isAssessable: true,
    caseCount: 900,
    patientCount: 400,
    gap: { value: gap, low, high },
  };
  return {
    ...family,
    id: `gap-family/${metric}`,
    attribute: 'sex',
    data: { ...family.data, metric, margin: 0.05, levels: [level] },
  };
}

describe('the summary on the first screen', () => {
  it('says for how many questions the gap is beyond the margin, within it, and open', () => {
    const document = {
      ...smallDocument,
      findings: findings('beyond-margin', 'beyond-margin', 'within-margin', 'cannot-tell'),
    };
    const said = text(document);
    expect(said).toContain('Of 4 questions, 2 show a gap beyond the margin');
    expect(said).toContain('1 stays within it');
    expect(said).toContain('for 1 these data cannot tell');
  });

  it('says who is served worse, in people rather than in points', () => {
    const document: AuditDocument = {
      ...smallDocument,
      findings: findings('beyond-margin', 'beyond-margin', 'beyond-margin'),
      evidence: [
        beyond('sensitivity', -0.125, -0.188, -0.063),
        beyond('specificity', -0.09, -0.1, -0.08),
        beyond('auroc', -0.111, -0.144, -0.079),
      ],
    };
    const said = text(document);
    expect(said).toContain('of 1000 images with the condition, 125 more are missed (63 to 188)');
    expect(said).toContain('1000 images without the condition, 90 more raise a false alarm');
    expect(said).toContain('111 more are ranked the wrong way round (79 to 144)');
  });

  it('does not call a group worse served whose gap is in its favour', () => {
    const said = text({
      ...smallDocument,
      findings: findings('beyond-margin'),
      evidence: [beyond('sensitivity', 0.125, 0.063, 0.188)],
    });
    expect(said).not.toContain('women');
    expect(said).toContain('served better than the others, not worse');
  });

  it('takes an open answer for no proof of equality', () => {
    const said = text({ ...smallDocument, findings: findings('cannot-tell'), evidence: [] });
    expect(said).toContain('that is no proof of equality');
  });

  it('names a threshold that nothing validates, and patients that were used for training', () => {
    const said = text({
      ...smallDocument,
      thresholds: [
        { ...smallDocument.thresholds[0]!, source: 'same-data-youden', isValidated: false },
      ],
      leakage: { ...smallDocument.leakage, isChecked: true, overlappingPatientCount: 14 },
    });
    expect(said).toContain('not validated: it is chosen on the same data');
    expect(said).toContain('14 patients also stand in the training table');
    expect(said).toContain('without the patients that were also used for training');
  });

  it('names the patients that the nearest open question needs', () => {
    const power = smallDocument.evidence.find((entry) => entry.kind === 'power')!;
    if (power.kind !== 'power') throw new Error('no power in the fixture');
    const row = {
      ...power.data.rows[0]!,
      level: 'women',
      patientCount: 583,
      minimumDetectableGap: 0.06,
      patientsNeeded: 1234,
      reason: null,
    };
    const asked: Finding = {
      ...question,
      task: power.task,
      model: power.model,
      attribute: power.attribute,
      metric: power.data.metric,
      verdict: 'cannot-tell',
    };
    const with_ = (rows: readonly (typeof row)[]): AuditDocument => ({
      ...smallDocument,
      findings: [asked],
      evidence: [{ ...power, data: { ...power.data, margin: 0.05, rows } }],
    });
    expect(text(with_([row]))).toContain('about 1 300 patients in women, where there are 583');
    expect(text(with_([{ ...row, minimumDetectableGap: 0.04 }]))).toContain(
      'there are enough patients, but the gap lies too near its margin',
    );
    expect(text(with_([{ ...row, patientsNeeded: null as unknown as number }]))).toContain(
      'many more patients in every group',
    );
  });

  it('describes and does not judge where no margin was asked', () => {
    expect(text({ ...smallDocument, findings: [] })).toContain('describes and does not judge');
  });
});

describe('the end of a report on a phantom', () => {
  it('sets what was planted against what was found, after everything else', async () => {
    const planted: Evidence = {
      id: 'planted',
      kind: 'planted-and-found',
      audit: 'phantom',
      task: '',
      model: '',
      attribute: null,
      title: 'Planted against found',
      data: {
        rows: [
          {
            id: 'failing-subgroup-1',
            planted: 'women',
            found: 'gap -0.125: beyond-margin.',
            isFound: true,
          },
          { id: 'label-noise-1', planted: 'noise', found: 'nothing', isFound: false },
        ],
      },
    };
    const page = await renderReport({
      ...smallDocument,
      evidence: [...smallDocument.evidence.filter((entry) => entry.kind !== planted.kind), planted],
    });
    const at = page.indexOf('<h2 id="h-planted">');
    expect(at).toBeGreaterThan(page.indexOf('<h2 id="h-images">'));
    expect(page.slice(at)).toContain('1 of 2 planted flaws were found.');
    expect(page.slice(at)).toContain('Gap \u22120.125: beyond the margin.');
  });
});
