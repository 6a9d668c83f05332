import type { Block, ReadersEstimate } from '@equipoise/domain';
import { type Answers, answersOf, fillAdvice, pick, type Rate, shareEstimate } from './answers.ts';
import { conditionDifference, conditionRates } from './core.ts';
import { blockId, forestRow } from './metric-blocks.ts';
import { relianceBlocks } from './reliance-blocks.ts';
import type { StudyContext } from './study-context.ts';
import { difference, listed, pText, share, withRange } from './study-words.ts';

const rates: readonly Rate[] = ['accuracy', 'sensitivity', 'specificity'];

const rateTitles: Readonly<Record<Rate, string>> = {
  accuracy: 'Right answers',
  sensitivity: 'Sensitivity, all answers',
  specificity: 'Specificity, all answers',
};

/** Beside the names of conditions there is little room. */
const shortTitles: Readonly<Record<Rate, string>> = {
  accuracy: 'Right',
  sensitivity: 'Sensitivity',
  specificity: 'Specificity',
};

interface Condition {
  readonly name: string;
  readonly answers: Answers;
  readonly estimates: Readonly<Record<Rate, ReadersEstimate>>;
}

function conditionOf(context: StudyContext, name: string, answers: Answers): Condition {
  const found = conditionRates(answers, context.level);
  const of = (rate: Rate): ReadersEstimate =>
    shareEstimate(
      context,
      rate === 'accuracy' ? 'accuracy' : `answer-${rate}`,
      name,
      answers,
      found[rate],
    );
  return {
    name,
    answers,
    estimates: {
      accuracy: of('accuracy'),
      sensitivity: of('sensitivity'),
      specificity: of('specificity'),
    },
  };
}

/** Whether a rate counts an answer about a case of this truth. */
function counted(rate: Rate, truth: number): boolean {
  return rate === 'accuracy' || (rate === 'sensitivity') === (truth === 1);
}

function compare(
  context: StudyContext,
  rate: Rate,
  first: Condition,
  second: Condition,
): { readonly estimate: ReadersEstimate; readonly p: number | null } {
  const outcome: number[] = [];
  const condition: number[] = [];
  const cases: number[] = [];
  const caseIds = new Set<number>();
  const readers: number[] = [];
  for (const [which, { answers }] of [first, second].entries()) {
    for (let i = 0; i < answers.truth.length; i++) {
      if (!counted(rate, answers.truth[i]!)) continue;
      outcome.push(answers.answer[i] === answers.truth[i] ? 1 : 0);
      condition.push(which);
      cases.push(answers.cases[i]!);
      caseIds.add(answers.caseIds[i]!);
      readers.push(answers.readers[i]!);
    }
  }
  const found = conditionDifference({ outcome, condition, cases, readers }, context.level);
  return {
    p: found.p.value,
    estimate: context.estimate({
      model: second.name,
      metric: rate === 'accuracy' ? 'accuracy' : `answer-${rate}`,
      versus: first.name,
      value: found.estimate.value ?? gap(found.meanA, found.meanB),
      low: found.limits?.[0] ?? null,
      high: found.limits?.[1] ?? null,
      method: 'two-way-clusters',
      standardError: found.se.value,
      caseCount: caseIds.size,
      patientCount: new Set(cases).size,
      readerCount: new Set(readers).size,
      readingCount: outcome.length,
      reason: found.estimate.reason ?? null,
    }),
  };
}

function gap(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : b - a;
}

