import type { Attribute, FlowStep, Study, StudyPrediction } from '@equipoise/domain';
import { fail } from '../errors.ts';
import { type ConcreteTask, expandTasks } from '../protocol/parse-tasks.ts';
import type { ResolvedProtocol } from '../protocol/resolved-protocol.ts';
import { aggregateToPatients } from './aggregate.ts';
import { buildAttributes } from './attributes.ts';
import { type Cases, selectCases } from './cases.ts';
import { asNumbers, findColumn, gatherTable, rowList } from './columns.ts';
import { findDuplicates } from './duplicates.ts';
import { closeFlow, taskFlow } from './flow.ts';
import { type GatheredCases, gatherCases } from './gather-cases.ts';
import { checkLeakage } from './leakage.ts';
import { missingTable } from './missing.ts';
import { otherDataFrom } from './other-data.ts';
import { compactPatients, type Patients, readPatients, rowsAsPatients } from './patients.ts';
import { readPredictions } from './predictions.ts';
import { readInput } from './read-inputs.ts';
import type { InputFile, StudyBuild } from './study-build.ts';
import { gatherStudyLabels } from './study-labels.ts';
import { type OtherData, resolveThresholds } from './thresholds.ts';
import { scoreWarnings, thresholdWarnings, unitWarnings, type Warning } from './warnings.ts';

function readWeight(cases: Cases, name: string | null): Float64Array | null {
  if (name === null) return null;
  const { column, badRows, badCount } = asNumbers(findColumn(cases.table, name, '--weight'));
  const bad = [...badRows];
  let count = badCount;
  for (let row = 0; row < column.data.length; row++) {
    if (column.data[row]! >= 0 && Number.isFinite(column.data[row]!)) continue;
    if (badRows.includes(row)) continue;
    count +=
      column.kind === 'number' &&
      badCount > 0 &&
      Number.isNaN(column.data[row]!) &&
      column.blank[row] === 0
        ? 0
        : 1;
    if (bad.length < 5) bad.push(row);
  }
  if (count > 0) {
    fail(
      'workbench/bad-weight',
      `${cases.table.name}, column "${name}": the weight is blank, negative or no finite number in ${rowList(
        bad.map((row) => cases.lineOf[row]!),
        count,
      )}.`,
      'Give every row a weight of 0 or more.',
    );
  }
  return column.data;
}

interface Identified {
  readonly cases: Cases;
  readonly patients: Patients;
  readonly steps: readonly FlowStep[];
}

/** Numbers the patients; a row without a patient cannot be placed and is left out, counted. */
function identify(gathered: GatheredCases, patient: string | null): Identified {
  const { cases } = gathered;
  const found =
    patient === null ? rowsAsPatients(cases.table.rowCount) : readPatients(cases.table, patient);
  const steps = gathered.steps.map((step) => ({ ...step, patientCount: found.count }));
  if (found.blankCount === 0) return { cases, patients: found, steps };
  const keep = Int32Array.from(
    Array.from(found.of, (_, row) => row).filter((row) => found.of[row]! >= 0),
  );
  const step: FlowStep = {
    id: 'identified',
    label: 'Rows with a patient id',
    rowCount: keep.length,
    patientCount: found.count,
    excluded: [{ reason: 'patient id is blank', rowCount: found.blankCount, patientCount: 0 }],
  };
  return {
    cases: selectCases(cases, keep, gatherTable),
    patients: compactPatients(keep.map((row) => found.of[row]!)),
    steps: [...steps, step],
  };
}

async function otherTables(
  protocol: ResolvedProtocol,
  signal: AbortSignal | undefined,
  inputs: InputFile[],
): Promise<(file: string, prediction: StudyPrediction) => OtherData> {
  const tables = new Map<string, Awaited<ReturnType<typeof readInput>>>();
  for (const { file } of protocol.thresholds) {
    if (file === null || tables.has(file)) continue;
    const read = await readInput(file, 'threshold', protocol, signal);
    tables.set(file, read);
    inputs.push(read.input);
  }
  return (file, prediction) => otherDataFrom(tables.get(file)!.table, prediction, protocol);
}

interface Rows {
  readonly patients: Patients;
  readonly attributes: readonly Attribute[];
  readonly predictions: readonly StudyPrediction[];
  readonly weight: Float64Array | null;
  readonly steps: readonly FlowStep[];
}

function aggregateRows(rows: Rows, how: 'max' | 'mean' | null): Rows {
  if (how === null) return rows;
  const { patients, attributes, predictions, weight } = rows;
  const aggregated = aggregateToPatients(
    patients.of,
    patients.count,
    attributes,
    predictions,
    weight,
    how,
  );
  const step: FlowStep = {
    id: 'aggregated',
    label: `One row a patient (${how} of the scores)`,
    rowCount: patients.count,
    patientCount: patients.count,
    excluded: [
      {
        reason: 'merged into another row of the same patient',
        rowCount: patients.of.length - patients.count,
        patientCount: 0,
      },
    ].filter((one) => one.rowCount > 0),
  };
  return { ...aggregated, patients: rowsAsPatients(patients.count), steps: [...rows.steps, step] };
}

/** One column cannot be the label and something that is compared with it. */
function checkRoles(tasks: readonly ConcreteTask[], protocol: ResolvedProtocol): void {
  const attributes = new Set([...protocol.groups, ...protocol.caseMix, ...protocol.acquisition]);
  for (const { label, scores } of tasks) {
    const role = scores.includes(label) ? 'score' : attributes.has(label) ? 'attribute' : null;
    if (role === null) continue;
    fail(
      'workbench/conflicting-options',
      `The column "${label}" is named both as label and as ${role}.`,
      'Name another column for one of them.',
    );
  }
}

