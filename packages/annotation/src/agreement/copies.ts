import { answerStates, type Block, type Readings } from '@equipoise/domain';
import { nearDuplicateSources, type SourcePair } from '@equipoise/stats';
import { type AgreementContext, mayShow } from './agreement-context.ts';
import { counted, listed, many } from './agreement-words.ts';

/** Columns of answers of one reader, one a question, cases in one order. */
type Source = readonly Float64Array[];

const answered = answerStates.indexOf('answered');
const unsure = answerStates.indexOf('cannot-tell');
/** Stands for "cannot tell" among class codes and numbers. */
const unsureCode = -1e300;
/** Above this number of pairs only suspicious ones are compared in full. */
const fewPairs = 30;
/** Readers with most answers who are compared. */
const mostCompared = 200;
/** Further readers whose majority stands for the case in a full comparison. */
const witnesses = 5;

/**
 * Readers whose answers are copies of one another, or nearly, over all questions. Where there are many readers,
 * those pairs are compared in full that disagree at most half as often as the two readers disagree with the rest.
 */
export function copiesSection(readings: Readings, context: AgreementContext): Block[] {
  const { areSlots, readerLabels } = context.options;
  if (areSlots || readings.readerNames.length < 2) return [];
  const { sources, readers } = sourcesOf(readings);
  const found = comparedPairs(sources).filter((pair) => pair.verdict !== 'separate');
  const names = (pair: SourcePair): [string, string] => {
    const both = [readerLabels[readers[pair.first]!]!, readerLabels[readers[pair.second]!]!];
    both.sort();
    return [both[0]!, both[1]!];
  };
  const questions = readings.questions.filter((question) => question.kind !== 'mask');
  const rows: Record<string, string | number | null>[] = [];
  for (const pair of found.sort((a, b) => (names(a).join() < names(b).join() ? -1 : 1))) {
    const [first, second] = names(pair);
    const equal = pair.columns.filter(
      ({ verdict }) =>
        verdict !== 'separate' && verdict !== 'too-few' && verdict !== 'uninformative',
    );
    const common = pair.columns.reduce((sum, column) => sum + column.commonCount, 0);
    const same = pair.columns.reduce((sum, column) => sum + column.equalCount, 0);
    const isShown = mayShow(common, context.options) && mayShow(common - same, context.options);
    const named = (test: (column: (typeof equal)[number]) => boolean): string[] =>
      equal.filter(test).map(({ question }) => questions[question]!.name);
    context.find({
      key: `copies|${first}|${second}`,
      model: `${first} · ${second}`,
      reason: pair.verdict === 'identical' ? 'identical-readers' : 'related-readers',
      sentence: sentenceOf(pair, first, second, questions.length, {
        common: isShown ? common : null,
        same: isShown ? same : null,
        exact: named((column) => column.verdict !== 'near-identical'),
        near: named((column) => column.verdict === 'near-identical'),
      }),
    });
    for (const column of equal) {
      const isSmall = !mayShow(column.commonCount - column.equalCount, context.options);
      rows.push({
        first,
        second,
        question: questions[column.question]!.name,
        verdict: column.verdict.replaceAll('-', ' '),
        common: isSmall ? null : column.commonCount,
        equal: isSmall ? null : column.equalCount,
        informative: isSmall ? null : column.informativeCount,
        expected: isSmall ? null : column.expectedDisagreements,
      });
    }
  }
  if (rows.length === 0) {
    const count = (readers.length * (readers.length - 1)) / 2;
    return [
      {
        kind: 'text',
        id: 'copies',
        title: 'Copies',
        caption: 'Result of the search for copied answers.',
        task: null,
        paragraphs: [
          `${many(count, 'pair')} of readers were compared: no two have the same answers, or nearly the same, beyond what independent readers of these cases have.`,
        ],
      },
    ];
  }
  return [
    {
      kind: 'table',
      id: 'copies',
      title: 'Copies and near copies',
      caption: 'Pairs of readers whose answers are the same, or nearly.',
      task: null,
      columns: [
        { key: 'first', title: 'Reader', digits: null },
        { key: 'second', title: 'and', digits: null },
        { key: 'question', title: 'Question', digits: null },
        { key: 'verdict', title: 'answers', digits: null },
        { key: 'common', title: 'common', digits: 0 },
        { key: 'equal', title: 'equal', digits: 0 },
        { key: 'informative', title: 'that tell', digits: 0 },
        { key: 'expected', title: 'disagreements expected', digits: 1 },
      ],
      rows,
      note: 'That tell: common answers other than the most frequent one, which anybody would share. Disagreements expected: if the two erred independently of each other, given what the others say.',
      shown: 40,
    },
  ];
}

