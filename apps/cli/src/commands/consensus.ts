import type { ConsensusProtocol } from '@equipoise/workbench';
import type { CommandSpec } from '../command.ts';
import { numberOption, workersOption } from './audit-options.ts';
import { addReadingsOptions, readersProtocol } from './readers-options.ts';
import { runReadersCommand } from './run-readers-command.ts';

/** `equipoise consensus`: from several readings to one label with its uncertainty. */
export const consensusCommand: CommandSpec = {
  verb: 'consensus',
  summary:
    'Fuse several readings of a case into one label with a probability, and keep every reading.',
  examples: [
    'equipoise consensus readings.csv --case case --reader reader --label finding --patient patient --out labels.parquet',
    'equipoise consensus readings.csv --case case --reader reader --label edema,fracture --method vote',
    'equipoise consensus crowd.csv --case image --reader r1,r2,r3 --slots --kind ordinal --out crowd-labels',
    'equipoise consensus sizes.csv --case case --reader reader --label diameter --kind numeric',
    'equipoise consensus cases.csv --case case --patient patient --masks masks --out fused',
  ],
  configure(command) {
    command.argument(
      '[readings...]',
      'a table of readings, or exports of Label Studio (JSON), COCO (JSON) or CVAT (XML); may be missing beside --masks',
    );
    addReadingsOptions(command);
    command
      .option(
        '--method <name>',
        'classes: vote, weighted, dawid-skene, one-coin, glad, mace, ordinal, crowdlab; numbers: mean, median, weighted-mean, random-effects; masks: majority, staple, rasa, one-coin (default: auto, by the number of readers and cases)',
      )
      .option('--masks <folder>', 'masks as reader/case.nii.gz or reader/case.png')
      .option(
        '--field <cells>',
        'cells around the masks of a case that STAPLE sees, or whole for the image (default: 5)',
      )
      .option(
        '--tolerance <length>',
        'tolerance of surface Dice, mm (pixels for PNG; default: 2)',
        numberOption('--tolerance'),
      )
      .option('--slots', 'reader columns are slots that anybody may fill, no persons')
      .option(
        '--probabilities <file>',
        'out-of-sample model probabilities for crowdlab: the case column and p_<class>',
      )
      .option('--labels <file>', 'file of labels, .csv or .parquet (default: labels.csv in --out)')
      .option('--level <share>', 'confidence level (default: .95)', numberOption('--level'))
      .option('--seed <number>', 'seed of all random streams (default: 1)', numberOption('--seed'))
      .option(
        '--suppress <k>',
        'share-safe output: hide figures of fewer than k people and tables and masks of single cases',
        numberOption('--suppress'),
      )
      .option(
        '--out <folder>',
        'output folder (default: consensus), or the file of labels with the report beside it',
      )
      .option('--title <text>', 'title of the report')
      .option('--workers <count>', 'threads; no digit depends on it', workersOption)
      .option('--json', 'print the result as JSON');
  },
  async run(args, options, terminal) {
    const { runConsensus } = await import('@equipoise/workbench');
    const protocol = readersProtocol(
      (args[0] ?? []) as string[],
      options,
    ) satisfies ConsensusProtocol;
    return runReadersCommand('consensus', options, terminal, (run) => runConsensus(protocol, run));
  },
};
