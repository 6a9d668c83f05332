import type { Analysis } from '../../src/frame/analysis.ts';
import {
  analyseReaderStudy,
  type StudyQuestion,
  type StudyRows,
} from '../../src/reader-study/index.ts';

/** A seeded stream of normal numbers. */
export function normals(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 4294967296;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** One reading of a planted study. */
export interface Planted {
  readonly caseAt: number;
  readonly reader: number;
  readonly modality: number;
  readonly rating?: number;
  readonly decision?: number;
  readonly advice?: number;
  readonly seconds?: number;
}

/** Rows of a study from a list of readings. */
export function studyOf(
  planted: readonly Planted[],
  truth: readonly number[],
  more: Partial<StudyRows> = {},
): StudyRows {
  const column = (of: (one: Planted) => number | undefined): Float64Array | null =>
    planted.some((one) => of(one) !== undefined)
      ? Float64Array.from(planted, (one) => of(one) ?? Number.NaN)
      : null;
  const seconds = column((one) => one.seconds);
  const indexes = {
    caseIndex: Int32Array.from(planted, (one) => one.caseAt),
    readerIndex: Int32Array.from(planted, (one) => one.reader),
    modalityIndex: Int32Array.from(planted, (one) => one.modality),
  };
  const readerCount = Math.max(...planted.map((one) => one.reader)) + 1;
  const modalityCount = Math.max(...planted.map((one) => one.modality)) + 1;
  return {
    name: '',
    modalities: ['new', 'old'].slice(-modalityCount),
    readers: Array.from({ length: readerCount }, (_, k) => k),
    caseCount: truth.length,
    patientOfCase: Int32Array.from(truth.keys()),
    patientCount: truth.length,
    ...indexes,
    truthOfCase: Float64Array.from(truth),
    truthOfRow: null,
    rating: column((one) => one.rating),
    decision: column((one) => one.decision),
    advice: column((one) => one.advice),
    adviceProbability: null,
    assisted: [],
    times:
      seconds === null
        ? null
        : {
            seconds,
            modalityIndex: indexes.modalityIndex,
            caseCodes: indexes.caseIndex,
            readerIndex: indexes.readerIndex,
          },
    marks: null,
    leftOut: [],
    ...more,
  };
}

/** A crossed study: shift of diseased cases under each modality. */
export function crossed(
  seed: number,
  shifts: readonly number[],
  { readers = 5, cases = 80 }: { readers?: number; cases?: number } = {},
): { planted: Planted[]; truth: number[] } {
  const normal = normals(seed);
  const truth = Array.from({ length: cases }, (_, c) => (c % 2 === 0 ? 1 : 0));
  const hard = truth.map(() => normal());
  const planted: Planted[] = [];
  shifts.forEach((shift, modality) => {
    for (let reader = 0; reader < readers; reader++)
      truth.forEach((sick, caseAt) => {
        const rating = shift * sick + 0.6 * hard[caseAt]! + 0.8 * normal();
        planted.push({ caseAt, reader, modality, rating, decision: rating > shift / 2 ? 1 : 0 });
      });
  });
  return { planted, truth };
}

/** The question with its defaults. */
export function question(more: Partial<StudyQuestion> = {}): StudyQuestion {
  return {
    metrics: ['auc'],
    margins: {},
    design: 'auto',
    covariance: null,
    partial: { axis: 'specificity', low: 0.8, high: 1 },
    threshold: null,
    difference: null,
    power: 0.8,
    ...more,
  };
}

/** Runs the analysis with default options. */
export function analyse(
  rows: StudyRows,
  more: Partial<StudyQuestion> = {},
  suppressBelow: number | null = null,
): Analysis {
  return analyseReaderStudy([rows], question(more), {
    level: 0.95,
    replicates: 0,
    seed: 1,
    suppressBelow,
    readerLabels: rows.readers.map((k) => `Reader ${k + 1}`),
  });
}
