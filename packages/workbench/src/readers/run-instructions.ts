import { analyseInstructions } from '@equipoise/annotation';
import { fail } from '../errors.ts';
import { asDataError } from './gather-beside-masks.ts';
import { type GatheredInstructions, gatherInstructions } from './gather-instructions.ts';
import { checkInstructionsOptions, type InstructionsProtocol } from './instructions-protocol.ts';
import { type RunReadersOptions, type RunReadersResult, runReaders } from './run-readers.ts';

/** Draws of the readers where a command is told none: enough that limits hardly depend on the seed. */
export const instructionsReplicates = 9999;

/** Reader whose masks are the reference. @throws workbench/bad-option */
function referenceReader(
  found: GatheredInstructions,
  protocol: InstructionsProtocol,
): number | null {
  const { reference = [] } = protocol;
  if (found.masks === null || reference.length === 0) return null;
  const at = found.gathered.readings.readerNames.indexOf(reference[0]!);
  if (reference.length === 1 && at >= 0) return at;
  return fail(
    'workbench/bad-option',
    `--reference names ${reference.map((name) => `"${name}"`).join(', ')}, and beside masks it wants one reader with masks.`,
    'Write the name of the folder that holds the reference masks.',
  );
}

/**
 * Runs `equipoise instructions`: readings in, output folder out.
 *
 * @throws errors with an exit code: 64 usage, 65 data, 74 cannot write, 130 cancelled
 */
export async function runInstructions(
  protocol: InstructionsProtocol,
  options: RunReadersOptions,
): Promise<RunReadersResult> {
  checkInstructionsOptions(protocol);
  let found: GatheredInstructions | null = null;
  return runReaders(
    {
      kind: 'instructions',
      title: 'Versions of the instructions compared',
      defaultFolder: 'instructions',
      defaultReplicates: instructionsReplicates,
      gather: async (_, signal) => {
        found = await gatherInstructions(protocol, signal);
        return found.gathered;
      },
      analyse: (readings, common) => {
        const { versions, truth, masks } = found!;
        const reference = referenceReader(found!, protocol);
        return asDataError(
          analyseInstructions(readings, {
            ...common,
            readerLabels: common.readerLabels.map((label, at) =>
              at === reference ? 'the reference' : label,
            ),
            versions,
            truth,
            masks,
            reference,
            isRandomised: protocol.notRandomised !== true,
            margin: protocol.margin ?? null,
            areScores: protocol.score !== undefined,
          }),
        );
      },
    },
    protocol,
    options,
  );
}
