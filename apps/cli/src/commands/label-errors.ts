import type { LabelErrorsProtocol } from '@equipoise/workbench';
import type { Command } from 'commander';
import type { CommandSpec } from '../command.ts';
import { addIntakeOptions, numberOption, workersOption } from './audit-options.ts';
import { runReadersCommand } from './run-readers-command.ts';

function each(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

function list(value: string, before: string[] | undefined): string[] {
  const parts = value.split(',').map((part) => part.trim());
  return [...(before ?? []), ...parts.filter((part) => part !== '')];
}

function addColumns(command: Command): void {
  command
    .option('--label <column>', 'label column, as in audit')
    .option('--score <columns>', 'probability of the label; one a class with --kind multiclass')
    .option(
      '--task <task>',
      'a task as name=label:score, or *=y_*:prob_* for wide tables; repeatable',
      each,
    )
    .option('--kind <kind>', 'binary, multiclass or ordinal (default: binary)')
    .option('--positive <text>', 'label text that counts as positive')
    .option('--negative <text>', 'label text that counts as negative; * for every other')
    .option('--case <column>', 'column that names the case in the review list')
    .option('--patient <column>', 'patient id, the unit of analysis (default: rows, said loudly)')
    .option('--group <columns>', 'patient groups, comma list; repeatable', list)
    .option(
      '--readings <file>',
      'answers of readers whose majority is the label: a table, a Label Studio JSON, CVAT or COCO files; repeatable',
      each,
    )
    .option('--reading-case <column>', 'case column of the readings (default: as --case)')
    .option(
      '--reading-reader <columns>',
      'reader column of the readings, or one column a reader (default: reader)',
      list,
    )
    .option(
      '--reading-label <columns>',
      'questions of the readings; --label names one of them',
      list,
    )
    .option('--reading-question <column>', 'column of a long table that names the question')
    .option('--bins <bins>', 'bins such as age=0,40,65,80; repeatable', each)
    .option('--join <file>', 'further table joined on --on; repeatable', each)
    .option('--on <columns>', 'id column of joins (default: --case)');
}

/** `equipoise label-errors`: which labels are probably wrong, for whom, and what a review will yield. */
export const labelErrorsCommand: CommandSpec = {
  verb: 'label-errors',
  summary: 'Find labels that are probably wrong: a ranked review list, noise by class and group.',
  examples: [
    'equipoise label-errors predictions.csv --label y --score p --patient patient_id --group sex --out-of-sample yes',
    "equipoise label-errors wide.parquet --task '*=y_*:prob_*' --patient patient_id --case image --embeddings vectors.parquet",
    'equipoise label-errors predictions.csv --label y --score p --case image --review review.csv',
    'equipoise label-errors scores.csv --readings export.json --label finding --positive yes --score p --case image',
  ],
  configure(command) {
    command.argument('<tables...>', 'tables of labels and out-of-sample scores, as for audit');
    addColumns(command);
    command
      .option(
        '--out-of-sample <answer>',
        'yes where every score comes from a model that had not seen the row in training; no where not (default: said to be unconfirmed)',
      )
      .option(
        '--panel <columns>',
        "labels of a panel: a column, task=column, or a pattern such as 'adj_*'",
        list,
      )
      .option('--review <file>', 'a review.csv of this command with reviewed_label filled in')
      .option('--embeddings <file>', 'vectors of the images, joined on --case')
      .option(
        '--filter <name>',
        'prune-by-noise-rate, prune-by-class, both, confident-learning, predicted-not-given, low-normalized-margin or low-self-confidence (default: prune-by-noise-rate)',
      );
    addIntakeOptions(command);
    command
      .option('--level <share>', 'confidence level (default: .95)', numberOption('--level'))
      .option(
        '--suppress <k>',
        'share-safe output: hide figures of fewer than k people and lists of single cases',
        numberOption('--suppress'),
      )
      .option('--out <folder>', 'output folder (default: label-errors)')
      .option('--title <text>', 'title of the report')
      .option('--workers <count>', 'threads; no digit depends on it', workersOption)
      .option('--json', 'print the result as JSON');
  },
  async run(args, options, terminal) {
    const { runLabelErrors } = await import('@equipoise/workbench');
    const { case: caseColumn, argv: _, json: __, workers: ___, ...others } = options;
    // Commander gives each option the type its declaration above states.
    const protocol = { ...others, predictions: args[0], caseColumn } as LabelErrorsProtocol;
    return runReadersCommand('label-errors', options, terminal, (run) =>
      runLabelErrors(protocol, run),
    );
  },
};
