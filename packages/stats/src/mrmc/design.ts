import { checkSameLength } from '../special/check.ts';

/** Readings in long form: one row per reader, test and case. Ids are codes 0, 1, 2, ... */
export interface LongReadings {
  readonly reader: ArrayLike<number>;
  readonly test: ArrayLike<number>;
  readonly case: ArrayLike<number>;
  /** 1 = diseased, 0 = not diseased, NaN = unknown. */
  readonly truth: ArrayLike<number>;
  /** NaN = asked but not answered. */
  readonly rating: ArrayLike<number>;
}

/** How readers, cases and tests cross. */
export type CrossingKind =
  /** Every reader reads every case under every test. */
  | 'fully-crossed'
  /** Groups of readers, each with cases of its own that all of the group read. */
  | 'split-plot'
  /** Every reader has cases of their own. */
  | 'cases-nested-in-readers'
  /** Every test has cases of its own. */
  | 'cases-nested-in-tests'
  /** Some readings are missing, without such a pattern. */
  | 'incomplete';

/** Readings of one reader under one test. */
export interface DesignCell {
  readonly test: number;
  readonly reader: number;
  readonly diseasedCount: number;
  readonly nonDiseasedCount: number;
}

/** The design of a reader study, counted from its rows. */
export interface StudyDesign {
  readonly kind: CrossingKind;
  readonly testCount: number;
  readonly readerCount: number;
  readonly caseCount: number;
  readonly diseasedCount: number;
  readonly nonDiseasedCount: number;
  /** One cell per test and reader, tests first. */
  readonly cells: readonly DesignCell[];
  /** Groups of readers that read the same cases under every test; only for a split plot more than one. */
  readonly readerGroups: readonly (readonly number[])[];
  /** Rows used. */
  readonly readingCount: number;
  /** Readings a complete crossing would have beyond those. */
  readonly missingCount: number;
  /** Rows that repeat a reader, test and case; the first is kept. */
  readonly duplicateCount: number;
  /** Cases whose rows disagree about the truth; they are left out. */
  readonly conflictingTruthCount: number;
  /** Cases without a known truth; they are left out. */
  readonly unknownTruthCount: number;
  /** Rows without a rating; they are left out. */
  readonly blankCount: number;
}

/** A checked design with its ratings. */
export interface ArrangedReadings {
  readonly design: StudyDesign;
  /** 1 = diseased, 0 = not diseased, one per kept case. */
  readonly truth: Uint8Array;
  /** Test x reader x case, NaN = not read. */
  readonly ratings: readonly (readonly Float64Array[])[];
  /** Code of each kept case. */
  readonly cases: Int32Array;
}

/**
 * Lays long readings out as test x reader x case and counts the design: crossing, groups, missing, double and
 * unanswered readings, cases with two truths. Nothing is dropped without a count.
 *
 * @param readings long rows with codes
 * @returns the ratings of the cases whose truth is known, and the design
 *
 * Errors: `stats/length-mismatch` when the columns differ in length.
 */
export function arrangeReadings(readings: LongReadings): ArrangedReadings {
  const { reader, test, case: caseOf, truth, rating } = readings;
  checkSameLength(reader, test, ['reader', 'test']);
  checkSameLength(reader, caseOf, ['reader', 'case']);
  checkSameLength(reader, truth, ['reader', 'truth']);
  checkSameLength(reader, rating, ['reader', 'rating']);
  const readerCount = countCodes(reader);
  const testCount = countCodes(test);
  const truths = truthPerCase(caseOf, truth);
  const kept = Int32Array.from(truths.keys()).filter((code) => truths[code]! >= 0);
  const place = new Int32Array(truths.length).fill(-1);
  kept.forEach((code, i) => {
    place[code] = i;
  });
  const ratings = Array.from({ length: testCount }, () =>
    Array.from({ length: readerCount }, () => new Float64Array(kept.length).fill(Number.NaN)),
  );
  let blankCount = 0;
  let duplicateCount = 0;
  let readingCount = 0;
  const seen = new Set<number>();
  for (let row = 0; row < reader.length; row++) {
    const i = place[caseOf[row]!]!;
    const key = (test[row]! * readerCount + reader[row]!) * truths.length + caseOf[row]!;
    if (seen.has(key)) {
      duplicateCount++;
      continue;
    }
    seen.add(key);
    if (i < 0) continue;
    if (Number.isNaN(rating[row]!)) {
      blankCount++;
      continue;
    }
    ratings[test[row]!]![reader[row]!]![i] = rating[row]!;
    readingCount++;
  }
  const codes = Uint8Array.from(kept, (code) => truths[code]!);
  const counts = {
    testCount,
    readerCount,
    caseCount: kept.length,
    readingCount,
    missingCount: testCount * readerCount * kept.length - readingCount,
    duplicateCount,
    blankCount,
    conflictingTruthCount: truths.filter((x) => x === CONFLICT).length,
    unknownTruthCount: truths.filter((x) => x === UNKNOWN).length,
  };
  return { design: { ...counts, ...describe(codes, ratings) }, truth: codes, ratings, cases: kept };
}

