import { answerStates, type QuestionReadings, type Readings } from '@equipoise/domain';
import { checkSameGrids } from '@equipoise/imaging';
import { type Limits, maskAgreement } from '@equipoise/stats';
import type { MaskSource } from '../agreement/agreement-options.ts';
import { cutToObjects } from '../agreement/mask-cases.ts';
import type { InstructionsOptions } from './instructions-options.ts';
import {
  addPair,
  agreementMeasure,
  pairTable,
  type QualityReading,
  qualityMeasure,
  type VersionMeasure,
} from './version-measure.ts';

/** How a figure of a question is called. */
export interface MeasureWords {
  readonly metric: string;
  /** Title of axes and tables. */
  readonly title: string;
  /** Inside a sentence: `under A readers reach a mean Dice …`. */
  readonly noun: string;
  /** Least and largest possible value. */
  readonly range: Limits;
  /** Readers are held against each other: they may share an error. */
  readonly isAgreement: boolean;
}

/** A question with its figure by version and reader. */
export interface MeasuredQuestion {
  readonly name: string;
  readonly words: MeasureWords;
  readonly measure: VersionMeasure;
  /** Readers of each version who answered anything, in the order of their names. */
  readonly readersOf: readonly (readonly number[])[];
  /** Readings of each version by state: answered and cannot tell. */
  readonly unsureOf: readonly number[];
  /** Qualities of single readings, where there are any. */
  readonly readings: readonly QualityReading[];
  /** Readings without a version. */
  readonly unknownCount: number;
  /** Answers without a reference. */
  readonly withoutReference: number;
}

const shareRange: Limits = [0, 1];
const lengthRange: Limits = [0, Number.POSITIVE_INFINITY];

/** The figures there are. */
export type MeasureKind =
  | 'score'
  | 'equal'
  | 'distance'
  | 'dice'
  | 'equalReaders'
  | 'distanceOfReaders'
  | 'diceOfReaders';

/** What each figure is called. */
export const measureWords: Readonly<Record<MeasureKind, MeasureWords>> = {
  score: {
    metric: 'mean-score',
    title: 'Score',
    noun: 'mean score',
    range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    isAgreement: false,
  },
  equal: {
    metric: 'equal-to-reference',
    title: 'Share equal to the reference',
    noun: 'share of answers equal to the reference',
    range: shareRange,
    isAgreement: false,
  },
  distance: {
    metric: 'distance-from-reference',
    title: 'Mean distance from the reference',
    noun: 'mean distance from the reference',
    range: lengthRange,
    isAgreement: false,
  },
  dice: {
    metric: 'dice-with-reference',
    title: 'Dice with the reference',
    noun: 'mean Dice with the reference',
    range: shareRange,
    isAgreement: false,
  },
  equalReaders: {
    metric: 'equal-answers',
    title: 'Share of equal answers of two readers',
    noun: 'share of equal answers of two readers',
    range: shareRange,
    isAgreement: true,
  },
  distanceOfReaders: {
    metric: 'distance-of-readers',
    title: 'Mean distance of two readers',
    noun: 'mean distance of two readers’ numbers',
    range: lengthRange,
    isAgreement: true,
  },
  diceOfReaders: {
    metric: 'pairwise-dice',
    title: 'Dice of two readers',
    noun: 'mean Dice of two readers',
    range: shareRange,
    isAgreement: true,
  },
};

const answered = answerStates.indexOf('answered');
const unsure = answerStates.indexOf('cannot-tell');

function byName(names: readonly string[]): Int32Array {
  const order = [...names.keys()].sort((a, b) => (names[a]! < names[b]! ? -1 : 1));
  const rank = new Int32Array(names.length);
  for (const [at, one] of order.entries()) rank[one] = at;
  return rank;
}

/** Rows by name of case and reader: sums then do not depend on the order of a file. */
function inOrder(readings: Readings, question: QuestionReadings): number[] {
  const cases = byName(readings.caseNames);
  const readers = byName(readings.readerNames);
  const { caseIndex, readerIndex } = question;
  return [...caseIndex.keys()].sort(
    (a, b) =>
      cases[caseIndex[a]!]! - cases[caseIndex[b]!]! ||
      readers[readerIndex[a]!]! - readers[readerIndex[b]!]! ||
      a - b,
  );
}

/** Readers of each version in the order of their names. */
function readersByVersion(
  readings: Readings,
  versionCount: number,
  rows: Iterable<{ readonly version: number; readonly reader: number }>,
): number[][] {
  const sets = Array.from({ length: versionCount }, () => new Set<number>());
  for (const { version, reader } of rows) sets[version]!.add(reader);
  const rank = byName(readings.readerNames);
  return sets.map((set) => [...set].sort((a, b) => rank[a]! - rank[b]!));
}

function wordsOf(question: QuestionReadings, truth: unknown, areScores: boolean): MeasureWords {
  if (areScores) return measureWords.score;
  if (truth === null) {
    return question.classes === null ? measureWords.distanceOfReaders : measureWords.equalReaders;
  }
  return question.classes === null ? measureWords.distance : measureWords.equal;
}

