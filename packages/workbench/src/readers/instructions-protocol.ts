import { fail } from '../errors.ts';
import type { ReadersProtocol } from './readers-protocol.ts';

/** What `equipoise instructions` is told beside the common options. */
export interface InstructionsProtocol extends ReadersProtocol {
  /** Column that says under which version of the instructions a reading was made. */
  readonly instructions?: string | undefined;
  /** A table of readers with their version, where the readings do not say it. */
  readonly assignment?: string | undefined;
  /** Column with a score of each reading, such as Dice. */
  readonly score?: string | undefined;
  /** Columns with the reference: one for all questions, or `question=column`; beside masks a reader. */
  readonly reference?: readonly string[] | undefined;
  /** Folder of masks: `reader/case.nii.gz` or `reader/case.png`. */
  readonly masks?: string | undefined;
  /** Largest difference between versions that counts as none. */
  readonly margin?: number | undefined;
  /** Readers did not get their version at random. */
  readonly notRandomised?: boolean | undefined;
}

/** Fewest draws of which limits can be read. */
const fewestReplicates = 999;

/** Refuses options that do not go together. @throws workbench/bad-option, workbench/missing-option, workbench/conflicting-options */
export function checkInstructionsOptions(protocol: InstructionsProtocol): void {
  const { margin, level, replicates, suppress, reader = [] } = protocol;
  const wants = (isGood: boolean, option: string, what: string, got: number | undefined): void => {
    if (isGood) return;
    fail('workbench/bad-option', `${option} wants ${what}, got ${got}.`, 'Correct it.');
  };
  wants(margin === undefined || margin > 0, '--margin', 'a number above 0', margin);
  wants(
    level === undefined || (level > 0.5 && level < 1),
    '--level',
    'a share between .5 and 1',
    level,
  );
  wants(
    replicates === undefined || (Number.isInteger(replicates) && replicates >= fewestReplicates),
    '--replicates',
    `a whole number from ${fewestReplicates} on`,
    replicates,
  );
  wants(
    suppress === undefined || (Number.isInteger(suppress) && suppress >= 1),
    '--suppress',
    'a whole number from 1 on',
    suppress,
  );
  if (protocol.instructions === undefined) {
    fail(
      'workbench/missing-option',
      'The column that names the version of the instructions was not given.',
      'Write --instructions COLUMN.',
    );
  }
  if (reader.length !== 1 || reader[0]!.includes('*')) {
    fail(
      'workbench/missing-option',
      'A reader reads under one version, so every row must name its reader.',
      'Give a table with a row for each case and reader, and write --reader COLUMN.',
    );
  }
  if (protocol.group !== undefined || protocol.bins !== undefined) {
    fail(
      'workbench/bad-option',
      'Versions of the instructions are not compared within groups of patients.',
      'Leave --group and --bins out, or run the command on the rows of one group.',
    );
  }
  checkTogether(protocol);
}

function checkTogether({ masks, score, label, question, reference }: InstructionsProtocol): void {
  const clash = (one: string, other: string, mend: string): never =>
    fail('workbench/conflicting-options', `${one} and ${other} do not go together.`, mend);
  const two = 'Run the command once for each.';
  if (masks !== undefined && (label !== undefined || score !== undefined)) {
    clash('--masks', score === undefined ? '--label' : '--score', two);
  }
  if (score !== undefined && (label !== undefined || question !== undefined)) {
    clash('--score', label === undefined ? '--question' : '--label', two);
  }
  if (score !== undefined && reference !== undefined) {
    clash('--score', '--reference', 'A score needs no reference: leave --reference out.');
  }
}

/**
 * The column that holds the reference of each question.
 *
 * @param questions names of the questions
 * @returns nothing where there is no reference
 * @throws workbench/bad-option when several questions share one column or one is unknown
 */
export function referenceColumns(
  protocol: InstructionsProtocol,
  questions: readonly string[],
): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  const hasQuestions = protocol.question !== undefined;
  for (const text of protocol.reference ?? []) {
    const at = text.indexOf('=');
    const named = at < 0 ? null : text.slice(0, at);
    if (named !== null && questions.includes(named)) {
      out.set(named, text.slice(at + 1));
      continue;
    }
    if (!hasQuestions && questions.length > 1) {
      fail(
        'workbench/bad-option',
        named === null
          ? `--reference names one column for ${questions.length} questions.`
          : `--reference names the question "${named}", which is none of those asked.`,
        `Write --reference '${questions[0]}=COLUMN' for each question that has a reference.`,
      );
    }
    for (const question of questions) out.set(question, text);
  }
  return out;
}
