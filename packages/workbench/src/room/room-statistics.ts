import {
  analyseAgreement,
  analyseEveryConsensus,
  anchoring,
  type ExportOptions,
  type Fatigue,
  goldOutcome,
  type IntraReader,
  intraReader,
  type ReaderStanding,
  readerFatigue,
  readerLabels,
  readerStanding,
} from '@equipoise/annotation';
import type { AnswerRecord, Readings, StudyProtocol } from '@equipoise/domain';
import { caseLabels } from './case-labels.ts';
import { drawnCall } from './drawn-statistics.ts';
import { drawnInstructionsCall } from './instructions-statistics.ts';
import {
  emptyAnalysis,
  type OnProgress,
  type RoomAnalysis,
  type RoomConsensus,
  roomLevel,
  roomSeed,
  roomTolerance,
} from './room-options.ts';
import { adjudicationFile, labelsFile, readingsCall, readingsFile } from './room-table.ts';

/** How readers stand. */
export interface RoomReaders {
  readonly readers: readonly {
    readonly readerId: string;
    readonly standing: ReaderStanding;
    readonly fatigue: Fatigue;
  }[];
  readonly intraReader: readonly IntraReader[];
}

function prepared(
  protocol: StudyProtocol,
  readings: Readings,
  choice: ExportOptions,
  onProgress: OnProgress | undefined,
): {
  readonly options: Parameters<typeof analyseEveryConsensus>[2];
  readonly command: readonly string[];
  readonly readingCount: number;
} {
  return {
    options: {
      level: roomLevel,
      replicates: 0,
      seed: roomSeed,
      suppressBelow: null,
      readerLabels: readerLabels(readings.readerNames, false),
      ...(onProgress === undefined ? {} : { onProgress }),
    },
    command: readingsCall(protocol, choice),
    readingCount: readings.questions[0]?.answer.length ?? 0,
  };
}

function hasAnswers(readings: Readings): boolean {
  return readings.readerNames.length >= 2 && readings.questions.length > 0;
}

/**
 * Agreement so far: the numbers of `equipoise agreement` on the export.
 *
 * @param readings of the study, as `exportReadings` or `readingsOfColumns` makes them by the same choice
 */
export async function studyAgreement(
  protocol: StudyProtocol,
  readings: Readings,
  choice: ExportOptions,
  onProgress?: OnProgress,
): Promise<RoomAnalysis> {
  const { options, command, readingCount } = prepared(protocol, readings, choice, onProgress);
  const analysis = hasAnswers(readings)
    ? await analyseAgreement(readings, {
        ...options,
        reference: null,
        areSlots: false,
        margin: null,
        masks: null,
        surfaceTolerance: roomTolerance,
      })
    : emptyAnalysis;
  return { ...analysis, command: ['equipoise', 'agreement', ...command], readingCount };
}

/**
 * Labels by the statistical method that fits each question: the numbers of `equipoise consensus` on the export.
 *
 * @param readings of the study, as `exportReadings` or `readingsOfColumns` makes them by the same choice
 */
export async function studyConsensus(
  protocol: StudyProtocol,
  readings: Readings,
  choice: ExportOptions,
  onProgress?: OnProgress,
): Promise<RoomConsensus> {
  const { options, command, readingCount } = prepared(protocol, readings, choice, onProgress);
  const found = hasAnswers(readings)
    ? await analyseEveryConsensus(
        readings,
        {
          labels: { method: 'auto', hasSlots: false, probabilities: new Map() },
          numbers: { method: 'auto', hasSlots: false },
          masks: null,
        },
        options,
      )
    : { analysis: emptyAnalysis, labels: [], numbers: [] };
  return {
    ...found.analysis,
    command: ['equipoise', 'consensus', ...command],
    caseLabels: caseLabels(protocol, readings, found),
    readingCount,
  };
}

/**
 * Gold results, drift and fatigue of every reader, and agreement with oneself.
 *
 * @param records all answers of the study
 */
export function studyReaders(
  protocol: StudyProtocol,
  records: readonly AnswerRecord[],
): RoomReaders {
  const reading = protocol.suspension?.reading ?? protocol.drift?.reading ?? null;
  const reference = new Map(protocol.cases.map((one) => [one.caseId, one.reference]));
  const isRight = (record: AnswerRecord): boolean | null =>
    record.purpose !== 'gold' || reading === null
      ? null
      : (goldOutcome(reading, record.answers, reference.get(record.caseId) ?? [])?.isCorrect ??
        null);
  const valid = records.filter((one) => one.isValid && one.step === 'final');
  return {
    readers: protocol.readers
      .filter((reader) => reader.roles.includes('reader'))
      .map(({ readerId }) => ({
        readerId,
        standing: readerStanding(protocol, readerId, records),
        fatigue: readerFatigue(readerId, valid, protocol.session, isRight),
      })),
    intraReader: intraReader(protocol, records),
  };
}

/** The tables of the reading room, in one place. */
export const roomStatistics: {
  readonly readingsFile: typeof readingsFile;
  readonly labelsFile: typeof labelsFile;
  readonly adjudicationFile: typeof adjudicationFile;
  readonly studyReaders: typeof studyReaders;
  readonly anchoring: typeof anchoring;
  readonly drawnCall: typeof drawnCall;
  readonly drawnInstructionsCall: typeof drawnInstructionsCall;
} = {
  readingsFile,
  labelsFile,
  adjudicationFile,
  studyReaders,
  anchoring,
  drawnCall,
  drawnInstructionsCall,
};
