import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { ConsensusLabels, NumberLabels } from '@equipoise/annotation';
import { type ParquetColumn, parquetBytes, readTable } from '@equipoise/dataset/node';
import { answerStates, type Readings } from '@equipoise/domain';
import { fail } from '../errors.ts';

/** A table in the making. */
export interface LabelTable {
  readonly columns: readonly ParquetColumn[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

const reserved = new Set(['question', 'consensus_label', 'certainty', 'method']);

/**
 * The labels as a table: one row for each case and question that somebody answered. Several questions are told
 * apart by a column `question`; probabilities stand in `p_<class>`, errors of numbers in `standard_error`.
 *
 * @param readings the cases
 * @param labels of every question of classes
 * @param numbers of every question of numbers
 * @param caseColumn name of the case column
 */
export function labelTable(
  readings: Readings,
  labels: readonly ConsensusLabels[],
  numbers: readonly NumberLabels[],
  caseColumn: string,
): LabelTable {
  const isMany = labels.length + numbers.length > 1;
  const hasNumbers = numbers.length > 0;
  const errors = ['standard_error', 'low', 'high'];
  const classes = [...new Set(labels.flatMap((one) => one.distribution.classes))];
  const columns: ParquetColumn[] = [
    { name: reserved.has(caseColumn) ? 'case' : caseColumn, kind: 'text' },
    ...(isMany ? [{ name: 'question', kind: 'text' as const }] : []),
    { name: 'consensus_label', kind: labels.length === 0 && hasNumbers ? 'number' : 'text' },
    { name: 'certainty', kind: 'number' },
    ...(hasNumbers ? errors.map((name) => ({ name, kind: 'number' as const })) : []),
    ...classes.map((name) => ({ name: `p_${name}`, kind: 'number' as const })),
    { name: 'tied', kind: 'count' },
    { name: 'answers', kind: 'count' },
    { name: 'cannot_tell', kind: 'count' },
    { name: 'method', kind: 'text' },
  ];
  const rows: (string | number | null)[][] = [];
  for (const { distribution, fused } of labels) {
    const k = distribution.classes.length;
    const place = classes.map((name) => distribution.classes.indexOf(name));
    for (let t = 0; t < distribution.caseCount; t++) {
      const answers = fused.chosen.answerCount[t]!;
      const unsure = fused.panel.cannotTell[t]!;
      if (answers === 0 && unsure === 0) continue;
      const own = distribution.probability.subarray(t * k, (t + 1) * k);
      const label = fused.chosen.labels[t]!;
      rows.push([
        readings.caseNames[t]!,
        ...(isMany ? [distribution.task] : []),
        answers === 0 || label < 0 ? null : distribution.classes[label]!,
        answers === 0 ? null : Math.max(...own),
        ...(hasNumbers ? [null, null, null] : []),
        ...place.map((c) => (c < 0 || answers === 0 ? null : own[c]!)),
        answers === 0 ? null : fused.chosen.isTied[t]!,
        answers,
        unsure,
        distribution.method,
      ]);
    }
  }
  for (const one of numbers) {
    for (let t = 0; t < readings.caseCount; t++) {
      const [value, error] = [one.value[t]!, one.standardError[t]!];
      const answers = one.answerCount[t]!;
      if (answers === 0 && one.cannotTell[t] === 0) continue;
      const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);
      const label = finite(value);
      rows.push([
        readings.caseNames[t]!,
        ...(isMany ? [one.task] : []),
        labels.length === 0 || label === null ? label : String(label),
        null,
        finite(error),
        finite(value - one.critical * error),
        finite(value + one.critical * error),
        ...classes.map(() => null),
        null,
        answers,
        one.cannotTell[t]!,
        one.method,
      ]);
    }
  }
  return { columns, rows };
}

/** Every reading beside the label of its case: nothing is lost in fusion. */
export function readingTable(
  readings: Readings,
  labels: readonly ConsensusLabels[],
  numbers: readonly NumberLabels[],
  readerNames: readonly string[],
  caseColumn: string,
): LabelTable {
  const rows: (string | number | null)[][] = [];
  for (const { distribution, fused } of labels) {
    const question = readings.questions.find((one) => one.name === distribution.task);
    if (question === undefined) continue;
    const k = distribution.classes.length;
    question.caseIndex.forEach((t, i) => {
      const isAnswer = answerStates[question.state[i]!] === 'answered';
      const answer = isAnswer ? question.answer[i]! : -1;
      const label = fused.chosen.labels[t]!;
      rows.push([
        readings.caseNames[t]!,
        distribution.task,
        readerNames[question.readerIndex[i]!]!,
        isAnswer ? distribution.classes[answer]! : null,
        answerStates[question.state[i]!]!,
        label < 0 ? null : distribution.classes[label]!,
        isAnswer && label >= 0 ? Number(answer === label) : null,
        isAnswer ? distribution.probability[t * k + answer]! : null,
        ...(numbers.length > 0 ? [null] : []),
      ]);
    });
  }
  for (const one of numbers) {
    const question = readings.questions.find(({ name }) => name === one.task);
    question?.caseIndex.forEach((t, i) => {
      const isAnswer = answerStates[question.state[i]!] === 'answered';
      const label = one.value[t]!;
      const hasLabel = Number.isFinite(label);
      rows.push([
        readings.caseNames[t]!,
        one.task,
        readerNames[question.readerIndex[i]!]!,
        isAnswer ? String(question.answer[i]!) : null,
        answerStates[question.state[i]!]!,
        hasLabel ? String(label) : null,
        null,
        null,
        isAnswer && hasLabel ? question.answer[i]! - label : null,
      ]);
    });
  }
  return {
    columns: [
      { name: reserved.has(caseColumn) ? 'case' : caseColumn, kind: 'text' },
      { name: 'question', kind: 'text' },
      { name: 'reader', kind: 'text' },
      { name: 'answer', kind: 'text' },
      { name: 'state', kind: 'text' },
      { name: 'consensus_label', kind: 'text' },
      { name: 'is_consensus', kind: 'count' },
      { name: 'probability_of_answer', kind: 'number' },
      ...(numbers.length > 0 ? [{ name: 'minus_label', kind: 'number' as const }] : []),
    ],
    rows,
  };
}

// Ids must come back byte for byte when the file is joined: text is quoted, never changed.
function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  return /[",;\r\n\t]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** A table as CSV text: comma, line feed, header first. */
export function labelCsv(table: LabelTable): string {
  return [table.columns.map((column) => column.name), ...table.rows]
    .map((row) => `${row.map(cell).join(',')}\n`)
    .join('');
}

/** A table as the content of a file, by the end of its name. */
export async function labelContent(table: LabelTable, path: string): Promise<string | Uint8Array> {
  if (!/\.parquet$/i.test(path)) return labelCsv(table);
  return parquetBytes(labelCsv(table), table.columns);
}

/**
 * Refuses to write over a file that is no file of labels. Asked before the work begins.
 *
 * @throws workbench/folder-in-use
 */
export async function checkLabelFile(path: string, marks: readonly string[]): Promise<void> {
  if (!existsSync(path)) return;
  const names = await readTable(path, { maxRows: 1 }).then(
    (table): readonly string[] => table.columns.map((column) => column.name),
    (): readonly string[] => [],
  );
  if (marks.every((mark) => names.includes(mark))) return;
  fail(
    'workbench/folder-in-use',
    `${basename(path)} exists and is no output of this command.`,
    'Choose another name.',
  );
}

/** Writes a file whole or not at all. @throws workbench/cannot-write */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const target = resolve(path);
  const beside = join(dirname(target), `.${basename(target)}.new-${randomUUID().slice(0, 8)}`);
  try {
    await mkdir(dirname(target), { recursive: true });
    await writeFile(beside, content);
    await rename(beside, target);
  } catch (cause) {
    await rm(beside, { force: true }).catch(() => undefined);
    fail(
      'workbench/cannot-write',
      `${basename(path)} cannot be written.`,
      'Choose another place, or make room.',
      cause,
    );
  }
}
