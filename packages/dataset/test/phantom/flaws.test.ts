import { auroc } from '@equipoise/stats';
import { describe, expect, test } from 'vitest';
import { makePhantom } from '../../src/phantom/make-phantom.ts';
import type { Phantom } from '../../src/phantom/phantom.ts';
import { makeScenario, phantomScenarios } from '../../src/phantom/scenarios.ts';

function rowsWhere(phantom: Phantom, attribute: string, level: string, isInside = true): number[] {
  const found = phantom.attributes.find(({ name }) => name === attribute)!;
  const code = found.levels.indexOf(level);
  return Array.from({ length: phantom.rowCount }, (_, row) => row).filter(
    (row) => (found.completeCodes[row] === code) === isInside,
  );
}

function aurocOf(phantom: Phantom, rows: readonly number[]): number {
  const task = phantom.tasks[0]!;
  const result = auroc(
    Uint8Array.from(rows, (row) => task.label[row]!),
    Float64Array.from(rows, (row) => task.score[row]!),
  );
  return result.value ?? Number.NaN;
}

function rate(rows: readonly number[], holds: (row: number) => boolean): number {
  return rows.filter(holds).length / rows.length;
}

describe('planted flaws', () => {
  test('leave AUROC as the closed form says, with and without a failing subgroup', () => {
    const phantom = makeScenario('failing-subgroup', 5, { patients: 20_000 });
    const { unflawed } = phantom.truth.tasks[0]!;
    expect(
      Math.abs(aurocOf(phantom, rowsWhere(phantom, 'sex', 'M')) - unflawed.auroc),
    ).toBeLessThan(0.01);
    const women = phantom.truth.groups.find(({ level }) => level === 'F')!;
    expect(
      Math.abs(aurocOf(phantom, rowsWhere(phantom, 'sex', 'F')) - women.metrics.auroc),
    ).toBeLessThan(0.01);
    expect(women.gapToRest.sensitivity).toBeCloseTo(-0.28, 6);
    expect(women.gapToRest.specificity).toBeCloseTo(0, 9);
  });

  test('a prevalence-only shift moves PPV and leaves sensitivity, specificity and AUROC', () => {
    const { truth } = makeScenario('prevalence-only', 1);
    const site = truth.groups.find(({ level }) => level === 'S2')!;
    expect(site.gapToRest.ppv).toBeGreaterThan(0.1);
    expect(site.gapToRest.sensitivity).toBeCloseTo(0, 9);
    expect(site.gapToRest.specificity).toBeCloseTo(0, 9);
    expect(site.gapToRest.auroc).toBeCloseTo(0, 9);
    expect(truth.consequences).toEqual([]);
  });

  test('a miscalibrated group keeps every decision', () => {
    const clean = makeScenario('miscalibrated', 3, { flaws: 'none' });
    const flawed = makeScenario('miscalibrated', 3);
    let changed = 0;
    for (let row = 0; row < clean.rowCount; row++) {
      const [before, after] = [clean.tasks[0]!, flawed.tasks[0]!];
      expect(before.score[row]! >= before.threshold).toBe(after.score[row]! >= after.threshold);
      if (before.score[row] !== after.score[row]) changed += 1;
    }
    expect(changed / clean.rowCount).toBeGreaterThan(0.15);
  });

  test('age is missing more often among positives', () => {
    const [missing] = makeScenario('missing-not-at-random', 4, { patients: 6000 }).truth.missing;
    expect(missing!.positiveShareAmongMissing!).toBeGreaterThan(
      missing!.positiveShareAmongPresent! + 0.05,
    );
  });

  test('the tag correlates with the label as asked', () => {
    const phantom = makeScenario('shortcut-tag', 6, { patients: 20_000 });
    const { tag, tasks } = phantom;
    const rows = Array.from({ length: phantom.rowCount }, (_, row) => row);
    const both = rate(rows, (row) => tag![row] === 1 && tasks[0]!.label[row] === 1);
    const tagged = rate(rows, (row) => tag![row] === 1);
    const positive = rate(rows, (row) => tasks[0]!.label[row] === 1);
    const spread = Math.sqrt(tagged * (1 - tagged) * positive * (1 - positive));
    expect((both - tagged * positive) / spread).toBeCloseTo(0.8, 1);
    const { unflawed, overall } = phantom.truth.tasks[0]!;
    expect(overall.auroc).toBeGreaterThan(unflawed.auroc + 0.03);
    expect(Math.abs(aurocOf(phantom, rows) - overall.auroc)).toBeLessThan(0.01);
  });

  test('images of one patient resemble each other as the icc says', () => {
    const correlation = (icc: number): number => {
      const phantom = makePhantom({
        patients: 8000,
        imagesPerPatient: { distribution: 'fixed', mean: 2 },
        icc,
        flaws: 'none',
        readers: 0,
        trainPatients: 0,
      });
      const { trueLabel, score } = phantom.tasks[0]!;
      // Within one label class the log-odds carry only the score noise.
      let [count, product, square] = [0, 0, 0];
      let mean = 0;
      const pairs: [number, number][] = [];
      for (let row = 0; row < phantom.rowCount; row += 2) {
        if (trueLabel[row] === 1 || trueLabel[row + 1] === 1) continue;
        const logit = (p: number): number => Math.log(p / (1 - p));
        pairs.push([logit(score[row]!), logit(score[row + 1]!)]);
      }
      for (const [a, b] of pairs) mean += (a + b) / (2 * pairs.length);
      for (const [a, b] of pairs) {
        count += 1;
        product += (a - mean) * (b - mean);
        square += ((a - mean) ** 2 + (b - mean) ** 2) / 2;
      }
      return count === 0 ? Number.NaN : product / square;
    };
    expect(Math.abs(correlation(0))).toBeLessThan(0.05);
    expect(Math.abs(correlation(0.5) - 0.5)).toBeLessThan(0.05);
  });

  test('readers have the sensitivity and specificity they were given', () => {
    const phantom = makePhantom({
      patients: 5000,
      readers: [{ sensitivity: 0.7, specificity: 0.95 }],
      trainPatients: 0,
    });
    const { row, answer } = phantom.readings;
    const { trueLabel } = phantom.tasks[0]!;
    const readings = Array.from({ length: row.length }, (_, i) => i);
    const positives = readings.filter((i) => trueLabel[row[i]!] === 1);
    const negatives = readings.filter((i) => trueLabel[row[i]!] === 0);
    expect(rate(positives, (i) => answer[i] === 1)).toBeCloseTo(0.7, 1);
    expect(rate(negatives, (i) => answer[i] === 0)).toBeCloseTo(0.95, 1);
  });

  test('scores above one keep their ranks', () => {
    const plain = makeScenario('scores-above-one', 2, { scoreRange: 1 });
    const wide = makeScenario('scores-above-one', 2);
    const rows = Array.from({ length: plain.rowCount }, (_, row) => row);
    expect(Math.max(...wide.tasks[0]!.score)).toBeGreaterThan(1.5);
    expect(Math.max(...wide.tasks[0]!.score)).toBeLessThanOrEqual(2.8);
    expect(aurocOf(wide, rows)).toBeCloseTo(aurocOf(plain, rows), 5);
    expect(wide.tasks[0]!.threshold).toBeCloseTo(0.84, 9);
  });

  test('every named design can be made and carries its own id', () => {
    for (const [id, scenario] of Object.entries(phantomScenarios)) {
      expect(scenario.id).toBe(id);
      expect(makeScenario(scenario.id, 1).rowCount).toBeGreaterThan(0);
    }
  });

  test('the design of small intersections has cells of 10 to 50 images', () => {
    const phantom = makeScenario('small-intersections', 1);
    const sizes = new Map<string, number>();
    const used = phantom.attributes.filter(({ name }) => ['sex', 'age', 'site'].includes(name));
    for (let row = 0; row < phantom.rowCount; row++) {
      const key = used.map(({ codes }) => codes[row]).join('|');
      sizes.set(key, (sizes.get(key) ?? 0) + 1);
    }
    const inRange = [...sizes.values()].filter((size) => size >= 10 && size <= 50);
    expect(inRange.length / sizes.size).toBeGreaterThan(0.6);
  });
});
