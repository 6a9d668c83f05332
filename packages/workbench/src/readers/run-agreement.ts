import {
  analyseAgreement,
  type MaskSource,
  oneClassAgainstRest,
  whyNoReaders,
} from '@equipoise/annotation';
import { fail } from '../errors.ts';
import type { AgreementProtocol } from './agreement-protocol.ts';
import { asDataError, gatherTable } from './gather-beside-masks.ts';
import { gatherMasks } from './gather-masks.ts';
import type { GatheredReadings } from './gather-readings.ts';
import { type RunReadersOptions, type RunReadersResult, runReaders } from './run-readers.ts';

function checkOptions(protocol: AgreementProtocol): void {
  const { margin, tolerance, level, suppress } = protocol;
  const wants = (isGood: boolean, option: string, what: string, got: number | undefined): void => {
    if (isGood) return;
    fail('workbench/bad-option', `${option} wants ${what}, got ${got}.`, 'Correct it.');
  };
  wants(
    margin === undefined || (margin > 0 && margin < 1),
    '--margin',
    'a number between 0 and 1',
    margin,
  );
  wants(tolerance === undefined || tolerance > 0, '--tolerance', 'a number above 0', tolerance);
  wants(
    level === undefined || (level > 0.5 && level < 1),
    '--level',
    'a share between .5 and 1',
    level,
  );
  wants(
    suppress === undefined || (Number.isInteger(suppress) && suppress >= 1),
    '--suppress',
    'a whole number from 1 on',
    suppress,
  );
}

function checkReaders(gathered: GatheredReadings, protocol: AgreementProtocol): void {
  if (protocol.slots === true) return;
  const why = whyNoReaders(gathered.readings);
  if (why === null) return;
  const column = protocol.reader?.[0] ?? 'of the reader';
  const what =
    why === 'running-numbers'
      ? 'counts 1, 2, 3, … within each case, a different number in each'
      : 'has a name of its own in nearly every row';
  fail(
    'workbench/bad-study',
    `Column "${column}" ${what}: it numbers rows and names no reader, so it cannot be told who agrees with whom.`,
    'Name the column of the reader. If the rows of a case answer one and the same question, write --slots: then nothing is said about single readers.',
  );
}

/**
 * Runs `equipoise agreement`: readings in, output folder out.
 *
 * @throws errors with an exit code: 64 usage, 65 data, 74 cannot write, 130 cancelled
 */
export async function runAgreement(
  protocol: AgreementProtocol,
  options: RunReadersOptions,
): Promise<RunReadersResult> {
  checkOptions(protocol);
  let masks: MaskSource | null = null;
  let reference: number | null = null;
  return runReaders(
    {
      kind: 'agreement',
      title: 'Agreement of readers',
      defaultFolder: 'agreement',
      defaultReplicates: 0,
      gather: async (_, signal) => {
        let gathered: GatheredReadings | null = null;
        if (protocol.files.length > 0 || protocol.masks === undefined) {
          gathered = await gatherTable(protocol, signal);
          checkReaders(gathered, protocol);
          if (protocol.oneAgainstRest !== undefined) {
            const readings = oneClassAgainstRest(gathered.readings, protocol.oneAgainstRest);
            gathered = {
              ...gathered,
              readings,
              notes: [
                // How the answers were first understood no longer matters.
                ...gathered.notes.filter(
                  ({ code }) => code !== 'answer-kind' && code !== 'class-order',
                ),
                {
                  code: 'one-against-rest',
                  message: `Every question is "${protocol.oneAgainstRest}" against everything else: other answers, "cannot tell" and blanks count as the rest.`,
                },
              ],
            };
          }
        }
        if (protocol.masks !== undefined) {
          const found = await gatherMasks(protocol.masks, gathered);
          gathered = found.gathered;
          masks = found.source;
        }
        if (protocol.reference !== undefined) {
          reference = gathered!.readings.readerNames.indexOf(protocol.reference);
          if (reference < 0) {
            fail(
              'workbench/bad-option',
              `--reference names "${protocol.reference}", and no reader has that name.`,
              'Write the name of a reader as it stands in the files.',
            );
          }
        }
        return gathered!;
      },
      analyse: (readings, common) =>
        asDataError(
          analyseAgreement(readings, {
            ...common,
            readerLabels: common.readerLabels.map((label, at) =>
              at === reference ? 'the reference' : label,
            ),
            reference,
            areSlots: protocol.slots === true,
            margin: protocol.margin ?? null,
            masks,
            surfaceTolerance: protocol.tolerance ?? 2,
          }),
        ),
    },
    protocol,
    options,
  );
}
