import type { InstructionsProtocol } from '@equipoise/workbench';
import type { CommandSpec } from '../command.ts';
import { numberOption } from './audit-options.ts';
import { addReadersRunOptions, addReadingsOptions, readersProtocol } from './readers-options.ts';
import { runReadersCommand } from './run-readers-command.ts';

function list(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

/** `equipoise instructions`: which version of the instructions makes readers do better. */
export const instructionsCommand: CommandSpec = {
  verb: 'instructions',
  summary: 'Compare versions of the reading instructions by what their readers reach.',
  examples: [
    'equipoise instructions readings.csv --case case --reader reader --label finding --reference truth --instructions version --margin .02',
    'equipoise instructions readings.csv --case image --reader annotator --score dice --instructions arm',
    'equipoise instructions readings.csv --case case --reader reader --label finding --instructions arm --patient patient',
    'equipoise instructions cases.csv --case case --masks masks --reference gold --assignment readers.csv --reader reader --instructions arm',
  ],
  configure(command) {
    command.argument(
      '[readings...]',
      'a table with a row for each case and reader; beside --masks and --assignment a table of cases, or none',
    );
    addReadingsOptions(command);
    command
      .option(
        '--instructions <column>',
        'column that says under which version of the instructions a reading was made',
      )
      .option(
        '--assignment <file>',
        'a table of readers with their version, where the readings do not say it (columns as --reader and --instructions name them)',
      )
      .option(
        '--reference <column>',
        'column with the reference label of the case ([question=]column, repeatable); beside --masks the reader who drew the reference (default: agreement of the readers of a version with each other)',
        list,
      )
      .option('--score <column>', 'column with a score of each reading, such as its Dice')
      .option('--masks <folder>', 'masks as reader/case.nii.gz or reader/case.png')
      .option(
        '--margin <difference>',
        'difference between versions that counts as none (default: differences are described only)',
        numberOption('--margin'),
      )
      .option(
        '--not-randomised',
        'readers did not get their version at random: describe differences, judge none',
      );
    addReadersRunOptions(command, 'instructions', 9999);
  },
  async run(args, options, terminal) {
    const { runInstructions } = await import('@equipoise/workbench');
    const protocol: InstructionsProtocol = readersProtocol((args[0] ?? []) as string[], options);
    return runReadersCommand('instructions', options, terminal, (run) =>
      runInstructions(protocol, run),
    );
  },
};
