import type { Block, ReadersEstimate } from '@equipoise/domain';
import {
  againstConsensus,
  agreementInterval,
  leaveReaderOut,
  meanScore,
  pairwiseMeasurements,
} from '@equipoise/stats';
import type { AgreementContext } from './agreement-context.ts';
import { figure, listed, many, percent, ranged, signed } from './agreement-words.ts';
import { chanceLine, fewestAnswers, forestRow, mostShown } from './answers.ts';
import type { CoefficientChoice } from './coefficient-choice.ts';
import { intervalParts, proportionParts } from './overall.ts';
import { busiestReaders, columnOf, pairRatings, type RatedQuestion } from './rated-question.ts';

/** One reader against all others. */
interface JudgedReader {
  readonly reader: number;
  readonly name: string;
  /** Agreement of the others minus agreement of all. */
  readonly change: ReadersEstimate;
  readonly without: ReadersEstimate;
  /** Agreement with the consensus of the others beyond chance. */
  readonly against: ReadersEstimate;
  /** Share of equal answers, or mean difference of numbers. */
  readonly equal: ReadersEstimate;
  /** Sensitivity and specificity against the others; questions of two classes. */
  readonly sensitivity: ReadersEstimate | null;
  readonly specificity: ReadersEstimate | null;
}

/** Most readers who are left out in turn. */
const mostLeftOut = 400;

/**
 * Each reader alone: agreement without the reader, and the reader against the consensus of the others. A reader is
 * named where both speak: leaving the reader out raises the agreement (limits for all readers together above 0),
 * and the agreement with the others is below half of what the middle reader has.
 */
export function singleReadersSection(
  question: RatedQuestion,
  choice: CoefficientChoice,
  context: AgreementContext,
): Block[] {
  if (context.options.areSlots || question.readers.length < 3) return [];
  const judged = judgeReaders(question, choice, context);
  if (judged.length === 0) return [];
  nameOutliers(choice, judged, context);
  const blocks: Block[] = [againstForest(question, choice, judged)];
  if (judged.some((one) => one.change.value !== null)) {
    blocks.push(leftOutForest(question, choice, judged));
  }
  blocks.push(readerTable(question, choice, judged));
  return blocks;
}

function judgeReaders(
  question: RatedQuestion,
  choice: CoefficientChoice,
  context: AgreementContext,
): JudgedReader[] {
  const { ratings } = question;
  const { level } = context.options;
  const shown = busiestReaders(question, mostShown);
  // Limits for all readers together: each at its share of the error.
  const joint = 1 - (1 - level) / question.readers.length;
  const left =
    question.readers.length <= mostLeftOut
      ? leaveReaderOut(ratings, choice.headline.coefficient, joint)
      : null;
  const isNumber = question.classes === null;
  const votes = isNumber ? null : againstConsensus(ratings, { level });
  const others = isNumber ? meanOfOthers(question) : null;
  return shown.map((reader) => {
    const name = question.readers[reader]!;
    const influence = left?.[reader];
    const vote = votes?.[reader];
    const own = columnOf(question, reader);
    const rest = others === null ? majorityOfOthers(question, reader) : others(reader);
    const two = pairRatings(own, rest, question);
    const isFew = two.unitCount < fewestAnswers;
    const counts = {
      model: name,
      caseCount: two.unitCount,
      patientCount: new Set(two.patients).size,
      readerCount: question.readers.length,
      readingCount: two.codes.length / 2,
    };
    const few = isFew
      ? { value: null, low: null, high: null, reason: 'too-few-compared-cases' }
      : {};
    const against = context.estimate({
      ...intervalParts(agreementInterval(two, choice.pair.coefficient, { level })),
      ...counts,
      metric: `${choice.pair.id}-against-others`,
      ...few,
    });
    const ofChange = {
      ...counts,
      method: 'jackknife-patients-simultaneous',
      caseCount: question.pairedCount,
    };
    const change = context.estimate({
      ...ofChange,
      metric: `${choice.headline.id}-change-without`,
      value: influence?.change.value ?? null,
      low: influence?.limits?.[0] ?? null,
      high: influence?.limits?.[1] ?? null,
      reason: influence?.change.reason ?? 'too-many-readers',
    });
    const without = context.estimate({
      ...ofChange,
      method: 'point-estimate',
      metric: `${choice.headline.id}-without`,
      value: influence?.without.value ?? null,
      low: null,
      high: null,
      caution: 'limits-stand-with-the-change',
      reason: influence?.without.reason ?? 'too-many-readers',
    });
    if (vote === undefined) {
      const difference = own.map((value, u) => value - rest[u]!);
      const mean = meanScore(difference, ratings.patients, level);
      return {
        reader,
        name,
        change,
        without,
        against,
        sensitivity: null,
        specificity: null,
        equal: context.estimate({
          ...counts,
          metric: 'mean-difference-from-others',
          value: mean.estimate.value,
          low: mean.limits?.[0] ?? null,
          high: mean.limits?.[1] ?? null,
          method: mean.method,
          reason: mean.estimate.reason ?? null,
          caution: mean.limits === null ? (mean.se.reason ?? null) : null,
          ...few,
        }),
      };
    }
    const share = (metric: string, found: typeof vote.agreement): ReadersEstimate =>
      context.estimate({ ...counts, metric, ...proportionParts(found), ...few });
    const equal = share('equal-to-others', vote.agreement);
    const isBinary = question.classes?.length === 2;
    const positive = vote.byCategory[question.positive];
    const rate = (metric: string, found: typeof vote.agreement): ReadersEstimate | null =>
      isBinary ? context.estimate({ ...counts, metric, ...proportionParts(found), ...few }) : null;
    return {
      reader,
      name,
      change,
      without,
      against,
      equal,
      sensitivity: positive ? rate('sensitivity-against-others', positive.sensitivity) : null,
      specificity: positive ? rate('specificity-against-others', positive.specificity) : null,
    };
  });
}

