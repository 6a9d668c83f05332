import type { ExamResult, Fatigue, IntraReader, ReaderStanding } from '@equipoise/annotation';
import type { Client } from '@equipoise/api';

/** Where the study stands. */
export type Progress = Awaited<ReturnType<Client['progress']>>;

/** How readers stand, as the contract has it: the statistics inside it are documents. */
export type Standings = Awaited<ReturnType<Client['standings']>>;

/** A thread of messages. */
export type Thread = Awaited<ReturnType<Client['threads']>>['threads'][number];

/** A reader's standing with its documents read. */
export interface ReaderFigures {
  readonly readerId: string;
  readonly name: string;
  readonly exam: readonly { readonly at: string; readonly result: ExamResult }[];
  readonly examStanding: string | null;
  readonly standing: ReaderStanding;
  readonly fatigue: Fatigue;
}

/** The documents inside of standings: the server of the same version has just made them. */
export function readStandings(standings: Standings): {
  readonly readers: readonly ReaderFigures[];
  readonly intraReader: readonly IntraReader[];
} {
  return {
    readers: standings.readers.map((one) => ({
      readerId: one.readerId,
      name: one.displayName,
      exam: one.exam as ReaderFigures['exam'],
      examStanding: one.examStanding,
      standing: one.standing as ReaderStanding,
      fatigue: one.fatigue as Fatigue,
    })),
    intraReader: standings.intraReader as readonly IntraReader[],
  };
}
