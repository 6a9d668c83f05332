import type { Answer, AnswerRecord, Question, StudyProtocol } from '@equipoise/domain';
import { isShapeQuestion } from '../protocol/check-answers.ts';
import { optionsOf } from '../protocol/check-readiness.ts';
import { chosenValues } from '../protocol/skip-logic.ts';

/** A cell of a table. */
export type Cell = string | number | boolean | null;

/** A table of readings, a row for each case and reader: what `equipoise agreement` reads. */
export interface ReadingsTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Answer columns and how each is to be understood. */
  readonly questions: readonly ExportedQuestion[];
  /** Options that make `equipoise agreement` understand the table as the study meant it. */
  readonly options: readonly string[];
}

/** One column of answers. */
export interface ExportedQuestion {
  readonly name: string;
  readonly kind: 'categorical' | 'ordinal' | 'numeric';
  /** Classes in the order of the protocol; null for numbers. */
  readonly classes: readonly string[] | null;
  /** The answer in words; null: not asked. `cannot tell` stands for ungradable. */
  readonly cellOf: (answer: Answer | undefined) => Cell;
}

/** The word for "ungradable" in exported cells. */
export const ungradableWord = 'ungradable';
/** The class of "nothing found" where a question has answers to choose from. */
export const nothingFoundWord = 'nothing found';

const yesNo: readonly string[] = ['no', 'yes'];

function choice(question: Question): ExportedQuestion[] {
  const values = optionsOf(question).map((option) => option.value);
  const hasNothing = question.hasNothingFound && !values.includes(nothingFoundWord);
  return [
    {
      name: question.id,
      // "Nothing found" has no place on an ordinal scale.
      kind: question.kind === 'ordinal' && !hasNothing ? 'ordinal' : 'categorical',
      classes: hasNothing ? [nothingFoundWord, ...values] : values,
      cellOf: (answer) => {
        if (answer === undefined) return null;
        if (answer.outcome === 'ungradable') return ungradableWord;
        if (answer.outcome === 'nothing-found') return nothingFoundWord;
        return chosenValues(answer)[0] ?? null;
      },
    },
  ];
}

/** One column for each option or label: chosen or drawn, or not. */
function byOption(question: Question): ExportedQuestion[] {
  return optionsOf(question).map((option) => ({
    name: `${question.id}: ${option.value}`,
    kind: 'categorical',
    classes: yesNo,
    cellOf: (answer) => {
      if (answer === undefined) return null;
      if (answer.outcome === 'ungradable') return ungradableWord;
      return chosenValues(answer).includes(option.value) ? 'yes' : 'no';
    },
  }));
}

function number(question: Question): ExportedQuestion[] {
  return [
    {
      name: question.id,
      kind: 'numeric',
      classes: null,
      cellOf: (answer) => {
        // "Nothing found" is no number: nothing was measured.
        if (answer === undefined || answer.outcome === 'nothing-found') return null;
        if (answer.outcome === 'ungradable') return ungradableWord;
        return answer.value.kind === 'number' ? answer.value.value : null;
      },
    },
  ];
}

/** The columns of a question; none for text. Of drawings it says which labels were drawn; the shapes go another way. */
export function exportedQuestions(question: Question): readonly ExportedQuestion[] {
  if (question.kind === 'text') return [];
  if (question.kind === 'number') return number(question);
  return question.kind === 'multi' || isShapeQuestion(question)
    ? byOption(question)
    : choice(question);
}

/** Which readings are exported. */
export interface ExportOptions {
  /** Questions; all by default. */
  readonly questionIds?: readonly string[];
  /** Arm; needed where a reader read a case in several. */
  readonly arm?: string;
  /** Purposes; `measured` alone by default. */
  readonly purposes?: readonly AnswerRecord['purpose'][];
  /** Answers before or after model output; `final` by default. */
  readonly step?: AnswerRecord['step'];
}

/** Whether an export takes a record; which cases and readers the protocol has is not asked. */
export function isExported(record: AnswerRecord, options: ExportOptions = {}): boolean {
  const { arm, purposes = ['measured'], step = 'final' } = options;
  return (
    record.isValid &&
    record.step === step &&
    purposes.includes(record.purpose) &&
    (arm === undefined || record.arm === arm)
  );
}

/** End of the names of files of other readings than the usual ones, such as `-gold` or `-first`; the arm is not in it. */
export function choiceEnd({ purposes = ['measured'], step = 'final' }: ExportOptions): string {
  const isUsual = purposes.length === 1 && purposes[0] === 'measured';
  return `${isUsual ? '' : `-${purposes.join('-')}`}${step === 'final' ? '' : `-${step}`}`;
}

