import {
  type AnswerKind,
  answerStates,
  type QuestionReadings,
  type Readings,
} from '@equipoise/domain';
import { type Ratings, ratingsFromLong } from '@equipoise/stats';

/** Answers to one question in the form of the statistics, readers in the order in which they are shown. */
export interface RatedQuestion {
  readonly name: string;
  readonly kind: Exclude<AnswerKind, 'mask'>;
  /** Classes in order of code; null for numbers. */
  readonly classes: readonly string[] | null;
  /** Answers alone, of readers with at least one; units are the cases of the readings. */
  readonly ratings: Ratings;
  /** Reader of each column as shown. */
  readonly readers: readonly string[];
  /** Index of each reader among the readings' readers. */
  readonly readerIndex: readonly number[];
  /** State of each reading (see {@link answerStates}) by case and reader; 255 where there is none. */
  readonly states: Uint8Array;
  /** Answers by case and reader; NaN where there is none. */
  readonly table: Float64Array;
  /** Answers of the reference label by case; null where there is none. */
  readonly reference: Float64Array | null;
  readonly referenceName: string | null;
  /** Cases answered by two readers or more. */
  readonly pairedCount: number;
  /** Cases with an answer. */
  readonly answeredCaseCount: number;
  /** True where every case with an answer was answered by every reader. */
  readonly isComplete: boolean;
  readonly unsureCount: number;
  /** Index of the class that counts as positive in questions of two classes. */
  readonly positive: number;
}

const answered = answerStates.indexOf('answered');
const unsure = answerStates.indexOf('cannot-tell');

/**
 * Brings the readings of a question into the form of the statistics. The reference reader stands apart; readers
 * without an answer are left out.
 *
 * @param readings all readings
 * @param question categorical, ordinal or numeric
 * @param readerLabels readers as shown
 * @param reference index of the reference among the readers; null for none
 */
export function rateQuestion(
  readings: Readings,
  question: QuestionReadings,
  readerLabels: readonly string[],
  reference: number | null,
): RatedQuestion {
  const { caseIndex, readerIndex, answer, state } = question;
  const counts = new Int32Array(readings.readerNames.length);
  const unsureBy = new Int32Array(counts.length);
  for (let i = 0; i < state.length; i++) {
    if (state[i] === answered) counts[readerIndex[i]!]!++;
    else if (state[i] === unsure) unsureBy[readerIndex[i]!]!++;
  }
  const order = [...counts.keys()]
    .filter((g) => g !== reference && counts[g]! + unsureBy[g]! > 0)
    .sort((a, b) => (readerLabels[a]! < readerLabels[b]! ? -1 : 1));
  const place = new Int32Array(counts.length).fill(-1);
  order.forEach((g, k) => {
    place[g] = k;
  });
  const n = readings.caseCount;
  const k = order.length;
  const states = new Uint8Array(n * k).fill(255);
  const table = new Float64Array(n * k).fill(Number.NaN);
  const golden = reference === null ? null : new Float64Array(n).fill(Number.NaN);
  const rows: number[] = [];
  let unsureCount = 0;
  for (let i = 0; i < state.length; i++) {
    const column = place[readerIndex[i]!]!;
    if (golden !== null && readerIndex[i] === reference && state[i] === answered) {
      golden[caseIndex[i]!] = answer[i]!;
    }
    if (column < 0) continue;
    states[caseIndex[i]! * k + column] = state[i]!;
    if (state[i] === unsure) unsureCount++;
    if (state[i] !== answered) continue;
    table[caseIndex[i]! * k + column] = answer[i]!;
    rows.push(i);
  }
  const ratings = ratingsFromLong({
    unit: Int32Array.from(rows, (i) => caseIndex[i]!),
    reader: Int32Array.from(rows, (i) => place[readerIndex[i]!]!),
    value: Float64Array.from(rows, (i) => answer[i]!),
    unitCount: n,
    readerCount: k,
    patients: readings.patient,
    ...(question.classes === null ? {} : { categoryCount: question.classes.length }),
  });
  let pairedCount = 0;
  let answeredCaseCount = 0;
  let isComplete = k > 0;
  for (let u = 0; u < n; u++) {
    const size = ratings.starts[u + 1]! - ratings.starts[u]!;
    if (size > 0) answeredCaseCount++;
    if (size >= 2) pairedCount++;
    if (size > 0 && size < k) isComplete = false;
  }
  return {
    name: question.name,
    kind: question.kind === 'mask' ? 'categorical' : question.kind,
    classes: question.classes,
    ratings,
    readers: order.map((g) => readerLabels[g]!),
    readerIndex: order,
    states,
    table,
    reference: golden,
    referenceName: reference === null ? null : readerLabels[reference]!,
    pairedCount,
    answeredCaseCount,
    isComplete,
    unsureCount,
    positive: positiveClass(question.classes),
  };
}

const negatives = new Set(['0', 'no', 'false', 'absent', 'negative', 'normal', 'none', 'benign']);

