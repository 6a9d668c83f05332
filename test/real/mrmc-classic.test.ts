import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  afroc,
  type ReaderMarks,
  readerFigures,
  splitReaderMarks,
} from '../../packages/metrics/src/detection/index.ts';
import {
  type CovarianceMethod,
  casesForPower,
  dorfmanBerbaumMetz,
  type MomentKind,
  obuchowskiRockette,
  obuchowskiRocketteJackknife,
  pilotFrom,
  type RandomFactors,
  type ReaderRatings,
  studyPower,
  uStatistic,
} from '../../packages/stats/src/mrmc/index.ts';
import { sharedOrSkip } from '../support/skip.ts';
import { cell, readRows } from './reader-study-rows.ts';

const folder = sharedOrSkip('data', 'mrmc-classic');
const json = (name: string): unknown =>
  JSON.parse(readFileSync(join(folder ?? '', name), 'utf8')) as unknown;

function readStudy(name: string): ReaderRatings {
  const rows = readRows(folder ?? '', name);
  const at = (row: Record<string, string>, key: string): number => Number(cell(row, key));
  const most = (key: string): number => Math.max(...rows.map((row) => at(row, key)));
  const truth = new Float64Array(most('case'));
  const ratings = Array.from({ length: most('treatment') }, () =>
    Array.from({ length: most('reader') }, () => new Float64Array(truth.length).fill(Number.NaN)),
  );
  for (const row of rows) {
    truth[at(row, 'case') - 1] = at(row, 'truth');
    ratings[at(row, 'treatment') - 1]![at(row, 'reader') - 1]![at(row, 'case') - 1] = at(
      row,
      'rating',
    );
  }
  return { truth, ratings };
}

type Areas = { cases: number; diseased: number; auc: Record<string, number> };

describe.skipIf(folder === null)('Van Dyke and Franken', () => {
  const expected = folder ? (json('expected.json') as Record<string, Areas>) : {};

  it.each([
    ['VanDyke', 'vandyke.csv'],
    ['Franken', 'franken.csv'],
  ])('%s: every area to its six decimals', (name, file) => {
    const study = readStudy(file);
    const result = obuchowskiRockette(study);
    const { auc, cases, diseased } = expected[name]!;
    expect(study.truth.length).toBe(cases);
    expect(Array.from(study.truth).reduce((a, b) => a + b, 0)).toBe(diseased);
    let seen = 0;
    for (const one of result.readers) {
      expect(one.estimate.value).toBeCloseTo(
        auc[`reader ${one.reader + 1} / treatment ${one.test + 1}`]!,
        6,
      );
      seen++;
    }
    result.means.forEach((mean, test) => {
      expect(mean.estimate.value).toBeCloseTo(auc[`mean / treatment ${test + 1}`]!, 6);
      seen++;
    });
    expect(seen).toBe(Object.keys(auc).length);
  });

  it('Van Dyke with DeLong covariance: F 4.484854, 15.06611 degrees of freedom, p .05123', () => {
    const { overall } = obuchowskiRockette(readStudy('vandyke.csv'), { covariance: 'delong' });
    expect(overall.statistic.value).toBeCloseTo(4.484854, 6);
    expect(overall.df2).toBeCloseTo(15.06611, 5);
    expect(overall.p.value).toBeCloseTo(0.05123, 5);
  });

  it('U-statistic variance of the Van Dyke difference: 4.273125e-4, MLE 6.261327e-4', () => {
    const variance = (moments: MomentKind): number =>
      uStatistic(readStudy('vandyke.csv'), { moments }).differences[0]!.variance.value!;
    expect(variance('unbiased')).toBeCloseTo(4.273125e-4, 10);
    expect(variance('mle')).toBeCloseTo(6.261327e-4, 10);
  });

  it('power of the next study is that of the published sample-size program', () => {
    // RJafroc 2.1.1, tests of its sample-size functions (jackknife covariance, Hillis 2011 and 2018).
    const franken = pilotFrom(obuchowskiRockette(readStudy('franken.csv')).components, 100)!;
    const cases = casesForPower(franken, 6, 0.8, { difference: 0.05 }).value!;
    expect(cases).toBe(121);
    expect(studyPower(franken, 6, cases, { difference: 0.05 }).power).toBeCloseTo(0.8004469, 7);
    const vanDyke = pilotFrom(obuchowskiRockette(readStudy('vandyke.csv')).components, 114)!;
    const power = (cases: number, random: RandomFactors, readers = 10): number =>
      studyPower(vanDyke, readers, cases, { difference: 0.043800322, random }).power;
    expect(power(165, 'readers+cases')).toBeCloseTo(0.80541995, 7);
    expect(power(131, 'cases')).toBeCloseTo(0.80091813, 7);
    expect(power(53, 'readers')).toBeCloseTo(0.80496663, 7);
    expect(power(111, 'readers+cases', 6)).toBeCloseTo(0.5526116, 7);
    expect(casesForPower(vanDyke, 6, 0.8, { difference: 0.043800322 }).value).toBe(251);
  });

  it('the vectors give the same study as the table, by every method', () => {
    const { vectors } = json('vectors.json') as {
      vectors: Record<string, Record<string, unknown>>;
    };
    const table = readStudy('franken.csv');
    for (const [name, input] of Object.entries(vectors)) {
      const study = {
        truth: input['truth'] as number[],
        ratings: input['rating'] as number[][][],
      };
      expect(study.truth).toEqual(Array.from(table.truth));
      expect(study.ratings).toEqual(
        table.ratings.map((rows) => rows.map((row) => Array.from(row))),
      );
      const areas = expected['Franken']!.auc;
      if (name === 'mrmc.dbm') {
        const or = obuchowskiRockette(study).overall;
        expect(dorfmanBerbaumMetz(study).statistic.value).toBeCloseTo(or.statistic.value!, 9);
      } else if (name.startsWith('mrmc.ustat')) {
        const result = uStatistic(study, { moments: input['moments'] as MomentKind });
        expect(result.tests[0]!.estimate.value).toBeCloseTo(areas['mean / treatment 1']!, 6);
      } else {
        const result = obuchowskiRockette(study, {
          covariance: input['covariance'] as CovarianceMethod,
          random: input['random'] as RandomFactors,
        });
        expect(result.means[1]!.estimate.value).toBeCloseTo(areas['mean / treatment 2']!, 6);
        expect(result.overall.p.value).toBeGreaterThan(0.05);
      }
    }
  });
});

