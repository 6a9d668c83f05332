import type { Attribute } from '../attribute.ts';
import type { IntakeNote } from '../table.ts';

/** The readings of one question as they stand in a file. */
export interface RawQuestion {
  readonly name: string;
  readonly caseIndex: number[];
  readonly readerIndex: number[];
  /** The answer as text; null where blank. */
  readonly answer: (string | null)[];
  /** Row or record of each reading, for messages. */
  readonly row: number[];
  /** NaN where not recorded. */
  readonly seconds: number[];
}

/** What a reader of files hands over before answers are understood. */
export interface RawReadings {
  /** Base name of the file. */
  readonly file: string;
  readonly caseNames: readonly string[];
  readonly readerNames: readonly string[];
  readonly questions: readonly RawQuestion[];
  /** Patient of each case as text; null where the file knows none. */
  readonly patients: readonly (string | null)[] | null;
  /** Attributes of cases; codes run over cases. */
  readonly attributes: readonly Attribute[];
  /** Rows left out before any question, with the reason. */
  readonly leftOut: readonly { readonly reason: string; readonly count: number }[];
  readonly notes: readonly IntakeNote[];
}

/** A list of names that numbers each on first sight. */
export interface Names {
  readonly list: string[];
  readonly indexOf: (name: string) => number;
}

/** Numbers names in order of first sight. */
export function namesInOrder(): Names {
  const list: string[] = [];
  const known = new Map<string, number>();
  return {
    list,
    indexOf(name) {
      let at = known.get(name);
      if (at === undefined) {
        at = list.length;
        list.push(name);
        known.set(name, at);
      }
      return at;
    },
  };
}

/** An empty question. */
export function rawQuestion(name: string): RawQuestion {
  return { name, caseIndex: [], readerIndex: [], answer: [], row: [], seconds: [] };
}

/** Adds a reading. */
export function addReading(
  question: RawQuestion,
  reading: {
    readonly caseIndex: number;
    readonly readerIndex: number;
    readonly answer: string | null;
    readonly row: number;
    readonly seconds: number;
  },
): void {
  question.caseIndex.push(reading.caseIndex);
  question.readerIndex.push(reading.readerIndex);
  question.answer.push(reading.answer);
  question.row.push(reading.row);
  question.seconds.push(reading.seconds);
}
