import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  againstConsensus,
  agreementByGroup,
  agreementSummary,
  blandAltman,
  chanceCorrectedAgreement,
  cohenKappa,
  concordanceCorrelation,
  fleissKappa,
  krippendorffAlpha,
  nearDuplicateSources,
  onlyReaders,
  type Ratings,
  ratingsFromLong,
  repeatedReadings,
} from '../../packages/stats/src/agreement/index.ts';
import { sharedOrSkip } from '../support/skip.ts';
import { numbered, readTable } from './reading-tables.ts';

const folders = {
  chexpert: sharedOrSkip('data', 'chexpert-readers'),
  fitzpatrick: sharedOrSkip('data', 'fitzpatrick17k'),
  airways: sharedOrSkip('data', 'crowdairway'),
  tils: sharedOrSkip('data', 'htt-tils'),
};
const expectedOf = <T>(folder: string): T =>
  JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as T;

describe.skipIf(folders.chexpert === null)('CheXpert: eight radiologists, 500 studies', () => {
  const folder = folders.chexpert ?? '';
  const rows = folder ? readTable(join(folder, 'readers.csv')) : [];
  const expected = folder
    ? expectedOf<Record<string, Record<string, number>>>(folder)
    : ({} as Record<string, Record<string, number>>);
  const findings = Object.keys(expected['fleiss_kappa_all8'] ?? {});
  const studies = numbered(rows.map((row) => row['study']!));
  const readers = numbered(rows.map((row) => row['reader']!));
  const ratingsOf = (finding: string): Ratings =>
    ratingsFromLong({
      unit: studies.codes,
      reader: readers.codes,
      value: rows.map((row) => Number(row[finding])),
      categoryCount: 2,
    });
  const panel = readers.names
    .map((name, k) => ({ k, role: rows.find((row) => row['reader'] === name)!['role'] }))
    .filter(({ role }) => role === 'ground-truth panel')
    .map(({ k }) => k);

  it('Fleiss, Light and the unanimous share are those of the independent program', () => {
    expect(findings).toHaveLength(14);
    for (const finding of findings) {
      const all = fleissKappa(ratingsOf(finding));
      expect(all.kappa.value).toBeCloseTo(expected['fleiss_kappa_all8']![finding]!, 5);
      expect(all.light.value).toBeCloseTo(expected['kappa_pairwise_mean_all8']![finding]!, 5);
      expect(all.unanimous.value).toBeCloseTo(expected['unanimous_fraction_all8']![finding]!, 9);
      const five = fleissKappa(onlyReaders(ratingsOf(finding), panel));
      expect(five.kappa.value).toBeCloseTo(expected['fleiss_kappa_gt5']![finding]!, 5);
    }
  });

  it('a rare finding has a low kappa, a high AC1, and its prevalence beside both', () => {
    const summary = agreementSummary(ratingsOf('Fracture'));
    const value = (kind: string): number =>
      summary.coefficients.find((one) => one.coefficient.kind === kind)!.interval.estimate.value!;
    expect(value('fleiss')).toBeCloseTo(0.224, 3);
    expect(value('gwet')).toBeCloseTo(0.972, 3);
    expect(value('percent')).toBeCloseTo(0.973, 3);
    expect(summary.prevalence.prevalenceIndex.value).toBeGreaterThan(0.95);
    const pneumothorax = chanceCorrectedAgreement(ratingsOf('Pneumothorax'));
    expect(pneumothorax.gwet.value.value).toBeCloseTo(0.9808, 4);
  });

  it('readers against the others come with patients in their intervals', () => {
    for (const one of againstConsensus(ratingsOf('Pleural Effusion'))) {
      expect(one.unitCount + one.tiedCount).toBe(500);
      const { limits } = one.byCategory[1]!.sensitivity;
      expect(limits![1] - limits![0]).toBeGreaterThan(0.05);
    }
  });

  it('names the labellers that are one and the models that share three of five columns, and no reader', () => {
    const columnsOf = (file: string, source: string, names: (all: string[]) => string[]) => {
      const table = readTable(join(folder, file));
      const sources = numbered(table.map((row) => row[source]!));
      const chosen = names(Object.keys(table[0]!));
      const place = new Map(studies.names.map((study, k) => [study, k]));
      const columns = sources.names.map(() =>
        chosen.map(() => new Float64Array(studies.names.length).fill(Number.NaN)),
      );
      table.forEach((row, i) => {
        chosen.forEach((name, k) => {
          if (row[name] !== '')
            columns[sources.codes[i]!]![k]![place.get(row['study']!)!] = Number(row[name]);
        });
      });
      return { columns, names: sources.names };
    };
    const labellers = columnsOf('nlp-labelers.csv', 'labeler', () => findings);
    const [one] = nearDuplicateSources(labellers.columns);
    expect(one!.verdict).toBe('identical');
    const models = columnsOf('models.csv', 'model', (all) =>
      all.filter((name) => name.startsWith('prob')),
    );
    const related = nearDuplicateSources(models.columns).filter((p) => p.verdict !== 'separate');
    expect(related).toHaveLength(1);
    expect(related[0]!.sharedCount).toBe(3);
    expect([models.names[related[0]!.first], models.names[related[0]!.second]].sort()).toEqual([
      'drnet',
      'uestc',
    ]);
    const people = columnsOf('readers.csv', 'reader', () => findings);
    for (const pair of nearDuplicateSources(people.columns)) expect(pair.verdict).toBe('separate');
  });
});

