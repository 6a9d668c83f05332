import { basename } from 'node:path';
import type { LabelErrorsInput, LabelTask } from '@equipoise/annotation';
import { cellText, type Table } from '@equipoise/dataset';
import { parseAuditProtocol, type ReadingsFlow, type StudyPrediction } from '@equipoise/domain';
import { fail } from '../errors.ts';
import { resolveProtocol } from '../protocol/resolve-protocol.ts';
import type { ResolvedProtocol } from '../protocol/resolved-protocol.ts';
import { buildStudy } from '../study/build-study.ts';
import type { Cases } from '../study/cases.ts';
import { columnNamed, findColumn } from '../study/columns.ts';
import { readLabels } from '../study/labels.ts';
import type { InputFile, StudyBuild } from '../study/study-build.ts';
import { type Notes, readEmbeddings, withReview } from './label-errors-files.ts';
import { type LabelErrorsProtocol, panelColumn } from './label-errors-protocol.ts';
import { type LabelsOfReadings, labelsOfReadings } from './labels-of-readings.ts';

/** A study as the search takes it, with what a document says about its files. */
export interface GatheredLabelErrors {
  readonly input: LabelErrorsInput;
  readonly build: StudyBuild;
  readonly inputs: readonly InputFile[];
  readonly flow: ReadingsFlow;
  readonly notes: readonly { readonly code: string; readonly sentence: string }[];
  /** Name of the column that names the case; null: rows by number. */
  readonly caseColumn: string | null;
}

/** The protocol of the intake: an audit's, with the case column read as text. */
function intakeProtocol(
  protocol: LabelErrorsProtocol,
  labels: LabelsOfReadings | null,
): ResolvedProtocol {
  const { caseColumn, readings: _files, ...rest } = protocol;
  const own = new Set([
    ...['panel', 'review', 'embeddings', 'outOfSample', 'filter'],
    ...['readingCase', 'readingReader', 'readingLabel', 'readingQuestion'],
  ]);
  const join = labels === null ? rest.join : [...(rest.join ?? []), labels.path];
  const given = { ...rest, join, on: rest.on ?? caseColumn };
  const plain = Object.fromEntries(
    Object.entries(given).filter(([key, value]) => value !== undefined && !own.has(key)),
  );
  return resolveProtocol(parseAuditProtocol(plain, null));
}

function refuse(protocol: ResolvedProtocol): void {
  if (protocol.kind === 'regression') {
    fail(
      'workbench/bad-option',
      'Label errors are sought in classes; --kind regression has none.',
      'Use binary, multiclass or ordinal labels.',
    );
  }
  if (protocol.aggregate !== null) {
    fail(
      'workbench/conflicting-options',
      '--aggregate makes the patient the row, while labels are searched case by case.',
      'Leave --aggregate out; intervals take the patient as the unit all the same.',
    );
  }
}

function checkScores(prediction: StudyPrediction): void {
  const what = `Task "${prediction.task}"`;
  if (prediction.scores === null) {
    fail(
      'workbench/missing-option',
      `${what} has a decision and no scores.`,
      'Label errors need a probability for every class: name the score columns.',
    );
  }
  if (!prediction.isProbability) {
    fail(
      'workbench/bad-score',
      `${what}: some scores lie outside 0 to 1.`,
      'Label errors need probabilities; calibrate the scores first.',
    );
  }
}

/** Probabilities of each class; rows of several classes are scaled to sum to one. */
function classProbabilities(prediction: StudyPrediction, notes: Notes): Float64Array {
  const { scores, present } = prediction;
  const rowCount = present.length;
  if (prediction.kind === 'binary') {
    const out = new Float64Array(2 * rowCount);
    const score = scores![0]!;
    for (let i = 0; i < rowCount; i++) {
      if (present[i] !== 1) continue;
      out[2 * i] = 1 - score[i]!;
      out[2 * i + 1] = score[i]!;
    }
    return out;
  }
  const k = scores!.length;
  const out = new Float64Array(k * rowCount);
  let scaled = 0;
  for (let i = 0; i < rowCount; i++) {
    if (present[i] !== 1) continue;
    let sum = 0;
    for (let c = 0; c < k; c++) sum += scores![c]![i]!;
    if (Math.abs(sum - 1) > 1e-3) scaled++;
    for (let c = 0; c < k; c++) out[i * k + c] = sum > 0 ? scores![c]![i]! / sum : 1 / k;
  }
  if (scaled > 0) {
    notes.add(
      'scores-scaled',
      `Task "${prediction.task}": the scores of ${scaled} rows did not sum to 1 and were scaled.`,
    );
  }
  return out;
}

