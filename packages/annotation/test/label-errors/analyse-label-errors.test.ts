import type { Attribute } from '@equipoise/domain';
import { randomStream } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import {
  analyseLabelErrors,
  type LabelErrorsInput,
  type LabelErrorsQuestion,
} from '../../src/label-errors/index.ts';

const question: LabelErrorsQuestion = { outOfSample: 'yes', filter: 'prune-by-noise-rate' };
const options = {
  level: 0.95,
  replicates: 0,
  seed: 1,
  suppressBelow: null,
  readerLabels: [],
};

interface Plan {
  readonly rows?: number;
  /** Share of flipped labels in sites A and B. */
  readonly flips?: readonly [number, number];
  readonly hasPanel?: boolean;
  readonly hasVectors?: boolean;
  /** Rows of site B. */
  readonly rowsOfB?: number;
}

/** A good model on labels of which a known share is flipped. */
function planted(plan: Plan = {}): { study: LabelErrorsInput; flipped: Set<number> } {
  const { rows = 2000, flips = [0, 0], hasPanel = false, hasVectors = false } = plan;
  const uniform = randomStream(11, 2);
  const site = Int32Array.from({ length: rows }, (_, i) =>
    plan.rowsOfB === undefined ? i % 2 : Number(i < plan.rowsOfB),
  );
  const flipped = new Set<number>();
  const label = new Int32Array(rows);
  const panel = new Int32Array(rows);
  const probabilities = new Float64Array(2 * rows);
  const vectors = new Float64Array(4 * rows);
  for (let i = 0; i < rows; i++) {
    const truth = Number(uniform() < 0.3);
    panel[i] = truth;
    const isFlipped = uniform() < flips[site[i]!]!;
    if (isFlipped) flipped.add(i);
    label[i] = isFlipped ? 1 - truth : truth;
    const p = truth === 1 ? 0.7 + 0.3 * uniform() : 0.3 * uniform();
    probabilities[2 * i] = 1 - p;
    probabilities[2 * i + 1] = p;
    for (let j = 0; j < 4; j++) vectors[4 * i + j] = (j < 2 ? truth : 1 - truth) + 0.2 * uniform();
  }
  const attribute: Attribute = {
    name: 'site',
    source: 'test',
    levels: ['A', 'B'],
    codes: site,
    missingLevel: -1,
    isOrdered: false,
    role: 'group',
    values: null,
    closedSide: null,
  };
  return {
    flipped,
    study: {
      rowCount: rows,
      patient: Int32Array.from({ length: rows }, (_, i) => i),
      attributes: [attribute],
      caseName: (row) => `case-${row}`,
      embeddings: hasVectors ? { dimension: 4, values: vectors } : null,
      tasks: [
        {
          task: 'edema',
          classes: ['0', '1'],
          label,
          isScored: new Uint8Array(rows).fill(1),
          probabilities,
          panel: hasPanel ? panel : null,
        },
      ],
    },
  };
}

