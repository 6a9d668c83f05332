import type { Block, ReadersEstimate } from '@equipoise/domain';
import { type Answers, pick, shareEstimate } from './answers.ts';
import { conditionDifference, type ReaderShare, relianceOnAdvice } from './core.ts';
import { blockId, forestRow } from './metric-blocks.ts';
import type { StudyContext } from './study-context.ts';
import { points, share } from './study-words.ts';

/** Over-reliance and under-reliance under one modality, beside the same errors made without advice. */
export function relianceBlocks(
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
  const agreesAlone =
    without === null || held === null || alone === null
      ? null
      : of('agrees-with-advice', without.agrees, held, alone.name);
  if (held !== null && alone !== null && agreesAlone !== null) {
    sayAnchoring(context, { name, seen, agrees }, { ...alone, held, agrees: agreesAlone });
  }
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
        : [forestRow(`same error, ${alone.name}`, null, wrongAlone, counts(wrongAlone))]),
      forestRow('AI right, reader rejects', null, right, counts(right)),
      ...(rightAlone === null || alone === null
        ? []
        : [forestRow(`same error, ${alone.name}`, null, rightAlone, counts(rightAlone))]),
      forestRow('reader agrees with AI', null, agrees, counts(agrees)),
      ...(agreesAlone === null || alone === null
        ? []
        : [forestRow(`agrees with it, ${alone.name}`, null, agreesAlone, counts(agreesAlone))]),
    ],
  };
  return [forest, readerReliance(context, name, seen, task)];
}

/** Agreement with the AI when it was shown less that when it was hidden: what seeing it did to the answers. */
function sayAnchoring(
  context: StudyContext,
  shown: { readonly name: string; readonly seen: Answers; readonly agrees: ReadersEstimate },
  hidden: { readonly name: string; readonly held: Answers; readonly agrees: ReadersEstimate },
): void {
  const both = [hidden.held, shown.seen];
  const found = conditionDifference(
    {
      outcome: both.flatMap(({ answer, advice }) =>
        answer.map((v, i) => (v === advice[i] ? 1 : 0)),
      ),
      condition: both.flatMap(({ answer }, which) => answer.map(() => which)),
      cases: both.flatMap(({ cases }) => cases),
      readers: both.flatMap(({ readers }) => readers),
    },
    context.level,
  );
  const one = context.estimate({
    model: shown.name,
    metric: 'agrees-with-advice',
    versus: hidden.name,
    value: found.estimate.value,
    low: found.limits?.[0] ?? null,
    high: found.limits?.[1] ?? null,
    method: 'two-way-clusters',
    standardError: found.se.value,
    caseCount: new Set(both.flatMap(({ caseIds }) => caseIds)).size,
    patientCount: new Set(both.flatMap(({ cases }) => cases)).size,
    readerCount: new Set(both.flatMap(({ readers }) => readers)).size,
    readingCount: shown.seen.truth.length + hidden.held.truth.length,
    reason: found.estimate.reason ?? null,
  });
  if (one.value === null) return;
  const range = one.low === null ? '' : ` (${points(one.low)} to ${points(one.high)})`;
  const sentence = `Anchoring: readers agreed with the AI in ${share(shown.agrees.value)} of the answers where it was shown and in ${share(hidden.agrees.value)} where it was hidden, a difference of ${points(one.value)}${range} points of a hundred.`;
  context.say(sentence);
  context.find({
    key: `anchoring|${shown.name}`,
    model: shown.name,
    metric: 'agrees-with-advice',
    verdict: 'not-assessable',
    role: 'description',
    reason: 'no-margin-declared',
    estimateIds: [one.id],
    sentence,
  });
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
