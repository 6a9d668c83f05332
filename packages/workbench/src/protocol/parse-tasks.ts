import type { TaskKind } from '@equipoise/domain';
import { fail } from '../errors.ts';
import type { TaskDeclaration } from './resolved-protocol.ts';

const form = 'Write it as name=label:score, as name=label:score1,score2, or as *=y_*:prob_*.';

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function stars(text: string): number {
  return text.split('*').length - 1;
}

/**
 * Reads one `--task`.
 *
 * @param text `name=label:score[,score2]`, or a pattern with one `*` in name, label and each score
 * @throws workbench/bad-option
 */
export function parseTask(text: string): TaskDeclaration {
  const equals = text.indexOf('=');
  const colon = text.indexOf(':', equals + 1);
  const name = text.slice(0, Math.max(equals, 0)).trim();
  const label = text.slice(equals + 1, Math.max(colon, 0)).trim();
  const scores = colon < 0 ? [] : splitList(text.slice(colon + 1));
  if (equals < 0 || colon < 0 || name === '' || label === '' || scores.length === 0) {
    fail('workbench/bad-option', `--task "${text}" cannot be read.`, form);
  }
  const isPattern = name.includes('*');
  const parts = [name, label, ...scores];
  if (parts.some((part) => stars(part) !== (isPattern ? 1 : 0))) {
    fail(
      'workbench/bad-option',
      `--task "${text}" needs exactly one * in its name, its label and each of its scores, or none anywhere.`,
      form,
    );
  }
  return { name, label, scores, isPattern };
}

/** One score cannot tell several classes apart. */
function checkClasses(scores: readonly string[], kind: TaskKind): void {
  if (kind !== 'multiclass' || scores.length !== 1) return;
  fail(
    'workbench/missing-option',
    `A multiclass task needs one score column a class, and only "${scores[0]}" is named.`,
    'Name them all, such as --score p_a,p_b,p_c, or the decided class with --decision.',
  );
}

/**
 * The tasks that options declare: `--task` as often as given, else one task from `--label` and `--score`.
 *
 * @throws workbench/bad-option, workbench/missing-option, workbench/conflicting-options
 */
export function declareTasks(options: {
  readonly task: readonly string[];
  readonly label: string | undefined;
  readonly score: string | undefined;
  readonly decision: string | undefined;
  readonly kind: TaskKind;
}): TaskDeclaration[] {
  const { task, label, score, decision, kind } = options;
  if (task.length > 0) {
    if (label !== undefined || score !== undefined) {
      fail(
        'workbench/conflicting-options',
        '--task was given together with --label or --score.',
        'Use --task alone, or --label and --score for a single task.',
      );
    }
    const tasks = task.map(parseTask);
    for (const one of tasks) checkClasses(one.scores, kind);
    const names = new Set(tasks.map((one) => one.name));
    if (names.size !== tasks.length) {
      fail(
        'workbench/bad-option',
        'Two tasks carry the same name.',
        'Give each task its own name.',
      );
    }
    return tasks;
  }
  const scores = score === undefined ? [] : splitList(score);
  if (label === undefined || (scores.length === 0 && decision === undefined)) {
    fail(
      'workbench/missing-option',
      'An audit needs a label column and a score column (or a decision column).',
      'Give --label and --score, or --task name=label:score.',
    );
  }
  checkClasses(scores, kind);
  if (kind === 'ordinal' && scores.length === 0 && decision === undefined) {
    fail('workbench/missing-option', 'An ordinal task needs scores or a decision.', form);
  }
  return [{ name: label, label, scores, isPattern: false }];
}

/** A task with its own name and columns, after patterns are expanded. */
export interface ConcreteTask {
  readonly name: string;
  readonly label: string;
  /** Binary and regression: one column a model, with the model's name. Multiclass and ordinal: one a class. */
  readonly scores: readonly string[];
  readonly modelNames: readonly string[];
  /** How labels are read, where a data set layout says so; else the protocol's. */
  readonly rules?: {
    readonly positive: string | null;
    readonly negative: string | null;
    /** Levels that are neither, such as uncertain: counted and left out. */
    readonly neither: readonly string[];
    readonly classes: readonly string[];
  };
}

/** The name of a model whose column carries the name of the task: what is left of the column without it. */
function modelName(column: string, task: string): string {
  const at = column.indexOf(task);
  if (at < 0 || column === task) return column;
  const rest = `${column.slice(0, at)}${column.slice(at + task.length)}`.replace(
    /^[\s_.:-]+|[\s_.:-]+$/g,
    '',
  );
  return rest === '' ? column : rest;
}

function match(pattern: string, column: string): string | null {
  const [before = '', after = ''] = pattern.split('*');
  const fits =
    column.length > before.length + after.length &&
    column.startsWith(before) &&
    column.endsWith(after);
  return fits ? column.slice(before.length, column.length - after.length) : null;
}

/**
 * Expands pattern tasks over the columns at hand.
 *
 * @param tasks as declared
 * @param columns names of all columns, in order
 * @param kind decides whether several scores are models or classes
 * @param singleModel name of the model where a task has one score column
 * @returns one entry a task, in the order of the columns; a label without its scores is not a task
 * @throws workbench/unknown-column when a pattern fits no column
 */
export function expandTasks(
  tasks: readonly TaskDeclaration[],
  columns: readonly string[],
  kind: TaskKind,
  singleModel: string,
): ConcreteTask[] {
  const known = new Set(columns);
  const expanded: ConcreteTask[] = [];
  for (const task of tasks) {
    const found = task.isPattern ? expandPattern(task, columns, known) : [task];
    for (const one of found) {
      const severalModels = (kind === 'binary' || kind === 'regression') && one.scores.length > 1;
      expanded.push({
        name: one.name,
        label: one.label,
        scores: one.scores,
        modelNames: severalModels
          ? one.scores.map((column) => modelName(column, one.name))
          : [singleModel],
      });
    }
  }
  const names = expanded.map((task) => task.name);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) {
    fail(
      'workbench/bad-option',
      `Two tasks carry the name "${twice}".`,
      'Give each task its own name; a pattern names one for each pair of columns.',
    );
  }
  return expanded;
}

function expandPattern(
  task: TaskDeclaration,
  columns: readonly string[],
  known: ReadonlySet<string>,
): { name: string; label: string; scores: string[] }[] {
  const found = [];
  for (const column of columns) {
    const star = match(task.label, column);
    if (star === null) continue;
    const scores = task.scores.map((score) => score.replace('*', star));
    if (!scores.every((score) => known.has(score))) continue;
    found.push({ name: task.name.replace('*', star), label: column, scores });
  }
  if (found.length === 0) {
    fail(
      'workbench/unknown-column',
      `The pattern ${task.name}=${task.label}:${task.scores.join(',')} fits no pair of columns.`,
      `Columns at hand: ${columns.slice(0, 12).join(', ')}${columns.length > 12 ? ', …' : ''}.`,
    );
  }
  return found;
}
