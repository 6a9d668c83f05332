import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  confidentJoint,
  dawidSkene,
  fuseReadings,
  labelAgreement,
  majorityVote,
  medianGrades,
  nextReadings,
  noiseAgainst,
  noiseRates,
  ordinalPanel,
  posteriorFromRows,
  type Readings,
  readerRates,
  readingsFromMatrix,
  scoredLabels,
} from '@equipoise/annotation';
import { auroc } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import { sharedOrSkip } from '../support/skip.ts';

type Row = Record<string, string>;

/** Rows of a plain CSV without quoted cells. */
function rowsOf(path: string): Row[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const [head = '', ...lines] = text.trim().split(/\r?\n/);
  const names = head.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
}

function expectedOf<T>(folder: string, file = 'expected.json'): T {
  return JSON.parse(readFileSync(join(folder, file), 'utf8')) as T;
}

const chexpert = sharedOrSkip('data', 'chexpert-readers');

describe.skipIf(chexpert === null)('CheXpert: eight radiologists on 500 studies', () => {
  const at = (name: string): string => join(chexpert ?? '', name);
  const readerRows = chexpert ? rowsOf(at('readers.csv')) : [];
  const truthRows = chexpert ? rowsOf(at('groundtruth.csv')) : [];
  const studies = truthRows.map((row) => row['study']!);
  const findings = Object.keys(truthRows[0] ?? {}).filter((name) => name !== 'study');
  const names = [...new Set(readerRows.map((row) => row['reader']!))];
  const panel = names.filter((name) => name.endsWith('_gt'));
  const cell = new Map(readerRows.map((row) => [`${row['reader']}/${row['study']}`, row]));
  const readings = (finding: string, readers: readonly string[]): Readings =>
    readingsFromMatrix(
      studies.flatMap((study) =>
        readers.map((reader) => Number(cell.get(`${reader}/${study}`)![finding])),
      ),
      readers.length,
      2,
    );
  const truth = (finding: string): number[] => truthRows.map((row) => Number(row[finding]));

  it('the majority of the five panel readers is the ground truth in 7,000 of 7,000 cells', () => {
    let equal = 0;
    for (const finding of findings) {
      const { labels, isTied } = majorityVote(readings(finding, panel));
      expect(isTied.every((one) => one === 0)).toBe(true);
      equal += labelAgreement(labels, truth(finding)).same;
    }
    expect(equal).toBe(7000);
  });

  it('Dawid-Skene calls 28 % of the studies Consolidation where the panel says 5.8 %, and warns', () => {
    const eight = readings('Consolidation', names);
    const fused = fuseReadings(eight);
    expect(fused.method).toBe('dawid-skene');
    const reference = truth('Consolidation');
    expect(reference.reduce((a, b) => a + b, 0) / 500).toBe(0.058);
    expect(fused.prevalence[1]).toBeCloseTo(0.281, 3);
    expect(labelAgreement(fused.labels, reference).same / 500).toBeCloseTo(0.792, 3);
    const codes = fused.warnings.map((one) => one.code);
    expect(codes).toContain('most-readers-below-half');
    expect(codes).toContain('differs-from-vote');
    const below = fused.warnings.find((one) => one.code === 'most-readers-below-half');
    expect(below).toMatchObject({ label: 1 });
  });

  it('the vote of all eight gives Consolidation as the panel does in .968', () => {
    const vote = majorityVote(readings('Consolidation', names));
    // A tie of four against four is no finding here.
    const settled = vote.labels.map((one) => Math.max(0, one));
    expect(labelAgreement(settled, truth('Consolidation')).same / 500).toBeCloseTo(0.968, 3);
  });

  it('Support Devices is the same by model and by vote', () => {
    const eight = readings('Support Devices', names);
    const fused = fuseReadings(eight);
    expect(labelAgreement(fused.labels, truth('Support Devices')).same / 500).toBeCloseTo(0.99, 3);
    expect(fused.warnings.filter((one) => one.code === 'most-readers-below-half')).toEqual([]);
  });

  it('rates of every reader against the panel are the published ones and lie in their limits', () => {
    const published = expectedOf<{
      readers: Record<string, Record<string, { sens: number; spec: number }>>;
    }>(chexpert!).readers;
    let compared = 0;
    for (const finding of ['Atelectasis', 'Consolidation', 'Edema', 'Lung Opacity']) {
      const reference = posteriorFromRows(truth(finding).map((one) => [1 - one, one]));
      const rates = readerRates(readings(finding, names), reference);
      names.forEach((name, r) => {
        const want = published[name]?.[finding];
        if (!want) return;
        const { sensitivity, specificity } = rates[2 * r + 1]!;
        expect(sensitivity.estimate.value).toBeCloseTo(want.sens, 6);
        expect(specificity.estimate.value).toBeCloseTo(want.spec, 6);
        expect(sensitivity.limits![0]).toBeLessThan(want.sens);
        expect(sensitivity.limits![1]).toBeGreaterThan(want.sens);
        compared++;
      });
    }
    expect(compared).toBeGreaterThanOrEqual(12);
  });

  it('cases worth one more reading are open ones, the most open first', () => {
    const eight = readings('Edema', names);
    const fit = dawidSkene(eight);
    const order = nextReadings(eight, fit.posterior, fit.confusion, majorityVote(eight).isTied);
    expect(order[0]!.expectedGain).toBeGreaterThan(order.at(-1)!.expectedGain);
    expect(order[0]!.entropy).toBeGreaterThan(0.5);
  });
});

