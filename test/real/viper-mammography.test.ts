import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  arrangeReadings,
  obuchowskiRockette,
  type UStatisticMetric,
  uStatistic,
} from '../../packages/stats/src/mrmc/index.ts';
import { sharedOrSkip } from '../support/skip.ts';
import { cell, codes, readRows } from './reader-study-rows.ts';

const folder = sharedOrSkip('data', 'viper-mammography');
const modalities = ['FFDM', 'SFM'];
const metrics: Record<string, UStatisticMetric> = {
  auc: { kind: 'auc' },
  tpf: { kind: 'sensitivity', threshold: 0.5 },
  tnf: { kind: 'specificity', threshold: 0.5 },
};
const observations = folder ? readRows(folder, 'observations.csv.gz') : [];

/** Ratings of a sub-study: scores for the area, recall calls for the rates. */
function arranged(study: string, days: string, measure: string) {
  const rows = observations.filter((row) => cell(row, 'subStudyLabel') === study);
  const readers = codes(rows.map((row) => cell(row, 'readerID')));
  const cases = codes(rows.map((row) => cell(row, 'caseID')));
  const result = arrangeReadings({
    reader: rows.map((row) => readers.get(cell(row, 'readerID'))!),
    test: rows.map((row) => modalities.indexOf(cell(row, 'modalityID'))),
    case: rows.map((row) => cases.get(cell(row, 'caseID'))!),
    truth: rows.map((row) => Number(cell(row, `cancerStatus${days}`))),
    rating: rows.map((row) =>
      measure === 'auc' ? Number(cell(row, 'score')) : 2 - Number(cell(row, 'recall')),
    ),
  });
  return { ...result, readers };
}

/** Agreement with a printed number to its printed digits (nine significant ones at most). */
function expectPrinted(got: number | null | undefined, printed: string): void {
  const want = Number(printed);
  expect(Math.abs((got ?? Number.NaN) - want)).toBeLessThanOrEqual(1e-12 + 1e-8 * Math.abs(want));
}

describe.skipIf(folder === null)('VIPER mammography against its official results', () => {
  it.each(['365', '455'])(
    'U-statistics at %s days: areas, variances, degrees of freedom, p and limits',
    (days) => {
      const official = readRows(folder ?? '', `official-imrmc-ustat-${days}d.csv`);
      expect(official.length).toBeGreaterThanOrEqual(27);
      for (const row of official) {
        const measure = cell(row, 'measure');
        const { truth, ratings } = arranged(cell(row, 'study'), days, measure);
        const result = uStatistic({ truth, ratings }, { metric: metrics[measure]! });
        const a = result.tests[modalities.indexOf(cell(row, 'modalityA'))]!;
        expectPrinted(a.estimate.value, cell(row, 'AUCA'));
        expectPrinted(a.variance.value, cell(row, 'varAUCA'));
        if (cell(row, 'modalityB') === 'NO_MOD') {
          expect(a.nonDiseasedCount).toBe(Number(cell(row, 'N0')));
          expect(a.diseasedCount).toBe(Number(cell(row, 'N1')));
          expectPrinted(a.dfExact.value, cell(row, 'dfBDG'));
          // Very small p-values are printed with the rounding of 1 - p.
          expect(Math.abs(a.pAgainstHalf.value! - Number(cell(row, 'pValueBDG')))).toBeLessThan(
            1e-9,
          );
        } else {
          const d = result.differences[0]!;
          expectPrinted(d.estimate.value, cell(row, 'AUCAminusAUCB'));
          expectPrinted(d.variance.value, cell(row, 'varAUCAminusAUCB'));
          expectPrinted(d.pNormal.value, cell(row, 'pValueNormal'));
          expectPrinted(d.dfExact.value, cell(row, 'dfBDG'));
          expectPrinted(d.p.value, cell(row, 'pValueBDG'));
          expectPrinted(d.limits?.[0], cell(row, 'botCIBDG'));
          expectPrinted(d.limits?.[1], cell(row, 'topCIBDG'));
        }
      }
    },
  );

  it.each(['365', '455'])(
    'per reader at %s days: areas, differences and their variances',
    (days) => {
      const official = readRows(folder ?? '', `official-imrmc-perreader-${days}d.csv`);
      const studies = new Map<string, ReturnType<typeof arranged>>();
      let seen = 0;
      for (const row of official) {
        const measure = cell(row, 'measure');
        const key = `${cell(row, 'study')}/${measure}`;
        const study = studies.get(key) ?? arranged(cell(row, 'study'), days, measure);
        studies.set(key, study);
        const reader = study.readers.get(cell(row, 'readerID'))!;
        const ratings = study.ratings.map((rows) => [rows[reader]!]);
        const result = uStatistic({ truth: study.truth, ratings }, { metric: metrics[measure]! });
        const a = result.tests[modalities.indexOf(cell(row, 'modalityA'))]!;
        expectPrinted(a.estimate.value, cell(row, 'AUCA'));
        expect(a.variance.value).toBeCloseTo(Number(cell(row, 'varAUCA')), 7);
        if (cell(row, 'modalityB') !== 'NO_MOD') {
          const d = result.differences[0]!;
          expectPrinted(d.estimate.value, cell(row, 'AUCAminusAUCB'));
          expect(d.variance.value).toBeCloseTo(Number(cell(row, 'varAUCAminusAUCB')), 7);
        }
        seen++;
      }
      expect(seen).toBe(official.length);
      expect(seen).toBeGreaterThanOrEqual(500);
    },
  );

  it('plain means of the readers, which differ from the pooled ones, and the sizes of the sub-studies', () => {
    const expected = JSON.parse(
      readFileSync(join(folder ?? '', 'expected.json'), 'utf8'),
    ) as Record<string, Record<string, number>>;
    for (const [key, want] of Object.entries(expected)) {
      const [study, modality] = key.split('/') as [string, string];
      const test = modalities.indexOf(modality);
      const { truth, ratings, design } = arranged(study, '365', 'auc');
      const one = uStatistic({ truth, ratings }).tests[test]!;
      expect(one.meanOfReaders.value).toBeCloseTo(want['mean_reader_auc']!, 6);
      expect(one.diseasedCount + one.nonDiseasedCount).toBe(want['cases']);
      expect(one.readerCount).toBe(want['readers']);
      const cells = design.cells.filter((each) => each.test === test);
      expect(cells.reduce((sum, each) => sum + each.diseasedCount + each.nonDiseasedCount, 0)).toBe(
        want['obs'],
      );
      const calls = arranged(study, '365', 'tpf');
      const mean = (kind: 'sensitivity' | 'specificity'): number =>
        obuchowskiRockette(
          { truth: calls.truth, ratings: calls.ratings },
          { metric: { kind, threshold: 0.5 } },
        ).means[test]!.estimate.value!;
      expect(mean('sensitivity')).toBeCloseTo(want['mean_reader_sens_recall1']!, 6);
      expect(mean('specificity')).toBeCloseTo(want['mean_reader_spec_recall1']!, 6);
    }
  });

  it('the crossing is incomplete and the missing readings are counted', () => {
    const { design } = arranged('screeningLowP', '365', 'auc');
    expect(design.kind).toBe('incomplete');
    expect(design.missingCount).toBe(20 * 2 * 419 - design.readingCount);
    expect(design.duplicateCount).toBe(0);
  });
});