describe.skipIf(folders.fitzpatrick === null)(
  'Fitzpatrick17k: two services, six skin types',
  () => {
    const folder = folders.fitzpatrick ?? '';

    it('kappas, exact and near agreement are those of the independent program', () => {
      const rows = readTable(join(folder, 'fitzpatrick17k.csv.gz'));
      const expected = expectedOf<Record<string, number>>(folder);
      const grade = (cell: string | undefined): number => {
        const value = Number(cell);
        return value < 0 ? -1 : value - 1;
      };
      const a = rows.map((row) => grade(row['fitzpatrick_scale']));
      const b = rows.map((row) => grade(row['fitzpatrick_centaur']));
      const result = cohenKappa(a, b, 6);
      expect(result.unitCount).toBe(expected['both_labelled']);
      expect(result.observed.value).toBeCloseTo(expected['exact_agreement']!, 5);
      expect(result.kappa.value).toBeCloseTo(expected['kappa']!, 5);
      expect(result.linear.kappa.value).toBeCloseTo(expected['kappa_linear']!, 5);
      expect(result.quadratic.kappa.value).toBeCloseTo(expected['kappa_quadratic']!, 5);
      const ratings = ratingsFromLong({
        unit: [...a.keys(), ...b.keys()],
        reader: [...a.map(() => 0), ...b.map(() => 1)],
        value: [...a, ...b],
        categoryCount: 6,
      });
      const near = new Float64Array(36).map((_, i) =>
        Math.abs((i % 6) - Math.floor(i / 6)) <= 1 ? 1 : 0,
      );
      const within = chanceCorrectedAgreement(ratings, near).percent.value.value;
      expect(within).toBeCloseTo(expected['within_one']!, 5);
    });
  },
);

describe.skipIf(folders.airways === null)('CrowdAirway: workers against an expert', () => {
  const folder = folders.airways ?? '';

  it('correlations and mean differences of the median worker are those of the independent program', () => {
    const results = readTable(join(folder, 'crowd-results.csv.gz'));
    const truth = readTable(join(folder, 'expert-ground-truth.csv.gz'));
    const expected = expectedOf<Record<string, number>>(folder);
    const number = (cell: string | undefined): number =>
      cell === undefined || cell === '' ? Number.NaN : Number(cell);
    const medianOf = (name: 'inner' | 'outer'): Map<string, number> => {
      const byTask = new Map<string, number[]>();
      for (const row of results) {
        const value = number(row[name]);
        if (Number.isNaN(value)) continue;
        byTask.set(row['task_id']!, [...(byTask.get(row['task_id']!) ?? []), value]);
      }
      return new Map(
        [...byTask].map(([task, values]) => {
          const sorted = values.sort((x, y) => x - y);
          const middle = sorted.length >> 1;
          const median =
            sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
          return [task, median];
        }),
      );
    };
    for (const name of ['inner', 'outer'] as const) {
      const medians = medianOf(name);
      const crowd = truth.map((row) => medians.get(row['task_id']!) ?? Number.NaN);
      const first = truth.map((row) => number(row[`${name}1`]));
      const second = truth.map((row) => number(row[`${name}2`]));
      const lin = concordanceCorrelation(first, crowd);
      expect(lin.targetCount).toBe(expected['tasks_with_measurement_and_gt']);
      expect(lin.pearson.value).toBeCloseTo(expected[`pearson_median_crowd_vs_expert_${name}`]!, 5);
      expect(lin.concordance.value).toBeLessThan(lin.pearson.value!);
      const difference = blandAltman(crowd, first).meanDifference.value;
      expect(difference).toBeCloseTo(expected[`bias_median_minus_expert_${name}`]!, 5);
      // The published pair of expert readings is that of the tasks the crowd measured.
      const measured = second.map((value, i) => (Number.isNaN(crowd[i]!) ? Number.NaN : value));
      expect(concordanceCorrelation(first, measured).pearson.value).toBeCloseTo(
        expected[`pearson_expert_read1_vs_read2_${name}`]!,
        5,
      );
    }
  });
});