function panelOf(
  prediction: StudyPrediction,
  protocol: LabelErrorsProtocol,
  resolved: ResolvedProtocol,
  cases: Cases,
  taskCount: number,
): Int32Array | null {
  const names = new Set(cases.table.columns.map((column) => column.name));
  const name = panelColumn(protocol, prediction.task, taskCount, names);
  if (name === null) return null;
  const read = readLabels(
    findColumn(cases.table, name, '--panel'),
    {
      kind: prediction.kind,
      positive: resolved.positive,
      negative: resolved.negative,
      classes: prediction.classes,
    },
    cases.table.name,
    (row) => cases.lineOf[row]!,
  );
  return classCodes(read.data, null);
}

/** Classes as whole numbers; -1 where there is none, or where the row takes no part. */
function classCodes(data: Float64Array, present: Uint8Array | null): Int32Array {
  const out = new Int32Array(data.length);
  for (let i = 0; i < out.length; i++) {
    const isThere = !Number.isNaN(data[i]!) && (present === null || present[i] === 1);
    out[i] = isThere ? data[i]! : -1;
  }
  return out;
}

/** Given labels of all rows, those without a score too. */
function givenLabels(
  prediction: StudyPrediction,
  resolved: ResolvedProtocol,
  cases: Cases,
): Int32Array {
  const column = columnNamed(cases.table, prediction.labelName);
  if (column === undefined) {
    return classCodes(prediction.label, prediction.present);
  }
  const read = readLabels(
    column,
    {
      kind: prediction.kind,
      positive: resolved.positive,
      negative: resolved.negative,
      classes: prediction.classes,
    },
    cases.table.name,
    (row) => cases.lineOf[row]!,
  );
  return classCodes(read.data, null);
}

/** The two labels as the table writes them, as far as they were declared. */
function binaryNames({ positive, negative }: ResolvedProtocol): string[] {
  if (positive === null) return ['0', '1'];
  return [negative === null || negative === '*' ? `not ${positive}` : negative, positive];
}

function taskOf(
  prediction: StudyPrediction,
  protocol: LabelErrorsProtocol,
  resolved: ResolvedProtocol,
  cases: Cases,
  taskCount: number,
  notes: Notes,
): LabelTask {
  checkScores(prediction);
  const classes = prediction.kind === 'binary' ? binaryNames(resolved) : (prediction.classes ?? []);
  if (prediction.kind !== 'binary' && prediction.scores!.length !== classes.length) {
    fail(
      'workbench/bad-score',
      `Task "${prediction.task}" has ${classes.length} classes and ${prediction.scores!.length} score columns.`,
      'Name one score column for each class.',
    );
  }
  return {
    task: prediction.task,
    classes,
    label: givenLabels(prediction, resolved, cases),
    isScored: prediction.present,
    probabilities: classProbabilities(prediction, notes),
    panel: panelOf(prediction, protocol, resolved, cases, taskCount),
  };
}

function flowOf(build: StudyBuild): ReadingsFlow {
  const { study, flow } = build;
  return {
    inputs: flow.inputs.map(({ name, rowCount, columnCount }) => ({ name, rowCount, columnCount })),
    caseCount: study.rowCount,
    patientCount: study.patientCount,
    readerCount: 0,
    unit: study.unit === 'patient' ? 'patient' : 'case',
    questions: study.predictions.map((one) => {
      let present = 0;
      for (const flag of one.present) present += flag;
      const leftOut = one.leftOut.map(({ reason, rowCount }) => ({
        reason,
        readingCount: rowCount,
      }));
      return {
        task: one.task,
        readingCount: study.rowCount,
        answeredCount: present,
        cannotTellCount: 0,
        notAskedCount: 0,
        caseCount: present,
        singleReadingCaseCount: present,
        leftOut,
      };
    }),
  };
}

