import { describe, expect, it } from 'vitest';
import { metricPacks } from '../../src/sections/metric-packs.ts';

describe('metricPacks', () => {
  it('puts every metric into exactly one table of at most five columns', () => {
    const ids = [
      ...['auroc', 'sensitivity', 'specificity', 'ppv', 'npv', 'prevalence', 'accuracy'],
      ...['ece', 'brier', 'calibration-slope', 'one', 'two', 'three', 'four', 'five', 'six'],
    ];
    const packs = metricPacks(ids);
    expect(packs.flatMap((pack) => pack.ids).sort()).toEqual([...ids].sort());
    for (const pack of packs) {
      expect(pack.ids.length).toBeGreaterThan(0);
      expect(pack.ids.length).toBeLessThanOrEqual(5);
    }
  });

  it('keeps the error rates and the predictive values together where they fit', () => {
    expect(metricPacks(['ppv', 'auroc', 'npv', 'sensitivity', 'specificity'])[0]?.ids).toEqual([
      'auroc',
      'sensitivity',
      'specificity',
      'ppv',
      'npv',
    ]);
  });

  it('makes no table of nothing', () => {
    expect(metricPacks([])).toEqual([]);
  });
});
