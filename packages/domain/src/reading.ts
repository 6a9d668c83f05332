import type { Attribute } from './study.ts';

/** What kind of answer a question asks for. */
export type AnswerKind = 'categorical' | 'ordinal' | 'numeric' | 'mask';

/**
 * What became of a question put to a reader: an answer; nothing was asked or recorded; the reader could not
 * tell or called the image ungradable. That nothing was found is an answer like any other.
 */
export const answerStates = ['answered', 'not-asked', 'cannot-tell'] as const;

/** One of {@link answerStates}. */
export type AnswerState = (typeof answerStates)[number];

/** The readings of one question, one entry a reading. */
export interface QuestionReadings {
  readonly name: string;
  readonly kind: AnswerKind;
  /** Classes in order of code; null for numbers and masks. */
  readonly classes: readonly string[] | null;
  /** Case of each reading, 0-based. */
  readonly caseIndex: Int32Array;
  /** Reader of each reading, 0-based. */
  readonly readerIndex: Int32Array;
  /** Class index, number, or index of the mask; NaN where there is no answer. */
  readonly answer: Float64Array;
  /** Index into {@link answerStates}. */
  readonly state: Uint8Array;
  /** Seconds the reading took; NaN unknown; null where not recorded. */
  readonly durationSeconds: Float64Array | null;
  /** Readings left out, with the reason. */
  readonly leftOut: readonly { readonly reason: string; readonly readingCount: number }[];
}

/** Readings of several questions about the same cases by the same readers. */
export interface Readings {
  readonly caseCount: number;
  readonly caseNames: readonly string[];
  /** As recorded; reports show pseudonyms unless asked. */
  readonly readerNames: readonly string[];
  /** Patient of each case; the case itself where no patient is declared. */
  readonly patient: Int32Array;
  readonly patientCount: number;
  readonly unit: 'patient' | 'case';
  /** Attributes of cases; codes run over cases. */
  readonly attributes: readonly Attribute[];
  readonly questions: readonly QuestionReadings[];
}

/** The reference label of each case as a distribution over classes: what an audit draws labels from. */
export interface LabelDistribution {
  readonly task: string;
  readonly classes: readonly string[];
  /** Probability of each class, cases by classes, row-major; rows of NaN where nobody answered. */
  readonly probability: Float64Array;
  readonly caseCount: number;
  readonly method: string;
}
