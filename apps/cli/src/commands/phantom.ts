import type { CommandSpec } from '../command.ts';
import { numberOption } from './audit-options.ts';

/** `equipoise phantom`: a synthetic study with known flaws. */
export const phantomCommand: CommandSpec = {
  verb: 'phantom',
  summary: 'Make a seeded synthetic study with planted flaws, and a file that names them.',
  examples: [
    'equipoise phantom --out phantom --patients 5000 --flaws all --seed 1',
    'equipoise phantom --out clean --patients 500 --flaws none',
    'equipoise phantom --out one --flaws failing-subgroup,leaked-patients',
  ],
  configure(command) {
    command
      .option('--out <folder>', 'output folder', 'phantom')
      .option('--patients <count>', 'number of patients', numberOption('--patients'), 1200)
      .option('--images <mean>', 'mean number of images a patient', numberOption('--images'), 3)
      .option('--sites <count>', 'number of sites', numberOption('--sites'), 4)
      .option('--prevalence <share>', 'share of positive images', numberOption('--prevalence'), 0.3)
      .option(
        '--icc <share>',
        'correlation between images of a patient',
        numberOption('--icc'),
        0.3,
      )
      .option(
        '--score-range <top>',
        'largest score; above 1 the scores are no probabilities',
        numberOption('--score-range'),
        1,
      )
      .option('--flaws <kinds>', 'all, none, or a comma list of kinds', 'all')
      .option('--seed <number>', 'seed', numberOption('--seed'), 1)
      .option('--json', 'print the truth as JSON');
  },
  async run(_args, options, terminal) {
    const { parseFlaws, writePhantom } = await import('@equipoise/workbench');
    const number = (key: string): number => Number(options[key]);
    const phantom = await writePhantom(String(options['out']), {
      seed: number('seed'),
      patients: number('patients'),
      imagesPerPatient: number('images'),
      sites: number('sites'),
      prevalence: number('prevalence'),
      icc: number('icc'),
      scoreRange: number('scoreRange'),
      flaws: parseFlaws(String(options['flaws'])),
    });
    if (options['json'] === true) {
      terminal.out(`${JSON.stringify(phantom.truth, null, 2)}\n`);
      return 0;
    }
    terminal.out(
      `${phantom.rowCount} images of ${phantom.patientCount} patients in ${String(options['out'])}/predictions.csv\n`,
    );
    for (const flaw of phantom.truth.flaws) terminal.out(`planted  ${flaw.sentence}\n`);
    for (const sentence of phantom.leftOut) terminal.out(`left out ${sentence}\n`);
    if (phantom.truth.flaws.length === 0) terminal.out('no flaw is planted\n');
    return 0;
  },
};
