import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditDocument } from '@equipoise/domain';
import { beforeAll, describe, expect, it } from 'vitest';
import { sharedOrSkip } from '../support/skip.ts';
import { documentOf, estimateOf, evidenceOf } from './support.ts';

const folder = sharedOrSkip('data', 'isic18-skintone');
const experiments = ['01DataShift00Compare41', '01DataShift02Compare41', '01DataShift04Compare41'];

interface Experiment {
  n: number;
  balanced_accuracy: number;
  bacc_by_ITA_type: number[];
  bacc_by_fitzpatrick_Bevan: number[];
  bacc_by_fitzpatrick_corrected: number[];
}

describe.skipIf(folder === null)(
  'ISIC 2018: three unpaired models, three ways to measure skin tone',
  () => {
    const at = (name: string): string => join(folder ?? '', name);
    let document: AuditDocument;
    let expected: Experiment[];

    beforeAll(async () => {
      const all = JSON.parse(readFileSync(at('expected.json'), 'utf8')) as {
        experiments: Record<string, Experiment>;
      };
      expected = experiments.map((name) => all.experiments[name]!);
      document = await documentOf({
        predictions: [at(`predictions_${experiments[0]}.csv.gz`)],
        model: experiments
          .slice(1)
          .map((name) => `predictions_${name}=${at(`predictions_${name}.csv.gz`)}`),
        join: [at('metadata.csv.gz'), at('Bevan_corrected.csv.gz')],
        on: 'image',
        kind: 'multiclass',
        label: 'lesion',
        score: 'MEL,NV,BCC,AKIEC,BKL,DF,VASC',
        group: ['estimated_ita', 'fitzpatrick_Bevan', 'fitzpatrick_corrected'],
        bins: ['estimated_ita=(10,19,28,41,55]'],
        metric: ['balanced-accuracy', 'accuracy'],
        replicates: 200,
      });
    });

    it('each model stands on its own cases', () => {
      expect(document.flow.reconciles).toBe(true);
      expect(document.flow.tasks.map((one) => one.rowCount)).toEqual(expected.map((one) => one.n));
    });

    it('balanced accuracy of each model is the independent one', () => {
      document.declared.models.forEach((model, m) => {
        const { value } = estimateOf(document, { model, metric: 'balanced-accuracy', class: null });
        expect(value).toBeCloseTo(expected[m]!.balanced_accuracy, 5);
      });
    });

    it('the 6 × 3 matrix of balanced accuracies is the mean over the models', () => {
      const [matrix] = evidenceOf(document, 'metric-matrix').filter(
        (one) => one.data.metric === 'balanced-accuracy',
      );
      expect(matrix).toBeDefined();
      const mean = (pick: (one: Experiment) => number[], type: number): number =>
        expected.reduce((sum, one) => sum + pick(one)[type]!, 0) / expected.length;
      const picks: Record<string, (one: Experiment) => number[]> = {
        estimated_ita: (one) => [...one.bacc_by_ITA_type].reverse(),
        fitzpatrick_Bevan: (one) => one.bacc_by_fitzpatrick_Bevan,
        fitzpatrick_corrected: (one) => one.bacc_by_fitzpatrick_corrected,
      };
      for (const row of matrix!.data.rows) {
        const pick = picks[row.attribute]!;
        expect(row.values).toHaveLength(6);
        row.values.forEach((value, type) => {
          expect(value, `${row.attribute} ${row.levels[type]}`).toBeCloseTo(mean(pick, type), 5);
        });
      }
    });

    it('the conclusion that flips with the estimator stands side by side', () => {
      const [matrix] = evidenceOf(document, 'metric-matrix');
      expect(matrix!.data.rows.map((row) => row.attribute)).toHaveLength(3);
      expect(matrix!.data.conclusion).not.toBeNull();
    });
  },
);
