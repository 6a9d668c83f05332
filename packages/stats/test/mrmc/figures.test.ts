import { describe, expect, it } from 'vitest';
import { jackknifedFigure, type ReaderMetric } from '../../src/mrmc/index.ts';
import { auroc } from '../../src/roc/auroc.ts';
import { partialAuroc } from '../../src/roc/partial.ts';
import { drawStudy, without } from './support.ts';

const figureOf = (truth: number[], rating: number[], metric: ReaderMetric) =>
  jackknifedFigure(Uint8Array.from(truth), Float64Array.from(rating), metric);

describe('figures of merit and their jackknife', () => {
  const study = drawStudy(11);
  const rating = study.ratings[0]![0]!;

  it.each<[string, ReaderMetric]>([
    ['AUC', { kind: 'auc' }],
    ['partial AUC', { kind: 'partial-auc', range: { axis: 'specificity', low: 0.7, high: 1 } }],
    [
      'partial AUC over sensitivity',
      { kind: 'partial-auc', range: { axis: 'sensitivity', low: 0.6, high: 0.9 } },
    ],
  ])('%s without each case is the figure of the study without it', (_, metric) => {
    const { leaveOneOut } = figureOf(study.truth, rating, metric);
    study.truth.forEach((_case, i) => {
      const less = without(study, i);
      const direct = figureOf(less.truth, less.ratings[0]![0]!, metric).figure;
      expect(leaveOneOut[i]).toBeCloseTo(direct, 12);
    });
  });

  it('AUC and partial AUC are those of the ROC functions', () => {
    expect(figureOf(study.truth, rating, { kind: 'auc' }).figure).toBeCloseTo(
      auroc(study.truth, rating).value!,
      14,
    );
    const range = { axis: 'specificity', low: 0.8, high: 1 } as const;
    expect(figureOf(study.truth, rating, { kind: 'partial-auc', range }).figure).toBeCloseTo(
      partialAuroc(study.truth, rating, range).area.value!,
      14,
    );
  });

  it('sensitivity runs over the diseased cases and specificity over the others', () => {
    const sens = figureOf([1, 1, 0, 0, 0], [3, 1, 2, 0, 5], { kind: 'sensitivity', threshold: 2 });
    expect(sens.figure).toBe(0.5);
    expect(Array.from(sens.leaveOneOut)).toEqual([0, 1]);
    const spec = figureOf([1, 1, 0, 0, 0], [3, 1, 2, 0, 5], { kind: 'specificity', threshold: 2 });
    expect(spec.figure).toBeCloseTo(1 / 3, 15);
    expect(Array.from(spec.leaveOneOut)).toEqual([0.5, 0, 0.5]);
  });

  it('a case that was not read changes nothing when it is left out', () => {
    const { figure, leaveOneOut } = figureOf([1, 1, 0, 0], [2, Number.NaN, 1, 3], { kind: 'auc' });
    expect(figure).toBe(0.5);
    expect(leaveOneOut[1]).toBe(0.5);
  });

  it('there is no figure with one truth, and none once the last case of a truth is out', () => {
    expect(figureOf([1, 1], [1, 2], { kind: 'auc' }).figure).toBeNaN();
    expect(figureOf([0, 0], [1, 2], { kind: 'sensitivity', threshold: 1 }).figure).toBeNaN();
    expect(figureOf([1, 0, 0], [1, 2, 0], { kind: 'auc' }).leaveOneOut[0]).toBeNaN();
  });
});
