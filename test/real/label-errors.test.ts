import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ReadersDocument, ReadersEstimate } from '@equipoise/domain';
import { runLabelErrors } from '@equipoise/workbench';
import { afterAll, describe, expect, it } from 'vitest';
import { sharedOrSkip } from '../support/skip.ts';

const folder = mkdtempSync(join(tmpdir(), 'equipoise-real-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const nih = sharedOrSkip('data', 'nih-chexnet');

interface Table {
  readonly n: number;
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly tn: number;
  readonly ppv_of_nih_label: number;
  readonly sens_of_nih_label: number;
}

describe.skipIf(nih === null)(
  'equipoise label-errors on NIH labels that a panel adjudicated',
  () => {
    const expected = nih
      ? (JSON.parse(readFileSync(join(nih, 'expected-label-noise.json'), 'utf8')) as Record<
          string,
          Table
        > & { model: Record<string, number> })
      : null;
    const findings = ['Pneumothorax', 'Nodule_or_mass', 'Airspace_opacity'];
    let document: ReadersDocument | null = null;

    async function found(): Promise<ReadersDocument> {
      if (document !== null) return document;
      const lines = gunzipSync(readFileSync(join(nih ?? '', 'adjudicated.csv.gz')))
        .toString('utf8')
        .trim()
        .split(/\r?\n/);
      const names = lines[0]!.split(',');
      const of = (cells: readonly string[], name: string): string => cells[names.indexOf(name)]!;
      // The probability of a group of findings is that of the most probable one.
      const largest = (cells: readonly string[], parts: readonly string[]): string => {
        const own = parts.map((part) => of(cells, `prob_${part}`));
        return own.includes('') ? '' : String(Math.max(...own.map(Number)));
      };
      const rows = lines.slice(1).map((line) => {
        const cells = line.split(',');
        const opacity = ['Consolidation', 'Infiltration', 'Pneumonia', 'Edema', 'Atelectasis'];
        return [line, largest(cells, ['Nodule', 'Mass']), largest(cells, opacity)].join(',');
      });
      const file = join(folder, 'adjudicated.csv');
      writeFileSync(
        file,
        `${[`${lines[0]!},prob_Nodule_or_mass,prob_Airspace_opacity`, ...rows].join('\n')}\n`,
      );
      const result = await runLabelErrors(
        {
          predictions: [file],
          task: findings.map((name) => `${name}=nih_${name}:prob_${name}`),
          panel: ['adj_*'],
          patient: 'patient_id',
          caseColumn: 'image',
          group: ['sex', 'set'],
          outOfSample: 'yes',
          out: join(folder, 'out'),
        },
        { clock: () => '2000-01-01T00:00:00.000Z', nodeVersion: 'v0' },
      );
      document = result.document;
      return document;
    }

    function one(
      from: ReadersDocument,
      task: string,
      metric: string,
      part: { class?: string | null; slice?: Record<string, string> } = {},
    ): ReadersEstimate {
      const { class: name = null, slice = {} } = part;
      const fits = from.estimates.filter(
        (e) =>
          e.task === task &&
          e.metric === metric &&
          e.class === name &&
          e.versus === null &&
          JSON.stringify(e.slice) === JSON.stringify(slice),
      );
      expect(fits, `${task} ${metric}`).toHaveLength(1);
      return fits[0]!;
    }

    it('noise of each finding in each set is the published table', async () => {
      const from = await found();
      for (const name of findings) {
        for (const set of ['val', 'test']) {
          const table = expected![`${name}/${set}`]!;
          const all = one(from, name, 'observed-label-noise', { slice: { set } });
          expect(all.numerator).toBe(table.fp + table.fn);
          expect(all.denominator).toBe(table.n);
          const positive = one(from, name, 'observed-label-noise', { class: '1', slice: { set } });
          expect(1 - positive.value!).toBeCloseTo(table.ppv_of_nih_label, 6);
          expect(positive.low!).toBeLessThan(positive.value!);
        }
        const both = ['val', 'test'].map((set) => expected![`${name}/${set}`]!);
        const tp = both.reduce((sum, table) => sum + table.tp, 0);
        const fn = both.reduce((sum, table) => sum + table.fn, 0);
        const sensitivity = one(from, name, 'sensitivity-of-label', { class: '1' });
        expect(sensitivity.value).toBeCloseTo(tp / (tp + fn), 12);
        for (const sex of ['F', 'M']) {
          const rate = one(from, name, 'observed-label-noise', { slice: { sex } });
          expect(rate.low!).toBeLessThan(rate.value!);
          expect(rate.high!).toBeGreaterThan(rate.value!);
        }
      }
    });

    it('AUROC against the label and against the panel are the published ones', async () => {
      const from = await found();
      for (const name of ['Pneumothorax', 'Nodule_or_mass']) {
        const key = name.toLowerCase();
        const label = one(from, name, 'auroc-against-label');
        const panel = one(from, name, 'auroc-against-panel');
        expect(label.value).toBeCloseTo(expected!.model[`${key}_auroc_vs_nih_label`]!, 6);
        expect(panel.value).toBeCloseTo(expected!.model[`${key}_auroc_vs_adjudicated`]!, 6);
        expect(label.caseCount).toBe(expected!.model['n_overlap_with_chexnet_test']);
      }
    });

    it('most suspects are wrong by the panel, far more than labels at large', async () => {
      const from = await found();
      for (const name of findings) {
        const precision = one(from, name, 'precision-of-suspects');
        const whole = one(from, name, 'observed-label-noise');
        expect(precision.value!).toBeGreaterThan(0.6);
        expect(precision.low!).toBeGreaterThan(whole.high!);
      }
    });

    it('what is expected to be wrong is near what the panel finds, and the band holds it', async () => {
      const from = await found();
      for (const name of findings) {
        const sentence = from.findings.find(
          (finding) => finding.task === name && finding.id.endsWith('|suspects'),
        )!.sentence;
        const [, count, expectedWrong, low, high] =
          /first (\d+), (\d+) are expected to be wrong \((\d+) to (\d+)\)/
            .exec(sentence)!
            .map(Number);
        const review = readFileSync(join(folder, 'out', 'review.csv'), 'utf8')
          .trim()
          .split('\n');
        const seen = review
          .slice(1)
          .map((line) => line.split(','))
          .filter((cells) => cells[2] === name)
          .slice(0, count);
        const wrong = seen.filter((cells) => cells[3] !== cells.at(-3)).length;
        expect(wrong).toBeGreaterThanOrEqual(low!);
        expect(wrong).toBeLessThanOrEqual(high!);
        expect(Math.abs(expectedWrong! - wrong)).toBeLessThanOrEqual(0.35 * count!);
      }
    });
  },
);