/** Of two classes the one whose name does not say no; the second where that does not tell. */
function positiveClass(classes: readonly string[] | null): number {
  if (classes?.length !== 2) return 1;
  const [first, second] = classes;
  const isFirstNo = negatives.has(first!.toLowerCase());
  return !isFirstNo && negatives.has(second!.toLowerCase()) ? 0 : 1;
}

/**
 * The readers with most answers where there are more than `most`, in the order shown.
 *
 * @returns columns of the question
 */
export function busiestReaders(question: RatedQuestion, most: number): number[] {
  const counts = answersByReader(question);
  const all = [...counts.keys()].filter((g) => counts[g]! > 0);
  if (all.length <= most) return all;
  return all
    .sort((a, b) => counts[b]! - counts[a]! || a - b)
    .slice(0, most)
    .sort((a, b) => a - b);
}

/** Number of answers of each reader. */
export function answersByReader(question: RatedQuestion): Int32Array {
  const counts = new Int32Array(question.readers.length);
  for (const reader of question.ratings.readers) counts[reader]!++;
  return counts;
}

/**
 * Two columns of answers as ratings of two readers, on the cases both answered.
 *
 * @param a answers by case, NaN where missing
 * @param b the other
 * @param like where patients and categories come from
 * @param among the cases that the first of them answered, where they are known; all when absent
 */
export function pairRatings(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  like: { readonly ratings: Ratings; readonly classes: readonly string[] | null },
  among: Int32Array = answeredUnits(a),
): Ratings {
  const { patients, patientCount } = like.ratings;
  const { units, of } = commonUnits(among, b, patients);
  if (like.classes === null) {
    const value = new Float64Array(units.length * 2);
    units.forEach((u, i) => {
      value[2 * i] = a[u]!;
      value[2 * i + 1] = b[u]!;
    });
    const unit = Int32Array.from({ length: value.length }, (_, i) => i >> 1);
    const reader = Int32Array.from({ length: value.length }, (_, i) => i & 1);
    const made = ratingsFromLong({ unit, reader, value, unitCount: units.length, readerCount: 2 });
    return { ...made, patients: of, patientCount };
  }
  const codes = new Int32Array(units.length * 2);
  const readers = new Int32Array(codes.length);
  const starts = new Int32Array(units.length + 1);
  for (let i = 0; i < units.length; i++) {
    codes[2 * i] = a[units[i]!]!;
    codes[2 * i + 1] = b[units[i]!]!;
    readers[2 * i + 1] = 1;
    starts[i + 1] = 2 * (i + 1);
  }
  return {
    unitCount: units.length,
    readerCount: 2,
    starts,
    readers,
    codes,
    categories: Float64Array.from(like.classes, (_, i) => i),
    patients: of,
    patientCount,
    missingCount: 0,
    repeatedCount: 0,
  };
}

/** The units that a second column has an answer to as well, with their patients. */
function commonUnits(
  among: Int32Array,
  second: ArrayLike<number>,
  patients: Int32Array,
): { readonly units: Int32Array; readonly of: Int32Array } {
  const units = new Int32Array(among.length);
  const of = new Int32Array(among.length);
  let count = 0;
  for (let i = 0; i < among.length; i++) {
    const unit = among[i]!;
    if (Number.isNaN(second[unit]!)) continue;
    units[count] = unit;
    of[count++] = patients[unit]!;
  }
  return { units: units.subarray(0, count), of: of.subarray(0, count) };
}

/** Cases that a column has an answer to. */
export function answeredUnits(column: ArrayLike<number>): Int32Array {
  const units: number[] = [];
  for (let u = 0; u < column.length; u++) if (!Number.isNaN(column[u]!)) units.push(u);
  return Int32Array.from(units);
}

/** Ratings without the patients who have no case among them; the others keep their order. */
export function withOwnPatients(ratings: Ratings): Ratings {
  const { patients, patientCount } = ratings;
  // First which patients there are, then the place of each among them.
  const place = new Int32Array(patientCount);
  for (let u = 0; u < patients.length; u++) place[patients[u]!] = 1;
  let count = 0;
  for (let p = 0; p < patientCount; p++) if (place[p] === 1) place[p] = count++;
  const own = new Int32Array(patients.length);
  for (let u = 0; u < patients.length; u++) own[u] = place[patients[u]!]!;
  return { ...ratings, patients: own, patientCount: count };
}

/** Column of one reader. */
export function columnOf(question: RatedQuestion, reader: number): Float64Array {
  const { table, readers } = question;
  const k = readers.length;
  const out = new Float64Array(table.length / Math.max(1, k));
  for (let u = 0; u < out.length; u++) out[u] = table[u * k + reader]!;
  return out;
}

/** Patients among the cases that a test keeps. */
export function countPatients(ratings: Ratings, keep: (unit: number) => boolean): number {
  const seen = new Uint8Array(ratings.patientCount);
  let count = 0;
  for (let u = 0; u < ratings.unitCount; u++) {
    if (!keep(u) || seen[ratings.patients[u]!] === 1) continue;
    seen[ratings.patients[u]!] = 1;
    count++;
  }
  return count;
}
