import type { Block, ReadersEstimate } from '@equipoise/domain';
import { meanScore } from '@equipoise/stats';
import type { AgreementContext } from './agreement-context.ts';
import { because, many, percent } from './agreement-words.ts';
import type { Overall } from './overall.ts';
import { shareOf } from './overall.ts';
import { answersByReader, busiestReaders, columnOf, type RatedQuestion } from './rated-question.ts';

/** Most readers shown one by one. */
export const mostShown = 50;

/** Fewest answers about a reader for a sentence about that reader. */
export const fewestAnswers = 20;

/**
 * What each reader answered: shares of the classes, or mean and spread of numbers. A reader who always gives the
 * same answer while others do not is named.
 */
export function answersSection(
  question: RatedQuestion,
  overall: Overall,
  context: AgreementContext,
): Block[] {
  if (context.options.areSlots) return sharesOfAll(question, overall);
  const shown = busiestReaders(question, mostShown);
  const counts = answersByReader(question);
  const people = patientsByReader(question);
  if (question.classes === null) return numbersByReader(question, shown, context);
  const { classes, ratings } = question;
  if (classes.length > 30) return [];
  const values = shown.map((reader) =>
    classes.map((name, code) =>
      context.estimate({
        model: question.readers[reader]!,
        metric: 'answer-share',
        class: name,
        ...shareOf(ratings, code, reader, context.options.level),
        caseCount: counts[reader]!,
        patientCount: people[reader]!,
        readerCount: 1,
        readingCount: counts[reader]!,
      }),
    ),
  );
  nameConstantReaders(question, values, shown, counts, context);
  const isBinary = classes.length === 2;
  const columns = isBinary ? [question.positive] : [...classes.keys()];
  return [
    {
      kind: 'heat-map',
      id: `answers-${question.name}`,
      title: 'What each reader answers',
      caption: isBinary
        ? `Share of each reader’s answers that say “${classes[question.positive]}”. Readers who saw the same cases should have similar shares.`
        : 'Share of each class in the answers of each reader. Readers who saw the same cases should have similar rows.',
      task: question.name,
      rowTitle: 'Reader',
      columnTitle: 'Answer',
      rows: shown.map((reader) => question.readers[reader]!),
      columns: columns.map((code) => classes[code]!),
      values: values.map((row) => columns.map((code) => row[code]!.value)),
      range: [0, 1],
      digits: 2,
    },
  ];
}

function sharesOfAll(question: RatedQuestion, overall: Overall): Block[] {
  if (overall.shares.length === 0) return [];
  return [
    {
      kind: 'bars',
      id: `answers-${question.name}`,
      title: 'What is answered',
      caption: 'Share of each class in all answers.',
      task: question.name,
      axis: 'share of answers',
      rule: null,
      bars: overall.shares.flatMap(({ name, share }) =>
        share.value === null
          ? []
          : [{ label: name, value: share.value, part: null, text: percent(share.value) }],
      ),
    },
  ];
}

function patientsByReader(question: RatedQuestion): Int32Array {
  const { ratings, readers } = question;
  const last = new Int32Array(readers.length);
  const seen = readers.map(() => new Set<number>());
  for (let u = 0; u < ratings.unitCount; u++)
    for (let i = ratings.starts[u]!; i < ratings.starts[u + 1]!; i++)
      seen[ratings.readers[i]!]!.add(ratings.patients[u]!);
  seen.forEach((set, g) => {
    last[g] = set.size;
  });
  return last;
}

function nameConstantReaders(
  question: RatedQuestion,
  values: readonly (readonly ReadersEstimate[])[],
  shown: readonly number[],
  counts: Int32Array,
  context: AgreementContext,
): void {
  const { classes, ratings } = question;
  const all = new Float64Array(classes!.length);
  for (const code of ratings.codes) all[code]!++;
  shown.forEach((reader, at) => {
    const row = values[at]!;
    const code = row.findIndex((one) => one.value === 1);
    if (code < 0 || counts[reader]! < fewestAnswers) return;
    // A rare answer may well be missing: constant is odd only where the others left that answer often enough.
    const others = (ratings.codes.length - all[code]!) / (ratings.codes.length - counts[reader]!);
    if (!(others * counts[reader]! >= 10)) return;
    context.find({
      key: `constant|${question.readers[reader]}`,
      model: question.readers[reader]!,
      metric: 'answer-share',
      reason: 'constant-reader',
      estimateIds: [row[code]!.id],
      sentence: `${question.readers[reader]} gave the same answer (“${classes![code]}”) in all ${many(counts[reader]!, 'case')}; the others gave another one in ${percent(others)}.`,
    });
  });
}

function numbersByReader(
  question: RatedQuestion,
  shown: readonly number[],
  context: AgreementContext,
): Block[] {
  const rows = shown.map((reader) => {
    const column = columnOf(question, reader);
    const mean = meanScore(column, question.ratings.patients, context.options.level);
    const estimate = context.estimate({
      model: question.readers[reader]!,
      metric: 'mean-answer',
      value: mean.estimate.value,
      low: mean.limits?.[0] ?? null,
      high: mean.limits?.[1] ?? null,
      method: mean.method,
      caseCount: mean.unitCount,
      patientCount: mean.patientCount,
      readerCount: 1,
      readingCount: mean.unitCount,
      reason: mean.estimate.reason ?? null,
      caution: mean.limits === null ? (mean.se.reason ?? null) : null,
    });
    return { reader, estimate };
  });
  return [
    {
      kind: 'forest',
      id: `answers-${question.name}`,
      title: 'Mean of each reader',
      caption:
        'Mean number of each reader with its limits. Readers of other cases may have other means for that reason alone.',
      task: question.name,
      axis: `mean ${question.name}`,
      rule: null,
      margin: null,
      digits: 2,
      rows: rows.map(({ reader, estimate }) => forestRow(question.readers[reader]!, estimate)),
    },
  ];
}

/** A line of a forest from an estimate. */
export function forestRow(
  label: string,
  estimate: ReadersEstimate,
  group: string | null = null,
): {
  readonly label: string;
  readonly group: string | null;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly counts: string;
  readonly reason: string | null;
} {
  const { value, low, high, undefinedReason } = estimate;
  const isHidden = estimate.suppressed === true;
  return {
    label,
    group,
    value,
    low,
    high,
    counts: isHidden
      ? 'few'
      : `${many(estimate.caseCount, 'case')}, ${many(estimate.patientCount, 'patient')}`,
    reason: value === null ? because(undefinedReason) : null,
  };
}

/**
 * Where a forest of coefficients has its line: at 0, what chance gives. Left to the drawing where limits lie below 0,
 * so that the numbers of the axis carry no plus sign.
 */
export function chanceLine(estimates: readonly ReadersEstimate[]): 0 | null {
  return estimates.some((one) => (one.low ?? one.value ?? 0) < 0) ? null : 0;
}