describe.skipIf(folders.tils === null)('HTT: a mostly empty matrix of pathologists', () => {
  const folder = folders.tils ?? '';
  const rows = folder ? readTable(join(folder, 'annotations.csv.gz')) : [];
  const expected = folder ? expectedOf<Record<string, number>>(folder) : {};
  const regions = numbered(rows.map((row) => row['caseID']!));
  const readers = numbered(rows.map((row) => row['readerID']!));
  const slideOf = (): Int32Array => {
    const slides = numbered(rows.map((row) => row['WSI']!));
    const patients = new Int32Array(regions.names.length);
    regions.codes.forEach((region, i) => {
      patients[region] = slides.codes[i]!;
    });
    return patients;
  };
  const ratingsOf = (value: number[], kept: (row: number) => boolean = () => true): Ratings => {
    const places = [...rows.keys()].filter(kept);
    return ratingsFromLong({
      unit: places.map((i) => regions.codes[i]!),
      reader: places.map((i) => readers.codes[i]!),
      value: places.map((i) => value[i]!),
      unitCount: regions.names.length,
      readerCount: readers.names.length,
      patients: slideOf(),
      repeated: 'first',
    });
  };
  const codes = (name: string): number[] => numbered(rows.map((row) => row[name]!)).codes;
  const density = rows.map((row) =>
    row['densityTILs'] === '' ? Number.NaN : Number(row['densityTILs']),
  );

  it('alphas are those of the independent program', () => {
    const label = ratingsOf(codes('labelROI'));
    expect(regions.names).toHaveLength(expected['rois']!);
    expect(readers.names).toHaveLength(expected['readers']!);
    expect(label.repeatedCount).toBeGreaterThan(0);
    expect(krippendorffAlpha(label, 'nominal').alpha.value).toBeCloseTo(
      expected['alpha_nominal_labelROI']!,
      5,
    );
    expect(krippendorffAlpha(ratingsOf(codes('VTA')), 'nominal').alpha.value).toBeCloseTo(
      expected['alpha_nominal_VTA']!,
      5,
    );
    const tils = ratingsOf(density);
    expect(krippendorffAlpha(tils, 'interval').alpha.value).toBeCloseTo(
      expected['alpha_interval_densityTILs']!,
      5,
    );
    expect(krippendorffAlpha(tils, 'ordinal').alpha.value).toBeCloseTo(
      expected['alpha_ordinal_densityTILs']!,
      5,
    );
  });

  it('intervals rest on 52 slides and readers, not on thousands of readings', () => {
    const { coefficients } = agreementSummary(ratingsOf(codes('labelROI')), [
      { kind: 'krippendorff', metric: 'nominal' },
    ]);
    const [alpha] = coefficients;
    expect(alpha!.interval.patientCount).toBe(expected['slides']);
    const units = agreementSummary(
      {
        ...ratingsOf(codes('labelROI')),
        patients: Int32Array.from(regions.names.keys()),
        patientCount: regions.names.length,
      },
      [{ kind: 'krippendorff', metric: 'nominal' }],
    ).coefficients[0]!;
    expect(alpha!.interval.se.value).toBeGreaterThan(units.interval.se.value!);
  });

  it('the same reader on two platforms is compared with itself', () => {
    const label = codes('labelROI');
    const own = repeatedReadings({
      unit: regions.codes,
      reader: readers.codes,
      value: label,
      patients: slideOf(),
    });
    expect(own.unitCount).toBeGreaterThan(100);
    const intra = krippendorffAlpha(own, 'nominal').alpha.value!;
    expect(intra).toBeGreaterThan(expected['alpha_nominal_labelROI']!);
  });

  it('agreement can be compared between halves of the slides', () => {
    const ratings = ratingsOf(density);
    const group = Int32Array.from({ length: ratings.patientCount }, (_, p) => p % 2);
    const { differences } = agreementByGroup(ratings, group, {
      kind: 'krippendorff',
      metric: 'interval',
    });
    const [low, high] = differences[0]!.limits;
    expect(low).toBeLessThan(differences[0]!.difference.value!);
    expect(high).toBeGreaterThan(differences[0]!.difference.value!);
  });
});
