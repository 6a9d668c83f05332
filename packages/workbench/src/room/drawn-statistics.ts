import {
  type Analysis,
  analyseAgreement,
  analyseEveryConsensus,
  readerLabels,
} from '@equipoise/annotation';
import { maskField } from '../readers/consensus-protocol.ts';
import { type DrawnStudy, drawnSource } from './drawn-source.ts';
import {
  emptyAnalysis,
  type OnProgress,
  type RoomAnalysis,
  type RoomConsensus,
  roomLevel,
  roomSeed,
  roomTolerance,
} from './room-options.ts';

/** The field of STAPLE that the command takes where none is named. */
const field = maskField({ files: [] });

/** The command writes the masks beside its page; the room shows the figures alone. */
const masksLead =
  'One mask for each case, made in several ways; the command below writes the masks and a probability for every cell.';

type Options = Parameters<typeof analyseEveryConsensus>[2];

async function analysed(
  study: DrawnStudy,
  verb: 'agreement' | 'consensus',
  folder: string,
  onProgress: OnProgress | undefined,
  analyse: (made: ReturnType<typeof drawnSource>, options: Options) => Promise<Analysis>,
): Promise<RoomAnalysis> {
  const made = drawnSource(study, field === 'whole' ? Number.MAX_SAFE_INTEGER : field);
  const readingCount = made.source.readersOfCase.reduce((sum, list) => sum + list.length, 0);
  const options = {
    level: roomLevel,
    replicates: 0,
    seed: roomSeed,
    suppressBelow: null,
    readerLabels: readerLabels(made.readings.readerNames, false),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
  return {
    ...(readingCount === 0 ? emptyAnalysis : await analyse(made, options)),
    command: ['equipoise', verb, ...drawnCall(folder)],
    readingCount,
  };
}

/** What follows the verb of a command that reads a folder of exported masks with its table of cases. */
export function drawnCall(folder: string): readonly string[] {
  return [`${folder}.csv`, '--case', 'case', '--patient', 'patient', '--masks', folder];
}

/**
 * Agreement of what readers drew of a label: the numbers of `equipoise agreement --masks` on the exported folder.
 *
 * @param folder that the masks of the label have in the export
 */
export function drawnAgreement(
  study: DrawnStudy,
  folder: string,
  onProgress?: OnProgress,
): Promise<RoomAnalysis> {
  return analysed(study, 'agreement', folder, onProgress, ({ readings, source }, options) =>
    analyseAgreement(readings, {
      ...options,
      reference: null,
      areSlots: false,
      margin: null,
      masks: source,
      surfaceTolerance: roomTolerance,
    }),
  );
}

/**
 * One mask of a label for each case from those of its readers: the numbers of `equipoise consensus --masks` on the
 * exported folder.
 *
 * @param folder that the masks of the label have in the export
 */
export async function drawnConsensus(
  study: DrawnStudy,
  folder: string,
  onProgress?: OnProgress,
): Promise<RoomConsensus> {
  const found = await analysed(
    study,
    'consensus',
    folder,
    onProgress,
    async ({ readings, source }, options) => {
      const { analysis } = await analyseEveryConsensus(
        readings,
        {
          labels: { method: 'auto', hasSlots: false, probabilities: new Map() },
          numbers: { method: 'auto', hasSlots: false },
          masks: {
            source,
            method: 'auto',
            field,
            tolerance: roomTolerance,
            hasSlots: false,
            keep: () => undefined,
          },
        },
        options,
      );
      return analysis;
    },
  );
  return {
    ...found,
    sections: found.sections.map((section) =>
      section.id === 'mask-methods' ? { ...section, lead: masksLead } : section,
    ),
    caseLabels: [],
  };
}
