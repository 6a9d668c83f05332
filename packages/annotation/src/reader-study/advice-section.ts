import type { Block, ReadersEstimate } from '@equipoise/domain';
import { conditionDifference, conditionRates, type ReaderShare, relianceOnAdvice } from './core.ts';
import { blockId, forestRow } from './metric-blocks.ts';
import type { StudyContext } from './study-context.ts';
import type { StudyRows } from './study-rows.ts';
import { difference, listed, pText, share, withRange } from './study-words.ts';

/** Answers of one condition. */
interface Answers {
  readonly truth: number[];
  readonly answer: number[];
  readonly advice: number[];
  readonly cases: number[];
  readonly readers: number[];
}

type Rate = 'accuracy' | 'sensitivity' | 'specificity';

const rates: readonly Rate[] = ['accuracy', 'sensitivity', 'specificity'];

const rateTitles: Readonly<Record<Rate, string>> = {
  accuracy: 'Right answers',
  sensitivity: 'Sensitivity, all answers',
  specificity: 'Specificity, all answers',
};

function truthOf(rows: StudyRows, i: number): number {
  return rows.truthOfRow === null ? rows.truthOfCase[rows.caseIndex[i]!]! : rows.truthOfRow[i]!;
}

/** Rows of one modality whose truth and decision are known; intervals take patients as the cases. */
function answersOf(context: StudyContext, test: number): Answers {
  const { rows } = context;
  const out: Answers = { truth: [], answer: [], advice: [], cases: [], readers: [] };
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
    out.readers.push(rows.readerIndex[i]!);
  }
  return out;
}

function pick(of: Answers, keep: (i: number) => boolean): Answers {
  const at = of.truth.flatMap((_, i) => (keep(i) ? [i] : []));
  const take = (values: number[]): number[] => at.map((i) => values[i]!);
  return {
    truth: take(of.truth),
    answer: take(of.answer),
    advice: take(of.advice),
    cases: take(of.cases),
    readers: take(of.readers),
  };
}

function shareEstimate(
  context: StudyContext,
  metric: string,
  model: string,
  from: Answers,
  one: ReaderShare,
  slice: Readonly<Record<string, string>> = {},
): ReadersEstimate {
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
    caseCount: people,
    patientCount: people,
    readerCount: new Set(from.readers).size,
    readingCount: one.rows,
    numerator: one.count,
    denominator: one.rows,
    reason: one.byCase.estimate.reason ?? null,
  });
}

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

