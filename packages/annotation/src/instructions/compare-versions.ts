import type { ReadersEstimate, Readings } from '@equipoise/domain';
import { type Limits, variance } from '@equipoise/stats';
import type { AgreementContext } from '../agreement/agreement-context.ts';
import type { InstructionsOptions } from './instructions-options.ts';
import type { MeasuredQuestion } from './measured-question.ts';
import {
  type BootstrapOptions,
  bootstrapReaders,
  type ReaderDifference,
  type ReaderMean,
} from './reader-bootstrap.ts';

/** Fewer readers of a version than this are flagged. */
export const fewReaders = 5;

/** One version of the instructions with the readers who read under it alone. */
export interface ComparedVersion {
  readonly version: number;
  readonly name: string;
  readonly readers: readonly number[];
  /** Figure of each of these readers. */
  readonly values: Float64Array;
  readonly cases: ReadonlySet<number>;
  readonly estimate: ReadersEstimate;
  /** Standard deviation of the readers; null where hidden or of fewer than two. */
  readonly deviation: number | null;
}

/** The difference between two versions. */
export interface ComparedPair {
  readonly later: ComparedVersion;
  readonly earlier: ComparedVersion;
  readonly estimate: ReadersEstimate;
}

/** Readers who read under both of two versions, each compared with the own readings. */
export interface WithinPair {
  readonly later: string;
  readonly earlier: string;
  readonly readerCount: number;
  readonly before: number | null;
  readonly after: number | null;
  readonly estimate: ReadersEstimate;
  /** Share of their readings that are of cases read under both versions; null without a reading. */
  readonly sharedCases: number | null;
}

/** A question with its versions compared. */
export interface ComparedQuestion {
  readonly question: MeasuredQuestion;
  readonly versions: readonly ComparedVersion[];
  readonly pairs: readonly ComparedPair[];
  readonly within: readonly WithinPair[];
  /** Readers who read under several versions: they stand in `within` alone. */
  readonly severalCount: number;
  /** Spread of the readers of all versions about the mean of theirs; null of too few. */
  readonly deviation: number | null;
}

interface Told {
  readonly readings: Readings;
  readonly question: MeasuredQuestion;
  readonly options: InstructionsOptions;
  readonly context: AgreementContext;
  /** Address of the random streams of the question. */
  readonly at: number;
}

const method = 'bootstrap-t-readers';

/** Compares the versions: between readers who read under one version each, and within readers who read under several. */
export function compareVersions(told: Told): ComparedQuestion {
  const { question, options, at } = told;
  const versionsOf = new Map<number, number>();
  for (const readers of question.readersOf)
    for (const reader of readers) versionsOf.set(reader, (versionsOf.get(reader) ?? 0) + 1);
  const single = question.readersOf.map((readers) =>
    readers.filter((reader) => versionsOf.get(reader) === 1),
  );
  const found = single.map((readers, version) => question.measure.of(version, readers));
  const { groups, differences } = bootstrapReaders(
    found.map(({ parts }) => parts),
    bootstrapOf(options, [at, 0]),
  );
  const versions = groups.map((made, version): ComparedVersion => {
    const { readers, values, parts } = found[version]!;
    // Readers who share no case with another have no agreement.
    const isAlone = made.reason === 'no-readers' && single[version]!.length > 0;
    const group = isAlone ? { ...made, reason: 'no-pairs' } : made;
    const cases = casesUnder(told, version, readers);
    const estimate = meanEstimate(told, version, readers, cases, group);
    const isHidden = estimate.suppressed === true || parts.length < 2;
    return {
      version,
      name: options.versions.names[version]!,
      readers,
      values,
      cases: new Set(cases),
      estimate,
      deviation: isHidden ? null : Math.sqrt(variance(parts)),
    };
  });
  return {
    question,
    versions,
    pairs: differences.map((one) => comparedPair(told, versions, one)),
    within: withinPairs(told),
    severalCount: [...versionsOf.values()].filter((count) => count > 1).length,
    deviation: pooledDeviation(found.map(({ parts }) => parts)),
  };
}

function bootstrapOf(
  { level, replicates, seed }: InstructionsOptions,
  path: readonly number[],
): BootstrapOptions {
  return { level, replicates, seed, path };
}

/** A case for each reading of the readers under the version. */
function casesUnder(
  { question }: Told,
  version: number,
  readers: readonly number[],
): readonly number[] {
  return readers.flatMap((reader) => question.measure.casesOf(version, reader));
}

function peopleOf(readings: Readings, cases: readonly number[]): number {
  return new Set(cases.map((one) => readings.patient[one]!)).size;
}

const inside = (
  limits: Limits | null,
  [least, largest]: Limits,
): readonly [number, number] | null =>
  limits === null ? null : [Math.max(least, limits[0]), Math.min(largest, limits[1])];

function meanEstimate(
  { readings, question, options, context }: Told,
  version: number,
  readers: readonly number[],
  cases: readonly number[],
  group: ReaderMean,
): ReadersEstimate {
  const limits = inside(group.limits, question.words.range);
  const isFew = group.readerCount < fewReaders;
  return context.estimate({
    metric: question.words.metric,
    slice: { instructions: options.versions.names[version]! },
    value: group.value,
    low: limits?.[0] ?? null,
    high: limits?.[1] ?? null,
    method: limits === null ? 'point-estimate' : method,
    caseCount: new Set(cases).size,
    patientCount: peopleOf(readings, cases),
    readerCount: readers.length,
    readingCount: cases.length,
    standardError: group.standardError,
    reason: group.value === null ? group.reason : null,
    caution: group.reason ?? (isFew ? 'few-readers' : null),
  });
}