const enhance = sharedOrSkip('data', 'enhance-crowd');

describe.skipIf(enhance === null)('ENHANCE: three exchangeable slots a lesion', () => {
  const rows = enhance ? rowsOf(join(enhance, 'crowd.csv')) : [];
  const grades = (feature: string): Readings => {
    const mine = rows.filter((row) => row['feature'] === feature && row['dataset'] === 'isic');
    return readingsFromMatrix(
      mine.flatMap((row) => ['r1', 'r2', 'r3'].map((slot) => Number(row[slot]))),
      3,
    );
  };

  it('slots are no persons: the default is the vote, with its ties left open', () => {
    const readings = grades('asymmetry');
    expect(readings.caseCount).toBe(1250);
    const fused = fuseReadings(readings, { isOrdinal: true, hasReaderIdentity: false });
    expect(fused).toMatchObject({ method: 'vote', because: 'readers-unknown' });
    const ties = fused.isTied.reduce((a, b) => a + b, 0);
    expect(ties).toBeGreaterThan(0);
    expect(fused.labels.filter((one) => one === -1).length).toBe(ties);
  });

  it('every lesion has a median grade, and the ordinal model stays finite on scores without agreement', () => {
    for (const feature of ['asymmetry', 'border', 'color']) {
      const readings = grades(feature);
      expect(medianGrades(readings).every((one) => one >= 0)).toBe(true);
      const fit = ordinalPanel(readings, { maxRounds: 50 });
      expect(
        [...fit.posterior.values, ...fit.sharpness, ...fit.leaning].every(Number.isFinite),
      ).toBe(true);
    }
  });
});

const lidc = sharedOrSkip('data', 'lidc-ratings');

describe.skipIf(lidc === null)(
  'LIDC-IDRI: nodule annotations without reader or nodule identity',
  () => {
    it('the counts of rows, patients and malignancy grades are the known ones', () => {
      const rows = rowsOf(join(lidc!, 'annotations.csv.gz'));
      const want = expectedOf<{
        annotations: number;
        patients: number;
        malignancy_distribution: Record<string, number>;
      }>(lidc!);
      const patients = [...new Set(rows.map((row) => row['patient_id']!))];
      expect(rows.length).toBe(want.annotations);
      expect(patients.length).toBe(want.patients);
      // Rows of a patient stand as answers about that patient: only their distribution is used.
      const code = new Map(patients.map((id, i) => [id, i]));
      const readings = readingsFromMatrix(
        rows.map((row) => Number(row['malignancy']) - 1),
        1,
        5,
      );
      expect(code.size).toBe(want.patients);
      const counts = [0, 0, 0, 0, 0];
      for (const label of readings.label) counts[label]!++;
      expect(counts).toEqual(Object.values(want.malignancy_distribution));
    });
  },
);

