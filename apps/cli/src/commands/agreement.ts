import type { CommandSpec } from '../command.ts';
import { addReadersRunOptions, addReadingsOptions, readersProtocol } from './readers-options.ts';
import { runReadersCommand } from './run-readers-command.ts';

/** `equipoise agreement`: who agrees with whom, on what, for which patients. */
export const agreementCommand: CommandSpec = {
  verb: 'agreement',
  summary: 'Measure how far readers agree: with whom, on what, for which patients.',
  examples: [
    'equipoise agreement readings.csv --case case --reader reader --label finding --patient patient',
    "equipoise agreement wide.csv --case image --label 'nodule=*_nodule' --group sex,site",
    'equipoise agreement export.json --case image --patient patient_id',
  ],
  configure(command) {
    command.argument(
      '<readings...>',
      'a table of readings, or exports of Label Studio (JSON), COCO (JSON) or CVAT (XML)',
    );
    addReadingsOptions(command);
    command.option('--masks <folder>', 'masks as reader/case.nii.gz or reader/case.png');
    addReadersRunOptions(command, 'agreement', 1000);
  },
  async run(args, options, terminal) {
    const { runAgreement } = await import('@equipoise/workbench');
    const protocol = readersProtocol((args[0] ?? []) as string[], options);
    return runReadersCommand('agreement', options, terminal, (run) => runAgreement(protocol, run));
  },
};