function comparedPair(
  { readings, question, context }: Told,
  versions: readonly ComparedVersion[],
  one: ReaderDifference,
): ComparedPair {
  const [later, earlier] = [versions[one.group]!, versions[one.other]!];
  const [a, b] = [later.estimate, earlier.estimate];
  const isHidden = a.suppressed === true || b.suppressed === true;
  const isFew = Math.min(later.readers.length, earlier.readers.length) < fewReaders;
  return {
    later,
    earlier,
    estimate: context.estimate({
      metric: question.words.metric,
      slice: { instructions: later.name },
      versus: earlier.name,
      value: isHidden ? null : one.value,
      low: one.limits?.[0] ?? null,
      high: one.limits?.[1] ?? null,
      method: one.limits === null ? 'point-estimate' : method,
      caseCount: new Set([...later.cases, ...earlier.cases]).size,
      patientCount: peopleOf(readings, [...later.cases, ...earlier.cases]),
      readerCount: later.readers.length + earlier.readers.length,
      readingCount: isHidden ? null : (a.readingCount ?? 0) + (b.readingCount ?? 0),
      standardError: isHidden ? null : one.standardError,
      reason: isHidden ? 'suppressed' : whyNone(one.reason, a, b),
      caution: one.reason ?? (isFew ? 'few-readers' : null),
    }),
  };
}

/** Why two versions have no difference: what is wrong with one of them says more. */
function whyNone(reason: string | null, ...versions: readonly ReadersEstimate[]): string | null {
  return versions.find(({ value }) => value === null)?.undefinedReason ?? reason;
}

/** For every two versions the readers who read under both. */
function withinPairs(told: Told): WithinPair[] {
  const { question, options, at } = told;
  const { names } = options.versions;
  const out: WithinPair[] = [];
  for (let later = 1; later < names.length; later++)
    for (let earlier = 0; earlier < later; earlier++) {
      const own = new Set(question.readersOf[later]);
      const both = question.readersOf[earlier]!.filter((reader) => own.has(reader));
      if (both.length === 0) continue;
      out.push(withinPair(told, later, earlier, both, [at, 1, later, earlier]));
    }
  return out;
}

function withinPair(
  told: Told,
  later: number,
  earlier: number,
  readers: readonly number[],
  path: readonly number[],
): WithinPair {
  const { readings, question, options, context } = told;
  const { names } = options.versions;
  const [after, before] = [
    question.measure.of(later, readers),
    question.measure.of(earlier, readers),
  ];
  const placeOf = new Map(before.readers.map((reader, k) => [reader, k]));
  const both = after.readers.flatMap((reader, k) => {
    const other = placeOf.get(reader);
    return other === undefined ? [] : [{ reader, k, other }];
  });
  const changes = Float64Array.from(both, ({ k, other }) => after.parts[k]! - before.parts[other]!);
  const [group] = bootstrapReaders([changes], bootstrapOf(options, path)).groups;
  const own = both.map(({ reader }) => reader);
  const [casesAfter, casesBefore] = [casesUnder(told, later, own), casesUnder(told, earlier, own)];
  const cases = [...casesBefore, ...casesAfter];
  const least = Math.min(peopleOf(readings, casesAfter), peopleOf(readings, casesBefore));
  const isFew = least < (options.suppressBelow ?? 0);
  const estimate = context.estimate({
    metric: `${question.words.metric}-within-readers`,
    slice: { instructions: names[later]! },
    versus: names[earlier]!,
    value: isFew ? null : group!.value,
    low: group!.limits?.[0] ?? null,
    high: group!.limits?.[1] ?? null,
    method: group!.limits === null ? 'point-estimate' : method,
    caseCount: new Set(cases).size,
    patientCount: peopleOf(readings, cases),
    readerCount: both.length,
    readingCount: cases.length,
    standardError: isFew ? null : group!.standardError,
    reason: isFew ? 'suppressed' : group!.value === null ? group!.reason : null,
    caution: group!.reason ?? 'not-randomised',
  });
  const isHidden = estimate.value === null;
  const average = (values: readonly number[]): number | null =>
    isHidden ? null : values.reduce((sum, one) => sum + one, 0) / values.length;
  const [setAfter, setBefore] = [new Set(casesAfter), new Set(casesBefore)];
  const shared = cases.filter((one) => setAfter.has(one) && setBefore.has(one)).length;
  return {
    later: names[later]!,
    earlier: names[earlier]!,
    readerCount: both.length,
    before: average(both.map(({ other }) => before.parts[other]!)),
    after: average(both.map(({ k }) => after.parts[k]!)),
    estimate,
    sharedCases: isHidden || cases.length === 0 ? null : shared / cases.length,
  };
}

/** Standard deviation of readers about the mean of their version. */
function pooledDeviation(groups: readonly Float64Array[]): number | null {
  let squares = 0;
  let df = 0;
  for (const values of groups) {
    if (values.length < 2) continue;
    squares += variance(values) * (values.length - 1);
    df += values.length - 1;
  }
  return df >= 4 && squares > 0 ? Math.sqrt(squares / df) : null;
}
