import type { Declared, Estimate, Gate } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { evaluateGates, type GatedDocument } from '../../src/gates/evaluate-gates.ts';

function estimate(part: Partial<Estimate>): Estimate {
  return {
    id: JSON.stringify(part),
    task: 't',
    model: 'm',
    metric: 'sensitivity',
    class: null,
    slice: {},
    versus: null,
    scale: null,
    threshold: 0.5,
    thresholdSource: 'declared',
    value: 0,
    low: 0,
    high: 0,
    level: 0.95,
    method: 'x',
    caseCount: 100,
    patientCount: 100,
    positiveCount: 50,
    undefinedReason: null,
    ...part,
  };
}

function gap(level: string, low: number | null, high: number | null): Estimate {
  const value = low === null || high === null ? 0.02 : (low + high) / 2;
  return estimate({ slice: { sex: level }, versus: 'rest', scale: 'difference', value, low, high });
}

const declared = {
  tasks: [{ name: 't' }],
  models: ['m'],
  attributes: [
    { name: 'sex', levels: ['F', 'M'], role: 'group' },
    { name: 'pid', levels: ['1'], role: 'id-like' },
  ],
  metrics: [{ id: 'sensitivity' }, { id: 'brier' }],
} as unknown as Declared;

function documentOf(...estimates: Estimate[]): GatedDocument {
  return { estimates, declared };
}

const gate: Gate = { attribute: 'sex', metric: 'sens', versus: 'rest', margin: 0.05 };

describe('gates on gaps', () => {
  it('all intervals within the margin: met, 0', () => {
    const report = evaluateGates([gate], documentOf(gap('F', -0.04, 0.03), gap('M', -0.03, 0.04)));
    expect(report).toMatchObject({ exitCode: 0, results: [{ outcome: 'met' }] });
    expect(report.results[0]?.estimateIds).toHaveLength(2);
  });

  it('one interval wholly beyond it, on either side: broken, 1', () => {
    expect(
      evaluateGates([gate], documentOf(gap('F', -0.2, -0.06), gap('M', -0.01, 0.01))).exitCode,
    ).toBe(1);
    expect(evaluateGates([gate], documentOf(gap('F', 0.051, 0.2))).exitCode).toBe(1);
  });

  it('an interval across the margin: cannot tell, 2', () => {
    const report = evaluateGates([gate], documentOf(gap('F', -0.06, 0.03)));
    expect(report).toMatchObject({ exitCode: 2, results: [{ outcome: 'cannot-tell' }] });
  });

  it('a group without limits leaves it undecided, never a pass', () => {
    expect(
      evaluateGates([gate], documentOf(gap('F', -0.01, 0.01), gap('M', null, null))).exitCode,
    ).toBe(2);
    expect(evaluateGates([gate], documentOf()).exitCode).toBe(2);
  });

  it('broken wins over undecided', () => {
    expect(
      evaluateGates([gate], documentOf(gap('F', -0.06, 0.03), gap('M', 0.1, 0.2))).exitCode,
    ).toBe(1);
  });

  it('one group may be meant', () => {
    const document = documentOf(gap('F', -0.01, 0.01), gap('M', 0.1, 0.2));
    expect(evaluateGates([{ ...gate, group: 'F' }], document).exitCode).toBe(0);
  });

  it('ratios and intersections are not its matter', () => {
    const ratio = { ...gap('F', 0.9, 1.1), scale: 'ratio' as const };
    const deep = { ...gap('F', 0.3, 0.4), slice: { sex: 'F', site: 'A' } };
    expect(evaluateGates([gate], documentOf(gap('F', -0.01, 0.01), ratio, deep)).exitCode).toBe(0);
  });

  it('the range is judged by its own interval', () => {
    const range = estimate({
      slice: { sex: '(any)' },
      versus: 'range',
      scale: 'difference',
      low: 0.06,
      high: 0.2,
    });
    expect(evaluateGates([{ ...gate, versus: 'range' }], documentOf(range)).exitCode).toBe(1);
  });
});

