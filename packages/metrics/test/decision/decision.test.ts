import { describe, expect, test } from 'vitest';
import { findMetric, type SuitabilityContext } from '../../src/index.ts';
import { binary, metric, table } from '../values.ts';

const counts = table(30, 20, 10, 140);
const by = (id: string): number => metric(id, counts).value ?? Number.NaN;

describe('metrics of decisions', () => {
  test.each([
    ['sensitivity', 0.75],
    ['specificity', 0.875],
    ['fnr', 0.25],
    ['fpr', 0.125],
    ['ppv', 0.6],
    ['npv', 140 / 150],
    ['accuracy', 0.85],
    ['balanced-accuracy', 0.8125],
    ['f1', 60 / 90],
    ['youden', 0.625],
    ['selection-rate', 0.25],
    ['prevalence', 0.2],
    ['lr-positive', 6],
    ['lr-negative', 0.25 / 0.875],
    ['net-benefit', (30 - 20 / 3) / 200],
    ['mcc', (30 * 140 - 20 * 10) / Math.sqrt(50 * 40 * 160 * 150)],
    ['kappa', (0.85 - (0.25 * 0.2 + 0.75 * 0.8)) / (1 - (0.25 * 0.2 + 0.75 * 0.8))],
  ])('%s of 30, 20, 10 and 140 is what the formula says', (id, expected) => {
    expect(by(id)).toBeCloseTo(expected, 12);
  });

  test('have a reason and no number where the denominator is empty', () => {
    expect(metric('sensitivity', table(0, 3, 0, 4))).toEqual({
      value: null,
      reason: 'no-positives',
    });
    expect(metric('specificity', table(2, 0, 1, 0)).value).toBeNull();
    expect(metric('ppv', table(0, 0, 2, 4)).reason).toBe('none-called-positive');
    expect(metric('npv', table(2, 1, 0, 0)).reason).toBe('none-called-negative');
    expect(metric('lr-positive', table(2, 0, 1, 4)).reason).toBe('no-false-positives');
    expect(metric('mcc', table(0, 0, 2, 4)).value).toBeNull();
    expect(metric('sensitivity', binary([1, 0], { scores: [0.5, 0.2] })).reason).toBe(
      'no-decisions',
    );
    expect(metric('accuracy', binary([])).reason).toBe('no-rows');
  });

  test('of several classes count every class', () => {
    const input = {
      kind: 'multiclass',
      labels: [0, 0, 0, 1, 1, 2],
      decisions: [0, 0, 1, 1, 1, 0],
      columns: null,
      classCount: 3,
      weights: null,
    } as const;
    expect(metric('accuracy', input).value).toBeCloseTo(4 / 6, 12);
    expect(metric('balanced-accuracy', input).value).toBeCloseTo((2 / 3 + 1 + 0) / 3, 12);
    expect(metric('macro-f1', input).value).toBeCloseTo((4 / 6 + 4 / 5 + 0) / 3, 12);
  });

  test('net benefit has no value without a threshold that is a probability', () => {
    const rows = { decisions: [1, 0], scores: [2, 0.1] };
    expect(metric('net-benefit', binary([1, 0], rows)).reason).toBe('no-threshold');
    expect(metric('net-benefit', binary([1, 0], { ...rows, threshold: 1.4 })).reason).toBe(
      'threshold-outside-unit-interval',
    );
  });
});

describe('suitability', () => {
  const plain: SuitabilityContext = {
    prevalence: 0.3,
    groupPrevalences: [0.3, 0.31],
    scoresAreProbabilities: true,
    thresholdSource: 'given',
    reported: ['sensitivity', 'specificity', 'ppv', 'prevalence'],
  };
  const warns = (id: string, changes: Partial<SuitabilityContext>): string =>
    findMetric(id)!
      .warns({ ...plain, ...changes })
      .join(' ');

  test('has nothing to say where all is well', () => {
    for (const id of ['accuracy', 'ppv', 'npv', 'f1', 'auprc', 'mcc', 'brier', 'sensitivity']) {
      expect(warns(id, {}), id).toBe('');
    }
  });

  test('warns of accuracy below a prevalence of 10 %', () => {
    expect(warns('accuracy', { prevalence: 0.04 })).toContain('96.0 %');
    expect(warns('sensitivity', { prevalence: 0.04 })).toBe('');
  });

  test('warns of prevalence-dependent metrics across groups of other prevalence', () => {
    for (const id of ['ppv', 'npv', 'f1', 'auprc', 'accuracy', 'mcc', 'brier']) {
      expect(warns(id, { groupPrevalences: [0.1, 0.4] }), id).toContain('10.0 % to 40.0 %');
    }
    expect(warns('sensitivity', { groupPrevalences: [0.1, 0.4] })).toBe('');
    expect(warns('auroc', { groupPrevalences: [0.1, 0.4] })).toBe('');
  });

  test('warns of average precision without the prevalence beside it', () => {
    expect(warns('auprc', { reported: ['auprc'] })).toContain('prevalence');
  });

  test('warns of mixed metrics without their parts, and of a threshold from the same rows', () => {
    expect(warns('mcc', { reported: ['mcc'] })).toContain('sensitivity and specificity');
    expect(warns('sensitivity', { thresholdSource: 'same-data' })).toContain('not validated');
  });

  test('warns of calibration where scores are no probabilities', () => {
    for (const id of ['brier', 'ece', 'calibration-slope', 'observed-expected']) {
      expect(warns(id, { scoresAreProbabilities: false }), id).toContain('no probabilities');
    }
  });

  test('every metric that depends on prevalence warns of it, but for prevalence itself', () => {
    const silent = ['prevalence', 'ece', 'auroc-ovr', 'mean-absolute-error'];
    for (const id of ['accuracy', 'ppv', 'kappa', 'net-benefit', 'selection-rate', 'log-loss']) {
      expect(silent).not.toContain(id);
      expect(warns(id, { groupPrevalences: [0.1, 0.4] }), id).not.toBe('');
    }
  });
});
