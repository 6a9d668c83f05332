import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  conditionDifference,
  conditionRates,
  readingTimes,
  relianceOnAdvice,
} from '../../packages/stats/src/mrmc/index.ts';
import { sharedOrSkip } from '../support/skip.ts';
import { cell, readRows } from './reader-study-rows.ts';

const folder = sharedOrSkip('data', 'human-ai-readers');
const rows = folder ? readRows(folder, 'reads.csv.gz') : [];
const expected = folder
  ? (JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<
      string,
      Record<string, Record<string, number>>
    >)
  : {};

// Of the chest film's fifteen rows a case only "FALSE" is absent: "No Finding" is a row of its own.
const absent = new Set(['FALSE', 'Normal']);
const present = (label: string): number => (absent.has(label) ? 0 : 1);

function readings(modality: string, condition: string) {
  const of = rows.filter(
    (row) => cell(row, 'modality') === modality && cell(row, 'condition') === condition,
  );
  const column = (key: string): string[] => of.map((row) => cell(row, key));
  return {
    truth: column('truth').map(present),
    answer: column('reader_label').map(present),
    advice: column('ai_label'),
    cases: column('case'),
    readers: column('reader'),
  };
}

describe.skipIf(folder === null)('twelve readers with and without AI, bone X-ray', () => {
  it.each(['Human', 'Human_AI'])('%s: accuracy, sensitivity and specificity', (condition) => {
    const rates = conditionRates(readings('MURA', condition));
    const want = expected['MURA']![condition]!;
    expect(rates.accuracy.rows).toBe(want['n']);
    expect(rates.sensitivity.rows).toBe(want['pos']);
    expect(rates.accuracy.byCase.estimate.value).toBeCloseTo(want['reader_accuracy']!, 6);
    expect(rates.sensitivity.byCase.estimate.value).toBeCloseTo(want['reader_sens']!, 6);
    expect(rates.specificity.byCase.estimate.value).toBeCloseTo(want['reader_spec']!, 6);
  });

  it('a wrong AI is followed in .536585 of its errors and a right one rejected in .112676', () => {
    const study = readings('MURA', 'Human_AI');
    const want = expected['MURA']!['Human_AI']!;
    const result = relianceOnAdvice({ ...study, advice: study.advice.map(present) });
    expect(result.followsWrong.byCase.estimate.value).toBeCloseTo(
      want['reader_follows_wrong_ai']!,
      6,
    );
    expect(result.rejectsRight.byCase.estimate.value).toBeCloseTo(
      want['reader_rejects_right_ai']!,
      6,
    );
    expect(result.agrees.byCase.estimate.value).toBeCloseTo(want['reader_agrees_with_ai']!, 6);
    expect(result.adviceAccuracy.byCase.estimate.value).toBeCloseTo(want['ai_accuracy']!, 6);
    const ai = conditionRates({ ...study, answer: study.advice.map(present) });
    expect(ai.sensitivity.byCase.estimate.value).toBeCloseTo(want['ai_sens']!, 6);
    expect(ai.specificity.byCase.estimate.value).toBeCloseTo(want['ai_spec']!, 6);
    expect(result.followsWrong.limits![0]).toBeGreaterThan(0.2);
    expect(result.rejectsRight.limits![1]).toBeLessThan(0.3);
    for (const share of [result.followsWrong, result.rejectsRight])
      for (const { limits, estimate } of [share.byCase, share.byReader]) {
        expect(limits![0]).toBeLessThan(estimate.value!);
        expect(limits![1]).toBeGreaterThan(estimate.value!);
      }
  });

  it('help by AI, with cases and readers both random', () => {
    const [alone, helped] = [readings('MURA', 'Human'), readings('MURA', 'Human_AI')];
    const right = (one: typeof alone): number[] =>
      one.answer.map((x, i) => (x === one.truth[i] ? 1 : 0));
    const result = conditionDifference({
      outcome: [...right(alone), ...right(helped)],
      condition: [...alone.truth.map(() => 0), ...helped.truth.map(() => 1)],
      cases: [...alone.cases, ...helped.cases],
      readers: [...alone.readers, ...helped.readers],
    });
    expect(result.estimate.value).toBeCloseTo(0.79235 - 0.677778, 5);
    expect(result.clusterDf).toBe(new Set([...alone.readers, ...helped.readers]).size - 1);
    expect(result.limits![0]).toBeLessThan(result.estimate.value!);
  });
});

describe.skipIf(folder === null)('reading times', () => {
  it.each([
    ['MURA', 45, 28],
    ['CXR', 60, 49],
  ])('%s: median seconds alone and with AI', (modality, alone, helped) => {
    const times = readRows(folder ?? '', 'times.csv').filter(
      (row) => cell(row, 'modality') === modality,
    );
    const seconds = times.map((row) => {
      const text = cell(row, 'time_taken_secs');
      return text === '' ? Number.NaN : Number(text);
    });
    const result = readingTimes({
      seconds,
      condition: times.map((row) => (cell(row, 'condition') === 'Human' ? 0 : 1)),
      cases: times.map((row) => cell(row, 'case')),
      readers: times.map((row) => cell(row, 'reader')),
    });
    expect(result.medianA.value).toBe(alone);
    expect(result.medianB.value).toBe(helped);
    expect(result.blankCount).toBe(seconds.filter((x) => !(x > 0)).length);
    expect(result.ratio.value).toBeLessThan(1);
  });
});

describe.skipIf(folder === null)('chest film findings', () => {
  it.each(['Human', 'Human_AI'])('%s: sensitivity and specificity over findings', (condition) => {
    const want = expected['CXR']![condition]!;
    const study = readings('CXR', condition);
    expect(study.truth).toHaveLength(want['reader-finding rows']!);
    const rates = conditionRates(study);
    expect(rates.sensitivity.rows).toBe(want['gt_pos']);
    expect(study.answer.reduce((a, b) => a + b, 0)).toBe(want['reader_pos']);
    expect(rates.sensitivity.byCase.estimate.value).toBeCloseTo(want['sens']!, 6);
    expect(rates.specificity.byCase.estimate.value).toBeCloseTo(want['spec']!, 6);
  });
});
