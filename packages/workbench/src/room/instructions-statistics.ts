import {
  type Analysis,
  analyseInstructions,
  type ExportOptions,
  type InstructionsOptions,
  orderVersions,
  type ReadingVersions,
  readerLabels,
} from '@equipoise/annotation';
import type { Readings, StudyProtocol } from '@equipoise/domain';
import { instructionsReplicates } from '../readers/run-instructions.ts';
import { type DrawnStudy, drawnSource } from './drawn-source.ts';
import {
  emptyAnalysis,
  type OnProgress,
  type RoomAnalysis,
  roomLevel,
  roomSeed,
} from './room-options.ts';
import { readingsCall } from './room-table.ts';

/** Under which version of the instructions each reading was made. */
export interface RoomVersions {
  /**
   * Column of the export that says it: `instructions` where readers were given a version at random, else the number of
   * the version that was in force.
   */
  readonly column: 'instructions' | 'instructions_number';
  /** A version for each row of the readings, which all questions share; null where there is none. */
  readonly of: readonly (string | null)[];
}

type Told = Pick<InstructionsOptions, 'versions' | 'truth' | 'masks' | 'isRandomised'>;

function analysed(
  readings: Readings,
  told: Told,
  onProgress: OnProgress | undefined,
): Promise<Analysis> {
  return analyseInstructions(readings, {
    ...told,
    level: roomLevel,
    replicates: instructionsReplicates,
    seed: roomSeed,
    suppressBelow: null,
    readerLabels: readerLabels(readings.readerNames, false),
    margin: null,
    reference: null,
    areScores: false,
    ...(onProgress === undefined ? {} : { onProgress }),
  });
}

function versionsOf(texts: readonly (string | null)[], questionCount: number): ReadingVersions {
  const names = orderVersions(texts.filter((text): text is string => text !== null));
  const at = new Map(names.map((name, place) => [name, place]));
  const rows = Int32Array.from(texts, (text) => (text === null ? -1 : at.get(text)!));
  return { names, of: Array.from({ length: questionCount }, () => rows) };
}

/**
 * Versions of the instructions compared: the numbers of `equipoise instructions` on the export.
 *
 * @param readings of the study, as `exportReadings` or `readingsOfColumns` makes them by the same choice
 */
export async function studyInstructions(
  protocol: StudyProtocol,
  readings: Readings,
  choice: ExportOptions,
  { column, of }: RoomVersions,
  onProgress?: OnProgress,
): Promise<RoomAnalysis> {
  const isRandomised = column === 'instructions';
  const versions = versionsOf(of, readings.questions.length);
  const truth = readings.questions.map(() => null);
  const hasAnswers = readings.questions.length > 0 && versions.names.length > 0;
  return {
    ...(hasAnswers
      ? await analysed(readings, { versions, truth, masks: null, isRandomised }, onProgress)
      : emptyAnalysis),
    command: [
      ...['equipoise', 'instructions', ...readingsCall(protocol, choice)],
      ...['--instructions', column, ...(isRandomised ? [] : ['--not-randomised'])],
    ],
    readingCount: readings.questions[0]?.answer.length ?? 0,
  };
}

/** What follows the verb of a command that compares the versions by a folder of exported masks. */
export function drawnInstructionsCall(folder: string): readonly string[] {
  return [
    ...[`${folder}.csv`, '--case', 'case', '--patient', 'patient', '--masks', folder],
    ...['--assignment', 'readings.csv', '--reader', 'reader', '--instructions', 'instructions'],
  ];
}

/**
 * Versions of the instructions compared by what readers drew of a label: the numbers of `equipoise instructions --masks`
 * on the exported folder.
 *
 * @param folder that the masks of the label have in the export
 * @param versionOfReader the version that each reader was given at random
 */
export async function drawnInstructions(
  study: DrawnStudy,
  folder: string,
  versionOfReader: ReadonlyMap<string, string>,
  onProgress?: OnProgress,
): Promise<RoomAnalysis> {
  const { readings, source } = drawnSource(study, 0);
  const [question] = readings.questions;
  const texts = Array.from(
    question!.readerIndex,
    (at) => versionOfReader.get(readings.readerNames[at]!) ?? null,
  );
  const versions = versionsOf(texts, 1);
  return {
    ...(versions.names.length > 0
      ? await analysed(
          readings,
          { versions, truth: [null], masks: source, isRandomised: true },
          onProgress,
        )
      : emptyAnalysis),
    command: ['equipoise', 'instructions', ...drawnInstructionsCall(folder)],
    readingCount: texts.length,
  };
}