/** A question with answers by its figure: score, closeness to the reference, or agreement of the readers. */
export function measureAnswers(
  readings: Readings,
  at: number,
  options: InstructionsOptions,
): MeasuredQuestion {
  const question = readings.questions[at]!;
  const versionOf = options.versions.of[at]!;
  const truth = options.truth[at] ?? null;
  const versionCount = options.versions.names.length;
  const words = wordsOf(question, truth, options.areScores);
  const isNumber = question.classes === null;
  const far = (a: number, b: number): number => (isNumber ? Math.abs(a - b) : a === b ? 1 : 0);
  const unsureOf = new Array<number>(versionCount).fill(0);
  const rows: QualityReading[] = [];
  let unknownCount = 0;
  let withoutReference = 0;
  for (const row of inOrder(readings, question)) {
    const [version, state] = [versionOf[row]!, question.state[row]!];
    if (state !== answered && state !== unsure) continue;
    if (version < 0) unknownCount++;
    else if (state === unsure) unsureOf[version]!++;
    else if (truth !== null && Number.isNaN(truth[row]!)) withoutReference++;
    else {
      const answer = question.answer[row]!;
      rows.push({
        version,
        reader: question.readerIndex[row]!,
        caseIndex: question.caseIndex[row]!,
        value: truth === null ? answer : far(answer, truth[row]!),
      });
    }
  }
  const shared = {
    name: question.name,
    words,
    readersOf: readersByVersion(readings, versionCount, rows),
    unsureOf,
    unknownCount,
    withoutReference,
  };
  if (!words.isAgreement) return { ...shared, measure: qualityMeasure(rows), readings: rows };
  const table = pairTable(versionCount, readings.readerNames.length);
  for (const own of byCase(rows)) {
    for (const [k, one] of own.entries())
      for (const two of own.slice(k + 1)) {
        if (one.version !== two.version || one.reader === two.reader) continue;
        const readers = [one.reader, two.reader] as const;
        addPair(table, one.version, readers, one.caseIndex, far(one.value, two.value));
      }
  }
  return { ...shared, measure: agreementMeasure(table), readings: [] };
}

/** Rows that stand in order, case by case. */
function byCase(rows: readonly QualityReading[]): QualityReading[][] {
  const out: QualityReading[][] = [];
  for (const row of rows) {
    const last = out.at(-1);
    if (last?.[0]?.caseIndex === row.caseIndex) last.push(row);
    else out.push([row]);
  }
  return out;
}

/**
 * Masks by Dice: with those of the reference, or of the readers of a version with each other.
 *
 * @throws imaging/grid-mismatch naming both files
 */
export async function measureMasks(
  readings: Readings,
  at: number,
  source: MaskSource,
  options: InstructionsOptions,
): Promise<MeasuredQuestion> {
  const question = readings.questions[at]!;
  const { reference } = options;
  const readerCount = readings.readerNames.length;
  const versionCount = options.versions.names.length;
  const version = new Map<number, number>();
  for (let row = 0; row < question.caseIndex.length; row++) {
    const key = question.caseIndex[row]! * readerCount + question.readerIndex[row]!;
    version.set(key, options.versions.of[at]![row]!);
  }
  const rank = byName(readings.readerNames);
  const rows: QualityReading[] = [];
  const seen: { version: number; reader: number }[] = [];
  const table = pairTable(versionCount, readerCount);
  const cases = byName(readings.caseNames);
  const order = [...source.readersOfCase.keys()]
    .filter((one) => source.readersOfCase[one]!.length > 0)
    .sort((a, b) => cases[a]! - cases[b]!);
  let unknownCount = 0;
  let withoutReference = 0;
  for (const [done, caseIndex] of order.entries()) {
    if (options.signal?.aborted) break;
    options.onProgress?.('masks', done, order.length);
    const readers = source.readersOfCase[caseIndex]!;
    const versions = readers.map((reader) => version.get(caseIndex * readerCount + reader) ?? -1);
    const people = [...readers.keys()]
      .filter((k) => readers[k] !== reference)
      .sort((a, b) => rank[readers[a]!]! - rank[readers[b]!]!);
    const known = people.filter((k) => versions[k]! >= 0);
    unknownCount += people.length - known.length;
    const golden = reference === null ? -1 : readers.indexOf(reference);
    if (reference !== null && golden < 0) {
      withoutReference += known.length;
      continue;
    }
    if (known.length < (golden < 0 ? 2 : 1)) continue;
    const masks = await source.load(caseIndex);
    checkSameGrids(masks);
    const cells = cutToObjects(masks).map(({ data }) => data);
    const all = golden < 0 ? maskAgreement(cells).dice : null;
    const between = (a: number, b: number): number =>
      all === null ? maskAgreement([cells[a]!, cells[b]!]).dice[1]! : all[a * masks.length + b]!;
    for (const [place, k] of known.entries()) {
      const own = { version: versions[k]!, reader: readers[k]! };
      seen.push(own);
      if (golden >= 0) rows.push({ ...own, caseIndex, value: between(k, golden) });
      else {
        for (const other of known.slice(place + 1)) {
          if (versions[other] !== own.version) continue;
          addPair(table, own.version, [own.reader, readers[other]!], caseIndex, between(k, other));
        }
      }
    }
  }
  return {
    name: source.name,
    words: reference === null ? measureWords.diceOfReaders : measureWords.dice,
    measure: reference === null ? agreementMeasure(table) : qualityMeasure(rows),
    readersOf: readersByVersion(readings, versionCount, seen),
    unsureOf: new Array<number>(versionCount).fill(0),
    readings: rows,
    unknownCount,
    withoutReference,
  };
}
