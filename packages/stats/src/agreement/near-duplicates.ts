import { binomialCdf } from '../special/distributions.ts';
import { type Ratings, tableOfRatings } from './ratings.ts';

/** What two columns of answers to one question have in common. */
export interface ColumnPair {
  readonly question: number;
  /** Rows both answered. */
  readonly commonCount: number;
  readonly equalCount: number;
  /** Rows only one of the two answered. */
  readonly oneBlankCount: number;
  /** Common rows on which at least one does not give the most frequent answer: only they tell copies apart. */
  readonly informativeCount: number;
  /**
   * Disagreements to expect if the two err independently, given the majority of the other sources; null where
   * there is no such majority (fewer than two others, or measured numbers).
   */
  readonly expectedDisagreements: number | null;
  readonly verdict: ColumnVerdict;
}

/**
 * `identical`: equal in every cell, blanks too. `equal-where-common`: equal wherever both answered, blanks differ.
 * `near-identical`: far fewer disagreements than independent readers have. `uninformative`: equal, but so nearly
 * constant that anybody's columns would be. `separate`: none of these. `too-few`: hardly any common rows.
 */
export type ColumnVerdict =
  | 'identical'
  | 'equal-where-common'
  | 'near-identical'
  | 'uninformative'
  | 'separate'
  | 'too-few';

/** Two sources compared over all questions. */
export interface SourcePair {
  readonly first: number;
  readonly second: number;
  readonly columns: readonly ColumnPair[];
  /** `identical` over all compared questions, `related` over some, or `separate`. */
  readonly verdict: 'identical' | 'related' | 'separate';
  /** Questions with an equal or nearly equal column. */
  readonly sharedCount: number;
  /** Questions with enough common rows to compare. */
  readonly comparedCount: number;
}

/** Settings of {@link nearDuplicateSources}. */
export interface NearDuplicateSettings {
  /** Common rows a pair of columns needs; 20 by default. */
  readonly fewestCommon?: number;
  /** Informative rows that equal columns need to count as copies; 5 by default. */
  readonly fewestInformative?: number;
  /** Largest ratio of found to expected disagreements of near copies; 0.25 by default. */
  readonly largestRatio?: number;
}

/** More distinct values than this are taken for measured numbers, whose exact ties are no accident. */
const MANY_VALUES = 20;

/**
 * Columns of answers that are copies of one another, or nearly: readers, labellers or models that share a source.
 * Equal answers alone prove little when nearly everybody says no; so copies must be equal on rows where somebody
 * leaves the most frequent answer, and near copies must disagree far less than two readers who err independently
 * of each other given the majority of the others. Readers who stumble over the same hard cases disagree less than
 * that too, hence the wide margin.
 *
 * @param sources per source one column per question, rows in one order; NaN where blank
 * @param settings thresholds
 * @returns every pair of sources
 * @see Dawid, Skene 1979, doi:10.2307/2346806 (independence given the truth)
 */
export function nearDuplicateSources(
  sources: readonly (readonly ArrayLike<number>[])[],
  settings: NearDuplicateSettings = {},
): SourcePair[] {
  const limits = { fewestCommon: 20, fewestInformative: 5, largestRatio: 0.25, ...settings };
  const pairCount = (sources.length * (sources.length - 1)) / 2;
  const pairs: SourcePair[] = [];
  for (let g = 0; g < sources.length; g++)
    for (let h = g + 1; h < sources.length; h++) {
      const questions = Math.min(sources[g]!.length, sources[h]!.length);
      const columns = Array.from({ length: questions }, (_, question) =>
        compareColumns(
          sources.map((source) => source[question]),
          g,
          h,
          question,
          limits,
          pairCount,
        ),
      );
      pairs.push(summarise(g, h, columns));
    }
  return pairs;
}

/**
 * {@link nearDuplicateSources} for the readers of one question.
 *
 * @param ratings the ratings
 * @param settings thresholds
 */
export function nearDuplicateReaders(
  ratings: Ratings,
  settings: NearDuplicateSettings = {},
): SourcePair[] {
  const table = tableOfRatings(ratings);
  const { readerCount, unitCount } = ratings;
  const sources = Array.from({ length: readerCount }, (_, g) => [
    Float64Array.from({ length: unitCount }, (_, u) => table[u * readerCount + g]!),
  ]);
  return nearDuplicateSources(sources, settings);
}

function summarise(first: number, second: number, columns: readonly ColumnPair[]): SourcePair {
  let sharedCount = 0;
  let comparedCount = 0;
  for (const { verdict } of columns) {
    if (verdict === 'too-few' || verdict === 'uninformative') continue;
    comparedCount++;
    if (verdict !== 'separate') sharedCount++;
  }
  const isAll =
    sharedCount > 0 &&
    columns.every((c) => c.equalCount === c.commonCount && c.oneBlankCount === 0);
  const verdict = isAll ? 'identical' : sharedCount > 0 ? 'related' : 'separate';
  return { first, second, columns, verdict, sharedCount, comparedCount };
}