const nih = sharedOrSkip('data', 'nih-chexnet');

describe.skipIf(nih === null)('NIH labels against a panel of radiologists', () => {
  const rows = nih ? rowsOf(join(nih, 'adjudicated.csv.gz')) : [];
  const findings = ['Pneumothorax', 'Nodule_or_mass', 'Airspace_opacity'];
  type Table = {
    n: number;
    tp: number;
    fp: number;
    fn: number;
    tn: number;
    ppv_of_nih_label: number;
  };

  it('noise of the NIH label per finding is that of the published tables', () => {
    const want = expectedOf<Record<string, Table>>(nih!, 'expected-label-noise.json');
    for (const finding of findings) {
      for (const set of ['val', 'test']) {
        const mine = rows.filter((row) => row['set'] === set);
        const rates = noiseAgainst(
          mine.map((row) => Number(row[`nih_${finding}`])),
          mine.map((row) => Number(row[`adj_${finding}`])),
          2,
          {
            patients: mine.map((row) => row['patient_id']!),
            groups: mine.map((row) => (row['sex'] === 'F' ? 0 : 1)),
          },
        );
        const table = want[`${finding}/${set}`]!;
        const [all, absent, present] = rates;
        expect(all!.rate.rows).toBe(table.n);
        expect(present!.rate.estimate.value).toBeCloseTo(1 - table.ppv_of_nih_label, 6);
        expect(present!.rate.successes).toBe(table.fp);
        expect(absent!.rate.successes).toBe(table.fn);
        const [low, high] = present!.rate.limits!;
        expect(low).toBeLessThan(1 - table.ppv_of_nih_label);
        expect(high).toBeGreaterThan(1 - table.ppv_of_nih_label);
        const bySex = rates.filter((one) => one.group >= 0 && one.label === 1);
        expect(bySex.reduce((sum, one) => sum + one.rate.successes, 0)).toBe(table.fp);
      }
    }
  });

  it('AUROC against the NIH label is not AUROC against the panel', () => {
    const { model } = expectedOf<{ model: Record<string, number> }>(
      nih!,
      'expected-label-noise.json',
    );
    const scored = rows.filter((row) => row['prob_Pneumothorax'] !== '');
    const scores = scored.map((row) => Number(row['prob_Pneumothorax']));
    for (const [prefix, name] of [
      ['nih', 'nih_label'],
      ['adj', 'adjudicated'],
    ] as const) {
      const labels = scored.map((row) => Number(row[`${prefix}_Pneumothorax`]));
      expect(auroc(labels, scores).value).toBeCloseTo(model[`pneumothorax_auroc_vs_${name}`]!, 6);
    }
  });

  it('the estimate from model scores alone is of the size that the panel finds', () => {
    const scored = rows.filter((row) => row['prob_Pneumothorax'] !== '');
    expect(scored.length).toBe(935);
    const p = scored.map((row) => Number(row['prob_Pneumothorax']));
    const input = scoredLabels(
      scored.map((row) => Number(row['nih_Pneumothorax'])),
      p.flatMap((one) => [1 - one, one]),
      2,
    );
    const patients = scored.map((row) => row['patient_id']!);
    const rates = noiseRates(input, confidentJoint(input), { patients });
    const [, , present] = rates;
    expect(present!.rate.estimate.value).toBeGreaterThan(0.02);
    expect(present!.rate.limits).not.toBeNull();
    expect(present!.rate.rows + present!.undecidedCount).toBe(
      input.labels.reduce((a, b) => a + b, 0),
    );
  });
});
