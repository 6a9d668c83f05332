import {
  denseCodes,
  type Limits,
  none,
  some,
  twoSidedZ,
  type Value,
  wilsonWithCritical,
} from '@equipoise/stats';
import { fail } from '../errors.ts';
import type { LabelPosterior } from './label-posterior.ts';
import type { Readings } from './readings.ts';

/** A rate of one reader, with its interval. */
export interface ReaderRate {
  /** The rate, or why there is none. */
  readonly estimate: Value;
  /** Its limits; null where there is no estimate. */
  readonly limits: Limits | null;
  /** Expected number of answers behind it. */
  readonly answers: number;
  /** Independent answers of known cases that would tell as much. */
  readonly effectiveAnswers: number;
}

/** How one reader does on one class. */
export interface ReaderClassRates {
  readonly reader: number;
  readonly label: number;
  /** P(answers the class | case is of the class). */
  readonly sensitivity: ReaderRate;
  /** P(answers another class | case is of another class). */
  readonly specificity: ReaderRate;
  /** Share of the reader's answers that are the class; null without answers. */
  readonly answerShare: Value;
}

/**
 * Sensitivity and specificity of every reader for every class, against a reference that may itself be uncertain.
 * The variance has two parts: that of the answers over cases (summed within patients when clusters are given)
 * and that of the reference, whose classes are draws from the posterior. Wilson's form with the effective number
 * of answers turns it into limits. Meant for a reference that does not come from the same readings: a reference
 * fitted to them holds the reader's own vote, and its own parameters are uncertain, so limits come out too narrow
 * (80 to 92 of 100 instead of 95 in simulated panels of five); `sampledReaderRates` is the road for that.
 *
 * @param readings the answers
 * @param reference distribution per case; rows of zeros are left out
 * @param options confidence level (0.95) and a patient code per case
 * @returns reader-major, one entry per reader and class
 * @throws annotation/length-mismatch
 * @see Wilson 1927, doi:10.1080/01621459.1927.10502953; Cochran 1977, Sampling Techniques, chapter 6 (ratio estimator)
 */
export function readerRates(
  readings: Readings,
  reference: LabelPosterior,
  options: { readonly level?: number; readonly patients?: ArrayLike<number> } = {},
): ReaderClassRates[] {
  const { caseCount, readerCount, classCount } = readings;
  const { level = 0.95, patients } = options;
  if (reference.caseCount !== caseCount || (patients && patients.length !== caseCount)) {
    fail(
      'annotation/length-mismatch',
      `Readings cover ${caseCount} cases, the reference ${reference.caseCount}, patients ${patients?.length ?? caseCount}.`,
      'Pass one row of the reference and one patient per case.',
    );
  }
  const z = twoSidedZ(level);
  const codes = patients ? denseCodes(patients) : null;
  const patientOf = codes ? codes.codes : Int32Array.from({ length: caseCount }, (_, t) => t);
  const scratch = new Float64Array(codes ? codes.count : caseCount);
  const { first, caseOf, answer } = byReader(readings, reference);
  const out: ReaderClassRates[] = [];
  for (let r = 0; r < readerCount; r++) {
    const mine: Answers = {
      caseOf: caseOf.subarray(first[r]!, first[r + 1]!),
      answer: answer.subarray(first[r]!, first[r + 1]!),
      patientOf,
      scratch,
    };
    for (let c = 0; c < classCount; c++) {
      let yes = 0;
      for (let i = 0; i < mine.answer.length; i++) if (mine.answer[i] === c) yes++;
      out.push({
        reader: r,
        label: c,
        sensitivity: rate(mine, reference, c, true, z),
        specificity: rate(mine, reference, c, false, z),
        answerShare: mine.answer.length > 0 ? some(yes / mine.answer.length) : none('no-answers'),
      });
    }
  }
  return out;
}

interface Answers {
  readonly caseOf: Int32Array;
  readonly answer: Int32Array;
  readonly patientOf: Int32Array;
  /** One zero per patient; zeros again when a rate is done. */
  readonly scratch: Float64Array;
}

/** Answers about cases that have a reference, sorted by reader. */
function byReader(
  { caseCount, readerCount, starts, reader, label }: Readings,
  { values, classCount }: LabelPosterior,
): { readonly first: Int32Array; readonly caseOf: Int32Array; readonly answer: Int32Array } {
  const first = new Int32Array(readerCount + 1);
  const isKnown = new Uint8Array(caseCount);
  for (let t = 0; t < caseCount; t++) {
    for (let c = 0; c < classCount; c++) if (values[t * classCount + c]! > 0) isKnown[t] = 1;
    if (isKnown[t] === 0) continue;
    for (let i = starts[t]!; i < starts[t + 1]!; i++) first[reader[i]! + 1]!++;
  }
  for (let r = 0; r < readerCount; r++) first[r + 1]! += first[r]!;
  const place = first.slice(0, readerCount);
  const caseOf = new Int32Array(first[readerCount]!);
  const answer = new Int32Array(first[readerCount]!);
  for (let t = 0; t < caseCount; t++) {
    if (isKnown[t] === 0) continue;
    for (let i = starts[t]!; i < starts[t + 1]!; i++) {
      const at = place[reader[i]!]!++;
      caseOf[at] = t;
      answer[at] = label[i]!;
    }
  }
  return { first, caseOf, answer };
}

function rate(
  { caseOf, answer, patientOf, scratch }: Answers,
  { values, classCount }: LabelPosterior,
  c: number,
  isSensitivity: boolean,
  z: number,
): ReaderRate {
  let mass = 0;
  let hits = 0;
  for (let i = 0; i < answer.length; i++) {
    const p = values[caseOf[i]! * classCount + c]!;
    const weight = isSensitivity ? p : 1 - p;
    mass += weight;
    if ((answer[i] === c) === isSensitivity) hits += weight;
  }
  if (!(mass > 1e-9)) {
    const reason = isSensitivity ? 'class-absent' : 'other-classes-absent';
    return { estimate: none(reason), limits: null, answers: 0, effectiveAnswers: 0 };
  }
  const value = Math.min(1, hits / mass);
  // Only cases that carry weight are observations of this rate.
  const touched = new Set<number>();
  let uncertain = 0;
  for (let i = 0; i < answer.length; i++) {
    const p = values[caseOf[i]! * classCount + c]!;
    const weight = isSensitivity ? p : 1 - p;
    if (!(weight > 0)) continue;
    const off = ((answer[i] === c) === isSensitivity ? 1 : 0) - value;
    const patient = patientOf[caseOf[i]!]!;
    touched.add(patient);
    scratch[patient]! += weight * off;
    uncertain += p * (1 - p) * off * off;
  }
  let squares = 0;
  for (const patient of touched) {
    squares += scratch[patient]! * scratch[patient]!;
    scratch[patient] = 0;
  }
  const count = touched.size;
  const sampling = count > 1 ? (squares * count) / (count - 1) : squares;
  const variance = (sampling + uncertain) / (mass * mass);
  const binomial = (value * (1 - value)) / mass;
  // Where all agree the variance says nothing: patients then count once each.
  const effectiveAnswers =
    binomial > 0 ? mass / Math.max(1, variance / binomial) : Math.min(mass, count);
  return {
    estimate: some(value),
    limits: wilsonWithCritical(value, effectiveAnswers, z),
    answers: mass,
    effectiveAnswers,
  };
}