/** The valid answers that an export takes, in the order of cases and readers of the protocol. */
export function exportedRecords(
  protocol: StudyProtocol,
  records: readonly AnswerRecord[],
  options: ExportOptions = {},
): readonly AnswerRecord[] {
  const caseAt = new Map(protocol.cases.map((one, at) => [one.caseId, at]));
  const readerAt = new Map(protocol.readers.map((one, at) => [one.readerId, at]));
  const at = (record: AnswerRecord): number =>
    caseAt.get(record.caseId)! * readerAt.size + readerAt.get(record.readerId)!;
  return records
    .filter(
      (one) => isExported(one, options) && caseAt.has(one.caseId) && readerAt.has(one.readerId),
    )
    .sort((a, b) => at(a) - at(b) || (a.submittedAt < b.submittedAt ? -1 : 1));
}

/**
 * Readings as a table: case, patient, reader, one column a question, confidence, time, arm, versions of protocol and
 * instructions, strata; where versions of the instructions are compared, the arm of the reader.
 *
 * @param records all answers of the study
 */
export function readingsTable(
  protocol: StudyProtocol,
  records: readonly AnswerRecord[],
  options: ExportOptions = {},
): ReadingsTable {
  const asked = protocol.questions.filter(
    (question) => options.questionIds?.includes(question.id) ?? true,
  );
  const questions = asked.flatMap(exportedQuestions);
  const sources = asked.flatMap((question) => exportedQuestions(question).map(() => question.id));
  const sure = asked.filter((question) => question.confidence !== null);
  const texts = asked.filter((question) => question.kind === 'text');
  const strata = [...new Set(protocol.cases.flatMap((one) => Object.keys(one.strata)))].sort();
  const cases = new Map(protocol.cases.map((one) => [one.caseId, one]));
  const hasArms = protocol.instructionArms !== null;
  const columns = [
    'case',
    'patient',
    'reader',
    ...questions.map((question) => question.name),
    ...sure.map((question) => `${question.id} confidence`),
    ...texts.map((question) => question.id),
    'seconds',
    'arm',
    'purpose',
    'step',
    'model_visible',
    'flipped',
    'protocol_version',
    'protocol_hash',
    'instructions_version',
    'instructions_number',
    ...(hasArms ? ['instructions'] : []),
    'opened_at',
    'submitted_at',
    'answer_id',
    'windows',
    ...strata.map((name) => `stratum ${name}`),
  ];
  const rows = exportedRecords(protocol, records, options).map((record): Cell[] => {
    const one = cases.get(record.caseId)!;
    const answers = new Map(record.answers.map((answer) => [answer.questionId, answer]));
    return [
      record.caseId,
      one.patientId ?? record.caseId,
      record.readerId,
      ...questions.map((question, at) => question.cellOf(answers.get(sources[at]!))),
      ...sure.map(({ id }) => {
        const answer = answers.get(id);
        return answer === undefined || answer.outcome === 'ungradable' ? null : answer.confidence;
      }),
      ...texts.map(({ id }) => {
        const answer = answers.get(id);
        return answer?.outcome === 'answered' && answer.value.kind === 'text'
          ? answer.value.text
          : null;
      }),
      record.activeSeconds,
      record.arm,
      record.purpose,
      record.step,
      record.wasModelVisible,
      record.isFlipped,
      record.protocolVersion,
      record.protocolHash,
      record.instructionsVersion,
      record.instructionsNumber,
      ...(hasArms ? [record.instructionArm] : []),
      record.openedAt,
      record.submittedAt,
      record.answerId,
      windowsText(record),
      ...strata.map((name) => one.strata[name] ?? null),
    ];
  });
  return { columns, rows, questions, options: commandOptions(questions) };
}

/** The grey window of each image when the answer was given: `image=centre/width`. */
function windowsText({ windows }: AnswerRecord): string | null {
  if (windows.length === 0) return null;
  return windows
    .map(
      ({ imageId, centre, width, isInverted }) =>
        `${imageId}=${centre}/${width}${isInverted ? ' inverted' : ''}`,
    )
    .join('; ');
}

function commandOptions(questions: readonly ExportedQuestion[]): string[] {
  const parts = ['--case', 'case', '--patient', 'patient', '--reader', 'reader'];
  parts.push('--seconds', 'seconds', '--label', questions.map(({ name }) => name).join(','));
  for (const { name, kind, classes } of questions) {
    parts.push('--kind', `${name}=${kind}`);
    if (classes !== null) parts.push('--classes', `${name}=${classes.join(',')}`);
  }
  parts.push('--cannot-tell', ungradableWord);
  return parts;
}
