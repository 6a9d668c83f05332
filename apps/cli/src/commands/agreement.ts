import type { AgreementProtocol } from '@equipoise/workbench';
import type { CommandSpec } from '../command.ts';
import { numberOption } from './audit-options.ts';
import { addReadersRunOptions, addReadingsOptions, readersProtocol } from './readers-options.ts';
import { runReadersCommand } from './run-readers-command.ts';

/** `equipoise agreement`: who agrees with whom, on what, for which patients. */
export const agreementCommand: CommandSpec = {
  verb: 'agreement',
  summary: 'Measure how far readers agree: with whom, on what, for which patients.',
  examples: [
    'equipoise agreement readings.csv --case case --reader reader --label finding --patient patient',
    "equipoise agreement wide.csv --case image --label 'nodule=*_nodule' --group sex,site --margin .1",
    'equipoise agreement export.json --case image --patient patient_id',
    'equipoise agreement --masks masks --reference gold',
  ],
  configure(command) {
    command.argument(
      '[readings...]',
      'a table of readings, or exports of Label Studio (JSON), COCO (JSON) or CVAT (XML); may be missing beside --masks',
    );
    addReadingsOptions(command);
    command
      .option('--masks <folder>', 'masks as reader/case.nii.gz or reader/case.png')
      .option(
        '--tolerance <length>',
        'tolerance of surface Dice, mm (pixels for PNG; default: 2)',
        numberOption('--tolerance'),
      )
      .option(
        '--reference <reader>',
        'a reader who is the reference label: everybody is compared with it',
      )
      .option(
        '--margin <difference>',
        'difference in agreement between groups that counts as none (default: differences are described only)',
        numberOption('--margin'),
      )
      .option('--slots', 'reader columns are places, not persons: say nothing about single readers')
      .option(
        '--one-against-rest <class>',
        'this class against everything else, blanks and "cannot tell" too',
      );
    addReadersRunOptions(command, 'agreement', 0);
  },
  async run(args, options, terminal) {
    const { runAgreement } = await import('@equipoise/workbench');
    const protocol: AgreementProtocol = readersProtocol((args[0] ?? []) as string[], options);
    return runReadersCommand('agreement', options, terminal, (run) => runAgreement(protocol, run));
  },
};