function sentenceOf(
  pair: SourcePair,
  first: string,
  second: string,
  questionCount: number,
  found: {
    readonly common: number | null;
    readonly same: number | null;
    readonly exact: readonly string[];
    readonly near: readonly string[];
  },
): string {
  const { common, same } = found;
  if (pair.verdict === 'identical') {
    const of = common === null ? '' : ` (${counted(common)} common answers, blanks too)`;
    return `${first} and ${second} gave identical answers${of}: one source probably stands under two names, so count it once.`;
  }
  const isExact = found.near.length === 0;
  const how = isExact ? 'the same answers' : 'nearly the same answers';
  if (questionCount === 1) {
    const share =
      common === null || same === null ? '' : ` (${counted(same)} of ${counted(common)} equal)`;
    return `${first} and ${second} gave ${how}${share}, far closer than readers who judge on their own: ask whether one saw the other’s answers.`;
  }
  const parts = [
    ...(found.exact.length > 0
      ? [`the same answers to ${found.exact.length} (${listed(found.exact)})`]
      : []),
    ...(found.near.length > 0
      ? [`nearly the same to ${found.near.length} (${listed(found.near)})`]
      : []),
  ];
  return `Of ${questionCount} questions, ${first} and ${second} gave ${listed(parts)}: they share a source.`;
}

function sourcesOf(readings: Readings): { sources: Source[]; readers: number[] } {
  const counts = new Int32Array(readings.readerNames.length);
  for (const question of readings.questions)
    for (let i = 0; i < question.state.length; i++)
      if (question.state[i] === answered) counts[question.readerIndex[i]!]!++;
  const readers = [...counts.keys()]
    .filter((g) => counts[g]! >= 20)
    .sort((a, b) => counts[b]! - counts[a]! || a - b)
    .slice(0, mostCompared)
    .sort((a, b) => a - b);
  const place = new Map(readers.map((reader, at) => [reader, at]));
  const questions = readings.questions.filter((question) => question.kind !== 'mask');
  const sources = readers.map(() =>
    questions.map(() => new Float64Array(readings.caseCount).fill(Number.NaN)),
  );
  questions.forEach((question, q) => {
    for (let i = 0; i < question.state.length; i++) {
      const at = place.get(question.readerIndex[i]!);
      if (at === undefined) continue;
      const state = question.state[i];
      const column = sources[at]![q]!;
      if (state === answered) column[question.caseIndex[i]!] = question.answer[i]!;
      else if (state === unsure) column[question.caseIndex[i]!] = unsureCode;
    }
  });
  return { sources, readers };
}

function comparedPairs(sources: readonly Source[]): SourcePair[] {
  const k = sources.length;
  if ((k * (k - 1)) / 2 <= fewPairs) return nearDuplicateSources(sources);
  const rates = disagreementRates(sources);
  const means = sources.map((_, g) => {
    const known = sources.flatMap((_, h) =>
      h === g || rates[g * k + h]! < 0 ? [] : [rates[g * k + h]!],
    );
    return known.reduce((sum, rate) => sum + rate, 0) / Math.max(1, known.length);
  });
  const out: SourcePair[] = [];
  for (let g = 0; g < k; g++)
    for (let h = g + 1; h < k; h++) {
      const rate = rates[g * k + h]!;
      if (rate < 0 || rate > 0.25 * (means[g]! + means[h]!)) continue;
      // The two stand last, so that theirs is the last pair.
      const others = sources.filter((_, s) => s !== g && s !== h).slice(0, witnesses);
      const pair = nearDuplicateSources([...others, sources[g]!, sources[h]!]).at(-1)!;
      out.push({ ...pair, first: g, second: h });
    }
  return out;
}

/** Share of common answers that differ, over all questions; −1 with fewer than 20 common answers. */
function disagreementRates(sources: readonly Source[]): Float64Array {
  const k = sources.length;
  const rates = new Float64Array(k * k).fill(-1);
  for (let g = 0; g < k; g++)
    for (let h = g + 1; h < k; h++) {
      let common = 0;
      let apart = 0;
      sources[g]!.forEach((a, q) => {
        const b = sources[h]![q]!;
        for (let i = 0; i < a.length; i++) {
          const [x, y] = [a[i]!, b[i]!];
          if (Number.isNaN(x) || Number.isNaN(y)) continue;
          common++;
          if (x !== y) apart++;
        }
      });
      if (common >= 20) {
        rates[g * k + h] = apart / common;
        rates[h * k + g] = apart / common;
      }
    }
  return rates;
}
