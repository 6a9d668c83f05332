import { readerLabels } from '@equipoise/annotation';
import type { QuestionReadings, Readings, StudyLabels, StudyPrediction } from '@equipoise/domain';
import { fail } from '../errors.ts';
import type { ResolvedProtocol } from '../protocol/resolved-protocol.ts';
import { gatherReadings } from '../readers/gather-readings.ts';
import type { Cases } from './cases.ts';
import type { GatheredLabels } from './gathered-labels.ts';
import { readDistributions } from './label-distribution.ts';
import { type RowsOfCases, rowsOfCases } from './label-rows.ts';
import { binaryMap } from './labels.ts';
import type { Warning } from './warnings.ts';

const nothing: GatheredLabels = { labels: [], inputs: [], joins: [], warnings: [] };

/** Names of the columns that hold the id of a case: in the study, and in the file of the readers. */
function caseColumns(protocol: ResolvedProtocol): { study: string; readings: string } {
  const { readingCase, on } = protocol;
  const study = on[0] ?? readingCase;
  if (study === undefined || study === null) {
    return fail(
      'workbench/missing-option',
      'Readings or label distributions are to be joined, but no id column was named.',
      'Give --on case (and --reading-case where the column has another name there).',
    );
  }
  return { study, readings: readingCase ?? study };
}

/**
 * Reads the answers of readers, or label distributions, and joins them to the rows of a study: what finds no
 * partner is counted on both sides.
 *
 * @param protocol with `readings` or `labelDistribution`; without them nothing is read
 * @throws errors of the intake; workbench/missing-option, workbench/conflicting-options, workbench/no-readings,
 * workbench/bad-label, workbench/unknown-column
 */
export async function gatherStudyLabels(
  protocol: ResolvedProtocol,
  cases: Cases,
  predictions: readonly StudyPrediction[],
  signal: AbortSignal | undefined,
): Promise<GatheredLabels> {
  const { readings, labelDistribution } = protocol;
  if (readings === null && labelDistribution === null) return nothing;
  if (readings !== null && labelDistribution !== null) {
    fail(
      'workbench/conflicting-options',
      '--readings and --label-distribution were both given.',
      'Give the readings, from which the distribution follows, or the distribution alone.',
    );
  }
  if (protocol.aggregate !== null) {
    fail(
      'workbench/conflicting-options',
      '--aggregate makes the patient the row, while readings are about cases.',
      'Leave --aggregate out, or audit a table with one row a patient and readings of patients.',
    );
  }
  const columns = caseColumns(protocol);
  const rows = rowsOfCases(cases, columns.study);
  const tasks = [...new Map(predictions.map((one) => [one.task, one])).values()];
  if (labelDistribution !== null) {
    return readDistributions(labelDistribution, protocol, columns, rows, tasks, cases, signal);
  }
  const names = readingColumns(protocol, tasks);
  const gathered = await gatherReadings(
    {
      files: [readings!],
      caseColumn: columns.readings,
      reader: protocol.readingReader,
      label: names.columns,
      kind: ['categorical'],
      encoding: protocol.encoding ?? undefined,
      delimiter: protocol.delimiter ?? undefined,
      decimal: protocol.decimal ?? undefined,
      missing: protocol.missing,
    },
    signal,
  );
  const labels: StudyLabels[] = [];
  for (const task of tasks) {
    const question = questionOf(task, gathered.readings, names.byTask, tasks.length);
    if (question === undefined) continue;
    labels.push(
      joinQuestion(task, gathered.readings, question, rows, cases.table.rowCount, protocol),
    );
  }
  if (labels.length === 0) {
    const asked = gathered.readings.questions.map((question) => question.name).join(', ');
    fail(
      'workbench/no-readings',
      `None of the tasks (${tasks.map((task) => task.task).join(', ')}) is a question of the readings (${asked}).`,
      'Give --reading-label task=column, once for each task.',
    );
  }
  const file = gathered.inputs[0]!.name;
  const matched = matchedCases(gathered.readings, rows);
  return {
    labels,
    inputs: gathered.inputs,
    joins: [
      {
        left: cases.table.name,
        right: file,
        on: columns.study,
        matched,
        leftOnly: rows.caseCount - matched,
        rightOnly: gathered.readings.caseCount - matched,
      },
    ],
    warnings: [
      ...gathered.notes.map(({ code, message }) => ({ code, sentence: message })),
      ...undrawnTasks(tasks),
      ...missingTasks(tasks, labels, file),
      ...unusedAnswers(labels, file),
    ],
  };
}

function matchedCases(readings: Readings, rows: RowsOfCases): number {
  return readings.caseNames.filter((name) => rows.rowsOf(name).length > 0).length;
}

/** Ordinal answers and numbers are not drawn in this release, classes one against the others. */
function undrawnTasks(tasks: readonly StudyPrediction[]): Warning[] {
  const undrawn = tasks.filter((task) => task.kind === 'ordinal' || task.kind === 'regression');
  const wholes = tasks.filter((task) => task.kind === 'multiclass');
  if (wholes.length > 0) {
    return [
      {
        code: 'labels-drawn-by-class',
        sentence: `Labels of ${wholes.map((one) => one.task).join(', ')} are drawn for each class against the others; figures over all classes take the labels as given.`,
      },
    ];
  }
  if (undrawn.length === 0) return [];
  return [
    {
      code: 'labels-not-drawn',
      sentence: `Labels of ${undrawn.map((one) => one.task).join(', ')} are ordinal or numbers: their uncertainty is not carried along, the labels are taken as given.`,
    },
  ];
}