/** Sole majority of the other readers by case, from two others on; NaN where tied or too few. */
function majorityOfOthers(question: RatedQuestion, reader: number): Float64Array {
  const { ratings, classes } = question;
  const out = new Float64Array(ratings.unitCount).fill(Number.NaN);
  const counts = new Int32Array(classes?.length ?? 0);
  for (let u = 0; u < ratings.unitCount; u++) {
    counts.fill(0);
    let size = 0;
    for (let i = ratings.starts[u]!; i < ratings.starts[u + 1]!; i++) {
      if (ratings.readers[i] === reader) continue;
      counts[ratings.codes[i]!]!++;
      size++;
    }
    if (size < 2) continue;
    let best = 0;
    let isTied = false;
    for (let c = 1; c < counts.length; c++) {
      if (counts[c]! > counts[best]!) {
        best = c;
        isTied = false;
      } else if (counts[c] === counts[best]) isTied = true;
    }
    if (!isTied) out[u] = best;
  }
  return out;
}

/** Mean of the other readers by case, from two others on. */
function meanOfOthers(question: RatedQuestion): (reader: number) => Float64Array {
  const { table, readers } = question;
  const k = readers.length;
  const n = table.length / k;
  const sums = new Float64Array(n);
  const sizes = new Int32Array(n);
  for (let u = 0; u < n; u++)
    for (let g = 0; g < k; g++) {
      const value = table[u * k + g]!;
      if (Number.isNaN(value)) continue;
      sums[u]! += value;
      sizes[u]!++;
    }
  return (reader) =>
    sums.map((sum, u) => {
      const own = table[u * k + reader]!;
      const hasOwn = !Number.isNaN(own);
      const size = sizes[u]! - (hasOwn ? 1 : 0);
      return size >= 2 ? (sum - (hasOwn ? own : 0)) / size : Number.NaN;
    });
}

