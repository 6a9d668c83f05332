import type { Block, ReadersEstimate } from '@equipoise/domain';
import { agreementInterval, pairwiseMeasurements } from '@equipoise/stats';
import type { AgreementContext } from './agreement-context.ts';
import { columnName, figure, many } from './agreement-words.ts';
import { mostShown } from './answers.ts';
import type { CoefficientChoice } from './coefficient-choice.ts';
import { intervalParts } from './overall.ts';
import {
  answeredUnits,
  busiestReaders,
  columnOf,
  pairRatings,
  type RatedQuestion,
  withOwnPatients,
} from './rated-question.ts';

/** Fewest common cases for a figure about two readers. */
export const fewestCommon = 10;

/** Two readers compared. */
export interface ComparedPair {
  readonly first: number;
  readonly second: number;
  readonly coefficient: ReadersEstimate;
  readonly percent: ReadersEstimate | null;
}

/** A pair of readers as named in estimates. */
export function pairName(question: RatedQuestion, first: number, second: number): string {
  return `${question.readers[first]} · ${question.readers[second]}`;
}

/** Every pair of readers: equal answers and agreement beyond chance, or concordance of numbers. */
export function comparePairs(
  question: RatedQuestion,
  choice: CoefficientChoice,
  shown: readonly number[],
  context: AgreementContext,
): ComparedPair[] {
  const { level } = context.options;
  const columns = new Map(shown.map((reader) => [reader, columnOf(question, reader)]));
  // Of a million answers two readers share some thousand: only those are looked at.
  const answered = new Map(shown.map((reader) => [reader, answeredUnits(columns.get(reader)!)]));
  const pairs: ComparedPair[] = [];
  for (const [at, first] of shown.entries())
    for (const second of shown.slice(at + 1)) {
      const two = withOwnPatients(
        pairRatings(columns.get(first)!, columns.get(second)!, question, answered.get(first)!),
      );
      if (two.unitCount === 0) continue;
      const isFew = two.unitCount < fewestCommon;
      const model = pairName(question, first, second);
      const estimate = (metric: string, coefficient: CoefficientChoice['pair']['coefficient']) => {
        const parts = intervalParts(agreementInterval(two, coefficient, { level }));
        return context.estimate({
          model,
          metric,
          ...parts,
          caseCount: two.unitCount,
          // With the counts of a share its small cells can be hidden.
          ...(metric === 'percent-agreement' && parts.value !== null
            ? {
                numerator: Math.round(parts.value * two.unitCount),
                denominator: two.unitCount,
              }
            : {}),
          ...(isFew ? { value: null, low: null, high: null, reason: 'too-few-common-cases' } : {}),
        });
      };
      pairs.push({
        first,
        second,
        coefficient: estimate(choice.pair.id, choice.pair.coefficient),
        percent:
          choice.percent === null ? null : estimate('percent-agreement', { kind: 'percent' }),
      });
    }
  return pairs;
}

/** Who agrees with whom: a heat map of the pairs, the nearest and the farthest pair, a table of all. */
export function pairsSection(
  question: RatedQuestion,
  choice: CoefficientChoice,
  context: AgreementContext,
): Block[] {
  if (context.options.areSlots || question.readers.length < 2) return [];
  const shown = busiestReaders(question, mostShown);
  const pairs = comparePairs(question, choice, shown, context);
  if (pairs.length === 0) return [];
  if (shown.length < question.readers.length) {
    context.warn(
      'readers-not-shown',
      `pairs are shown for the ${shown.length} readers with most answers of ${question.readers.length}.`,
    );
  }
  if (question.readers.length > 2 && !context.isBrief)
    nameExtremes(question, choice, pairs, context);
  const place = new Map(shown.map((reader, at) => [reader, at]));
  const values = shown.map(() => new Array<number | null>(shown.length).fill(null));
  for (const { first, second, coefficient } of pairs) {
    const [i, j] = [place.get(first)!, place.get(second)!];
    values[i]![j] = coefficient.value;
    values[j]![i] = coefficient.value;
  }
  const names = shown.map((reader) => question.readers[reader]!);
  const title = choice.pair.title;
  const map: Block = {
    kind: 'heat-map',
    id: `pairs-${question.name}`,
    title: 'Who agrees with whom',
    caption: `${title} of every pair of readers on the cases both answered; 1 is full agreement, 0 what chance alone gives. A dash: fewer than ${fewestCommon} common cases, or nothing to agree on.`,
    task: question.name,
    rowTitle: 'Reader',
    columnTitle: 'Reader',
    rows: names,
    columns: names.map(columnName),
    values,
    range: [0, 1],
    digits: 2,
  };
  return [...(shown.length > 2 ? [map] : []), pairTable(question, choice, pairs, context)];
}