function checkRows(predictions: readonly StudyPrediction[], name: string): void {
  if (predictions.some((one) => one.present.includes(1))) return;
  fail(
    'workbench/no-rows',
    `${name}: no row has both a label and a score.`,
    'Check that the label and score columns are filled and that the joins match.',
  );
}

/**
 * From a protocol to a study: reads, joins, checks, counts.
 *
 * @param asked the protocol
 * @param signal stops the work
 * @param keep gets the tables behind the rows of the study, in their order (before any aggregation)
 * @throws errors of the intake (`dataset/...`) and of this package; exit codes 64 and 65
 */
export async function buildStudy(
  asked: ResolvedProtocol,
  signal?: AbortSignal | undefined,
  keep?: (cases: Cases) => void,
): Promise<StudyBuild> {
  const gathered = await gatherCases(asked, signal);
  const { protocol } = gathered;
  const inputs = [...gathered.inputs];
  const train =
    protocol.train === null ? null : await readInput(protocol.train, 'train', protocol, signal);
  if (train !== null) inputs.push(train.input);
  const otherDataOf = await otherTables(protocol, signal, inputs);
  const { cases, patients, steps } = identify(gathered, protocol.patient);
  keep?.(cases);
  const columnNames = [
    ...new Set([
      ...cases.table.columns.map((column) => column.name),
      ...cases.parts.flatMap((part) => part.table.columns.map((column) => column.name)),
    ]),
  ];
  const tasks = gathered.tasks ?? expandTasks(protocol.tasks, columnNames, protocol.kind, 'model');
  checkRoles(tasks, protocol);
  const predictions = readPredictions(cases, tasks, protocol);
  checkRows(predictions, cases.table.name);
  const read = await gatherStudyLabels(protocol, cases, predictions, signal);
  inputs.push(...read.inputs);
  const built = buildAttributes(cases, protocol);
  const rows = aggregateRows(
    {
      patients,
      attributes: built.attributes,
      predictions,
      weight: readWeight(cases, protocol.weight),
      steps,
    },
    protocol.aggregate,
  );
  const thresholds = resolveThresholds(rows.predictions, protocol, otherDataOf);
  const rowCount = rows.patients.of.length;
  const study: Study = {
    rowCount,
    patient: rows.patients.of,
    patientCount: rows.patients.count,
    unit: protocol.patient === null ? 'row' : 'patient',
    weight: rows.weight,
    attributes: rows.attributes,
    predictions: rows.predictions,
    ...(read.labels.length > 0 ? { labels: read.labels } : {}),
  };
  const flow = closeFlow(
    {
      inputs: gathered.flowInputs,
      joins: [...gathered.joins, ...read.joins],
      steps: rows.steps,
      tasks: taskFlow(rows.predictions, rows.patients.of, rows.patients.count),
      unit: study.unit,
    },
    rowCount,
  );
  const scoreNames = tasks.flatMap((task) => [...task.scores]);
  const duplicates = {
    ...gathered.duplicates,
    scoreCount: findDuplicates(cases.parts[0]!.table, scoreNames).scoreCount,
  };
  const used = new Set([...scoreNames, ...tasks.map((task) => task.label), ...protocol.groups]);
  const warnings: Warning[] = [
    ...unitWarnings(cases.table, protocol.patient, used),
    ...gathered.warnings,
    ...joinWarnings(gathered.joins),
    ...built.warnings,
    ...read.warnings,
    ...scoreWarnings(rows.predictions),
    ...thresholdWarnings(thresholds),
    ...duplicateWarnings(duplicates.rowCount, duplicates.lines, cases.table.name),
  ];
  return {
    study,
    protocol,
    tasks,
    models: [...new Set(rows.predictions.map((one) => one.model))],
    attributes: built.declared,
    flow,
    missing: missingTable(
      study.attributes,
      study.predictions,
      study.patient,
      study.patientCount,
      protocol.level,
    ),
    leakage: checkLeakage({
      cases: cases.table,
      idColumn: protocol.patient ?? protocol.on[0] ?? null,
      isPatient: protocol.patient !== null,
      train: train?.table ?? null,
      duplicates,
    }),
    thresholds,
    warnings: withoutRepeats(warnings),
    inputs,
  };
}

/** What two readers of a column notice is said once. */
function withoutRepeats(warnings: readonly Warning[]): Warning[] {
  return [...new Map(warnings.map((one) => [`${one.code} ${one.sentence}`, one])).values()];
}

function joinWarnings(joins: GatheredCases['joins']): Warning[] {
  return joins
    .filter((join) => join.leftOnly + join.rightOnly > 0)
    .map((join) => ({
      code: 'unmatched-rows',
      sentence: `Joining ${join.right} on "${join.on}": ${join.matched} rows matched, ${join.leftOnly} rows of ${join.left} found no partner (kept, with blanks), ${join.rightOnly} rows of ${join.right} were not needed.`,
    }));
}

function duplicateWarnings(count: number, lines: readonly number[], file: string): Warning[] {
  if (count === 0) return [];
  return [
    {
      code: 'duplicate-rows',
      sentence: `${file}: ${count} rows repeat an earlier row in every column (${rowList(lines, count)}); they are kept and counted.`,
    },
  ];
}