describe.skipIf(folder === null)('Thompson, free response', () => {
  function readMarks(): ReaderMarks {
    const truth = readRows(folder ?? '', 'froc-thompson-truth.csv');
    const caseCount = Math.max(...truth.map((row) => Number(cell(row, 'case'))));
    const lesionCounts = new Int32Array(caseCount);
    const lesionWeights: number[] = [];
    for (const row of truth) {
      if (cell(row, 'lesion') === '') continue;
      lesionCounts[Number(cell(row, 'case')) - 1]! += 1;
      lesionWeights.push(Number(cell(row, 'weight')));
    }
    const marks = readRows(folder ?? '', 'froc-thompson-marks.csv');
    const column = (key: string): number[] => marks.map((row) => Number(cell(row, key)) - 1);
    return {
      lesionCounts,
      lesionWeights,
      testCount: 2,
      readerCount: 9,
      test: column('modality'),
      reader: column('reader'),
      markCase: column('case'),
      markScore: marks.map((row) => Number(cell(row, 'rating'))),
      markLesion: marks.map((row) =>
        cell(row, 'mark') === 'LL' ? Number(cell(row, 'lesion')) - 1 : -1,
      ),
    };
  }

  it('every AFROC and weighted AFROC to six decimals, and their means', () => {
    const all = json('expected.json') as Record<string, Record<string, Record<string, number>>>;
    const expected = all['froc-thompson']!;
    const marks = readMarks();
    splitReaderMarks(marks).forEach((readers, test) => {
      let sum = 0;
      readers.forEach((one, reader) => {
        const figures = afroc(one, marks.lesionWeights);
        const want = expected[`modality ${test + 1} / reader ${reader + 1}`]!;
        expect(figures.wafroc.value).toBeCloseTo(want['wAFROC']!, 6);
        expect(figures.afroc.value).toBeCloseTo(want['AFROC']!, 6);
        expect([figures.normalCount, figures.diseasedCount, figures.lesionCount]).toEqual([
          expected['n_nondiseased'],
          expected['n_diseased'],
          expected['n_lesions'],
        ]);
        sum += figures.wafroc.value!;
      });
      expect(sum / readers.length).toBeCloseTo(
        expected['mean wAFROC']![`modality ${test + 1}`]!,
        6,
      );
    });
  });

  it('the reader study of weighted AFROC: .768260 and .846288, second modality better', () => {
    const result = obuchowskiRocketteJackknife(readerFigures(readMarks()));
    expect(result.means[0]!.estimate.value).toBeCloseTo(0.76826, 6);
    expect(result.means[1]!.estimate.value).toBeCloseTo(0.846288, 6);
    expect(result.overall.p.value).toBeLessThan(0.05);
    expect(result.differences[0]!.limits![1]).toBeLessThan(0);
  });
});
