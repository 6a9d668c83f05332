import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { phantomCsvChunks, phantomToCsv, phantomTruthToJson } from '../../src/phantom/csv.ts';
import { defaultFlaws } from '../../src/phantom/flaws.ts';
import { makePhantom } from '../../src/phantom/make-phantom.ts';
import type { PhantomOptions } from '../../src/phantom/options.ts';
import type { Phantom } from '../../src/phantom/phantom.ts';

const small: PhantomOptions = { patients: 80, readers: 2, trainPatients: 30 };

function written(phantom: Phantom): string {
  const { predictions, train, readings } = phantomToCsv(phantom);
  return [predictions, train, readings, phantomTruthToJson(phantom)].join('\n');
}

describe('a phantom', () => {
  test('of the same options is the same to the byte', () => {
    expect(written(makePhantom(small))).toBe(written(makePhantom(small)));
  });

  test('of another seed differs', () => {
    expect(written(makePhantom(small))).not.toBe(written(makePhantom({ ...small, seed: 2 })));
  });

  test('keeps its predictions when readers, a training table or tasks are added', () => {
    const bare = makePhantom({ ...small, readers: 0, trainPatients: 0 });
    const rich = makePhantom({ ...small, tasks: [{ name: 'finding' }, { name: 'other' }] });
    expect(rich.tasks[0]!.score).toEqual(bare.tasks[0]!.score);
    expect(rich.tasks[0]!.label).toEqual(bare.tasks[0]!.label);
    expect(rich.ageYears).toEqual(bare.ageYears);
  });

  test('changes no row outside the group when one flaw is planted', () => {
    const clean = makePhantom({ ...small, flaws: 'none' });
    const flawed = makePhantom({ ...small, flaws: ['failing-subgroup'] });
    const sex = clean.attributes.find(({ name }) => name === 'sex')!;
    let changed = 0;
    for (let row = 0; row < clean.rowCount; row++) {
      const isSame = clean.tasks[0]!.score[row] === flawed.tasks[0]!.score[row];
      if (sex.levels[sex.codes[row]!] === 'M') expect(isSame).toBe(true);
      else if (!isSame) changed += 1;
    }
    expect(changed).toBeGreaterThan(10);
  });

  test('has patient ids of text with leading zeros, several images a patient, and unique image ids', () => {
    const lines = phantomToCsv(makePhantom(small)).predictions.trimEnd().split('\n');
    expect(lines[0]).toBe('image_id,patient_id,sex,age,site,scanner,view,y,p');
    const rows = lines.slice(1).map((line) => line.split(','));
    expect(rows.every((row) => row.length === 9)).toBe(true);
    expect(rows.every((row) => /^P0\d{5}$/.test(row[1]!))).toBe(true);
    expect(new Set(rows.map((row) => row[0])).size).toBe(rows.length);
    expect(new Set(rows.map((row) => row[1])).size).toBe(80);
    expect(rows.length).toBeGreaterThan(150);
  });

  test('reads back from its CSV as it stands in memory', () => {
    const phantom = makePhantom({ ...small, scoreRange: 2.8 });
    const rows = phantomToCsv(phantom).predictions.trimEnd().split('\n').slice(1);
    rows.forEach((line, row) => {
      const cells = line.split(',');
      expect(Number(cells[8])).toBe(phantom.tasks[0]!.score[row]);
      expect(Number(cells[7])).toBe(phantom.tasks[0]!.label[row]);
      expect(cells[3] === '' ? Number.NaN : Number(cells[3])).toBe(phantom.ageYears[row]);
    });
  });

  test('gives the same text in pieces and whole', () => {
    const phantom = makePhantom({ ...small, patients: 5000 });
    const pieces = [...phantomCsvChunks(phantom, 'predictions')];
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.join('')).toBe(phantomToCsv(phantom).predictions);
  });

  test('refuses an option outside its range and names it', () => {
    expect(() => makePhantom({ patients: 0 })).toThrow(/dataset\/bad-option.*patients/);
    expect(() => makePhantom({ auroc: 0.4 })).toThrow(/AUROC/);
    expect(() => makePhantom({ sites: 2, flaws: 'all' })).toThrow(/level of site/);
    expect(() => makePhantom({ scoreRange: 3 })).toThrow(/score range/);
  });

  test('holds its counts together whatever is asked', () => {
    const options = fc.record({
      seed: fc.integer(),
      patients: fc.integer({ min: 1, max: 40 }),
      icc: fc.double({ min: 0, max: 0.95, noNaN: true }),
      prevalence: fc.double({ min: 0.02, max: 0.98, noNaN: true }),
      imagesPerPatient: fc.record({
        distribution: fc.constantFrom('geometric', 'poisson', 'fixed' as const),
        mean: fc.integer({ min: 1, max: 8 }),
      }),
      readers: fc.integer({ min: 0, max: 2 }),
    });
    fc.assert(
      fc.property(options, (asked) => {
        const phantom = makePhantom({ ...asked, trainPatients: 5 });
        const [task] = phantom.tasks;
        expect(new Set(phantom.patient).size).toBe(asked.patients);
        expect(task!.score.every((score) => score > 0 && score < 1)).toBe(true);
        expect(phantom.readings.row.length).toBe(asked.readers * phantom.rowCount);
        for (const { name, codes, levels } of phantom.attributes) {
          expect(codes.length).toBe(phantom.rowCount);
          expect(codes.every((code) => code >= -1 && code < levels.length)).toBe(true);
          const groups = phantom.truth.groups.filter(({ attribute }) => attribute === name);
          const rows = groups.reduce((sum, { realised }) => sum + realised.rowCount, 0);
          expect(rows).toBe(phantom.rowCount);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('the truth of a phantom', () => {
  const large = makePhantom({ patients: 60_000, readers: 0, trainPatients: 0, seed: 11 });

  test('agrees with what is drawn, in every group', () => {
    for (const { attribute, level, metrics, realised } of large.truth.groups) {
      const deviation = (value: number | null, expected: number, count: number): number => {
        // Images of a patient hang together: the design effect stays below 3 here.
        const error = Math.sqrt((3 * expected * (1 - expected)) / count);
        return Math.abs((value ?? Number.NaN) - expected) / error;
      };
      const { rowCount, positiveCount } = realised;
      const where = `${attribute} ${level}`;
      expect(
        deviation(realised.sensitivity, metrics.sensitivity, positiveCount),
        where,
      ).toBeLessThan(4);
      expect(
        deviation(realised.specificity, metrics.specificity, rowCount - positiveCount),
        where,
      ).toBeLessThan(4);
      expect(deviation(positiveCount / rowCount, metrics.prevalence, rowCount), where).toBeLessThan(
        4,
      );
    }
  });

  test('names each planted flaw once, with an id, a group and an expected finding', () => {
    const { flaws } = large.truth;
    expect(flaws.map(({ kind }) => kind)).toEqual(defaultFlaws.map(({ kind }) => kind));
    expect(new Set(flaws.map(({ id }) => id)).size).toBe(flaws.length);
    const failing = flaws[0]!;
    expect(failing.slice).toEqual({ sex: 'F' });
    expect(failing.size).toBeLessThan(-0.14);
    expect(failing.expectedFinding.verdict).toBe('beyond-margin');
  });

  test('lists exactly the flipped labels', () => {
    const task = large.tasks[0]!;
    const view = large.attributes.find(({ name }) => name === 'view')!;
    let [flipped, rows] = [0, 0];
    for (let row = 0; row < large.rowCount; row++) {
      const isFlipped = task.label[row] !== task.trueLabel[row];
      if (view.levels[view.codes[row]!] !== 'AP') expect(isFlipped).toBe(false);
      else {
        rows += 1;
        flipped += isFlipped ? 1 : 0;
      }
    }
    expect(large.truth.flippedImages.length).toBe(flipped);
    expect(flipped / rows).toBeCloseTo(0.2, 2);
  });

  test('lists exactly the patients of the training table', () => {
    const phantom = makePhantom({ patients: 300, readers: 0 });
    const { predictions, train } = phantomToCsv(phantom);
    const patients = (text: string): Set<string> =>
      new Set(
        text
          .trimEnd()
          .split('\n')
          .slice(1)
          .map((line) => line.split(',')[1]!),
      );
    const shared = [...patients(predictions)].filter((id) => patients(train).has(id));
    expect(shared.sort()).toEqual(phantom.truth.leakedPatients);
    expect(shared.length).toBe(12);
  });

  test('is empty of flaws, consequences and gaps for a clean study', () => {
    const { truth, attributes } = makePhantom({ ...small, flaws: 'none' });
    expect(truth.flaws).toEqual([]);
    expect(truth.consequences).toEqual([]);
    expect(truth.flippedImages).toEqual([]);
    expect(truth.leakedPatients).toEqual([]);
    expect(truth.missing).toEqual([]);
    expect(truth.groups.every(({ gapToRest }) => gapToRest.sensitivity === 0)).toBe(true);
    expect(attributes.every(({ codes }) => codes.every((code) => code >= 0))).toBe(true);
  });
});
