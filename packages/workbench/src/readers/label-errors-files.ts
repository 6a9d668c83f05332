import type { Embeddings, LabelTask } from '@equipoise/annotation';
import { cellText } from '@equipoise/dataset';
import { fail } from '../errors.ts';
import type { ResolvedProtocol } from '../protocol/resolved-protocol.ts';
import type { Cases } from '../study/cases.ts';
import { columnNamed, findColumn } from '../study/columns.ts';
import { readInput } from '../study/read-inputs.ts';
import type { InputFile } from '../study/study-build.ts';

/** Where notes about what was read go. */
export interface Notes {
  readonly add: (code: string, sentence: string) => void;
}

/** Vectors of the images, by case or in the order of the rows. */
export async function readEmbeddings(
  path: string,
  resolved: ResolvedProtocol,
  cases: Cases,
  caseColumn: string | null,
  inputs: InputFile[],
  signal: AbortSignal | undefined,
  notes: Notes,
): Promise<Embeddings> {
  const { table, input } = await readInput(path, 'embeddings', resolved, signal);
  inputs.push(input);
  const key = caseColumn === null ? undefined : columnNamed(table, caseColumn);
  const numbers = table.columns.filter((one) => one.kind === 'number' && one !== key);
  const dimension = numbers.length;
  const { rowCount } = cases.table;
  if (dimension === 0) {
    fail(
      'workbench/bad-score',
      `${table.name} has no column of numbers.`,
      'Write one column a dimension.',
    );
  }
  if (key === undefined && table.rowCount !== rowCount) {
    fail(
      'workbench/missing-option',
      `${table.name} has ${table.rowCount} rows, the predictions ${rowCount}, and no column ties them.`,
      'Name the case column that both have with --case.',
    );
  }
  const values = new Float64Array(rowCount * dimension).fill(Number.NaN);
  const placeOf = new Map<string, number>();
  const ids = key === undefined ? null : columnNamed(cases.table, caseColumn!);
  if (key !== undefined) {
    for (let i = 0; i < table.rowCount; i++) placeOf.set(cellText(key, i) ?? '', i);
  }
  let missing = 0;
  for (let row = 0; row < rowCount; row++) {
    const from = ids == null ? row : placeOf.get(cellText(ids, row) ?? '');
    if (from === undefined) {
      missing++;
      continue;
    }
    numbers.forEach((column, j) => {
      values[row * dimension + j] = column.kind === 'number' ? column.data[from]! : Number.NaN;
    });
  }
  if (missing > 0) {
    notes.add('no-embedding', `${missing} of ${rowCount} cases have no vector in ${table.name}.`);
  }
  return { dimension, values };
}

/** Filled-in review lists: what a person says of each case and task. */
export async function withReview(
  path: string,
  tasks: readonly LabelTask[],
  caseColumn: string | null,
  caseName: (row: number) => string,
  resolved: ResolvedProtocol,
  inputs: InputFile[],
  signal: AbortSignal | undefined,
  notes: Notes,
): Promise<LabelTask[]> {
  const { table, input } = await readInput(path, 'review', { ...resolved, on: [] }, signal);
  inputs.push(input);
  const key =
    (caseColumn === null ? undefined : columnNamed(table, caseColumn)) ??
    findColumn(table, 'case', '--review');
  const said = findColumn(table, 'reviewed_label', '--review');
  const task = columnNamed(table, 'task');
  const rowOf = new Map<string, number>();
  for (let row = 0; row < (tasks[0]?.label.length ?? 0); row++) rowOf.set(caseName(row), row);
  const panels = tasks.map(
    (one) => one.panel?.slice() ?? new Int32Array(one.label.length).fill(-1),
  );
  let unmatched = 0;
  for (let i = 0; i < table.rowCount; i++) {
    const text = cellText(said, i);
    if (text === null) continue;
    const name = task === undefined ? null : cellText(task, i);
    const at =
      name === null ? (tasks.length === 1 ? 0 : -1) : tasks.findIndex((one) => one.task === name);
    const row = rowOf.get(cellText(key, i) ?? '');
    if (at < 0 || row === undefined) {
      unmatched++;
      continue;
    }
    const label = tasks[at]!.classes.indexOf(text.trim());
    if (label < 0) {
      fail(
        'workbench/bad-label',
        `${table.name}, row ${table.firstRow + i}: the reviewed label of task "${tasks[at]!.task}" is none of ${tasks[at]!.classes.join(', ')}.`,
        'Write it as in the column label, or leave it blank.',
      );
    }
    panels[at]![row] = label;
  }
  if (unmatched > 0) {
    notes.add(
      'unmatched-review',
      `${table.name}: ${unmatched} reviewed labels are about cases or tasks that are not searched.`,
    );
  }
  return tasks.map((one, at) => {
    const panel = panels[at]!;
    return panel.some((label) => label >= 0) ? { ...one, panel } : one;
  });
}