function compareColumns(
  columns: readonly (ArrayLike<number> | undefined)[],
  g: number,
  h: number,
  question: number,
  limits: Required<NearDuplicateSettings>,
  pairCount: number,
): ColumnPair {
  const a = columns[g]!;
  const b = columns[h]!;
  const seen = new Map<number, number>();
  let commonCount = 0;
  let equalCount = 0;
  let oneBlankCount = 0;
  for (let i = 0; i < a.length; i++) {
    const isBlankA = Number.isNaN(a[i]!);
    const isBlankB = Number.isNaN(b[i]!);
    if (isBlankA !== isBlankB) oneBlankCount++;
    if (isBlankA || isBlankB) continue;
    commonCount++;
    if (a[i] === b[i]) equalCount++;
    seen.set(a[i]!, (seen.get(a[i]!) ?? 0) + 1);
    seen.set(b[i]!, (seen.get(b[i]!) ?? 0) + 1);
  }
  const informativeCount = countInformative(a, b, seen);
  const counts = { question, commonCount, equalCount, oneBlankCount, informativeCount };
  if (commonCount < limits.fewestCommon) {
    return { ...counts, expectedDisagreements: null, verdict: 'too-few' };
  }
  const isMeasured = seen.size > MANY_VALUES;
  const expected = isMeasured ? null : independentDisagreements(columns, g, h);
  const expectedDisagreements = expected?.expected ?? null;
  if (equalCount === commonCount) {
    const isEvidence = informativeCount >= limits.fewestInformative;
    const equal = oneBlankCount === 0 ? 'identical' : 'equal-where-common';
    return { ...counts, expectedDisagreements, verdict: isEvidence ? equal : 'uninformative' };
  }
  const isNear = isMeasured
    ? equalCount > 0.5 * commonCount && equalCount > 10 * expectedTies(seen, commonCount)
    : expected !== null && isFarBelow(expected, limits.largestRatio, pairCount);
  return { ...counts, expectedDisagreements, verdict: isNear ? 'near-identical' : 'separate' };
}

function countInformative(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  seen: ReadonlyMap<number, number>,
): number {
  let most = -1;
  let mode = Number.NaN;
  for (const [value, count] of seen) {
    if (count <= most) continue;
    most = count;
    mode = value;
  }
  let informative = 0;
  for (let i = 0; i < a.length; i++) {
    if (Number.isNaN(a[i]!) || Number.isNaN(b[i]!)) continue;
    if (a[i] !== mode || b[i] !== mode) informative++;
  }
  return informative;
}

/** Equal rows to expect by chance from the pooled answers. */
function expectedTies(seen: ReadonlyMap<number, number>, rows: number): number {
  let sum = 0;
  for (const count of seen.values()) sum += (count / (2 * rows)) * (count / (2 * rows));
  return sum * rows;
}

interface Disagreements {
  readonly found: number;
  readonly expected: number;
  readonly rows: number;
}

function isFarBelow(d: Disagreements, largestRatio: number, pairCount: number): boolean {
  if (d.expected < 10 || d.found > largestRatio * d.expected) return false;
  return binomialCdf(d.found, d.rows, d.expected / d.rows) < 0.01 / pairCount;
}

/** Disagreements of two sources if they answered independently given the majority of the others. */
function independentDisagreements(
  columns: readonly (ArrayLike<number> | undefined)[],
  g: number,
  h: number,
): Disagreements | null {
  const others = columns.filter((column, s) => s !== g && s !== h && column !== undefined);
  if (others.length < 2) return null;
  const a = columns[g]!;
  const b = columns[h]!;
  const byClass = new Map<
    number,
    { rows: number; a: Map<number, number>; b: Map<number, number> }
  >();
  let found = 0;
  let rows = 0;
  for (let i = 0; i < a.length; i++) {
    if (Number.isNaN(a[i]!) || Number.isNaN(b[i]!)) continue;
    const majority = majorityAt(others as readonly ArrayLike<number>[], i);
    if (Number.isNaN(majority)) continue;
    rows++;
    if (a[i] !== b[i]) found++;
    let cell = byClass.get(majority);
    if (cell === undefined) {
      cell = { rows: 0, a: new Map(), b: new Map() };
      byClass.set(majority, cell);
    }
    cell.rows++;
    cell.a.set(a[i]!, (cell.a.get(a[i]!) ?? 0) + 1);
    cell.b.set(b[i]!, (cell.b.get(b[i]!) ?? 0) + 1);
  }
  if (rows === 0) return null;
  let expected = 0;
  for (const cell of byClass.values()) {
    let same = 0;
    for (const [value, count] of cell.a) same += (count * (cell.b.get(value) ?? 0)) / cell.rows;
    expected += cell.rows - same;
  }
  return { found, expected, rows };
}

/** The sole most frequent answer of a row; NaN where there is none. */
function majorityAt(columns: readonly ArrayLike<number>[], row: number): number {
  const counts = new Map<number, number>();
  for (const column of columns) {
    const value = column[row]!;
    if (!Number.isNaN(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  let best = Number.NaN;
  let most = 0;
  let isTied = false;
  for (const [value, count] of counts) {
    if (count > most) {
      best = value;
      most = count;
      isTied = false;
    } else if (count === most) isTied = true;
  }
  return isTied ? Number.NaN : best;
}