/** Answers by condition, and where advice was seen: people alone, people with AI, AI alone, and reliance. */
export function adviceSections(context: StudyContext): { answers: Block[]; reliance: Block[] } {
  const { rows, reference } = context;
  if (rows.decision === null) return { answers: [], reliance: [] };
  const task = rows.name === '' ? null : rows.name;
  const conditions = rows.modalities.flatMap((name, test) => {
    const answers = answersOf(context, test);
    return answers.truth.length === 0 ? [] : [{ test, ...conditionOf(context, name, answers) }];
  });
  if (conditions.length === 0) return { answers: [], reliance: [] };
  const assisted = conditions.filter(({ test }) => rows.assisted.includes(test));
  const alone = conditions.find(({ test }) => test === reference && !rows.assisted.includes(test));
  const advised = assisted.map((one) => ({
    ...one,
    seen: pick(one.answers, (i) => !Number.isNaN(one.answers.advice[i]!)),
  }));
  const [helped] = advised;
  const ai =
    helped !== undefined && helped.seen.truth.length > 0
      ? conditionOf(context, 'AI alone', { ...helped.seen, answer: helped.seen.advice })
      : null;
  const standard = conditions.find(({ test }) => test === reference);
  const shown: Condition[] = [...conditions].sort(
    (a, b) => Number(b.test === reference) - Number(a.test === reference),
  );
  if (ai !== null) shown.push(ai);
  const pairs: [Condition, Condition][] = [];
  if (standard !== undefined) {
    for (const one of conditions) if (one !== standard) pairs.push([standard, one]);
    if (ai !== null) pairs.push([standard, ai]);
  }
  if (ai !== null && helped !== undefined && helped.test !== reference) pairs.push([ai, helped]);
  const compared = rates.map((rate) => ({
    rate,
    lines: pairs.map(([first, second]) => ({
      first,
      second,
      ...compare(context, rate, first, second),
    })),
  }));
  const answers = answerBlocks(context, shown, compared, task);
  sayAnswers(context, shown, compared[0]!.lines);
  const reliance = advised.flatMap((one) =>
    one.seen.truth.length === 0
      ? []
      : relianceBlocks(
          context,
          one.name,
          one.seen,
          alone === undefined
            ? null
            : { name: alone.name, answers: fillAdvice(context, alone.answers, alone.test) },
          task,
        ),
  );
  return { answers, reliance };
}

type Compared = {
  readonly rate: Rate;
  readonly lines: readonly {
    readonly first: Condition;
    readonly second: Condition;
    readonly estimate: ReadersEstimate;
    readonly p: number | null;
  }[];
};

function answerBlocks(
  context: StudyContext,
  shown: readonly Condition[],
  compared: readonly Compared[],
  task: string | null,
): Block[] {
  const forest: Block = {
    kind: 'forest',
    id: blockId(context, 'answers'),
    title: 'Right answers by condition',
    caption:
      'The share of right answers over all readers and cases, and of those with disease (sensitivity) and without it (specificity); intervals are over cases and readers at once.',
    task,
    axis: 'share of answers',
    rule: null,
    margin: null,
    digits: 3,
    rows: rates.flatMap((rate) =>
      shown.map((one) =>
        forestRow(
          one.name,
          shortTitles[rate],
          one.estimates[rate],
          `${one.estimates[rate].numerator ?? '—'} of ${one.estimates[rate].denominator ?? '—'}`,
        ),
      ),
    ),
  };
  const lines = compared.flatMap(({ rate, lines }) =>
    lines.map(({ first, second, estimate, p }) => ({
      rate: rateTitles[rate],
      comparison: `${second.name} minus ${first.name}`,
      value: estimate.value,
      low: estimate.low,
      high: estimate.high,
      p: estimate.suppressed === true ? null : p,
    })),
  );
  if (lines.length === 0) return [forest];
  return [
    forest,
    {
      kind: 'table',
      id: blockId(context, 'answer-differences'),
      title: 'Differences between conditions',
      caption: 'Shares of right answers compared.',
      task,
      columns: [
        { key: 'rate', title: 'Share', digits: null },
        { key: 'comparison', title: 'Comparison', digits: null },
        { key: 'value', title: 'Difference', digits: 3 },
        { key: 'low', title: 'low', digits: 3 },
        { key: 'high', title: 'high', digits: 3 },
        { key: 'p', title: 'p', digits: 4 },
      ],
      rows: lines,
      note: 'Variance clustered by case and by reader at once; t with the fewer of both, less one.',
      shown: null,
    },
  ];
}

function sayAnswers(
  context: StudyContext,
  shown: readonly Condition[],
  lines: Compared['lines'],
): void {
  const seen = shown.filter((one) => one.estimates.accuracy.value !== null);
  if (seen.length > 0) {
    context.say(
      `Right answers: ${listed(seen.map((one) => `${share(one.estimates.accuracy.value)} (${one.name})`))}.`,
    );
  }
  for (const { first, second, estimate, p } of lines) {
    if (estimate.value === null) continue;
    const { low, high } = estimate;
    const text =
      low === null || high === null
        ? 'no interval exists'
        : low > 0
          ? 'more than chance explains'
          : high < 0
            ? 'a loss larger than chance explains'
            : 'chance can explain it';
    context.find({
      key: `accuracy|${second.name}|${first.name}`,
      model: second.name,
      metric: 'accuracy',
      verdict: 'not-assessable',
      role: 'description',
      reason: 'no-margin-declared',
      estimateIds: [estimate.id],
      sentence: `Right answers (${second.name} minus ${first.name}): ${withRange(estimate, difference)}, ${pText(p)}; ${text}.`,
    });
  }
}
