import { describe, expect, it } from 'vitest';
import { conditionDifference, conditionRates, relianceOnAdvice } from '../../src/mrmc/index.ts';
import { randomStream } from '../../src/random.ts';

const readings = {
  truth: [1, 1, 0, 0, 1, 0],
  answer: [1, 0, 1, 0, 0, 1],
  advice: [1, 0, 1, 0, 1, 0],
  cases: ['a', 'b', 'c', 'd', 'e', 'f'],
  readers: [0, 0, 1, 1, 2, 2],
};

describe('reliance on advice', () => {
  it('splits by whether the advice is right', () => {
    const result = relianceOnAdvice(readings);
    expect(result.followsWrong).toMatchObject({ count: 2, rows: 2 });
    expect(result.rejectsRight).toMatchObject({ count: 2, rows: 4 });
    expect(result.agrees).toMatchObject({ count: 4, rows: 6 });
    expect(result.adviceAccuracy).toMatchObject({ count: 4, rows: 6 });
    expect(result.accuracy).toMatchObject({ count: 2, rows: 6 });
  });

  it('does not depend on the order of rows', () => {
    const turn = <T>(list: readonly T[]): T[] => [...list].reverse();
    const turned = relianceOnAdvice({
      truth: turn(readings.truth),
      answer: turn(readings.answer),
      advice: turn(readings.advice),
      cases: turn(readings.cases),
      readers: turn(readings.readers),
    });
    expect(turned.rejectsRight.byCase.limits).toEqual(
      relianceOnAdvice(readings).rejectsRight.byCase.limits,
    );
  });

  it('the joint interval holds the share and is no narrower than either alone', () => {
    const next = randomStream(8);
    const n = 200;
    const draw = (chance: number): number[] =>
      Array.from({ length: n }, () => (next() < chance ? 1 : 0));
    const { agrees } = relianceOnAdvice({
      truth: draw(0.5),
      answer: draw(0.5),
      advice: draw(0.7),
      cases: Array.from({ length: n }, (_, i) => i % 40),
      readers: Array.from({ length: n }, (_, i) => i % 9),
    });
    const width = (limits: readonly [number, number] | null): number => limits![1] - limits![0];
    expect(width(agrees.limits)).toBeGreaterThanOrEqual(width(agrees.byCase.limits) - 1e-12);
    expect(width(agrees.limits)).toBeGreaterThanOrEqual(width(agrees.byReader.limits) - 1e-12);
    expect(agrees.limits![0]).toBeLessThan(agrees.count / n);
    expect(agrees.limits![1]).toBeGreaterThan(agrees.count / n);
  });

  it('never wrong advice leaves over-reliance without a value', () => {
    const result = relianceOnAdvice({ ...readings, advice: readings.truth });
    expect(result.followsWrong.byCase.estimate).toEqual({ value: null, reason: 'no-rows' });
    expect(result.rejectsRight.rows).toBe(6);
  });

  it('one reader has no interval over readers', () => {
    const result = relianceOnAdvice({ ...readings, readers: [0, 0, 0, 0, 0, 0] });
    expect(result.agrees.byReader.limits).toBeNull();
    expect(result.agrees.limits).toBeNull();
    expect(result.agrees.byCase.limits).not.toBeNull();
  });

  it('refuses columns of different length and answers other than 0 and 1', () => {
    expect(() => relianceOnAdvice({ ...readings, advice: [1] })).toThrow(/length-mismatch/);
    expect(() => relianceOnAdvice({ ...readings, answer: [2, 0, 0, 0, 0, 0] })).toThrow(/answer/);
  });
});

describe('conditions side by side', () => {
  it('sensitivity and specificity are accuracy among either truth', () => {
    const rates = conditionRates(readings);
    expect(rates.sensitivity).toMatchObject({ count: 1, rows: 3 });
    expect(rates.specificity).toMatchObject({ count: 1, rows: 3 });
    expect(rates.accuracy).toMatchObject({ count: 2, rows: 6 });
  });

  it('equal outcomes differ by 0 with p 1', () => {
    const result = conditionDifference({
      outcome: [1, 0, 1, 0, 1, 0, 1, 0],
      condition: [0, 0, 0, 0, 1, 1, 1, 1],
      cases: [0, 1, 2, 3, 0, 1, 2, 3],
      readers: [0, 0, 1, 1, 0, 0, 1, 1],
    });
    expect(result.estimate.value).toBe(0);
    expect(result.p.value).toBe(1);
  });

  it('answers repeated by a cluster count once: four copies of a reader leave the variance by reader', () => {
    const next = randomStream(5);
    const n = 60;
    const base = {
      outcome: Array.from({ length: n }, () => (next() < 0.6 ? 1 : 0)),
      condition: Array.from({ length: n }, (_, i) => i % 2),
      cases: Array.from({ length: n }, (_, i) => i),
      readers: Array.from({ length: n }, (_, i) => Math.floor(i / 6)),
    };
    const copy = <T>(list: readonly T[]): T[] => [list, list, list, list].flat();
    const more = {
      outcome: copy(base.outcome),
      condition: copy(base.condition),
      cases: copy(base.cases),
      readers: copy(base.readers),
    };
    const [a, b] = [conditionDifference(base), conditionDifference(more)];
    expect(b.varianceByReader).toBeCloseTo(a.varianceByReader!, 12);
    expect(b.se.value).toBeCloseTo(a.se.value!, 12);
  });

  it('an empty condition, or one reader, has no test', () => {
    const one = { outcome: [1, 0], condition: [0, 0], cases: [0, 1], readers: [0, 1] };
    expect(conditionDifference(one).p).toEqual({ value: null, reason: 'no-rows' });
    const lone = { outcome: [1, 0], condition: [0, 1], cases: [0, 1], readers: [0, 0] };
    expect(conditionDifference(lone).p).toEqual({ value: null, reason: 'one-cluster' });
  });
});