function missingTasks(
  tasks: readonly StudyPrediction[],
  labels: readonly StudyLabels[],
  file: string,
): Warning[] {
  const silent = tasks.filter((task) => !labels.some((one) => one.task === task.task));
  if (silent.length === 0) return [];
  return [
    {
      code: 'task-without-readings',
      sentence: `${file} holds no readings of ${silent.map((one) => one.task).join(', ')}: there the labels are taken as given.`,
    },
  ];
}

function unusedAnswers(labels: readonly StudyLabels[], file: string): Warning[] {
  return labels
    .filter((one) => one.unusedReadingCount > 0)
    .map((one) => ({
      code: 'unused-readings',
      sentence: `${file}, task ${one.task}: ${one.unusedReadingCount} readings hold no answer (not asked, or cannot tell) or are about cases that are not audited, and are left out.`,
    }));
}

/** Answer columns as the intake wants them; `task=column` says which task a column answers. */
function readingColumns(
  protocol: ResolvedProtocol,
  tasks: readonly StudyPrediction[],
): { columns: readonly string[]; byTask: ReadonlyMap<string, string> } {
  const byTask = new Map<string, string>();
  const columns = protocol.readingLabel.map((text) => {
    const at = text.indexOf('=');
    if (at < 0) return text;
    const [task, column] = [text.slice(0, at), text.slice(at + 1)];
    if (column.includes('*')) return text;
    if (!tasks.some((one) => one.task === task)) {
      fail(
        'workbench/bad-option',
        `--reading-label names a task "${task}" that is not audited.`,
        `Tasks: ${tasks.map((one) => one.task).join(', ')}.`,
      );
    }
    byTask.set(task, column);
    return column;
  });
  return { columns: [...new Set(columns)], byTask };
}

function questionOf(
  task: StudyPrediction,
  readings: Readings,
  byTask: ReadonlyMap<string, string>,
  taskCount: number,
): QuestionReadings | undefined {
  const { questions } = readings;
  const declared = byTask.get(task.task);
  const named = questions.find((one) => one.name === (declared ?? task.task));
  if (named !== undefined) return named;
  const same = questions.find((one) => one.name.toLowerCase() === task.task.toLowerCase());
  return same ?? (taskCount === 1 && questions.length === 1 ? questions[0] : undefined);
}

/** Class of each answer in the task's own coding. */
function classMap(
  task: StudyPrediction,
  question: QuestionReadings,
  protocol: ResolvedProtocol,
): readonly number[] {
  const { positive, negative } = protocol;
  const names = question.classes ?? [];
  const map =
    task.kind === 'binary'
      ? binaryMap(names, { kind: 'binary', positive, negative, classes: null })
      : names.map((name) => {
          const at = task.classes?.indexOf(name) ?? -1;
          return at < 0 ? null : at;
        });
  const strange = names.filter((_, k) => map[k] === null);
  if (strange.length > 0) {
    fail(
      'workbench/bad-label',
      `Readings of "${question.name}" hold ${strange.length} answers that are no label of task ${task.task}${names.length <= 20 ? ` (such as "${strange[0]!.slice(0, 24)}")` : ''}.`,
      'Declare --positive and --negative as for the label, or name the text with --missing.',
    );
  }
  return map.map((one) => one ?? -1);
}

const answered = 0;

function joinQuestion(
  task: StudyPrediction,
  readings: Readings,
  question: QuestionReadings,
  rows: RowsOfCases,
  rowCount: number,
  protocol: ResolvedProtocol,
): StudyLabels {
  const isDrawable = task.kind === 'binary' || task.kind === 'multiclass';
  const classes = isDrawable ? classMap(task, question, protocol) : [];
  const places = readings.caseNames.map((name) => rows.rowsOf(name));
  const used: number[] = [];
  const starts = new Int32Array(rowCount + 1);
  question.caseIndex.forEach((at, k) => {
    if (!isDrawable || question.state[k] !== answered || places[at]!.length === 0) return;
    used.push(k);
    for (const row of places[at]!) starts[row + 1]! += 1;
  });
  for (let row = 0; row < rowCount; row++) starts[row + 1]! += starts[row]!;
  const next = starts.slice(0, rowCount);
  const reader = new Int32Array(starts[rowCount]!);
  const answer = new Int32Array(starts[rowCount]!);
  for (const k of used) {
    for (const row of places[question.caseIndex[k]!]!) {
      const to = next[row]!++;
      reader[to] = question.readerIndex[k]!;
      answer[to] = classes[question.answer[k]!]!;
    }
  }
  return {
    task: task.task,
    source: 'readings',
    readerNames: readerLabels(readings.readerNames, false),
    starts,
    reader,
    answer,
    probability: null,
    unmatchedCaseCount: places.filter((one) => one.length === 0).length,
    unusedReadingCount: question.caseIndex.length - used.length,
  };
}
