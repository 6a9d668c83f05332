import type { Block, ForestBlock, ReadersEstimate } from '@equipoise/domain';
import { type AgreementContext, mayShow } from '../agreement/agreement-context.ts';
import { counted, figure, jointly, many, ranged, signed } from '../agreement/agreement-words.ts';
import type { ComparedQuestion } from './compare-versions.ts';
import type { InstructionsOptions } from './instructions-options.ts';
import { because, mixedIn } from './instructions-words.ts';
import { readersNeeded } from './readers-needed.ts';

/** Figures between 0 and 1 want a third decimal: a difference of .02 counts. */
export const digits = 3;

/** A value with limits as tables and sentences show it. */
export const shown = (one: ReadersEstimate): string =>
  ranged(one, (value) => figure(value, digits));

/** A difference with limits as tables and sentences show it. */
export const shownDifference = (one: ReadersEstimate): string =>
  ranged(one, (value) => signed(value, digits));

/** Where it is not the value that is missing but its limits, the row says why. */
function row(label: string, one: ReadersEstimate): ForestBlock['rows'][number] {
  const { value, low, high } = one;
  const isHidden = one.suppressed === true;
  const why = value === null ? one.undefinedReason : low === null ? one.caution : null;
  return {
    label,
    group: null,
    value,
    low,
    high,
    counts: isHidden
      ? '—'
      : `${many(one.readerCount ?? 0, 'reader')}, ${many(one.readingCount ?? 0, 'reading')}`,
    reason: why === null || why === undefined ? null : because(why),
  };
}

/** Every version: its figure, its readers, their spread. */
export function versionBlocks(found: ComparedQuestion, context: AgreementContext): Block[] {
  const { question, versions } = found;
  const { words, name } = question;
  return [
    {
      kind: 'forest',
      id: `versions-${name}`,
      title: `${words.title} by version of the instructions`,
      caption: `Mean over readers, each reader counting the same, with limits over readers.${words.isAgreement ? ' This is agreement, not accuracy: readers who share an error agree.' : ''}`,
      task: name,
      axis: words.title,
      rule: null,
      margin: null,
      digits,
      rows: versions.map((one) => row(one.name, one.estimate)),
    },
    {
      kind: 'table',
      id: `versions-counts-${name}`,
      title: `Who read under which version, ${name}`,
      caption:
        'One row a version; readers who read under several stand in a comparison of their own.',
      task: name,
      columns: [
        { key: 'version', title: 'Version', digits: null },
        { key: 'readers', title: 'readers', digits: 0 },
        { key: 'readings', title: 'readings', digits: 0 },
        { key: 'cases', title: 'cases', digits: 0 },
        { key: 'value', title: words.title, digits: null },
        { key: 'deviation', title: 'spread of the readers (SD)', digits },
        { key: 'unsure', title: 'could not tell', digits: 0 },
      ],
      rows: versions.map(({ name: version, estimate, readers, deviation, version: at }) => {
        const isHidden = estimate.suppressed === true;
        const unsure = question.unsureOf[at]!;
        return {
          version,
          readers: readers.length,
          readings: isHidden ? null : estimate.readingCount,
          cases: isHidden ? null : estimate.caseCount,
          value: estimate.value === null ? because(estimate.undefinedReason) : shown(estimate),
          deviation,
          unsure: isHidden || !mayShow(unsure, context.options) ? null : unsure,
        };
      }),
      note:
        question.words.isAgreement || found.versions.length === 0
          ? null
          : 'Readings in which the reader could not tell have no figure; many of them under one version are a difference too.',
      shown: null,
    },
  ];
}

/** Differences between versions, over readers who read under one version each. */
export function differenceBlocks(found: ComparedQuestion, options: InstructionsOptions): Block[] {
  const { question, pairs } = found;
  if (pairs.length === 0) return [];
  return [
    {
      kind: 'forest',
      id: `version-differences-${question.name}`,
      title: `Differences in ${question.words.noun}`,
      caption: `The first version minus the second, limits over readers.${options.isRandomised ? '' : ' Not randomised: whatever else differs between these readers is in the difference.'}${jointly(pairs.length)}`,
      task: question.name,
      axis: `difference in ${question.words.noun}`,
      rule: 0,
      margin: options.margin,
      digits,
      rows: pairs.map(({ later, earlier, estimate }) =>
        row(`${later.name} minus ${earlier.name}`, estimate),
      ),
    },
  ];
}

