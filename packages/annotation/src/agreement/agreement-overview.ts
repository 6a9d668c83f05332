import type { Block, ReadersEstimate } from '@equipoise/domain';
import { because, figure, many, percent, ranged } from './agreement-words.ts';
import { chanceLine, forestRow } from './answers.ts';
import type { CoefficientChoice } from './coefficient-choice.ts';
import type { MaskOutcome } from './mask-agreement.ts';
import type { Overall } from './overall.ts';
import type { RatedQuestion } from './rated-question.ts';

/** What the overview needs of a question. */
export interface QuestionOutcome {
  readonly question: RatedQuestion;
  readonly choice: CoefficientChoice;
  readonly overall: Overall;
}

/** Share of the most frequent answer. */
export function mostFrequent(
  outcome: QuestionOutcome,
): { readonly name: string; readonly share: ReadersEstimate } | null {
  const known = outcome.overall.shares.filter(({ share }) => share.value !== null);
  return known.length === 0
    ? null
    : known.reduce((best, one) => (one.share.value! > best.share.value! ? one : best));
}

/** The first section: all questions in one matrix, and the main figure of each as a picture. */
export function overviewBlocks(
  outcomes: readonly QuestionOutcome[],
  masks: { readonly name: string; readonly outcome: MaskOutcome } | null,
  suppressBelow: number | null,
): Block[] {
  const isFew = (count: number): boolean =>
    suppressBelow !== null && count > 0 && count < suppressBelow;
  const maskRows = masks === null ? [] : [masks];
  const rows = [
    ...outcomes.map(({ question, choice, overall }) => ({
      question: question.name,
      figure: choice.headline.title,
      estimate: overall.headline,
      equal: overall.percent === null ? '—' : ranged(overall.percent, percent),
      gwet: gwetOf(overall),
      frequent: frequentText({ question, choice, overall }),
      readers: question.readers.length,
      unsure: isFew(question.unsureCount) ? null : question.unsureCount,
    })),
    ...maskRows.map(({ name, outcome }) => ({
      question: name,
      figure: 'mean pairwise Dice',
      estimate: outcome.dice,
      equal: '—',
      gwet: '—',
      frequent: '—',
      readers: outcome.readerCount,
      unsure: 0,
    })),
  ];
  const hasUnsure = outcomes.some(({ question }) => question.unsureCount > 0);
  const hasClasses = outcomes.some(({ overall }) => overall.percent !== null);
  const table: Block = {
    kind: 'table',
    id: 'questions',
    title: 'All questions',
    caption: 'Agreement of the readers on every question, with what has to be read beside it.',
    task: null,
    columns: [
      { key: 'question', title: 'Question', digits: null },
      { key: 'figure', title: 'figure', digits: null },
      { key: 'value', title: 'agreement', digits: null },
      ...(hasClasses
        ? [
            { key: 'equal', title: 'equal answers', digits: null },
            { key: 'gwet', title: 'Gwet', digits: null },
            { key: 'frequent', title: 'most frequent answer', digits: null },
          ]
        : []),
      ...(hasUnsure ? [{ key: 'unsure', title: 'cannot tell', digits: 0 }] : []),
      { key: 'readers', title: 'readers', digits: 0 },
      { key: 'cases', title: 'cases', digits: 0 },
    ],
    rows: rows.map(({ estimate, ...row }) => ({
      ...row,
      value: estimate.value === null ? because(estimate.undefinedReason) : ranged(estimate),
      cases: estimate.suppressed === true ? null : estimate.caseCount,
    })),
    note: 'Limits are for these readers as they are. Cases: those with two answers or more. Where one answer is very frequent, kappa and alpha are low even if nearly all answers are equal; Gwet’s coefficient is not.',
    shown: null,
  };
  const pictures: Block[] = [];
  if (rows.length > 1) {
    pictures.push({
      kind: 'forest',
      id: 'agreement-by-question',
      title: 'Agreement by question',
      caption:
        'The main figure of each question with its limits; 1 is full agreement, 0 what chance alone gives.',
      task: null,
      axis: 'agreement',
      rule: chanceLine(rows.map(({ estimate }) => estimate)),
      margin: null,
      digits: 2,
      rows: rows.map((row) => forestRow(row.question, row.estimate)),
    });
  }
  const nominal = outcomes.filter(({ overall }) => overall.percent !== null);
  if (nominal.length > 1) pictures.push(coefficientMap(nominal));
  return [table, ...pictures];
}

function gwetOf(overall: Overall): string {
  const found = [...overall.byId].find(([id]) => id.startsWith('gwet'));
  return found === undefined ? '—' : figure(found[1].value);
}

function frequentText(outcome: QuestionOutcome): string {
  const most = mostFrequent(outcome);
  return most === null ? '—' : `${most.name}: ${percent(most.share.value)}`;
}

