import { answerStates, type QuestionReadings, type Readings } from '@equipoise/domain';
import { makeReadings, type Readings as PanelReadings } from '../fusion/readings.ts';

const answered = answerStates.indexOf('answered');
const cannotTell = answerStates.indexOf('cannot-tell');

/** The answers of one question as fusion takes them, with what is shown of it. */
export interface Panel {
  readonly task: string;
  readonly classes: readonly string[];
  readonly isOrdinal: boolean;
  /** Class that a sentence is about: the finding of a yes/no question; null with more classes. */
  readonly target: number | null;
  readonly answers: PanelReadings;
  /** Readers who answered, ascending. */
  readonly active: readonly number[];
  /** Times that a reader could not tell, per case. */
  readonly cannotTell: Int32Array;
  /** Cases with an answer. */
  readonly readCount: number;
}

const negativeWords = new Set([
  '0',
  'no',
  'false',
  'absent',
  'negative',
  'normal',
  'benign',
  'none',
  'no finding',
]);

/** Of two classes the one that is found; the second unless its name says that it is the lack of one. */
function targetOf(classes: readonly string[]): number | null {
  if (classes.length !== 2) return null;
  const isNone = classes.map((name) => negativeWords.has(name.trim().toLowerCase()));
  return isNone[1] && !isNone[0] ? 0 : 1;
}

/** Classes about which a figure is told: the target, or all. */
export function toldClasses(panel: Panel): readonly number[] {
  return panel.target === null ? panel.classes.map((_, c) => c) : [panel.target];
}

/**
 * Answers of one categorical or ordinal question.
 *
 * @returns null for numbers and masks, and where nobody answered
 */
export function panelOf(readings: Readings, question: QuestionReadings): Panel | null {
  const { classes, kind } = question;
  if (classes === null || classes.length === 0 || (kind !== 'categorical' && kind !== 'ordinal')) {
    return null;
  }
  const count = question.answer.length;
  const label = new Int32Array(count);
  const unsure = new Int32Array(readings.caseCount);
  for (let i = 0; i < count; i++) {
    const isAnswer = question.state[i] === answered && !Number.isNaN(question.answer[i]!);
    label[i] = isAnswer ? question.answer[i]! : -1;
    if (question.state[i] === cannotTell) unsure[question.caseIndex[i]!]!++;
  }
  const answers = makeReadings(question.caseIndex, question.readerIndex, label, {
    caseCount: readings.caseCount,
    readerCount: readings.readerNames.length,
    classCount: Math.max(2, classes.length),
  });
  if (answers.label.length === 0) return null;
  let readCount = 0;
  for (let t = 0; t < answers.caseCount; t++) {
    if (answers.starts[t + 1]! > answers.starts[t]!) readCount++;
  }
  return {
    task: question.name,
    classes: classes.length === 1 ? [...classes, `not ${classes[0]}`] : classes,
    isOrdinal: kind === 'ordinal' && classes.length > 2,
    target: targetOf(classes),
    answers,
    active: [...new Set(answers.reader)].sort((a, b) => a - b),
    cannotTell: unsure,
    readCount,
  };
}

/** The same answers as if one reader had given them all: for columns that are slots and no persons. */
export function pooledPanel({ answers }: Panel): PanelReadings {
  return { ...answers, readerCount: 1, reader: new Int32Array(answers.reader.length) };
}

const positiveWords = new Set(['1', 'yes', 'true', 'present', 'positive']);

/** The target as a sentence calls it: `positive`, or the name of the class in quotes. */
export function targetText(panel: Panel): string {
  if (panel.target === null) return '';
  const name = panel.classes[panel.target]!;
  return positiveWords.has(name.trim().toLowerCase()) ? 'positive' : `"${name}"`;
}
