import type { CurveBlock, ForestBlock } from '@equipoise/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curvePaths } from '../../src/charts/curve-paths.ts';
import { driftGeometry } from '../../src/charts/drift-geometry.ts';
import { forestScale, forestWidth } from '../../src/charts/forest-scale.ts';
import { hasContent } from '../../src/charts/has-content.ts';
import { heatShare } from '../../src/charts/heat-share.ts';
import { cellText, count, fixed, reasonText, withLimits } from '../../src/charts/numbers.ts';
import { extent, linearScale, padded } from '../../src/charts/scale.ts';
import { shareSpans } from '../../src/charts/share-spans.ts';

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });

describe('a scale', () => {
  it('puts numbers in their order within its range, and holds those outside at its ends', () => {
    fc.assert(
      fc.property(
        finite,
        fc.double({ min: 0.001, max: 1e6, noNaN: true }),
        finite,
        finite,
        (low, wide, a, b) => {
          const scale = linearScale([low, low + wide], [0, 100]);
          const [x, y] = [scale.at(Math.min(a, b)), scale.at(Math.max(a, b))];
          expect(x).toBeLessThanOrEqual(y);
          expect(x).toBeGreaterThanOrEqual(-1e-9);
          expect(y).toBeLessThanOrEqual(100 + 1e-9);
        },
      ),
    );
  });

  it('has round ticks within its domain, told apart by their decimals', () => {
    const scale = linearScale([0.13, 0.87], [0, 100], 4);
    expect(scale.ticks.map((tick) => tick.toFixed(scale.digits))).toEqual([
      '0.2',
      '0.4',
      '0.6',
      '0.8',
    ]);
    fc.assert(
      fc.property(finite, fc.double({ min: 0.01, max: 1e5, noNaN: true }), (low, wide) => {
        const { ticks, digits } = linearScale([low, low + wide], [0, 1], 5);
        expect(new Set(ticks.map((tick) => tick.toFixed(digits))).size).toBe(ticks.length);
        expect(ticks.length).toBeLessThan(20);
      }),
    );
  });

  it('takes its extent from numbers alone', () => {
    expect(extent([null, 2, undefined, Number.NaN, -1])).toEqual([-1, 2]);
    expect(extent([null], [3, 4])).toEqual([3, 4]);
    expect(extent([5, 5])).toEqual([4.5, 5.5]);
    expect(padded([0, 1], 0.1)).toEqual([-0.1, 1.1]);
  });
});

describe('numbers as shown', () => {
  it('have a true minus, no minus zero, and thin spaces between thousands', () => {
    expect(fixed(-0.1234, 2)).toBe('\u22120.12');
    expect(fixed(-0.0001, 2)).toBe('0.00');
    expect(fixed(null)).toBe('—');
    expect(count(1234567)).toBe('1\u202f234\u202f567');
    expect(count(-1200)).toBe('\u22121\u202f200');
  });

  it('carry their limits, or stand alone where there are none', () => {
    expect(withLimits({ value: 0.5, low: 0.25, high: 0.75 }, 2)).toBe(
      '0.50 (0.25\u00a0to\u00a00.75)',
    );
    expect(withLimits({ value: 0.5, low: null, high: null }, 1)).toBe('0.5');
    expect(withLimits({ value: null, low: null, high: null })).toBe('—');
    expect(cellText(12, 0)).toBe('12');
    expect(cellText('x', null)).toBe('x');
    expect(cellText(null, 2)).toBe('—');
    expect(reasonText('too-few')).toBe('too few');
  });
});

describe('pictures', () => {
  it('parts of a whole fill it without a gap', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 1, maxLength: 8 }), (counts) => {
        const spans = shareSpans(counts.map((n, at) => ({ key: String(at), label: '', count: n })));
        const total = counts.reduce((sum, n) => sum + n, 0);
        let left = 0;
        for (const [at, width] of spans) {
          expect(at).toBeCloseTo(left, 9);
          left += width;
        }
        expect(left).toBeCloseTo(total === 0 ? 0 : 100, 9);
      }),
    );
  });

  it('a forest holds every limit and its line', () => {
    const row = { label: 'a', group: null, value: 0.5, low: -2, high: 3, counts: '', reason: null };
    const none = { ...row, label: 'b', value: null, low: null, high: null, reason: 'too few' };
    const rows: ForestBlock['rows'] = [row, none];
    const scale = forestScale({ rows, rule: 5, margin: 1 });
    const places = [-2, 0.5, 3, 4, 5, 6].map((value) => scale.at(value));
    expect([...places].sort((a, b) => a - b)).toEqual(places);
    expect(places[0]).toBeGreaterThan(6);
    expect(places.at(-1)).toBeLessThan(forestWidth - 6);
  });

  it('a cell of a heat map is stronger for more, and has no colour without a value', () => {
    expect(heatShare(null, [0, 1])).toBeNull();
    expect(heatShare(0.25, [0, 1])).toBe(0.25);
    expect(heatShare(7, [0, 1])).toBe(1);
    expect(heatShare(1, [1, 1])).toBe(0.5);
  });

  it('a curve has a line for each series, and a band only where limits are', () => {
    const point = (x: number, y: number, low: number | null, high: number | null) => ({
      x,
      y,
      low,
      high,
    });
    const block: Pick<CurveBlock, 'series' | 'diagonal'> = {
      diagonal: false,
      series: [
        { name: 'plain', points: [point(0, 0, null, null), point(1, 1, null, null)] },
        { name: 'band', points: [point(0, 0.5, 0.4, 0.6), point(1, 0.5, 0.4, 0.7)] },
      ],
    };
    const { lines, bands, x } = curvePaths(block);
    expect(lines).toHaveLength(2);
    expect(bands.map((band) => band !== null)).toEqual([false, true]);
    expect(lines[0]).toMatch(new RegExp(`^M${x.at(0).toFixed(1)} .*L${x.at(1).toFixed(1)} `));
  });

  it('a control chart starts at 0 and marks its alarm at the gold case that raised it', () => {
    const { alarm, limitY, path, x, y } = driftGeometry({
      heights: [3, 6, 9, 8],
      limit: 9,
      alarmAt: 3,
    });
    expect(path.startsWith(`M${x.at(0).toFixed(1)} ${y.at(0).toFixed(1)}`)).toBe(true);
    expect(path.split('L')).toHaveLength(5);
    expect(alarm).toEqual([x.at(3), limitY]);
    expect(driftGeometry({ heights: [], limit: 9, alarmAt: null }).alarm).toBeNull();
  });

  it('an empty block shows nothing', () => {
    const base = { id: 'x', title: '', caption: '', task: null };
    expect(hasContent({ ...base, kind: 'text', paragraphs: [] })).toBe(false);
    expect(hasContent({ ...base, kind: 'text', paragraphs: ['a'] })).toBe(true);
    const curve = { ...base, kind: 'curve' as const, xTitle: '', yTitle: '', diagonal: false };
    expect(hasContent({ ...curve, series: [{ name: 'a', points: [] }] })).toBe(false);
  });
});