/** Questions by coefficients. */
function coefficientMap(outcomes: readonly QuestionOutcome[]): Block {
  const titles = new Map<string, string>();
  for (const { choice } of outcomes) for (const one of choice.all) titles.set(one.id, one.title);
  const ids = [...titles.keys()];
  return {
    kind: 'heat-map',
    id: 'coefficients-by-question',
    title: 'Every coefficient of every question',
    caption:
      'Where the columns of a row differ much, one answer is far more frequent than the others.',
    task: null,
    rowTitle: 'Question',
    columnTitle: 'Coefficient',
    rows: outcomes.map(({ question }) => question.name),
    columns: ids.map((id) => shortTitle(id)),
    values: outcomes.map(({ overall }) => ids.map((id) => overall.byId.get(id)?.value ?? null)),
    range: [0, 1],
    digits: 2,
  };
}

const short: Readonly<Record<string, string>> = {
  'percent-agreement': 'equal',
  'within-one-step': '±1 step',
  'cohen-kappa': 'Cohen',
  'cohen-kappa-linear': 'Cohen lin.',
  'cohen-kappa-quadratic': 'Cohen sq.',
  'fleiss-kappa': 'Fleiss',
  'light-kappa': 'Light',
  'conger-kappa': 'Conger',
  'conger-kappa-quadratic': 'Conger sq.',
  'krippendorff-alpha': 'alpha',
  'krippendorff-alpha-ordinal': 'alpha ord.',
  'gwet-ac1': 'AC1',
  'gwet-ac2': 'AC2',
};

function shortTitle(id: string): string {
  return short[id] ?? id;
}

/** Coefficients of one question as a table, and its classes one by one. */
export function coefficientBlocks({ question, choice, overall }: QuestionOutcome): Block[] {
  const hasReaders = overall.overReaders.size > 0;
  const blocks: Block[] = [
    {
      kind: 'table',
      id: `coefficients-${question.name}`,
      title: 'Coefficients',
      caption: 'Every coefficient with limits for these readers and for readers like them.',
      task: question.name,
      columns: [
        { key: 'name', title: 'Coefficient', digits: null },
        { key: 'value', title: 'value', digits: 3 },
        { key: 'patients', title: 'limits, these readers', digits: null },
        ...(hasReaders ? [{ key: 'readers', title: 'limits over readers', digits: null }] : []),
      ],
      rows: [
        ...choice.all.map((one) => {
          const estimate = overall.byId.get(one.id)!;
          const readers = overall.overReaders.get(one.id);
          return {
            name: one.title,
            value: estimate.value,
            patients:
              estimate.value === null ? because(estimate.undefinedReason) : limitsText(estimate),
            readers: limitsText(readers),
          };
        }),
        ...(overall.overBoth === null
          ? []
          : [
              {
                name: `${choice.headline.title}, patients and readers`,
                value: overall.overBoth.value,
                patients: limitsText(overall.overBoth),
                readers: '—',
              },
            ]),
      ],
      note: noteOf({ question, choice, overall }),
      shown: null,
    },
  ];
  if (overall.byClass.length > 0) {
    blocks.push({
      kind: 'forest',
      id: `classes-${question.name}`,
      title: 'Class by class',
      caption: 'Fleiss’ kappa of each class against all others.',
      task: question.name,
      axis: 'kappa of the class',
      rule: chanceLine(overall.byClass.map(({ kappa }) => kappa)),
      margin: null,
      digits: 2,
      rows: overall.byClass.map(({ name, kappa }) => forestRow(name, kappa)),
    });
  }
  return blocks;
}

function limitsText(estimate: ReadersEstimate | undefined): string {
  if (estimate === undefined || estimate.value === null) return '—';
  if (estimate.low === null || estimate.high === null) return because(estimate.caution);
  return `${figure(estimate.low, 3)} to ${figure(estimate.high, 3)}`;
}

function noteOf(outcome: QuestionOutcome): string {
  const { prevalenceIndex, biasIndex, headline } = outcome.overall;
  const counts =
    headline.suppressed === true
      ? ''
      : `${many(headline.caseCount, 'case')} with two answers or more, ${many(headline.patientCount, 'patient')}. `;
  const most = mostFrequent(outcome);
  const frequent =
    most === null ? '' : `Most frequent answer: “${most.name}”, ${ranged(most.share, percent)}. `;
  const indices =
    prevalenceIndex === null || prevalenceIndex.value === null
      ? ''
      : `Prevalence index ${figure(prevalenceIndex.value)}, bias index ${figure(biasIndex?.value ?? null)} (0 is best for both; a high prevalence index pulls kappa down). `;
  return `${counts}${frequent}${indices}Over patients: would other patients give the same figure. Over readers: would other readers.`;
}
