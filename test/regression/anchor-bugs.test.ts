import { type AuditFindings, type AuditSettings, runAudits } from '@equipoise/audit';
import type { Study, StudyPrediction } from '@equipoise/domain';
import {
  adjustPValues,
  auroc,
  averagePrecision,
  benjaminiHochberg,
  createInProcessRunner,
  delong,
  delongPaired,
  encodeGroups,
  groupMetrics,
  holm,
} from '@equipoise/stats';
import { describe, expect, it } from 'vitest';

const settings: AuditSettings = {
  level: 0.95,
  replicates: 99,
  permutations: 99,
  seed: 1,
  metrics: ['auroc', 'sensitivity', 'specificity', 'ppv', 'fpr'],
  margins: { sensitivity: 0.05, specificity: 0.05, auroc: 0.03 },
  thresholds: [
    {
      task: 't',
      model: 'm',
      threshold: 0.5,
      source: 'declared',
      isValidated: true,
      note: 'declared',
    },
  ],
  reference: 'rest',
  intersectDepth: 1,
  prevalence: null,
  thresholdRange: null,
};

function studyOf(
  label: number[],
  score: number[],
  codes: number[],
  levels: string[],
  missingLevel = -1,
): Study {
  const n = label.length;
  const prediction: StudyPrediction = {
    task: 't',
    model: 'm',
    kind: 'binary',
    present: new Uint8Array(n).fill(1),
    leftOut: [],
    label: Float64Array.from(label),
    classes: null,
    scores: [Float64Array.from(score)],
    decision: null,
    isProbability: true,
    scoreName: 'p',
    labelName: 'y',
  };
  return {
    rowCount: n,
    patient: Int32Array.from({ length: n }, (_, i) => i),
    patientCount: n,
    unit: 'patient',
    weight: null,
    predictions: [prediction],
    attributes: [
      {
        name: 'g',
        source: 'test',
        levels,
        codes: Int32Array.from(codes),
        missingLevel,
        isOrdered: false,
        role: 'group',
        values: null,
        closedSide: null,
      },
    ],
  };
}

const audit = (study: Study, change: Partial<AuditSettings> = {}): Promise<AuditFindings> =>
  runAudits(study, { ...settings, ...change }, createInProcessRunner());
const estimateOf = (found: AuditFindings, id: string): AuditFindings['estimates'][number] =>
  found.estimates.find((entry) => entry.id === id)!;

/** 40 rows a level: half positive, scores that rank most of them. */
function twoLevels(): { label: number[]; score: number[]; codes: number[] } {
  const label = Array.from({ length: 80 }, (_, i) => i % 2);
  return {
    label,
    score: label.map((y, i) => Math.min(0.99, 0.3 + 0.35 * y + ((i * 29) % 31) / 100)),
    codes: label.map((_, i) => (i < 40 ? 0 : 1)),
  };
}

describe('one-class groups (MONAI #7504, #4172, #3788; Aequitas #104): never 0, 1 or NaN by custom', () => {
  it('a level without a positive has no sensitivity and no AUROC, with one reason in every aggregate', async () => {
    const { label, score, codes } = twoLevels();
    const found = await audit(
      studyOf(
        label.map((y, i) => (i >= 40 ? 0 : y)),
        score,
        codes,
        ['a', 'b'],
      ),
    );
    for (const metric of ['auroc', 'sensitivity']) {
      expect(estimateOf(found, `t/m/${metric}/g=b`)).toMatchObject({
        value: null,
        low: null,
        high: null,
      });
      expect(estimateOf(found, `t/m/${metric}/g=b`).undefinedReason).toBeTruthy();
      expect(estimateOf(found, `t/m/${metric}/g=a`).value).not.toBeNull();
      expect(estimateOf(found, `t/m/${metric}/g=b/rest`)).toMatchObject({ value: null });
    }
    expect(estimateOf(found, 't/m/specificity/g=b').value).not.toBeNull();
    const all = JSON.stringify([found.estimates, found.evidence]);
    expect(all).not.toContain('NaN');
    for (const estimate of found.estimates)
      if (estimate.value === null) expect(estimate.undefinedReason, estimate.id).toBeTruthy();
  });

  it('the overall value is that of the rows that count, not a mean in which the undefined level enters as 0 or 1', async () => {
    const { label, score, codes } = twoLevels();
    const oneClass = label.map((y, i) => (i >= 40 ? 0 : y));
    const found = await audit(studyOf(oneClass, score, codes, ['a', 'b']));
    expect(estimateOf(found, 't/m/sensitivity/all').value).toBe(
      estimateOf(found, 't/m/sensitivity/g=a').value,
    );
  });

  it('a family in which a level cannot be assessed is not called within margin because of it', async () => {
    const { label, score, codes } = twoLevels();
    const found = await audit(
      studyOf(
        label.map((y, i) => (i >= 40 ? 0 : y)),
        score,
        codes,
        ['a', 'b'],
      ),
    );
    for (const finding of found.findings.filter((entry) => entry.metric === 'sensitivity'))
      expect(finding.verdict).not.toBe('within-margin');
  });
});

