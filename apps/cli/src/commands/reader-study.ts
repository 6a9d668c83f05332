import type { ReaderStudyProtocol } from '@equipoise/workbench';
import type { Command } from 'commander';
import type { CommandSpec } from '../command.ts';
import { addIntakeOptions, numberOption, workersOption } from './audit-options.ts';
import { runReadersCommand } from './run-readers-command.ts';

function list(value: string, before: string[] | undefined): string[] {
  const parts = value.split(',').map((part) => part.trim());
  return [...(before ?? []), ...parts.filter((part) => part !== '')];
}

function addColumns(command: Command): void {
  command
    .option('--case <columns>', 'column that names the case; several together: case,modality', list)
    .option('--reader <column>', 'column that names the reader')
    .option('--modality <column>', 'column of the modality or condition (default: one modality)')
    .option('--truth <column>', 'reference label: disease or no disease')
    .option('--truth-table <file>', 'table with the reference label by case (default: the ratings)')
    .option(
      '--rating <column>',
      'rating, higher is more suspicious; one column a reader: r1,r2 or {reader}_{modality}',
    )
    .option(
      '--decision <column>',
      'the call of the reader, disease or no disease; one column a reader as in --rating',
    )
    .option('--patient <column>', 'patient id, the unit (default: the case, said loudly)')
    .option('--by <column>', 'column whose values are studies of their own')
    .option('--positive <texts>', 'texts that mean disease, comma list; * for every other', list)
    .option('--negative <texts>', 'texts that mean no disease, comma list; * for every other', list)
    .option('--decision-positive <texts>', 'the same for decisions and the AI label', list)
    .option('--decision-negative <texts>', 'the same for decisions and the AI label', list)
    .option(
      '--repeats <rule>',
      'first, last or all, where a reader answered twice (default: error)',
    );
}

function addAnalysis(command: Command): void {
  command
    .option('--design <name>', 'fully-crossed, split-plot or auto (default: auto)')
    .option(
      '--metric <names>',
      'auc, partial-auc, sensitivity, specificity, wafroc, afroc, wafroc1, afroc1, inferred-roc; the first is primary',
      list,
    )
    .option('--partial <strip>', 'strip of partial-auc (default: specificity=.9,1)')
    .option('--threshold <number>', 'ratings from here on are calls', numberOption('--threshold'))
    .option('--covariance <name>', 'jackknife, delong or unbiased (default: by the design)')
    .option(
      '--reference <modality>',
      'what the others are compared with (default: without AI, first)',
    )
    .option('--margin <losses>', 'largest accepted loss: .05, or auc=.05,specificity=.1', list)
    .option(
      '--difference <number>',
      'difference the next study shall find (default: the margin, or .05)',
      numberOption('--difference'),
    )
    .option('--power <share>', 'power of the next study (default: .8)', numberOption('--power'));
}

function addMore(command: Command): void {
  command
    .option('--marks <file>', 'marks with a place; the first file then holds the truth by lesion')
    .option('--lesion <column>', 'lesion, in both files; blank in a mark that hits none')
    .option('--lesion-weight <column>', 'weight of a lesion (default: equal within a case)')
    .option('--ai-label <column>', 'what the AI said')
    .option('--ai-probability <column>', 'probability of disease the AI gave')
    .option('--assisted <modalities>', 'modalities in which readers saw the AI', list)
    .option('--seconds <column>', 'seconds a reading took')
    .option('--times <file>', 'table with the seconds, where they are not among the ratings');
}

/** `equipoise reader-study`: readers and modalities, with and without AI. */
export const readerStudyCommand: CommandSpec = {
  verb: 'reader-study',
  summary: 'Compare modalities, or reading with and without AI, over many readers and cases.',
  examples: [
    'equipoise reader-study ratings.csv --case case --reader reader --modality modality --truth truth --rating score --patient patient --margin .05',
    'equipoise reader-study reads.csv --case case --reader reader --modality condition --truth truth --decision answer --ai-label ai --seconds seconds',
    'equipoise reader-study export.json --truth-table truth.csv --case case --truth truth --decision finding',
    'equipoise reader-study truth.csv --marks marks.csv --case case --reader reader --modality modality --truth diseased --lesion lesion --rating rating',
  ],
  configure(command) {
    command.argument(
      '<ratings...>',
      'a table with one row per reader, case and modality, or one column per reader; or the export of Label Studio, CVAT or COCO',
    );
    addColumns(command);
    addAnalysis(command);
    addMore(command);
    addIntakeOptions(command);
    command
      .option('--names', 'show the names of readers instead of pseudonyms')
      .option('--level <share>', 'confidence level (default: .95)', numberOption('--level'))
      .option('--alpha <share>', 'the same as one minus the level', numberOption('--alpha'))
      .option(
        '--suppress <k>',
        'share-safe output: hide figures of fewer than k people',
        numberOption('--suppress'),
      )
      .option('--out <folder>', 'output folder (default: reader-study)')
      .option('--title <text>', 'title of the report')
      .option('--workers <count>', 'threads; no digit depends on it', workersOption)
      .option('--json', 'print the result as JSON');
  },
  async run(args, options, terminal) {
    const { runReaderStudy } = await import('@equipoise/workbench');
    const { case: caseColumns, ...others } = options;
    // Commander gives each option the type its declaration above states.
    const [file, ...moreFiles] = args[0] as string[];
    const protocol = { ...others, file, moreFiles, caseColumns } as ReaderStudyProtocol;
    return runReadersCommand('reader-study', options, terminal, (run) =>
      runReaderStudy(protocol, run),
    );
  },
};