/** Readers who read under several versions, each against the own earlier readings. */
export function withinBlocks(found: ComparedQuestion): Block[] {
  const { question, within } = found;
  if (within.length === 0) return [];
  const title = `The same readers under two versions, ${question.name}`;
  return [
    {
      kind: 'forest',
      id: `within-readers-${question.name}`,
      title,
      caption: `Each reader under the first version minus the same reader under the second, averaged over readers (${mixedIn}).`,
      task: question.name,
      axis: `change in ${question.words.noun}`,
      rule: 0,
      margin: null,
      digits,
      rows: within.map(({ later, earlier, estimate }) =>
        row(`${later} minus ${earlier}`, estimate),
      ),
    },
    {
      kind: 'table',
      id: `within-readers-figures-${question.name}`,
      title: `${title}: figures`,
      caption: `Mean of the readers who read under both versions (${mixedIn}).`,
      task: question.name,
      columns: [
        { key: 'earlier', title: 'From version', digits: null },
        { key: 'later', title: 'to version', digits: null },
        { key: 'readers', title: 'readers', digits: 0 },
        { key: 'before', title: 'before', digits },
        { key: 'after', title: 'after', digits },
        { key: 'change', title: 'change', digits: null },
        { key: 'shared', title: 'share of readings of cases read under both', digits: 2 },
      ],
      rows: within.map((one) => ({
        earlier: one.earlier,
        later: one.later,
        readers: one.readerCount,
        before: one.before,
        after: one.after,
        change:
          one.estimate.value === null
            ? because(one.estimate.undefinedReason)
            : shownDifference(one.estimate),
        shared: one.sharedCases,
      })),
      note: 'Where the cases differ, the difference is that of the cases too.',
      shown: null,
    },
  ];
}

/** Most readers that a page lists. */
const mostShown = 60;

/** Every reader with the own figure. */
export function readerBlocks(
  found: ComparedQuestion,
  patientsOf: (cases: readonly number[]) => number,
  options: InstructionsOptions,
): Block[] {
  const { question, versions } = found;
  const rows = versions.flatMap(({ version, name, readers, values, estimate }) => {
    const cases = readers.map((reader) => question.measure.casesOf(version, reader));
    // One hidden value could be had from the mean and the others: all of the version go.
    const isHidden =
      estimate.suppressed === true ||
      cases.some((own) => patientsOf(own) < (options.suppressBelow ?? 0));
    return readers
      .map((reader, at) => ({
        version: name,
        reader: options.readerLabels[reader]!,
        readings: isHidden ? null : cases[at]!.length,
        value: isHidden ? null : values[at]!,
      }))
      .sort((a, b) => (a.reader < b.reader ? -1 : 1));
  });
  if (rows.length === 0) return [];
  return [
    {
      kind: 'table',
      id: `instruction-readers-${question.name}`,
      title: `${question.words.title} of each reader`,
      caption: 'One row a reader who read under one version.',
      task: question.name,
      columns: [
        { key: 'version', title: 'Version', digits: null },
        { key: 'reader', title: 'Reader', digits: null },
        { key: 'readings', title: 'readings', digits: 0 },
        { key: 'value', title: question.words.title, digits },
      ],
      rows,
      note: null,
      shown: mostShown,
    },
  ];
}

/** Differences that a table of planning goes through, where all readers lie between 0 and 1. */
const usualDifferences: readonly number[] = [0.02, 0.04, 0.06, 0.08, 0.1];

/** How many readers a version needs, by the spread seen here. */
export function planningBlocks(found: ComparedQuestion, options: InstructionsOptions): Block[] {
  const { question, deviation, versions } = found;
  const isHidden = versions.some(({ estimate }) => estimate.suppressed === true);
  if (deviation === null || isHidden) return [];
  const isShare = versions.every(({ values }) => values.every((one) => one >= 0 && one <= 1));
  const steps = isShare
    ? usualDifferences
    : [0.25, 0.5, 0.75, 1, 1.5].map((k) => Number((k * deviation).toPrecision(2)));
  const wanted = [...new Set([...steps, ...(options.margin === null ? [] : [options.margin])])];
  const cell = (difference: number, power: number): string => {
    const count = readersNeeded(difference, deviation, options.level, power);
    return count === null ? 'more than 10\u202f000' : counted(count);
  };
  return [
    {
      kind: 'table',
      id: `readers-needed-${question.name}`,
      title: `Readers that each version needs, ${question.name}`,
      caption: `Readers in each of two versions for a difference to be found in 80 % and in 90 % of studies, with as many cases a reader as here (spread of the readers ${figure(deviation, digits)}).`,
      task: question.name,
      columns: [
        { key: 'difference', title: 'difference that is there', digits },
        { key: 'eighty', title: 'found in 80 %', digits: null },
        { key: 'ninety', title: 'found in 90 %', digits: null },
      ],
      rows: wanted
        .sort((a, b) => a - b)
        .map((difference) => ({
          difference,
          eighty: cell(difference, 0.8),
          ninety: cell(difference, 0.9),
        })),
      note: 'More cases a reader help only as far as a reader’s own mean is uncertain; the spread between readers stays.',
      shown: null,
    },
  ];
}