describe('missing attributes (Aequitas #192; fairlearn #1441, #1155): a missing value is a group, never an error, never dropped', () => {
  it('groups in = groups out, and the missing ones are counted', async () => {
    const { label, score } = twoLevels();
    const codes = label.map((_, i) => (i % 4 === 3 ? 2 : i % 2));
    const found = await audit(studyOf(label, score, codes, ['a', 'b', '(missing)'], 2));
    const cells = ['a', 'b', '(missing)'].map((level) =>
      estimateOf(found, `t/m/specificity/g=${level}`),
    );
    expect(cells.reduce((sum, cell) => sum + cell.caseCount, 0)).toBe(label.length);
    expect(cells[2]!.caseCount).toBe(codes.filter((code) => code === 2).length);
  });

  it('null attributes in the plain functions make a group of their own', () => {
    const all = groupMetrics([1, 0, 1, 0], [1, 0, 0, 0], encodeGroups(['a', 'a', null, null]));
    expect(all.counts).toHaveLength(2);
  });
});

describe('false positive rate is not false discovery rate (Aequitas mix-up)', () => {
  it('fpr divides by the negatives, 1 − ppv by those called', async () => {
    const [tp, fn, fp, tn] = [30, 10, 20, 140];
    const label = [...Array(tp + fn).fill(1), ...Array(fp + tn).fill(0)] as number[];
    const score = label.map((_, i) => (i < tp || (i >= tp + fn && i < tp + fn + fp) ? 0.9 : 0.1));
    const found = await audit(
      studyOf(
        label,
        score,
        label.map((_, i) => i % 2),
        ['a', 'b'],
      ),
    );
    expect(estimateOf(found, 't/m/fpr/all').value).toBeCloseTo(fp / (fp + tn), 12);
    expect(1 - estimateOf(found, 't/m/ppv/all').value!).toBeCloseTo(fp / (fp + tp), 12);
    expect(estimateOf(found, 't/m/fpr/all')).toMatchObject({ numerator: fp, denominator: fp + tn });
  });
});

describe('limits of an AUROC (confidenceinterval #15; pROC #19)', () => {
  it('never leave 0 to 1, near-perfect and small samples included', () => {
    for (let positives = 2; positives <= 12; positives += 1) {
      const label = Array.from({ length: 24 }, (_, i) => (i < positives ? 1 : 0));
      const score = label.map((y, i) => y + ((i * 7) % 5) * (i % 3 === 0 ? 0.3 : 0.05));
      const found = delong(label, score);
      expect(found.limits![0]).toBeGreaterThanOrEqual(0);
      expect(found.limits![1]).toBeLessThanOrEqual(1);
    }
  });

  it("the command's own limits stay inside too", async () => {
    const { label, codes } = twoLevels();
    const found = await audit(
      studyOf(
        label,
        label.map((y, i) => (i === 3 ? 0.05 : 0.1 + 0.8 * y)),
        codes,
        ['a', 'b'],
      ),
    );
    for (const estimate of found.estimates.filter(
      (entry) => entry.metric === 'auroc' && entry.versus === null && entry.value !== null,
    )) {
      expect(estimate.high!, estimate.id).toBeLessThanOrEqual(1);
      expect(estimate.low!, estimate.id).toBeGreaterThanOrEqual(0);
    }
  });

  it('two curves that rank alike have difference 0 and p 1, no division by 0', () => {
    const test = delongPaired([1, 0, 1, 0, 1], [0.9, 0.1, 0.8, 0.4, 0.6], [9, 1, 8, 4, 6]);
    expect(test).toMatchObject({ degenerate: true, difference: { value: 0 }, p: { value: 1 } });
  });
});

describe('ranks by hand (torchmetrics #1646): ties and scores outside 0 to 1 change nothing that they should not', () => {
  it('AUROC and average precision depend on ranks alone: logits, probabilities and shifted scores agree', () => {
    const label = [1, 0, 1, 1, 0, 0, 1, 0];
    const logit = [2.5, -1, 0.3, 0.3, 0.3, -2, 4, 1];
    const forms = [
      logit,
      logit.map((x) => 1 / (1 + Math.exp(-x))),
      logit.map((x) => x + 100),
      logit.map((x) => 3 * x - 50),
    ];
    for (const form of forms) {
      expect(auroc(label, form).value).toBeCloseTo(auroc(label, logit).value!, 12);
      expect(averagePrecision(label, form).ap.value).toBeCloseTo(
        averagePrecision(label, logit).ap.value!,
        12,
      );
    }
  });
});

describe('a correction that is reported is applied (meval)', () => {
  it('adjusted p is never below raw p and differs from it where several are tested', () => {
    const raw = [0.001, 0.01, 0.02, 0.04, 0.3, 0.9];
    for (const adjusted of [holm(raw), benjaminiHochberg(raw), adjustPValues(raw, 'bonferroni')]) {
      for (const [i, p] of adjusted.entries()) expect(p!).toBeGreaterThanOrEqual(raw[i]!);
      expect(adjusted).not.toEqual(raw);
    }
  });

  it('simultaneous limits of a family of gaps are never narrower than the unadjusted ones', async () => {
    const { label, score } = twoLevels();
    const found = await audit(
      studyOf(
        label,
        score,
        label.map((_, i) => Math.floor(i / 2) % 2),
        ['a', 'b'],
      ),
    );
    const families = found.evidence.filter((entry) => entry.kind === 'gap-family');
    let compared = 0;
    for (const level of families.flatMap((entry) => entry.data.levels)) {
      if (level.gap.low === null || level.unadjustedLow === null) continue;
      compared += 1;
      expect(level.gap.high! - level.gap.low).toBeGreaterThanOrEqual(
        level.unadjustedHigh! - level.unadjustedLow - 1e-9,
      );
    }
    expect(compared).toBeGreaterThan(4);
  });
});