function nameExtremes(
  question: RatedQuestion,
  choice: CoefficientChoice,
  pairs: readonly ComparedPair[],
  context: AgreementContext,
): void {
  const known = pairs.filter((pair) => pair.coefficient.value !== null);
  if (known.length < 3) return;
  const ordered = [...known].sort((a, b) => a.coefficient.value! - b.coefficient.value!);
  const [low, high] = [ordered[0]!, ordered.at(-1)!];
  const words = ({ first, second, coefficient }: ComparedPair): string =>
    `${question.readers[first]} and ${question.readers[second]} (${figure(coefficient.value)})`;
  context.find({
    key: 'pairs',
    metric: choice.pair.id,
    estimateIds: [low.coefficient.id, high.coefficient.id],
    sentence: `Of ${many(known.length, 'pair')} of readers, ${words(high)} agree best and ${words(low)} least (${choice.pair.title}).`,
  });
}

function pairTable(
  question: RatedQuestion,
  choice: CoefficientChoice,
  pairs: readonly ComparedPair[],
  context: AgreementContext,
): Block {
  const isBinary = question.classes?.length === 2;
  // The farthest apart stand first; pairs without a figure last.
  const ordered = [...pairs].sort(
    (a, b) => (a.coefficient.value ?? 2) - (b.coefficient.value ?? 2),
  );
  const extra = question.classes === null ? measured(question, ordered) : null;
  const rows = ordered.map(({ first, second, coefficient, percent }, at) => {
    const isHidden = coefficient.suppressed === true;
    return {
      first: question.readers[first]!,
      second: question.readers[second]!,
      cases: isHidden ? null : coefficient.caseCount,
      percent: percent?.value ?? null,
      value: coefficient.value,
      low: coefficient.low,
      high: coefficient.high,
      ...(isHidden || extra === null ? {} : extra[at]),
      ...(isBinary &&
      !isHidden &&
      percent?.suppressed !== true &&
      !context.hasHiddenAnswers(question.readers[first]!) &&
      !context.hasHiddenAnswers(question.readers[second]!)
        ? indices(question, first, second, context.options.suppressBelow)
        : {}),
    };
  });
  return {
    kind: 'table',
    id: `pair-figures-${question.name}`,
    title: 'Pairs of readers, the farthest apart first',
    caption: 'Every pair of readers on the cases both answered.',
    task: question.name,
    columns: [
      { key: 'first', title: 'Reader', digits: null },
      { key: 'second', title: 'with', digits: null },
      { key: 'cases', title: 'common cases', digits: 0 },
      ...(choice.percent === null ? [] : [{ key: 'percent', title: 'equal answers', digits: 3 }]),
      { key: 'value', title: choice.pair.title, digits: 3 },
      { key: 'low', title: 'low', digits: 3 },
      { key: 'high', title: 'high', digits: 3 },
      ...(isBinary
        ? [
            { key: 'prevalence', title: 'prevalence index', digits: 2 },
            { key: 'bias', title: 'bias index', digits: 2 },
          ]
        : []),
      ...(extra === null
        ? []
        : [
            { key: 'pearson', title: 'Pearson', digits: 3 },
            { key: 'difference', title: 'mean difference', digits: 3 },
            { key: 'absolute', title: 'mean absolute difference', digits: 3 },
          ]),
    ],
    rows,
    note: isBinary
      ? 'Prevalence index: how lopsided yes and no are; near 1, kappa is low even where nearly all answers are equal. Bias index: how far the two readers differ in how often they say yes.'
      : null,
    shown: context.isBrief ? 4 : 12,
  };
}

/** Prevalence and bias index of two readers on their common cases. */
function indices(
  question: RatedQuestion,
  first: number,
  second: number,
  suppressBelow: number | null,
): { prevalence: number | null; bias: number | null } {
  const { table, readers } = question;
  const k = readers.length;
  let n = 0;
  let [one, two] = [0, 0];
  for (let at = 0; at < table.length; at += k) {
    const [a, b] = [table[at + first]!, table[at + second]!];
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    n++;
    one += a;
    two += b;
  }
  const isSmall = (count: number): boolean => count > 0 && count < (suppressBelow ?? 0);
  // Two indices and a count give back how often each of the two said yes.
  if (n === 0 || [one, two, n - one, n - two].some(isSmall)) {
    return { prevalence: null, bias: null };
  }
  return { prevalence: Math.abs(one + two - n) / n, bias: Math.abs(one - two) / n };
}

function measured(
  question: RatedQuestion,
  pairs: readonly ComparedPair[],
): { pearson: number | null; difference: number | null; absolute: number | null }[] {
  return pairs.map(({ first, second }) => {
    const a = columnOf(question, first);
    const b = columnOf(question, second);
    const values = new Float64Array(a.length * 2);
    a.forEach((value, u) => {
      values[2 * u] = value;
      values[2 * u + 1] = b[u]!;
    });
    const [pair] = pairwiseMeasurements({ values, readerCount: 2 });
    return {
      pearson: pair!.pearson.value,
      difference: pair!.meanDifference.value,
      absolute: pair!.meanAbsoluteDifference.value,
    };
  });
}
