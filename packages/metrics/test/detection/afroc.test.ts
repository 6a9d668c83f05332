import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AfrocKind,
  afroc,
  afrocJackknife,
  readerFigures,
  splitReaderMarks,
} from '../../src/detection/index.ts';
import { drawClustered, drawMarks, withoutCase } from './support.ts';

const kinds: readonly AfrocKind[] = ['afroc', 'wafroc', 'afroc1', 'wafroc1', 'inferred-roc'];
const seeds = fc.integer({ min: 1, max: 9999 });

describe('the AFROC family', () => {
  it('without each case is the figure of the study without it', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(...kinds), (seed, kind) => {
        const marks = drawMarks(seed);
        const { leaveOneOut } = afrocJackknife(marks, kind);
        for (let c = 0; c < marks.lesionCounts.length; c++) {
          const direct = afrocJackknife(withoutCase(marks, c), kind).figure;
          expect(leaveOneOut[c]).toBeCloseTo(direct, 10);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('without each patient is the figure of the study without all cases of the patient', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(...kinds), (seed, kind) => {
        const marks = drawMarks(seed);
        const patientOf = Array.from(marks.lesionCounts, (_, c) => Math.floor((c * c + seed) % 5));
        const whole = afrocJackknife(marks, kind);
        const found = afrocJackknife(marks, kind, undefined, { patientOf, patientCount: 5 });
        expect(found.figure).toBe(whole.figure);
        for (let p = 0; p < 5; p++) {
          let rest = marks;
          for (let c = patientOf.length - 1; c >= 0; c--)
            if (patientOf[c] === p) rest = withoutCase(rest, c);
          const direct = afrocJackknife(rest, kind).figure;
          if (Number.isNaN(direct)) expect(found.leaveOneOut[p]).toBeNaN();
          else expect(found.leaveOneOut[p]).toBeCloseTo(direct, 10);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('refuses patients of another number of cases', () => {
    const marks = drawMarks(3);
    expect(() =>
      afrocJackknife(marks, 'wafroc', undefined, { patientOf: [0], patientCount: 1 }),
    ).toThrow(/metrics\/length-mismatch/);
  });

  it('over patients has the spread that simulated studies show, over cases far too little', () => {
    const studies = 400;
    const figures: number[] = [];
    let byPatient = 0;
    let byCase = 0;
    const variance = (values: ArrayLike<number>): number => {
      const n = values.length;
      const mean = Array.from(values).reduce((sum, x) => sum + x, 0) / n;
      return Array.from(values).reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / n;
    };
    for (let seed = 1; seed <= studies; seed++) {
      const { marks, patients } = drawClustered(seed);
      const over = afrocJackknife(marks, 'wafroc', undefined, patients);
      const alone = afrocJackknife(marks, 'wafroc');
      figures.push(over.figure);
      byPatient += (variance(over.leaveOneOut) * (patients.patientCount - 1)) / studies;
      byCase += (variance(alone.leaveOneOut) * (marks.lesionCounts.length - 1)) / studies;
    }
    const seen = variance(figures);
    expect(byPatient / seen).toBeGreaterThan(0.85);
    expect(byPatient / seen).toBeLessThan(1.25);
    expect(byCase / seen).toBeLessThan(0.6);
  });

  it('stays in [0, 1] and does not change with a rising change of the ratings', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(...kinds), (seed, kind) => {
        const marks = drawMarks(seed);
        const { figure } = afrocJackknife(marks, kind);
        expect(figure).toBeGreaterThanOrEqual(0);
        expect(figure).toBeLessThanOrEqual(1);
        const markScore = Array.from(marks.markScore, (x) => Math.exp(x) - 50);
        expect(afrocJackknife({ ...marks, markScore }, kind).figure).toBeCloseTo(figure, 12);
      }),
      { numRuns: 40 },
    );
  });

  it('a reader who marks nothing has one half everywhere', () => {
    const nothing = { lesionCounts: [0, 2, 0, 1], markCase: [], markScore: [], markLesion: [] };
    const figures = afroc(nothing);
    for (const one of [figures.afroc, figures.wafroc, figures.afroc1, figures.inferredRoc])
      expect(one.value).toBe(0.5);
  });

  it('a false positive on a diseased case lowers AFROC1 and the inferred ROC rises with it', () => {
    const base = { lesionCounts: [0, 1], markCase: [0], markScore: [1], markLesion: [-1] };
    const more = { ...base, markCase: [0, 1], markScore: [1, 2], markLesion: [-1, -1] };
    expect(afroc(more).afroc.value).toBe(afroc(base).afroc.value);
    expect(afroc(more).afroc1.value).toBeLessThan(afroc(base).afroc1.value!);
    expect(afroc(more).inferredRoc.value).toBe(1);
  });

  it('weights one over the lesions of a case count cases alike', () => {
    const marks = { lesionCounts: [0, 1, 3], markCase: [1], markScore: [5], markLesion: [0] };
    expect(afroc(marks).wafroc.value).toBeCloseTo((1 + 0.5) / 2, 12);
    expect(afroc(marks).afroc.value).toBeCloseTo((1 + 3 * 0.5) / 4, 12);
    expect(afroc(marks, [1, 1, 0, 0]).wafroc.value).toBeCloseTo((1 + 0.5) / 2, 12);
    expect(() => afroc(marks, [1])).toThrow(/metrics\/length-mismatch/);
  });

  it('without lesions, or without normal cases, has no value', () => {
    const none = { markCase: [], markScore: [], markLesion: [] };
    expect(afroc({ lesionCounts: [0, 0], ...none }).wafroc).toEqual({
      value: null,
      reason: 'no-lesions',
    });
    expect(afroc({ lesionCounts: [1, 2], ...none }).afroc).toEqual({
      value: null,
      reason: 'no-normal-cases',
    });
    expect(afroc({ lesionCounts: [1, 2], ...none }).afroc1.value).toBe(0.5);
    expect(afroc({ lesionCounts: [], ...none }).inferredRoc.value).toBeNull();
  });
});

describe('marks of several readers', () => {
  const marks = {
    lesionCounts: [0, 1, 0, 2],
    testCount: 2,
    readerCount: 2,
    test: [0, 0, 1, 0],
    reader: [0, 1, 1, 0],
    markCase: [1, 0, 3, 3],
    markScore: [3, 1, 2, 4],
    markLesion: [0, -1, 1, 0],
  };

  it('are split by test and reader; a reader without marks has none', () => {
    const [first, second] = splitReaderMarks(marks);
    expect(Array.from(first![0]!.markCase)).toEqual([1, 3]);
    expect(Array.from(first![1]!.markLesion)).toEqual([-1]);
    expect(second![0]!.markCase).toHaveLength(0);
  });

  it('give figures with one left-out value per case', () => {
    const figures = readerFigures(marks);
    expect(figures.flat()).toHaveLength(4);
    for (const one of figures.flat()) expect(one.leaveOneOut).toHaveLength(4);
    expect(figures[0]![0]!.figure).toBeGreaterThan(figures[0]![1]!.figure);
    expect(figures[1]![0]!.figure).toBe(0.5);
  });

  it('refuse codes beyond their counts and columns of different length', () => {
    expect(() => splitReaderMarks({ ...marks, reader: [0, 1, 2, 0] })).toThrow(/bad-definition/);
    expect(() => splitReaderMarks({ ...marks, test: [0] })).toThrow(/length-mismatch/);
  });
});
