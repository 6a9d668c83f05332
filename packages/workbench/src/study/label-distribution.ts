import { cellText, type Table } from '@equipoise/dataset';
import type { StudyLabels, StudyPrediction } from '@equipoise/domain';
import { fail } from '../errors.ts';
import type { ResolvedProtocol } from '../protocol/resolved-protocol.ts';
import type { Cases } from './cases.ts';
import { asNumbers, findColumn } from './columns.ts';
import type { GatheredLabels } from './gathered-labels.ts';
import type { RowsOfCases } from './label-rows.ts';
import { binaryMap } from './labels.ts';
import { readInput } from './read-inputs.ts';

/** Columns in front of whose class name these may stand. */
const fronts = ['p_', 'probability_', 'prob_', 'p ', 'probability ', 'prob ', ''];

/**
 * Label distributions from a table: one row a case, one column of probabilities a class (`p_<class>`), or for a
 * binary task one column `probability` (of yes). A column `question` or `task` tells tasks apart.
 *
 * @throws workbench/unknown-column, workbench/bad-score where a number is no probability, workbench/no-readings
 */
export async function readDistributions(
  path: string,
  protocol: ResolvedProtocol,
  columns: { readonly study: string; readonly readings: string },
  rows: RowsOfCases,
  tasks: readonly StudyPrediction[],
  cases: Cases,
  signal: AbortSignal | undefined,
): Promise<GatheredLabels> {
  const asked = { ...protocol, on: [...new Set([...protocol.on, columns.readings])] };
  const { table, input } = await readInput(path, 'label distribution', asked, signal);
  const ids = findColumn(table, columns.readings, '--reading-case');
  const matched = new Set<string>();
  const all = new Set<string>();
  for (let i = 0; i < table.rowCount; i++) {
    const name = cellText(ids, i);
    if (name === null) continue;
    all.add(name);
    if (rows.rowsOf(name).length > 0) matched.add(name);
  }
  const labels = tasks.flatMap((task) => {
    const found = classColumns(table, task, tasks.length, protocol);
    return found === null
      ? []
      : [distribute(table, ids, task, found, rows, cases, all.size - matched.size)];
  });
  if (labels.length === 0) {
    fail(
      'workbench/no-readings',
      `${table.name} has no column of probabilities for ${tasks.map((one) => one.task).join(', ')}.`,
      'Name columns p_<class>, or probability for a binary task.',
    );
  }
  return {
    labels,
    inputs: [input],
    joins: [
      {
        left: cases.table.name,
        right: table.name,
        on: columns.study,
        matched: matched.size,
        leftOnly: rows.caseCount - matched.size,
        rightOnly: all.size - matched.size,
      },
    ],
    warnings: [],
  };
}

function named(table: Table, names: readonly string[]): string | undefined {
  const lower = new Map(table.columns.map((column) => [column.name.toLowerCase(), column.name]));
  for (const name of names) {
    const found = lower.get(name.toLowerCase());
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Columns of probabilities: of yes alone for a binary task, else of each class; null where there are none. */
function classColumns(
  table: Table,
  task: StudyPrediction,
  taskCount: number,
  protocol: ResolvedProtocol,
): readonly string[] | null {
  if (task.kind === 'binary') {
    const own = fronts.map((front) => `${front}${task.task}`);
    const single = named(table, taskCount === 1 ? ['probability', ...own] : own);
    if (single !== undefined) return [single];
    const front = 'p_';
    const classes = table.columns.flatMap(({ name }) =>
      name.startsWith(front) ? [name.slice(front.length)] : [],
    );
    const { positive, negative } = protocol;
    const map = binaryMap(classes, { kind: 'binary', positive, negative, classes: null });
    const yes = map.indexOf(1);
    return yes < 0 ? null : [`${front}${classes[yes]!}`];
  }
  if (task.kind !== 'multiclass' || task.classes === null) return null;
  const found = task.classes.map((name) =>
    named(
      table,
      fronts.map((front) => `${front}${name}`),
    ),
  );
  return found.every((name) => name !== undefined) ? found : null;
}

function distribute(
  table: Table,
  ids: ReturnType<typeof findColumn>,
  task: StudyPrediction,
  names: readonly string[],
  rows: RowsOfCases,
  cases: Cases,
  unmatchedCaseCount: number,
): StudyLabels {
  const question = table.columns.find(({ name }) => name === 'question' || name === 'task');
  const width = names.length;
  const { rowCount } = cases.table;
  const probability = new Float64Array(rowCount * width).fill(Number.NaN);
  const values = names.map((name) => asNumbers(findColumn(table, name, '--label-distribution')));
  let unused = 0;
  for (let i = 0; i < table.rowCount; i++) {
    if (question !== undefined && cellText(question, i) !== task.task) continue;
    const name = cellText(ids, i);
    const places = name === null ? [] : rows.rowsOf(name);
    const own = values.map(({ column }) => column.data[i]!);
    if (places.length === 0 || own.some(Number.isNaN)) {
      unused++;
      continue;
    }
    if (own.some((p) => p < 0 || p > 1)) {
      fail(
        'workbench/bad-score',
        `${table.name}, row ${table.firstRow + i}: a probability lies outside 0 to 1.`,
        'Correct it.',
      );
    }
    for (const row of places) probability.set(own, row * width);
  }
  return {
    task: task.task,
    source: 'distribution',
    readerNames: [],
    starts: new Int32Array(rowCount + 1),
    reader: new Int32Array(0),
    answer: new Int32Array(0),
    probability,
    unmatchedCaseCount,
    unusedReadingCount: unused,
  };
}