/**
 * Reads predictions and labels as an audit does, and arranges them for the search.
 *
 * @throws errors of the intake; workbench/bad-option, workbench/conflicting-options, workbench/bad-score
 */
export async function gatherLabelErrors(
  protocol: LabelErrorsProtocol,
  signal: AbortSignal | undefined,
): Promise<GatheredLabelErrors> {
  const found: { code: string; sentence: string }[] = [];
  const notes: Notes = { add: (code, sentence) => found.push({ code, sentence }) };
  const key = protocol.caseColumn ?? protocol.on ?? null;
  const labels = await labelsOfReadings(protocol, key, notes, signal);
  try {
    const gathered = await gatherWith(protocol, labels, notes, signal);
    return { ...gathered, notes: found };
  } finally {
    await labels?.remove();
  }
}

/** Inputs as a reader of the report knows them: the readings in place of the table made of them. */
function inputsOf(build: StudyBuild, labels: LabelsOfReadings | null): InputFile[] {
  const made = labels === null ? null : basename(labels.path);
  return [...build.inputs.filter(({ name }) => name !== made), ...(labels?.inputs ?? [])];
}

async function gatherWith(
  protocol: LabelErrorsProtocol,
  labels: LabelsOfReadings | null,
  notes: Notes,
  signal: AbortSignal | undefined,
): Promise<Omit<GatheredLabelErrors, 'notes'>> {
  const resolved = intakeProtocol(protocol, labels);
  refuse(resolved);
  let kept: Cases | null = null;
  const build = await buildStudy(resolved, signal, (cases) => {
    kept = cases;
  });
  // Assigned inside the callback above, which the compiler does not follow.
  const cases = kept as Cases | null;
  if (cases === null) throw new Error('The study was built without its cases.');
  const { study } = build;
  const models = [...new Set(study.predictions.map((one) => one.model))];
  if (models.length > 1) {
    fail(
      'workbench/conflicting-options',
      `The table holds scores of ${models.length} models.`,
      'Search with one model at a time.',
    );
  }
  const caseColumn = protocol.caseColumn ?? resolved.on[0] ?? null;
  const ids = caseColumn === null ? null : findColumn(cases.table, caseColumn, '--case');
  const inputs = inputsOf(build, labels);
  const embeddings =
    protocol.embeddings === undefined
      ? null
      : await readEmbeddings(
          protocol.embeddings,
          resolved,
          cases,
          caseColumn,
          inputs,
          signal,
          notes,
        );
  const tasks = study.predictions.map((one) =>
    taskOf(one, protocol, resolved, cases, study.predictions.length, notes),
  );
  if ((protocol.panel?.length ?? 0) > 0 && tasks.every((task) => task.panel === null)) {
    fail(
      'workbench/unknown-column',
      `--panel ${protocol.panel!.join(', ')} fits no column of ${(cases.table as Table).name}.`,
      "Write task=column, or a pattern such as 'adj_*'.",
    );
  }
  const caseName = (row: number): string =>
    (ids === null ? null : cellText(ids, row)) ?? `line ${cases.lineOf[row]!}`;
  const searched =
    protocol.review === undefined
      ? tasks
      : await withReview(
          protocol.review,
          tasks,
          caseColumn,
          caseName,
          resolved,
          inputs,
          signal,
          notes,
        );
  return {
    input: {
      rowCount: study.rowCount,
      patient: study.patient,
      attributes: study.attributes,
      tasks: searched,
      embeddings,
      caseName: (row) => (ids === null ? null : cellText(ids, row)) ?? `line ${cases.lineOf[row]!}`,
    },
    build,
    inputs,
    flow: flowOf(build),
    caseColumn,
  };
}
