import type { Command } from 'commander';
import { fail } from '../errors.ts';

function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

function collectList(value: string, before: string[] | undefined): string[] {
  const parts = value.split(',').map((part) => part.trim());
  return [...(before ?? []), ...parts.filter((part) => part !== '')];
}

/** Reads a number of an option. */
export function numberOption(name: string): (value: string) => number {
  return (value) => {
    const number = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value)
      ? Number(value)
      : Number.NaN;
    if (Number.isFinite(number)) return number;
    return fail(
      'cli/not-a-number',
      `${name} wants a number, got "${value}".`,
      'Write it with a decimal point, such as .05.',
    );
  };
}

/** Reads the number of threads. */
export function workersOption(value: string): number {
  const count = numberOption('--workers')(value);
  if (Number.isInteger(count) && count >= 1 && count <= 64) return count;
  return fail(
    'cli/usage',
    `--workers wants a whole number from 1 to 64, got ${count}.`,
    'Correct it.',
  );
}

/** Options that later releases bring. */
export const laterOptions: readonly (readonly [string, string])[] = [
  ['--embeddings [file]', '--embeddings'],
  ['--images [folder]', '--images'],
  ['--partial', '--partial'],
];

/** Adds the options that say how tables are written. */
export function addIntakeOptions(command: Command): void {
  command
    .option('--encoding <name>', 'utf-8, utf-16le, utf-16be or latin-1 (default: utf-8)')
    .option(
      '--delimiter <character>',
      'cell separator, one character or tab (default: by the file name)',
    )
    .option('--decimal <mark>', 'decimal mark, . or , (default: .)')
    .option(
      '--missing <texts>',
      'texts that mean missing beside a blank, comma list (--missing=-1)',
      collectList,
    );
}

/** Adds every option of an audit. */
export function addAuditOptions(command: Command): void {
  const number = numberOption;
  command
    .option(
      '--label <column>',
      'label column: 0 and 1 (or no and yes, false and true) unless --positive says otherwise',
    )
    .option(
      '--score <columns>',
      'score column; several are models (binary, regression) or classes (multiclass, ordinal)',
    )
    .option('--decision <column>', 'column with the class that the model decided')
    .option(
      '--task <task>',
      'a task as name=label:score[,score2], or *=y_*:prob_* for wide tables; repeatable',
      collect,
    )
    .option('--kind <kind>', 'binary, multiclass, ordinal or regression (default: binary)')
    .option('--positive <text>', 'label text that counts as positive')
    .option('--negative <text>', 'label text that counts as negative; * for every other')
    .option('--group <columns>', 'attributes to audit, comma list; repeatable', collectList)
    .option('--patient <column>', 'patient id, the unit of analysis (default: rows, said loudly)')
    .option('--site <column>', 'site, for pooling and a prediction interval')
    .option('--reader <column>', 'reader')
    .option('--case-mix <columns>', 'attributes to adjust for, comma list', collectList)
    .option(
      '--acquisition <columns>',
      'fields on how the image was made (view, scanner), comma list',
      collectList,
    )
    .option('--weight <column>', 'weight of each row')
    .option('--aggregate <how>', 'make the patient the row: max or mean of the scores')
    .option('--join <file>', 'further table joined on --on; repeatable', collect)
    .option('--on <columns>', 'id column of joins and models; one for all, or one a join')
    .option('--model <file>', 'another model as [name=]file, paired on --on; repeatable', collect)
    .option('--model-column <column>', 'column that names the model of each row')
    .option('--train <file>', 'training table, to look for leaked patients')
    .option(
      '--readings <file>',
      'answers of several readers: their uncertainty is carried into every interval (joined on --on)',
    )
    .option('--reading-case <column>', 'case column of the readings (default: as --on)')
    .option(
      '--reading-reader <columns>',
      'reader column of the readings, or one column a reader (default: reader)',
      collectList,
    )
    .option(
      '--reading-label <columns>',
      'answer columns of the readings, also as task=column (default: label)',
      collectList,
    )
    .option(
      '--label-distribution <file>',
      'probabilities of the classes of each case, in place of readings',
    )
    .option(
      '--label-draws <count>',
      'draws of the reference labels (default: 40)',
      number('--label-draws'),
    )
    .option('--threshold <value>', 'a number, youden, or task=number; repeatable', collect)
    .option(
      '--threshold-from <rule>',
      '[task=]val.csv@sens=.90, @spec=.90 or @youden; repeatable',
      collect,
    )
    .option('--threshold-range <range>', 'range of the decision curves, such as .05-.40')
    .option(
      '--prevalence <share>',
      'prevalence at which predictive values are wanted',
      number('--prevalence'),
    )
    .option('--metric <ids>', 'metrics to audit, comma list (default by kind)', collectList)
    .option(
      '--margin <margins>',
      'margins such as sens=.05,auroc=.03 (default: sensitivity .05, specificity .05, auroc .03)',
      collect,
    )
    .option(
      '--bins <bins>',
      "bins such as age=0,40,65,80 ([a,b)) or 'ita=(10,19,28]'; repeatable",
      collect,
    )
    .option(
      '--intersect <depth>',
      'depth of intersections, 0 to 3 (default: 2)',
      number('--intersect'),
    )
    .option('--reference <level>', 'rest, largest or a level (default: rest)')
    .option('--gate <file>', 'gates.yaml: conditions that the exit code reports')
    .option(
      '--inconclusive <how>',
      'what an undecided gate does: pass or fail (default: exit code 2)',
    )
    .option(
      '--suppress <k>',
      'share-safe output: hide cells of fewer than k people',
      number('--suppress'),
    )
    .option('--audit-id-like', 'audit attributes with over 50 levels as well')
    .option('--level <share>', 'confidence level (default: .95)', number('--level'))
    .option('--replicates <count>', 'bootstrap replicates (default: 2000)', number('--replicates'))
    .option(
      '--permutations <count>',
      'most permutations of the omnibus test (default: 1000)',
      number('--permutations'),
    )
    .option('--seed <number>', 'seed of all random streams (default: 1)', number('--seed'))
    .option('--adapter <id>', 'public layout, see equipoise datasets; auto looks at the headers');
  addIntakeOptions(command);
  command
    .option('--out <folder>', 'output folder (default: audit)')
    .option('--title <text>', 'title of the report')
    .option('--protocol <file>', 'protocol file; flags win over it')
    .option('--save-protocol <file>', 'write what was asked as a protocol file')
    .option(
      '--workers <count>',
      'threads (default: all cores, at most 8); no digit depends on it',
      workersOption,
    )
    .option('--json', 'print the result as JSON');
  for (const [flags, name] of laterOptions) {
    command.option(flags, `${name} comes with a later release`);
  }
}

/** Keys of the options that are no part of a protocol. */
export const runKeys: ReadonlySet<string> = new Set([
  'protocol',
  'saveProtocol',
  'workers',
  'json',
  'embeddings',
  'images',
  'partial',
]);

/**
 * Refuses options of later releases.
 *
 * @throws cli/later-release
 */
export function refuseLater(options: Readonly<Record<string, unknown>>): void {
  for (const key of ['embeddings', 'images', 'partial']) {
    if (options[key] === undefined) continue;
    fail(
      'cli/later-release',
      `--${key} comes with a later release.`,
      'Leave it out; everything else works without it.',
    );
  }
}