/** Which answers a rate counts. */
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
  const readers: number[] = [];
  for (const [which, { answers }] of [first, second].entries()) {
    for (let i = 0; i < answers.truth.length; i++) {
      if (!counted(rate, answers.truth[i]!)) continue;
      outcome.push(answers.answer[i] === answers.truth[i] ? 1 : 0);
      condition.push(which);
      cases.push(answers.cases[i]!);
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
      caseCount: new Set(cases).size,
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

/** Fills advice of a case that stands in other rows, so that answers given without it can be held against it. */
function fillAdvice(context: StudyContext, answers: Answers, test: number): Answers {
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
      'The share of right answers over all readers and cases, with intervals over cases and readers at once.',
    task,
    axis: 'share of answers',
    rule: null,
    margin: null,
    digits: 3,
    rows: rates.flatMap((rate) =>
      shown.map((one) =>
        forestRow(
          one.name,
          rateTitles[rate],
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
      `Right answers: ${listed(seen.map((one) => `${share(one.estimates.accuracy.value)} ${one.name === 'AI alone' ? 'by the AI alone' : `with ${one.name}`}`))}.`,
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
      sentence: `Right answers, ${second.name} minus ${first.name}: ${withRange(estimate, difference)}, ${pText(p)}; ${text}.`,
    });
  }
}

function relianceBlocks(
  context: StudyContext,
  name: string,
  seen: Answers,
  alone: { readonly name: string; readonly answers: Answers } | null,
  task: string | null,
): Block[] {
  const found = relianceOnAdvice(seen, context.level);
  const of = (metric: string, one: ReaderShare, from: Answers, model = name): ReadersEstimate =>
    shareEstimate(context, metric, model, from, one);
  const wrong = of('follows-wrong-advice', found.followsWrong, seen);
  const right = of('rejects-right-advice', found.rejectsRight, seen);
  const agrees = of('agrees-with-advice', found.agrees, seen);
  const held =
    alone === null ? null : pick(alone.answers, (i) => !Number.isNaN(alone.answers.advice[i]!));
  const without =
    held === null || held.truth.length === 0 ? null : relianceOnAdvice(held, context.level);
  const wrongAlone =
    without === null || held === null || alone === null
      ? null
      : of('same-error-without-advice', without.followsWrong, held, alone.name);
  const rightAlone =
    without === null || held === null || alone === null
      ? null
      : of('other-answer-without-advice', without.rejectsRight, held, alone.name);
  const say = (one: ReadersEstimate): string =>
    `${share(one.value)} (${one.numerator ?? '—'} of ${one.denominator ?? '—'}${
      one.low === null ? '' : `; ${share(one.low)} to ${share(one.high)}`
    })`;
  if (wrong.value !== null) {
    const base = wrongAlone?.value ?? null;
    const sentence = `Over-reliance: when the AI was wrong, readers followed it in ${say(wrong)} of the answers${
      base === null ? '' : `; without it they gave the same wrong answer in ${say(wrongAlone!)}`
    }.`;
    context.say(sentence);
    context.find({
      key: `over-reliance|${name}`,
      model: name,
      metric: 'follows-wrong-advice',
      verdict: 'not-assessable',
      role: 'description',
      reason: 'no-margin-declared',
      estimateIds: [wrong.id],
      sentence,
    });
  } else if (wrong.undefinedReason === 'no-rows') {
    context.find({
      key: `over-reliance|${name}`,
      model: name,
      metric: 'follows-wrong-advice',
      verdict: 'not-assessable',
      role: 'description',
      reason: 'no-wrong-advice',
      sentence: 'Over-reliance cannot be judged: the AI was never wrong here.',
    });
  }
  if (right.value !== null) {
    const sentence = `Under-reliance: when the AI was right, readers answered otherwise in ${say(right)} of the answers.`;
    context.say(sentence);
    context.find({
      key: `under-reliance|${name}`,
      model: name,
      metric: 'rejects-right-advice',
      verdict: 'not-assessable',
      role: 'description',
      reason: 'no-margin-declared',
      estimateIds: [right.id],
      sentence,
    });
  }
  const counts = (one: ReadersEstimate): string =>
    `${one.numerator ?? '—'} of ${one.denominator ?? '—'} answers`;
  const forest: Block = {
    kind: 'forest',
    id: blockId(context, 'reliance', name),
    title: `Reliance on the AI, ${name}`,
    caption:
      'Following an AI that is wrong is over-reliance; answering otherwise when it is right is under-reliance. Lower is better for both.',
    task,
    axis: 'share of answers',
    rule: null,
    margin: null,
    digits: 3,
    rows: [
      forestRow('AI wrong, reader follows', null, wrong, counts(wrong)),
      ...(wrongAlone === null || alone === null
        ? []
        : [forestRow(`the same error with ${alone.name}`, null, wrongAlone, counts(wrongAlone))]),
      forestRow('AI right, reader rejects', null, right, counts(right)),
      ...(rightAlone === null || alone === null
        ? []
        : [forestRow(`the same error with ${alone.name} `, null, rightAlone, counts(rightAlone))]),
      forestRow('reader agrees with AI', null, agrees, counts(agrees)),
    ],
  };
  return [forest, readerReliance(context, name, seen, task)];
}

function readerReliance(
  context: StudyContext,
  name: string,
  seen: Answers,
  task: string | null,
): Block {
  const lines = context.rows.readers.flatMap((_, reader) => {
    const own = pick(seen, (i) => seen.readers[i] === reader);
    if (own.truth.length === 0) return [];
    const found = relianceOnAdvice(own, context.level);
    const slice = { reader: context.readerNames[reader]! };
    const wrong = shareEstimate(
      context,
      'follows-wrong-advice',
      name,
      own,
      found.followsWrong,
      slice,
    );
    const right = shareEstimate(
      context,
      'rejects-right-advice',
      name,
      own,
      found.rejectsRight,
      slice,
    );
    return [
      {
        reader: context.readerNames[reader]!,
        wrongSeen: wrong.denominator ?? null,
        wrongFollowed: wrong.numerator ?? null,
        follows: wrong.value,
        followsLow: wrong.low,
        followsHigh: wrong.high,
        rightSeen: right.denominator ?? null,
        rightRejected: right.numerator ?? null,
        rejects: right.value,
        rejectsLow: right.low,
        rejectsHigh: right.high,
      },
    ];
  });
  return {
    kind: 'table',
    id: blockId(context, 'reliance-readers', name),
    title: `Reliance of each reader, ${name}`,
    caption: 'One row per reader; small counts make wide intervals.',
    task,
    columns: [
      { key: 'reader', title: 'Reader', digits: null },
      { key: 'wrongSeen', title: 'AI wrong', digits: 0 },
      { key: 'wrongFollowed', title: 'followed', digits: 0 },
      { key: 'follows', title: 'share', digits: 2 },
      { key: 'followsLow', title: 'low', digits: 2 },
      { key: 'followsHigh', title: 'high', digits: 2 },
      { key: 'rightSeen', title: 'AI right', digits: 0 },
      { key: 'rightRejected', title: 'rejected', digits: 0 },
      { key: 'rejects', title: 'share', digits: 2 },
      { key: 'rejectsLow', title: 'low', digits: 2 },
      { key: 'rejectsHigh', title: 'high', digits: 2 },
    ],
    rows: lines,
    note: null,
    shown: null,
  };
}
