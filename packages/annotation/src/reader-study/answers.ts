import type { ReadersEstimate } from '@equipoise/domain';
import type { ReaderShare } from './core.ts';
import type { StudyContext } from './study-context.ts';
import type { StudyRows } from './study-rows.ts';

/** Answers of one condition. */
export interface Answers {
  readonly truth: number[];
  readonly answer: number[];
  readonly advice: number[];
  /** Patients: the unit of the intervals. */
  readonly cases: number[];
  readonly caseIds: number[];
  readonly readers: number[];
}

/** Shares of right answers: of all, of those about diseased cases, of the others. */
export type Rate = 'accuracy' | 'sensitivity' | 'specificity';

function truthOf(rows: StudyRows, i: number): number {
  return rows.truthOfRow === null ? rows.truthOfCase[rows.caseIndex[i]!]! : rows.truthOfRow[i]!;
}

/** Rows of one modality whose truth and decision are known; intervals take patients as the cases. */
export function answersOf(context: StudyContext, test: number): Answers {
  const { rows } = context;
  const out: Answers = { truth: [], answer: [], advice: [], cases: [], caseIds: [], readers: [] };
  const { decision } = rows;
  if (decision === null) return out;
  for (let i = 0; i < decision.length; i++) {
    const c = rows.caseIndex[i]!;
    const truth = truthOf(rows, i);
    if (rows.modalityIndex[i] !== test || Number.isNaN(truth) || Number.isNaN(decision[i]!))
      continue;
    out.truth.push(truth);
    out.answer.push(decision[i]!);
    out.advice.push(rows.advice?.[i] ?? Number.NaN);
    out.cases.push(rows.patientOfCase[c]!);
    out.caseIds.push(c);
    out.readers.push(rows.readerIndex[i]!);
  }
  return out;
}

/** The answers that are kept, in their order. */
export function pick(of: Answers, keep: (i: number) => boolean): Answers {
  const at = of.truth.flatMap((_, i) => (keep(i) ? [i] : []));
  const take = (values: number[]): number[] => at.map((i) => values[i]!);
  return {
    truth: take(of.truth),
    answer: take(of.answer),
    advice: take(of.advice),
    cases: take(of.cases),
    caseIds: take(of.caseIds),
    readers: take(of.readers),
  };
}

type Counted = (from: Answers, i: number) => boolean;

const isWrongAdvice: Counted = (from, i) => from.advice[i] !== from.truth[i];

const isRightAdvice: Counted = (from, i) => from.advice[i] === from.truth[i];

/** Which answers a share is taken of, where it is not all. */
const countedBy: Readonly<Record<string, Counted>> = {
  'answer-sensitivity': (from, i) => from.truth[i] === 1,
  'answer-specificity': (from, i) => from.truth[i] === 0,
  'follows-wrong-advice': isWrongAdvice,
  'same-error-without-advice': isWrongAdvice,
  'rejects-right-advice': isRightAdvice,
  'other-answer-without-advice': isRightAdvice,
};

/** A share of answers as an estimate: over cases and readers at once, over cases alone with a single reader. */
export function shareEstimate(
  context: StudyContext,
  metric: string,
  model: string,
  from: Answers,
  one: ReaderShare,
  slice: Readonly<Record<string, string>> = {},
): ReadersEstimate {
  const isCounted = countedBy[metric] ?? (() => true);
  const isBoth = one.limits !== null;
  const limits = one.limits ?? one.byCase.limits;
  const people = one.byCase.clusters;
  return context.estimate({
    model,
    metric,
    slice,
    value: one.byCase.estimate.value,
    low: limits?.[0] ?? null,
    high: limits?.[1] ?? null,
    method: isBoth ? 'two-way-clusters' : 'wilson-clustered',
    standardError: one.byCase.se.value,
    caseCount: new Set(from.caseIds.filter((_, i) => isCounted(from, i))).size,
    patientCount: people,
    readerCount: new Set(from.readers).size,
    readingCount: one.rows,
    numerator: one.count,
    denominator: one.rows,
    reason: one.byCase.estimate.reason ?? null,
  });
}

/** Fills advice of a case that stands in other rows, so that answers given without it can be held against it. */
export function fillAdvice(context: StudyContext, answers: Answers, test: number): Answers {
  const { rows } = context;
  // Where a case has several answers, advice about one says nothing about another.
  if (rows.advice === null || rows.truthOfRow !== null) return answers;
  const ofCase = new Map<number, number>();
  for (let i = 0; i < rows.advice.length; i++) {
    const said = rows.advice[i]!;
    if (!Number.isNaN(said)) ofCase.set(rows.caseIndex[i]!, said);
  }
  const advice: number[] = [];
  for (let i = 0; i < rows.advice.length; i++) {
    const c = rows.caseIndex[i]!;
    const isKept =
      rows.modalityIndex[i] === test &&
      !Number.isNaN(truthOf(rows, i)) &&
      !Number.isNaN(rows.decision?.[i] ?? Number.NaN);
    if (isKept) advice.push(ofCase.get(c) ?? Number.NaN);
  }
  return { ...answers, advice };
}