describe('gates on a metric', () => {
  const floor: Gate = { metric: 'sensitivity', versus: 'none', margin: 0.8 };

  it.each([
    [0.82, 0.9, 0],
    [0.7, 0.79, 1],
    [0.75, 0.85, 2],
  ])('an interval of %f to %f gives %i', (low, high, code) => {
    expect(evaluateGates([floor], documentOf(estimate({ value: low, low, high }))).exitCode).toBe(
      code,
    );
  });

  it('where lower is better the margin is a ceiling', () => {
    const ceiling: Gate = { metric: 'brier', versus: 'none', margin: 0.2 };
    const one = estimate({ metric: 'brier', value: 0.1, low: 0.05, high: 0.15 });
    expect(evaluateGates([ceiling], documentOf(one)).exitCode).toBe(0);
  });
});

describe('undecided gates', () => {
  const document = documentOf(gap('F', -0.06, 0.03));

  it.each([
    ['pass', 0],
    ['fail', 1],
    ['report', 2],
  ] as const)('%s gives %i', (policy, code) => {
    expect(evaluateGates([gate], document, policy).exitCode).toBe(code);
    expect(evaluateGates([{ ...gate, inconclusive: policy }], document).exitCode).toBe(code);
  });

  it('what a gate says of itself wins', () => {
    expect(evaluateGates([{ ...gate, inconclusive: 'fail' }], document, 'pass').exitCode).toBe(1);
  });
});

describe('what is not there is never a pass', () => {
  it.each<[string, Partial<Gate>]>([
    ['attribute', { attribute: 'race' }],
    ['group', { group: 'X' }],
    ['task', { task: 'u' }],
    ['model', { model: 'n' }],
    ['metric', { metric: 'auroc' }],
    ['metric of no catalogue', { metric: 'luck' }],
    ['id-like attribute', { attribute: 'pid' }],
  ])('an absent %s is a data error', (_, part) => {
    const error = (() => {
      try {
        evaluateGates([{ ...gate, ...part }], documentOf(gap('F', 0, 0)));
      } catch (caught) {
        return caught as { code: string; exitCode: number };
      }
      return null;
    })();
    expect(error).toMatchObject({ code: 'audit/unknown-gate-target', exitCode: 65 });
  });

  it('no gates, no verdict: 0', () => {
    expect(evaluateGates([], documentOf())).toEqual({ results: [], exitCode: 0 });
  });
});

describe('gates on carried labels', () => {
  const drawn = { ...gap('F', -0.2, 0.1), id: 'drawn', labels: 'drawn' as const };
  const given = gap('F', -0.01, 0.01);

  it('judge the estimates with those labels and no other', () => {
    const of = (labels: Gate['labels']): string[] =>
      evaluateGates([{ ...gate, labels }], documentOf(given, drawn)).results.map(
        (one) => one.outcome,
      );
    expect(of('drawn')).toEqual(['cannot-tell']);
    expect(of('given')).toEqual(['met']);
    expect(of(undefined)).toEqual(['met']);
  });

  it('are refused where the study has no such labels, and against a range', () => {
    expect(() => evaluateGates([{ ...gate, labels: 'one-reader' }], documentOf(drawn))).toThrow(
      /labels "one-reader", which this study does not have/,
    );
    expect(() =>
      evaluateGates([{ ...gate, labels: 'drawn', versus: 'range' }], documentOf(drawn)),
    ).toThrow(/versus: range/);
  });

  it('stay undecided where the readings contradict the draws', () => {
    const doubted = { ...gap('F', -0.01, 0.01), labels: 'drawn' as const, caution: 'x' };
    const report = evaluateGates([{ ...gate, labels: 'drawn' }], documentOf(doubted));
    expect(report.results[0]?.outcome).toBe('cannot-tell');
  });
});
