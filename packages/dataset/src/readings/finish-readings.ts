import { answerStates, type QuestionReadings, type Readings } from '@equipoise/domain';
import { fail } from '../errors.ts';
import type { IntakeNote } from '../table.ts';
import { answerScale, classKey, isNumberText } from './answer-kinds.ts';
import type { RawQuestion, RawReadings } from './raw-readings.ts';
import { type ReadingsOptions, usualCannotTell } from './readings-options.ts';

const answered = answerStates.indexOf('answered');
const notAsked = answerStates.indexOf('not-asked');
const cannotTell = answerStates.indexOf('cannot-tell');

/** Readings and what the reader of a report should know about how they were read. */
export interface ReadReadings {
  readonly readings: Readings;
  readonly notes: readonly IntakeNote[];
}

function folded(words: readonly string[] | undefined): Set<string> {
  return new Set((words ?? []).map((word) => word.trim().toLowerCase()));
}

/**
 * Makes readings of what a file holds: blank, "cannot tell" and an answer are three things; a reading given
 * twice is counted, never averaged.
 *
 * @throws dataset/duplicate-reading, dataset/unknown-class, dataset/mixed-scale, dataset/not-a-number
 */
export function finishReadings(raw: RawReadings, options: ReadingsOptions = {}): ReadReadings {
  const notes: IntakeNote[] = [...raw.notes];
  const questions = raw.questions.map((question) => finishQuestion(raw, question, options, notes));
  const patientOf = new Map<string, number>();
  const patient = new Int32Array(raw.caseNames.length);
  for (let i = 0; i < patient.length; i += 1) {
    // A case without a patient of its own stands for itself.
    const name = raw.patients?.[i] ?? null;
    const key = name === null ? `case ${i}` : `patient ${name}`;
    let code = patientOf.get(key);
    if (code === undefined) {
      code = patientOf.size;
      patientOf.set(key, code);
    }
    patient[i] = code;
  }
  const readings: Readings = {
    caseCount: raw.caseNames.length,
    caseNames: raw.caseNames,
    readerNames: raw.readerNames,
    patient,
    patientCount: patientOf.size,
    unit: raw.patients === null ? 'case' : 'patient',
    attributes: raw.attributes.map((attribute) => ({
      name: attribute.name,
      source: attribute.source,
      levels: attribute.levels,
      codes: attribute.codes,
      missingLevel: attribute.missingCode,
      isOrdered: attribute.ordered,
      role: 'group' as const,
      values: null,
      closedSide: null,
    })),
    questions,
  };
  return { readings, notes };
}

function finishQuestion(
  raw: RawReadings,
  question: RawQuestion,
  options: ReadingsOptions,
  notes: IntakeNote[],
): QuestionReadings {
  const blankWords = folded(options.notAsked);
  const unsureWords = folded(options.cannotTell ?? usualCannotTell);
  const n = question.answer.length;
  const state = new Uint8Array(n);
  const values = new Map<string, number>();
  const noted = new Set<string>();
  for (let i = 0; i < n; i += 1) {
    const text = question.answer[i] ?? null;
    const word = text?.trim().toLowerCase() ?? '';
    if (word === '' || blankWords.has(word)) state[i] = notAsked;
    else if (unsureWords.has(word)) {
      state[i] = cannotTell;
      if (options.cannotTell === undefined) noted.add(text!);
    } else {
      state[i] = answered;
      if (!values.has(text!)) values.set(text!, question.row[i]!);
    }
  }
  if (noted.size > 0) {
    notes.push({
      code: 'cannot-tell',
      message: `Question '${question.name}': ${[...noted].map((word) => `"${word}"`).join(', ')} is taken as "cannot tell"; declare other words with --cannot-tell.`,
    });
  }
  const scale = answerScale(raw.file, question.name, values, options);
  notes.push(...scale.notes);
  const areNumbers = scale.classes?.every(isNumberText) ?? false;
  const codeOf = new Map(scale.classes?.map((name, at) => [name, at]));
  const answer = new Float64Array(n).fill(Number.NaN);
  for (let i = 0; i < n; i += 1) {
    if (state[i] !== answered) continue;
    const text = question.answer[i]!;
    answer[i] = scale.classes === null ? Number(text) : codeOf.get(classKey(text, areNumbers))!;
  }
  const kept = withoutRepeats(raw, question, answer, state, options.repeats ?? 'refuse');
  const pick = kept.rows;
  const hasTime = question.seconds.some((value) => !Number.isNaN(value));
  return {
    name: question.name,
    kind: scale.kind,
    classes: scale.classes,
    caseIndex: Int32Array.from(pick, (i) => question.caseIndex[i]!),
    readerIndex: Int32Array.from(pick, (i) => question.readerIndex[i]!),
    answer: Float64Array.from(pick, (i) => answer[i]!),
    state: Uint8Array.from(pick, (i) => state[i]!),
    durationSeconds: hasTime ? Float64Array.from(pick, (i) => question.seconds[i]!) : null,
    leftOut: [
      ...raw.leftOut.map(({ reason, count }) => ({ reason, readingCount: count })),
      ...kept.leftOut,
    ],
  };
}

/** One reading for each reader and case; what is left out is counted with the reason. */
function withoutRepeats(
  raw: RawReadings,
  question: RawQuestion,
  answer: Float64Array,
  state: Uint8Array,
  rule: 'refuse' | 'first' | 'last',
): { rows: number[]; leftOut: { reason: string; readingCount: number }[] } {
  const seen = new Map<number, number>();
  const readers = raw.readerNames.length;
  let same = 0;
  let other = 0;
  for (let i = 0; i < answer.length; i += 1) {
    const key = question.caseIndex[i]! * readers + question.readerIndex[i]!;
    const before = seen.get(key);
    if (before === undefined) {
      seen.set(key, i);
      continue;
    }
    const isSame = state[i] === state[before] && Object.is(answer[i], answer[before]);
    if (isSame) {
      same += 1;
      continue;
    }
    // A blank beside an answer is no second answer.
    if (state[i] === notAsked) {
      same += 1;
      continue;
    }
    if (state[before] === notAsked) {
      seen.set(key, i);
      same += 1;
      continue;
    }
    if (rule === 'refuse') {
      fail(
        'dataset/duplicate-reading',
        `one reader answered the same case differently in rows ${question.row[before]!} and ${question.row[i]!}.`,
        'Say which reading counts with --repeats first or --repeats last, or give each occasion its own reader name.',
        { file: raw.file, column: question.name },
      );
    }
    other += 1;
    if (rule === 'last') seen.set(key, i);
  }
  const leftOut = [];
  if (same > 0) leftOut.push({ reason: 'same reading given twice', readingCount: same });
  if (other > 0) {
    leftOut.push({
      reason: `second, different reading of a case (${rule} kept)`,
      readingCount: other,
    });
  }
  return { rows: [...seen.values()].sort((a, b) => a - b), leftOut };
}
