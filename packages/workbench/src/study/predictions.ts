import type { Column } from '@equipoise/dataset';
import type { StudyPrediction } from '@equipoise/domain';
import { fail } from '../errors.ts';
import type { ConcreteTask } from '../protocol/parse-tasks.ts';
import type { ResolvedProtocol } from '../protocol/resolved-protocol.ts';
import type { Cases, ModelPart } from './cases.ts';
import { asText, failUnknownColumn, gatherColumn } from './columns.ts';
import { classesFromColumns, type Labels, type LineOf, readLabels } from './labels.ts';
import { isUnitInterval, readScores } from './scores.ts';
import { checkAgreement } from './stack-models.ts';

interface Located {
  readonly column: Column;
  readonly file: string;
  readonly lineOf: LineOf;
}

function locateShared(cases: Cases, name: string, role: string): Located {
  const column = cases.table.columns.find((one) => one.name === name);
  if (column === undefined) {
    failUnknownColumn(
      name,
      cases.table.columns.map((one) => one.name),
      role,
      cases.table.name,
    );
  }
  return { column, file: cases.table.name, lineOf: (row) => cases.lineOf[row]! };
}

/** A column of the model's own table where it has one, else of the shared table. */
function locateOwn(cases: Cases, part: ModelPart, name: string, role: string): Located {
  const own = part.table.columns.find((one) => one.name === name);
  if (own === undefined) return locateShared(cases, name, role);
  return {
    column: gatherColumn(own, part.index),
    file: part.table.name,
    lineOf: (row) => part.table.firstRow + part.index[row]!,
  };
}

function decisionOf(
  cases: Cases,
  part: ModelPart,
  task: ConcreteTask,
  labels: Labels,
  protocol: ResolvedProtocol,
): Int32Array | null {
  const declared = protocol.decision;
  const named = declared?.replace('*', task.name);
  const single =
    protocol.kind === 'ordinal' && task.scores.length === 1 ? task.scores[0]! : undefined;
  const name = named ?? single;
  if (name === undefined) return null;
  const found = locateOwn(cases, part, name, '--decision');
  const read = readLabels(
    found.column,
    {
      kind: protocol.kind,
      positive: protocol.positive,
      negative: protocol.negative,
      classes: labels.classes,
    },
    found.file,
    found.lineOf,
  );
  return Int32Array.from(read.data, (value) => (Number.isNaN(value) ? -1 : value));
}

interface Columns {
  readonly scores: Float64Array[] | null;
  readonly scoreBlank: Uint8Array[];
}

function scoresOf(cases: Cases, part: ModelPart, names: readonly string[]): Columns {
  if (names.length === 0) return { scores: null, scoreBlank: [] };
  const read = names.map((name) => {
    const found = locateOwn(cases, part, name, '--score');
    return readScores(found.column, found.file, found.lineOf);
  });
  return { scores: read.map((one) => one.data), scoreBlank: read.map((one) => one.blank) };
}

/** Which rows take part, and why the others do not; one reason a row. */
function presence(
  index: Int32Array,
  labels: Labels,
  blanks: readonly Uint8Array[],
  decision: Int32Array | null,
  hasScores: boolean,
): Pick<StudyPrediction, 'present' | 'leftOut'> {
  const present = new Uint8Array(index.length);
  let absent = 0;
  let noLabel = 0;
  const aside = new Map<string, number>();
  let noScore = 0;
  for (let row = 0; row < index.length; row++) {
    if (index[row]! < 0) absent += 1;
    else if (Number.isNaN(labels.data[row]!)) {
      const level = labels.aside?.(row) ?? null;
      if (level === null) noLabel += 1;
      else aside.set(level, (aside.get(level) ?? 0) + 1);
    } else if (blanks.some((blank) => blank[row] === 1)) noScore += 1;
    else if (!hasScores && decision !== null && decision[row]! < 0) noScore += 1;
    else present[row] = 1;
  }
  const leftOut = [
    { reason: 'not among the cases of this model', rowCount: absent },
    { reason: 'label is blank', rowCount: noLabel },
    ...[...aside].map(([level, rowCount]) => ({ reason: `label is ${level}`, rowCount })),
    { reason: hasScores ? 'score is blank' : 'decision is blank', rowCount: noScore },
  ].filter((one) => one.rowCount > 0);
  return { present, leftOut };
}

function labelsOf(cases: Cases, task: ConcreteTask, protocol: ResolvedProtocol): Labels {
  const found = locateShared(cases, task.label, '--label');
  const { kind } = protocol;
  checkAgreement(cases, task.label);
  if (task.rules !== undefined) {
    const { positive, negative, neither, classes: given } = task.rules;
    const classes = kind === 'binary' ? null : given;
    return readLabels(
      found.column,
      { kind, positive, negative, neither, classes },
      found.file,
      found.lineOf,
    );
  }
  const named = kind !== 'binary' && kind !== 'regression' && task.scores.length > 1;
  const bare = named ? classesFromColumns(task.scores) : null;
  const rules = { kind, positive: protocol.positive, negative: protocol.negative };
  const classes = bare === null ? null : pickClasses(found.column, task.scores, bare);
  return readLabels(found.column, { ...rules, classes }, found.file, found.lineOf);
}

/** The column names themselves where a label is written so, else without their common front. */
function pickClasses(
  column: Column,
  full: readonly string[],
  bare: readonly string[],
): readonly string[] {
  const values = new Set(asText(column).values);
  return full.some((name) => values.has(name)) ? full : bare;
}

/**
 * Reads every task of every model.
 *
 * @returns one entry a task and model
 * @throws workbench/unknown-column, workbench/bad-label, workbench/bad-score, workbench/models-disagree
 */
export function readPredictions(
  cases: Cases,
  tasks: readonly ConcreteTask[],
  protocol: ResolvedProtocol,
): StudyPrediction[] {
  const severalParts = cases.parts.length > 1;
  return tasks.flatMap((task) => {
    const labels = labelsOf(cases, task, protocol);
    return cases.parts.flatMap((part) => {
      if (severalParts && task.modelNames.length > 1) {
        fail(
          'workbench/conflicting-options',
          `Task ${task.name} names several score columns while models also come as files or rows.`,
          'Name models one way: columns, files or a model column.',
        );
      }
      return task.modelNames.map((columnModel, m) => {
        const model = severalParts ? part.name : columnModel;
        const perClass = task.modelNames.length === 1;
        const ordinalDecision = protocol.kind === 'ordinal' && task.scores.length === 1;
        const names = ordinalDecision ? [] : perClass ? task.scores : [task.scores[m]!];
        const { scores, scoreBlank } = scoresOf(cases, part, names);
        const decision = decisionOf(cases, part, task, labels, protocol);
        const where = presence(part.index, labels, scoreBlank, decision, scores !== null);
        const prediction: StudyPrediction = {
          task: task.name,
          model,
          kind: protocol.kind,
          ...where,
          label: labels.data,
          classes: labels.classes,
          scores,
          decision,
          isProbability: scores !== null && isUnitInterval(scores, where.present),
          scoreName: names.join(', ') || (protocol.decision ?? task.scores.join(', ')),
          labelName: task.label,
        };
        return prediction;
      });
    });
  });
}
