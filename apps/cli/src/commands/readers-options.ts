import type { ReadersProtocol } from '@equipoise/workbench';
import type { Command } from 'commander';
import { addIntakeOptions, numberOption, workersOption } from './audit-options.ts';

function list(value: string, before: string[] | undefined): string[] {
  const parts = value.split(',').map((part) => part.trim());
  return [...(before ?? []), ...parts.filter((part) => part !== '')];
}

function each(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

/** Options that say how readings stand in their files. */
export function addReadingsOptions(command: Command): void {
  command
    .option('--case <column>', 'column that names the case (Label Studio: field of data)')
    .option(
      '--reader <columns>',
      'column that names the reader; or one column a reader: r1,r2,r3 or a pattern such as r*',
      list,
    )
    .option(
      '--label <columns>',
      "answer columns, one a question; wide tables: 'finding=*_finding', the star is the reader",
      list,
    )
    .option('--question <column>', 'column that names the question of each row')
    .option(
      '--patient <column>',
      'patient id, the unit of analysis (default: the case, said loudly)',
    )
    .option('--group <columns>', 'attributes of cases, comma list; repeatable', list)
    .option('--bins <bins>', 'bins such as age=0,40,65,80; repeatable', each)
    .option('--seconds <column>', 'seconds that each reading took')
    .option('--kind <kinds>', '[question=]categorical, ordinal or numeric; repeatable', each)
    .option('--classes <classes>', '[question=]class,class,… in order; repeatable', each)
    .option('--not-asked <texts>', 'texts that mean not asked beside a blank, comma list', list)
    .option('--cannot-tell <texts>', 'texts that mean that the reader could not tell', list)
    .option(
      '--repeats <rule>',
      'first or last, where a reader answered twice differently (default: an error)',
    )
    .option('--names', 'show the names of readers instead of pseudonyms');
  addIntakeOptions(command);
}

/** Options of a run: level, seed, output. */
export function addReadersRunOptions(command: Command, folder: string, replicates: number): void {
  command
    .option('--level <share>', 'confidence level (default: .95)', numberOption('--level'))
    .option(
      '--replicates <count>',
      `bootstrap replicates (default: ${replicates})`,
      numberOption('--replicates'),
    )
    .option('--seed <number>', 'seed of all random streams (default: 1)', numberOption('--seed'))
    .option(
      '--suppress <k>',
      'share-safe output: hide figures of fewer than k people',
      numberOption('--suppress'),
    )
    .option('--out <folder>', `output folder (default: ${folder})`)
    .option('--title <text>', 'title of the report')
    .option('--workers <count>', 'threads; no digit depends on it', workersOption)
    .option('--json', 'print the result as JSON');
}

/** The protocol that the options of a command say; values are checked where they are used. */
export function readersProtocol(
  files: readonly string[],
  options: Readonly<Record<string, unknown>>,
): ReadersProtocol {
  const { case: caseColumn, ...others } = options;
  // Commander gives each option the type its declaration above states.
  return { ...others, files, caseColumn } as ReadersProtocol;
}
