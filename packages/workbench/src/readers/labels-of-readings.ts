import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { QuestionReadings, Readings } from '@equipoise/domain';
import { fail } from '../errors.ts';
import type { InputFile } from '../study/study-build.ts';
import { gatherReadings } from './gather-readings.ts';
import type { Notes } from './label-errors-files.ts';
import type { LabelErrorsProtocol } from './label-errors-protocol.ts';
import { labelCsv } from './label-file.ts';

/** What the readers of each case say most often, as a table that predictions can be joined with. */
export interface LabelsOfReadings {
  readonly path: string;
  readonly inputs: readonly InputFile[];
  readonly remove: () => Promise<void>;
}

/** Class that most readers of each case gave; -1 without an answer or with a tie. */
export function majorityClasses(
  question: QuestionReadings,
  caseCount: number,
): { readonly classes: Int32Array; readonly tieCount: number; readonly blankCount: number } {
  const width = question.classes?.length ?? 0;
  const votes = new Int32Array(caseCount * width);
  for (let i = 0; i < question.answer.length; i++) {
    const given = question.answer[i]!;
    if (!Number.isNaN(given)) votes[question.caseIndex[i]! * width + given]!++;
  }
  const classes = new Int32Array(caseCount).fill(-1);
  let tieCount = 0;
  let blankCount = 0;
  for (let one = 0; one < caseCount; one++) {
    let most = 0;
    let isTied = false;
    for (let c = 0; c < width; c++) {
      const count = votes[one * width + c]!;
      if (count > most) classes[one] = c;
      isTied = count > most ? false : isTied || (count === most && count > 0);
      most = Math.max(most, count);
    }
    if (isTied) {
      classes[one] = -1;
      tieCount++;
    } else if (most === 0) blankCount++;
  }
  return { classes, tieCount, blankCount };
}

function csvOf(readings: Readings, caseColumn: string, notes: Notes): string {
  const asked = readings.questions.filter((question) => question.classes !== null);
  if (asked.length === 0) {
    fail(
      'workbench/no-readings',
      'The readings hold numbers or masks, and labels are searched in classes.',
      'Name a question with classes with --reading-label.',
    );
  }
  const found = asked.map((question) => {
    const majority = majorityClasses(question, readings.caseCount);
    if (majority.tieCount + majority.blankCount > 0) {
      notes.add(
        'no-majority',
        `"${question.name}": ${majority.tieCount} of ${readings.caseCount} cases have a tie among their readers and ${majority.blankCount} no answer; they have no label to search.`,
      );
    }
    return { ...majority, names: question.classes ?? [] };
  });
  return labelCsv({
    columns: [
      { name: caseColumn, kind: 'text' },
      ...asked.map(({ name }) => ({ name, kind: 'text' as const })),
    ],
    rows: readings.caseNames.map((name, one) => [
      name,
      ...found.map(({ classes, names }) => (classes[one]! < 0 ? null : names[classes[one]!]!)),
    ]),
  });
}

/**
 * The labels that readers gave, by majority, in a table of its own that `remove` takes away again.
 *
 * @param caseColumn name of the case column in the predictions
 * @returns null when no readings are named
 * @throws errors of the readers' intake; workbench/no-readings, workbench/missing-option
 */
export async function labelsOfReadings(
  protocol: LabelErrorsProtocol,
  caseColumn: string | null,
  notes: Notes,
  signal: AbortSignal | undefined,
): Promise<LabelsOfReadings | null> {
  const { readings: files = [] } = protocol;
  if (files.length === 0) return null;
  if (caseColumn === null) {
    return fail(
      'workbench/missing-option',
      'Readings and predictions are tied by case, and no column of the predictions names it.',
      'Write --case COLUMN.',
    );
  }
  const {
    readings,
    inputs,
    notes: said,
  } = await gatherReadings(
    {
      files,
      caseColumn: protocol.readingCase ?? caseColumn,
      reader: protocol.readingReader ?? ['reader'],
      label: protocol.readingLabel,
      question: protocol.readingQuestion,
      encoding: protocol.encoding,
      missing: protocol.missing,
    },
    signal,
  );
  for (const { code, message } of said) notes.add(code, message);
  const folder = await mkdtemp(join(tmpdir(), 'equipoise-labels-'));
  const path = join(folder, 'labels-of-readers.csv');
  await writeFile(path, csvOf(readings, caseColumn, notes));
  return { path, inputs, remove: () => rm(folder, { recursive: true, force: true }) };
}
