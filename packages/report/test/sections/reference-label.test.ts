import type { AuditDocument, Evidence, Figure, LabelUncertaintyRow } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { renderReport, renderTables, suppressDocument } from '../../src/index.ts';
import { sampleDocument } from '../fixtures/sample-document.ts';

const figure = (value: number): Figure => ({
  value,
  low: value - 0.1,
  high: value + 0.1,
  reason: null,
});

function row(level: string | null, patients: number, isGap: boolean): LabelUncertaintyRow {
  return {
    metric: 'sensitivity',
    level,
    versus: isGap ? 'rest' : null,
    margin: isGap ? 0.05 : null,
    caseCount: 2 * patients,
    patientCount: patients,
    positiveCount: patients,
    positivePatientCount: patients / 2,
    negativePatientCount: patients / 2,
    without: figure(isGap ? -0.2 : 0.7),
    with: figure(isGap ? -0.02 : 0.8),
    oneReader: figure(isGap ? -0.05 : 0.65),
    withinVariance: 0.002,
    betweenVariance: 0.001,
    labelShare: 1 / 3,
    verdictWithout: isGap ? 'beyond-margin' : null,
    verdictWith: isGap ? 'cannot-tell' : null,
    isChanged: isGap,
    reason: null,
  };
}

/** The sample with readers behind its labels. */
function withReaders(doubts: readonly string[]): AuditDocument {
  const sample = sampleDocument;
  const attribute = sample.declared.attributes[0]!;
  const { task, model } = sample.estimates[0]!;
  const base = { audit: 'label-uncertainty', task, model, title: 'labels' };
  const data = {
    source: 'readings' as const,
    drawCount: 40,
    readerCount: 3,
    drawnCaseCount: 900,
    keptCaseCount: 12,
    level: 0.95,
    check: null,
    doubts,
  };
  const evidence: Evidence[] = [
    {
      ...base,
      id: 'labels/all',
      kind: 'label-uncertainty',
      attribute: null,
      data: { ...data, attribute: null, rows: [row(null, 400, false)] },
    },
    {
      ...base,
      id: 'labels/by',
      kind: 'label-uncertainty',
      attribute: attribute.name,
      data: {
        ...data,
        attribute: attribute.name,
        rows: attribute.levels.flatMap((level) => [row(level, 200, false), row(level, 200, true)]),
      },
    },
  ];
  return {
    ...sample,
    evidence: [...sample.evidence, ...evidence],
    findings: [
      ...sample.findings,
      {
        id: 'finding/labels',
        audit: 'label-uncertainty',
        task,
        model,
        attribute: attribute.name,
        metric: 'sensitivity',
        verdict: 'cannot-tell',
        sentence: `${task}: the gap in sensitivity is beyond the margin as given and can no longer be told.`,
        margin: 0.05,
        reason: 'limits-cross-the-margin',
        estimateIds: [],
        evidenceIds: ['labels/by'],
        role: 'exploratory',
      },
    ],
  };
}

describe('the section on the reference label', () => {
  it('shows the figures side by side, the changed verdict, and the assumption', async () => {
    const page = await renderReport(withReaders([]));
    expect(page).toContain('Labels drawn (limits)');
    expect(page).toContain('One reader (limits)');
    expect(page).toContain('12 cases without a reading keep the label as given');
    expect(page).toContain('1 verdict changes');
    expect(page).toContain('independently of each other and of the model');
    expect(page).toMatch(/33.%/);
    expect(page.indexOf('can no longer be told')).toBeLessThan(
      page.indexOf('id="reference-label"'),
    );
    expect(page).not.toContain('The assumption behind the drawn labels does not fit');
  });

  it('says loudly where the readings contradict the assumption', async () => {
    const page = await renderReport(withReaders(['readers err together']));
    expect(page).toContain('The assumption behind the drawn labels does not fit these readings.');
    expect(page).toContain('readers err together');
  });

  it('stands in the tables, and without small groups in a share-safe copy', () => {
    const document = withReaders([]);
    const name = document.declared.attributes[0]!.name;
    expect(renderTables(document).get('label-uncertainty.csv')).toContain(name);
    const shared = suppressDocument(document, 100_000);
    for (const entry of shared.evidence) {
      if (entry.kind !== 'label-uncertainty') continue;
      for (const one of entry.data.rows) {
        expect(one.with.value).toBeNull();
        expect(one.withinVariance).toBeNull();
        expect(one.patientCount).toBe(0);
      }
    }
  });
});
