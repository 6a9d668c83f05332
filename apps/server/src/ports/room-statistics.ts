import type { AdjudicationCase, Answer, AnswerRecord, StudyProtocol } from '@equipoise/domain';
import { fail } from '../errors.ts';

/** Which readings are looked at. */
export interface ReadingsChoice {
  readonly arm?: string;
  readonly purposes?: readonly AnswerRecord['purpose'][];
  readonly step?: AnswerRecord['step'];
  readonly questionIds?: readonly string[];
}

/** What an analysis gives back, with the call of the command that gives the same. */
export interface RoomAnalysis {
  readonly command: readonly string[];
  readonly readingCount: number;
  readonly summary: readonly string[];
  readonly facts: unknown;
  readonly sections: unknown;
  readonly estimates: readonly unknown[];
  readonly findings: readonly unknown[];
  readonly warnings: readonly unknown[];
}

/** A consensus with what the method says about each case. */
export interface RoomConsensus extends RoomAnalysis {
  readonly caseLabels: readonly {
    readonly caseId: string;
    readonly questionId: string;
    readonly column: string;
    readonly label: string | null;
    readonly certainty: number | null;
    readonly isTied: boolean;
    readonly answerCount: number;
    readonly cannotTellCount: number;
    readonly method: string;
  }[];
}

/** A table as CSV and Parquet. */
export interface RoomTable {
  readonly columns: readonly string[];
  readonly csv: string;
  readonly parquet: () => Promise<Uint8Array>;
  /** Options that make the command understand the table as the study meant it. */
  readonly options: readonly string[];
  readonly rowCount: number;
}

/** A settled label of a case and question. */
export interface RoomLabel {
  readonly caseId: string;
  readonly questionId: string;
  readonly label: Answer | null;
  readonly method: string;
  readonly sources: readonly string[];
}

/** The statistics of a study, from `annotation` through `workbench`. */
export interface RoomStatistics {
  readonly readingsFile: (
    protocol: StudyProtocol,
    records: readonly AnswerRecord[],
    choice: ReadingsChoice,
  ) => RoomTable;
  readonly labelsFile: (
    protocol: StudyProtocol,
    labels: readonly RoomLabel[],
    caseColumn?: string,
  ) => RoomTable;
  readonly adjudicationFile: (
    protocol: StudyProtocol,
    cases: readonly AdjudicationCase[],
  ) => RoomTable;
  /** How readers stand, and how far each agrees with the own earlier readings. */
  readonly studyReaders: (protocol: StudyProtocol, records: readonly AnswerRecord[]) => unknown;
  /** Agreement with the model when it was shown less that when it was hidden, by question. */
  readonly anchoring: (
    protocol: StudyProtocol,
    records: readonly AnswerRecord[],
    modelAnswers: ReadonlyMap<string, readonly Answer[]>,
  ) => readonly unknown[];
  /** What follows the verb of a command that reads a folder of exported masks. */
  readonly drawnCall: (folder: string) => readonly string[];
  /** The same of the command that compares instructions. */
  readonly drawnInstructionsCall: (folder: string) => readonly string[];
}

/** The statistics of the workbench. */
export async function workbenchStatistics(): Promise<RoomStatistics> {
  const workbench: object = await import('@equipoise/workbench');
  if (!('roomStatistics' in workbench)) {
    return fail(
      'server/no-statistics',
      'The workbench has no statistics of the room.',
      'Build the workbench again.',
    );
  }
  return workbench.roomStatistics as RoomStatistics; // the same shape, made in workbench/src/room
}