function nameOutliers(
  choice: CoefficientChoice,
  judged: readonly JudgedReader[],
  context: AgreementContext,
): void {
  const values = judged.flatMap((one) => (one.against.value === null ? [] : [one.against.value]));
  const unjudged = judged.filter((one) => one.against.undefinedReason === 'too-few-compared-cases');
  if (unjudged.length > 0) {
    context.find({
      key: 'not-judged',
      reason: 'too-few-compared-cases',
      sentence:
        unjudged.length > 8
          ? `${many(unjudged.length, 'reader')} share fewer than ${fewestAnswers} cases with two others and are not judged one by one.`
          : `${listed(unjudged.map((one) => one.name))} share${unjudged.length === 1 ? 's' : ''} fewer than ${fewestAnswers} cases with two others and ${unjudged.length === 1 ? 'is' : 'are'} not judged.`,
    });
  }
  if (values.length < 3) return;
  const middle = median(values);
  for (const one of judged) {
    const { against, change, name } = one;
    if (against.value === null || change.low === null || change.low <= 0) continue;
    if (against.value >= 0.5 * middle || middle <= 0) continue;
    const isNegative = against.value < 0;
    context.find({
      key: `outlier|${name}`,
      model: name,
      metric: choice.headline.id,
      reason: 'outlying-reader',
      estimateIds: [change.id, against.id],
      sentence: `${name} stands apart: agreement with the others’ consensus beyond chance is ${figure(against.value)}, the middle reader has ${figure(middle)}; without ${name} the agreement of all would be ${figure(one.without.value)}, a change of ${ranged(change, (value) => signed(value))}.${isNegative ? ' Below 0 means that the answers may be turned round.' : ''}`,
    });
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[at]! : (sorted[at - 1]! + sorted[at]!) / 2;
}

function againstForest(
  question: RatedQuestion,
  choice: CoefficientChoice,
  judged: readonly JudgedReader[],
): Block {
  const of = question.classes === null ? 'mean' : 'majority';
  return {
    kind: 'forest',
    id: `against-others-${question.name}`,
    title: 'Each reader against the others',
    caption: `${choice.pair.title} of each reader with the ${of} of the other readers. The consensus is no truth: who is right alone counts as wrong.`,
    task: question.name,
    axis: choice.pair.title,
    rule: chanceLine(judged.map(({ against }) => against)),
    margin: null,
    digits: 2,
    rows: judged.map((one) => forestRow(one.name, one.against)),
  };
}

function leftOutForest(
  question: RatedQuestion,
  choice: CoefficientChoice,
  judged: readonly JudgedReader[],
): Block {
  return {
    kind: 'forest',
    id: `left-out-${question.name}`,
    title: 'Agreement without each reader',
    caption: `Change in ${choice.headline.title} when the reader is left out. Right of 0: the reader lowers the agreement. Limits hold for all readers together.`,
    task: question.name,
    axis: `change in ${choice.headline.title}`,
    rule: 0,
    margin: null,
    digits: 3,
    rows: judged.map((one) => forestRow(one.name, one.change)),
  };
}

function readerTable(
  question: RatedQuestion,
  choice: CoefficientChoice,
  judged: readonly JudgedReader[],
): Block {
  const isBinary = question.classes?.length === 2;
  const isNumber = question.classes === null;
  const rate = (one: ReadersEstimate | null): string =>
    one === null ? '—' : ranged(one, (value) => percent(value));
  return {
    kind: 'table',
    id: `readers-${question.name}`,
    title: 'Readers one by one',
    caption:
      'Each reader against the consensus of the others, and the agreement without the reader.',
    task: question.name,
    columns: [
      { key: 'reader', title: 'Reader', digits: null },
      { key: 'cases', title: 'compared cases', digits: 0 },
      isNumber
        ? { key: 'equal', title: 'mean difference from the others', digits: null }
        : { key: 'equal', title: 'equal to the others', digits: null },
      { key: 'against', title: choice.pair.title, digits: null },
      ...(isBinary
        ? [
            { key: 'sensitivity', title: 'sensitivity', digits: null },
            { key: 'specificity', title: 'specificity', digits: null },
          ]
        : []),
      { key: 'without', title: `${choice.headline.title} without`, digits: 3 },
    ],
    rows: judged.map((one) => ({
      reader: one.name,
      cases: one.against.suppressed === true ? null : one.against.caseCount,
      equal: isNumber ? ranged(one.equal, (value) => signed(value)) : rate(one.equal),
      against: ranged(one.against),
      ...(isBinary
        ? { sensitivity: rate(one.sensitivity), specificity: rate(one.specificity) }
        : {}),
      without: one.without.value,
    })),
    note: isBinary
      ? `Sensitivity and specificity for “${question.classes![question.positive]}”, with the majority of the other readers in the place of a reference.`
      : null,
    shown: 20,
  };
}

/** Pearson's correlation of two columns on common cases; null without variation. */
export function pearsonOf(a: Float64Array, b: Float64Array): number | null {
  const values = new Float64Array(a.length * 2);
  a.forEach((value, u) => {
    values[2 * u] = value;
    values[2 * u + 1] = b[u]!;
  });
  return pairwiseMeasurements({ values, readerCount: 2 })[0]?.pearson.value ?? null;
}
