import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type LabelFlips,
  type TippingOptions,
  tippingPoint,
} from '../../src/fairness/tipping-point.ts';
import { newcombe } from '../../src/rates/difference.ts';

type Counts = { tp: number; fp: number; fn: number; tn: number };

/** The counts after labels of one kind change. */
function flip(c: Counts, f: Pick<LabelFlips, 'from' | 'decision' | 'count'>): Counts {
  const out = { ...c };
  if (f.decision === 'positive') {
    out.tp += f.from === 'negative' ? f.count : -f.count;
    out.fp += f.from === 'positive' ? f.count : -f.count;
  } else {
    out.fn += f.from === 'negative' ? f.count : -f.count;
    out.tn += f.from === 'positive' ? f.count : -f.count;
  }
  return out;
}

function isBeyond(a: Counts, b: Counts, options: TippingOptions): boolean {
  const pick = (c: Counts): [number, number] =>
    options.metric === 'sensitivity' ? [c.tp, c.tp + c.fn] : [c.tn, c.tn + c.fp];
  const [ka, na] = pick(a);
  const [kb, nb] = pick(b);
  if (na === 0 || nb === 0) return false;
  if (options.criterion === 'estimate') return Math.abs(ka / na - kb / nb) > options.margin + 1e-12;
  const [low, high] = newcombe(ka, na, kb, nb);
  return low > options.margin || high < -options.margin;
}

const small = fc.record({
  tp: fc.nat(6),
  fp: fc.nat(4),
  fn: fc.nat(6),
  tn: fc.nat(4),
});

describe('tippingPoint', () => {
  it('its plan overturns the finding', () => {
    const options = { metric: 'sensitivity', margin: 0.05 } as const;
    const a = { tp: 180, fn: 20, fp: 30, tn: 300 };
    const b = { tp: 140, fn: 60, fp: 40, tn: 290 };
    const result = tippingPoint(a, b, options);
    expect(result.isBeyondMargin).toBe(true);
    let [x, y]: [Counts, Counts] = [a, b];
    for (const step of result.plan) {
      if (step.group === 'a') x = flip(x, step);
      else y = flip(y, step);
    }
    expect(isBeyond(x, y, options)).toBe(false);
    expect(result.plan.reduce((s, f) => s + f.count, 0)).toBe(result.flips.value);
    expect(result.single[0]!.count).toBeGreaterThanOrEqual(result.flips.value!);
  });

  it('no smaller set of flips overturns a gap by its estimate (exhaustive search over small tables)', () => {
    fc.assert(
      fc.property(
        small,
        small,
        fc.constantFrom('sensitivity' as const, 'specificity' as const),
        fc.constantFrom(0, 0.1, 0.3),
        (a, b, metric, margin) => {
          const options = { metric, margin, criterion: 'estimate' } as const;
          const result = tippingPoint(a, b, options);
          if (result.gap.value === null) return;
          const start = isBeyond(a, b, options);
          const kinds = (['positive', 'negative'] as const).flatMap((from) =>
            (['positive', 'negative'] as const).map((decision) => ({ from, decision })),
          );
          const reach = (c: Counts, k: (typeof kinds)[number]): number =>
            k.decision === 'positive'
              ? k.from === 'positive'
                ? c.tp
                : c.fp
              : k.from === 'positive'
                ? c.fn
                : c.tn;
          let best = Number.POSITIVE_INFINITY;
          const classSize = (c: Counts): number =>
            metric === 'sensitivity' ? c.tp + c.fn : c.tn + c.fp;
          for (const ka of kinds) {
            for (const kb of kinds) {
              for (let i = 0; i <= reach(a, ka); i++) {
                for (let j = 0; j <= reach(b, kb); j++) {
                  const x = flip(a, { ...ka, count: i });
                  const y = flip(b, { ...kb, count: j });
                  if (classSize(x) === 0 || classSize(y) === 0) continue;
                  if (isBeyond(x, y, options) !== start) best = Math.min(best, i + j);
                }
              }
            }
          }
          if (result.flips.value === null) expect(best).toBe(Number.POSITIVE_INFINITY);
          else expect(result.flips.value).toBe(best);
        },
      ),
      { numRuns: 600 },
    );
  });

  it('a larger design effect makes a finding easier to lose', () => {
    const a = { tp: 180, fn: 20, fp: 30, tn: 300 };
    const b = { tp: 130, fn: 70, fp: 40, tn: 290 };
    const base = { metric: 'sensitivity', margin: 0.05 } as const;
    const one = tippingPoint(a, b, base).flips.value!;
    const two = tippingPoint(a, b, { ...base, designEffect: 2 }).flips.value!;
    expect(two).toBeLessThan(one);
  });

  it('has no value for an empty class and refuses a negative margin', () => {
    const a = { tp: 0, fn: 0, fp: 1, tn: 1 };
    expect(tippingPoint(a, a, { metric: 'sensitivity', margin: 0 }).flips.reason).toBe(
      'empty-class',
    );
    expect(() => tippingPoint(a, a, { metric: 'specificity', margin: -1 })).toThrow(
      /stats\/bad-argument/,
    );
  });
});