describe('the search for wrong labels', () => {
  it('finds flipped labels, and the flipped ones stand first', () => {
    const { study, flipped } = planted({ flips: [0.08, 0.08] });
    const { review: list, estimates } = analyseLabelErrors(study, question, options);
    const review = [...list.rows()];
    expect(review.length).toBe(list.count);
    const hits = review.filter((one) => flipped.has(one.row)).length;
    expect(hits / review.length).toBeGreaterThanOrEqual(0.93);
    expect(hits / flipped.size).toBeGreaterThanOrEqual(0.55);
    expect(review.every((one) => one.reasons.length > 0)).toBe(true);
    const whole = estimates.find(
      (one) => one.metric === 'estimated-label-noise' && one.class === null && one.versus === null,
    )!;
    expect(whole.low!).toBeLessThan(flipped.size / 2000);
    expect(whole.high!).toBeGreaterThan(flipped.size / 2000);
  });

  it('is silent on clean labels', () => {
    const { study } = planted();
    const { review, findings } = analyseLabelErrors(study, question, options);
    expect([...review.rows()]).toEqual([]);
    expect(findings.filter((one) => one.role === 'exploratory')).toEqual([]);
  });

  it('finds the group with more wrong labels', () => {
    const { study } = planted({ flips: [0.03, 0.15] });
    const { findings } = analyseLabelErrors(study, question, options);
    const found = findings.filter((one) => one.attribute === 'site' && one.role === 'exploratory');
    expect(found).toHaveLength(1);
    expect(found[0]!.sentence).toContain('more labels are wrong in site B than in the others');
  });

  it('a small group is listed with the reason and gets no verdict', () => {
    const { study } = planted({ flips: [0.05, 0.9], rowsOfB: 6 });
    const { findings, sections } = analyseLabelErrors(study, question, options);
    const site = findings.filter((one) => one.attribute === 'site');
    expect(site.every((one) => one.verdict === 'not-assessable')).toBe(true);
    expect(site.some((one) => one.reason === 'too-few-patients')).toBe(true);
    expect(JSON.stringify(sections)).toContain('few patients');
  });

  it('says loudly that nobody confirmed the scores to be out of sample', () => {
    const { study } = planted({ flips: [0.05, 0.05] });
    const asked = { ...question, outOfSample: 'unconfirmed' as const };
    const found = analyseLabelErrors(study, asked, options);
    expect(found.warnings[0]!.code).toBe('out-of-sample-unconfirmed');
    expect(found.summary.join(' ')).toContain('Nobody has confirmed');
    expect(analyseLabelErrors(study, question, options).warnings).toEqual([]);
  });

  it('the expected number of wrong labels among the first n agrees with the panel', () => {
    const { study } = planted({ flips: [0.1, 0.1], hasPanel: true });
    const found = analyseLabelErrors(study, question, options);
    const table = found.sections
      .flatMap((section) => section.blocks)
      .find((block) => block.id === 'cost-curve-table')!;
    if (table.kind !== 'table') throw new Error('The cost curve has no table.');
    const hundred = table.rows.find((row) => row['n'] === 100)!;
    const wrong = Number(String(hundred['seen']).split(' ')[0]);
    expect(wrong).toBeGreaterThanOrEqual(Number(hundred['low']) - 10);
    expect(wrong).toBeLessThanOrEqual(Number(hundred['high']) + 10);
  });

  it('tells observed noise, and AUROC against label and panel', () => {
    const { study, flipped } = planted({ flips: [0.1, 0.1], hasPanel: true });
    const { estimates } = analyseLabelErrors(study, question, options);
    const one = (metric: string) =>
      estimates.find(
        (e) => e.metric === metric && e.class === null && Object.keys(e.slice).length === 0,
      )!;
    expect(one('observed-label-noise').value).toBeCloseTo(flipped.size / 2000, 12);
    expect(one('auroc-against-panel').value).toBe(1);
    expect(one('auroc-against-label').value).toBeLessThan(0.95);
    expect(one('recall-of-suspects').value).toBeGreaterThan(0.7);
  });

  it('neighbours with another label are named as a reason', () => {
    const { study } = planted({ rows: 600, flips: [0.05, 0.05], hasVectors: true });
    const review = [...analyseLabelErrors(study, question, options).review.rows()];
    expect(review.length).toBeGreaterThan(5);
    const told = review.filter((one) =>
      one.reasons.some((reason) => reason.includes('nearest cases have another label')),
    );
    expect(told.length / review.length).toBeGreaterThan(0.9);
  });

  it('hides small groups with their complement, and lists no case, in a share-safe report', () => {
    const { study } = planted({ flips: [0.05, 0.5], rowsOfB: 6 });
    const found = analyseLabelErrors(study, question, { ...options, suppressBelow: 10 });
    for (const one of found.estimates) {
      if (one.slice['site'] !== undefined) expect(one).toMatchObject({ value: null });
    }
    expect(JSON.stringify(found.sections)).not.toContain('case-');
  });

  it('every estimate has limits or a reason, and an id of its own', () => {
    const { study } = planted({ flips: [0.1, 0.05], hasPanel: true });
    const { estimates } = analyseLabelErrors(study, question, options);
    for (const one of estimates) {
      if (one.value === null) expect(one.undefinedReason).not.toBeNull();
      else if (one.patientCount > 1 && one.metric !== 'auroc-against-panel') {
        expect(one.low, one.id).not.toBeNull();
      }
    }
    expect(new Set(estimates.map((one) => one.id)).size).toBe(estimates.length);
  });
});