const UNKNOWN = -1;
const CONFLICT = -2;

function countCodes(codes: ArrayLike<number>): number {
  let most = -1;
  for (let i = 0; i < codes.length; i++) most = Math.max(most, codes[i]!);
  return most + 1;
}

function truthPerCase(caseOf: ArrayLike<number>, truth: ArrayLike<number>): Int8Array {
  const out = new Int8Array(countCodes(caseOf)).fill(UNKNOWN);
  for (let row = 0; row < caseOf.length; row++) {
    const code = caseOf[row]!;
    const value = truth[row]!;
    if (value !== 0 && value !== 1) continue;
    if (out[code] === UNKNOWN) out[code] = value;
    else if (out[code] !== value) out[code] = CONFLICT;
  }
  return out;
}

function describe(
  truth: Uint8Array,
  ratings: readonly (readonly Float64Array[])[],
): Pick<StudyDesign, 'kind' | 'cells' | 'readerGroups' | 'diseasedCount' | 'nonDiseasedCount'> {
  const cells = ratings.flatMap((readers, test) =>
    readers.map((row, reader) => ({ test, reader, ...countRead(truth, row) })),
  );
  const sets = (ratings[0] ?? []).map((_, reader) =>
    ratings.map((readers) => readMask(readers[reader]!)),
  );
  const groups = new Map<string, number[]>();
  sets.forEach((masks, reader) => {
    const key = masks.join('|');
    groups.set(key, [...(groups.get(key) ?? []), reader]);
  });
  let diseasedCount = 0;
  for (const one of truth) diseasedCount += one;
  return {
    kind: kindOf(sets, groups.size),
    cells,
    readerGroups: [...groups.values()],
    diseasedCount,
    nonDiseasedCount: truth.length - diseasedCount,
  };
}

function countRead(
  truth: Uint8Array,
  row: Float64Array,
): Pick<DesignCell, 'diseasedCount' | 'nonDiseasedCount'> {
  let diseasedCount = 0;
  let nonDiseasedCount = 0;
  for (let i = 0; i < row.length; i++) {
    if (Number.isNaN(row[i]!)) continue;
    if (truth[i] === 1) diseasedCount++;
    else nonDiseasedCount++;
  }
  return { diseasedCount, nonDiseasedCount };
}

function readMask(row: Float64Array): string {
  let out = '';
  for (let i = 0; i < row.length; i++) out += Number.isNaN(row[i]!) ? '0' : '1';
  return out;
}

/** `sets` holds, per reader and test, a text of 1 (read) and 0. */
function kindOf(sets: readonly (readonly string[])[], groupCount: number): CrossingKind {
  const all = sets.flat();
  if (all.every((mask) => !mask.includes('0'))) return 'fully-crossed';
  const perReader = sets.map((masks) => unite(masks));
  const isSame = (masks: readonly string[]): boolean => masks.every((one) => one === masks[0]);
  const isApart = (masks: readonly string[]): boolean =>
    [...(masks[0] ?? '')].every((_, i) => masks.filter((one) => one[i] === '1').length <= 1);
  if (sets.every((masks) => isSame(masks))) {
    if (sets.length > 1 && isApart(perReader)) return 'cases-nested-in-readers';
    if (groupCount > 1 && groupCount < sets.length && isApart([...new Set(perReader)]))
      return 'split-plot';
    return 'incomplete';
  }
  const perTest = (sets[0] ?? []).map((_, t) => unite(sets.map((masks) => masks[t]!)));
  const isWhole = sets.every((masks) => masks.every((one, t) => one === perTest[t]));
  return isWhole && isApart(perTest) ? 'cases-nested-in-tests' : 'incomplete';
}

function unite(masks: readonly string[]): string {
  return [...(masks[0] ?? '')]
    .map((_, i) => (masks.some((one) => one[i] === '1') ? '1' : '0'))
    .join('');
}
