import {
  type AnswerRecord,
  answerStates,
  readPurposes,
  type StudyProtocol,
} from '@equipoise/domain';
import { type ExportedQuestion, exportedQuestions, ungradableWord } from './readings-table.ts';

/** One column of answers, as the statistics know it: class or number, and what became of the question. */
export interface AnswerColumn {
  /** The question it belongs to; several columns may. */
  readonly questionId: string;
  readonly exported: ExportedQuestion;
  /** Class index or number by row; NaN without an answer. */
  answer: Float64Array;
  /** Index into the states of an answer by row. */
  state: Uint8Array;
}

/**
 * All answers of a study without their documents: some bytes an answer and question, so that a million readings fit
 * where the same records as objects would not. Rows come in any order; one that was replaced stays as a gap.
 */
export interface AnswerColumns {
  /** Rows in use, gaps among them. */
  length: number;
  /** Place of the case in the protocol; −1 where it has none. */
  caseAt: Int32Array;
  /** Place of the reader in the protocol, behind it those it names no more; −1 where it has none. */
  readerAt: Int32Array;
  /** Place among `arms`; −1 without one. */
  armAt: Int32Array;
  /** Place among the purposes of a reading; 255 for a gap. */
  purpose: Uint8Array;
  /** 1 for a final answer, 0 for one before the model was shown. */
  isFinal: Uint8Array;
  isValid: Uint8Array;
  /** Whether the task stands in the reader's order. */
  isOrdered: Uint8Array;
  /** Number of the instructions that the reader was told. */
  instructionsNumber: Int32Array;
  /** Place of the arm of the instructions among `instructionArms`; −1 without one. */
  instructionArmAt: Int32Array;
  activeSeconds: Float64Array;
  /** Names of arms in the order they were met. */
  readonly arms: string[];
  /** Names of arms of the instructions in the order they were met. */
  readonly instructionArms: string[];
  readonly columns: readonly AnswerColumn[];
}

/** Purpose of a row that no longer counts. */
export const gapRow = 255;

/** The names that columns are numbered by. */
export interface ColumnPlaces {
  readonly caseAt: ReadonlyMap<string, number>;
  readonly readerAt: ReadonlyMap<string, number>;
}

/**
 * Places of cases and readers of a protocol.
 *
 * @param others readers that the protocol names no more; their places come behind
 */
export function columnPlaces(
  protocol: StudyProtocol,
  others: readonly string[] = [],
): ColumnPlaces {
  const readers = new Set([...protocol.readers.map(({ readerId }) => readerId), ...others]);
  return {
    caseAt: new Map(protocol.cases.map((one, at) => [one.caseId, at])),
    readerAt: new Map([...readers].map((readerId, at) => [readerId, at])),
  };
}

/** Columns of a protocol's questions without a row. */
export function emptyColumns(protocol: StudyProtocol, capacity = 1024): AnswerColumns {
  return {
    length: 0,
    caseAt: new Int32Array(capacity),
    readerAt: new Int32Array(capacity),
    armAt: new Int32Array(capacity),
    purpose: new Uint8Array(capacity),
    isFinal: new Uint8Array(capacity),
    isValid: new Uint8Array(capacity),
    isOrdered: new Uint8Array(capacity),
    instructionsNumber: new Int32Array(capacity),
    instructionArmAt: new Int32Array(capacity),
    activeSeconds: new Float64Array(capacity),
    arms: [],
    instructionArms: [],
    columns: protocol.questions.flatMap((question) =>
      exportedQuestions(question).map((exported) => ({
        questionId: question.id,
        exported,
        answer: new Float64Array(capacity),
        state: new Uint8Array(capacity),
      })),
    ),
  };
}

function grown<T extends Int32Array | Uint8Array | Float64Array>(from: T, capacity: number): T {
  const Typed = from.constructor as new (length: number) => T; // the constructor of its own kind
  const to = new Typed(capacity);
  to.set(from);
  return to;
}

function makeRoom(columns: AnswerColumns): void {
  if (columns.length < columns.purpose.length) return;
  const capacity = Math.max(1024, columns.purpose.length * 2);
  columns.caseAt = grown(columns.caseAt, capacity);
  columns.readerAt = grown(columns.readerAt, capacity);
  columns.armAt = grown(columns.armAt, capacity);
  columns.purpose = grown(columns.purpose, capacity);
  columns.isFinal = grown(columns.isFinal, capacity);
  columns.isValid = grown(columns.isValid, capacity);
  columns.isOrdered = grown(columns.isOrdered, capacity);
  columns.instructionsNumber = grown(columns.instructionsNumber, capacity);
  columns.instructionArmAt = grown(columns.instructionArmAt, capacity);
  columns.activeSeconds = grown(columns.activeSeconds, capacity);
  for (const column of columns.columns) {
    column.answer = grown(column.answer, capacity);
    column.state = grown(column.state, capacity);
  }
}

const notAsked = answerStates.indexOf('not-asked');
const unsure = answerStates.indexOf('cannot-tell');
const answered = answerStates.indexOf('answered');

/** What a row takes of a record. */
export type ColumnRecord = Pick<
  AnswerRecord,
  | 'caseId'
  | 'readerId'
  | 'arm'
  | 'purpose'
  | 'step'
  | 'isValid'
  | 'instructionsNumber'
  | 'instructionArm'
  | 'activeSeconds'
  | 'answers'
>;

/**
 * Adds a record as a row.
 *
 * @param isOrdered whether its task stands in the reader's order
 */
export function appendRecord(
  columns: AnswerColumns,
  places: ColumnPlaces,
  record: ColumnRecord,
  isOrdered: boolean,
): void {
  makeRoom(columns);
  const row = columns.length;
  columns.length += 1;
  columns.caseAt[row] = places.caseAt.get(record.caseId) ?? -1;
  columns.readerAt[row] = places.readerAt.get(record.readerId) ?? -1;
  columns.armAt[row] = placeOfArm(columns.arms, record.arm);
  columns.purpose[row] = readPurposes.indexOf(record.purpose);
  columns.isFinal[row] = record.step === 'final' ? 1 : 0;
  columns.isValid[row] = record.isValid ? 1 : 0;
  columns.isOrdered[row] = isOrdered ? 1 : 0;
  columns.instructionsNumber[row] = record.instructionsNumber;
  columns.instructionArmAt[row] = placeOfArm(columns.instructionArms, record.instructionArm);
  columns.activeSeconds[row] = record.activeSeconds;
  for (const column of columns.columns) {
    const { exported, questionId } = column;
    const cell = exported.cellOf(record.answers.find((one) => one.questionId === questionId));
    column.answer[row] = Number.NaN;
    if (cell === null) column.state[row] = notAsked;
    else if (cell === ungradableWord) column.state[row] = unsure;
    else {
      column.state[row] = answered;
      column.answer[row] =
        exported.classes === null ? Number(cell) : exported.classes.indexOf(String(cell));
    }
  }
}

function placeOfArm(arms: string[], arm: string | null): number {
  if (arm === null) return -1;
  const at = arms.indexOf(arm);
  return at >= 0 ? at : arms.push(arm) - 1;
}

/** Makes every row of some cases a gap, so that their answers can be added anew. */
export function dropCases(columns: AnswerColumns, casePlaces: ReadonlySet<number>): void {
  for (let row = 0; row < columns.length; row += 1) {
    if (casePlaces.has(columns.caseAt[row]!)) columns.purpose[row] = gapRow;
  }
}
