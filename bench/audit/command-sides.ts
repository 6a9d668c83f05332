import { join } from 'node:path';
import type { Side } from '../bench.ts';
import { timeCommand, timePeer } from '../measure.ts';

/** What both sides of a whole-command comparison are told. */
export interface CommandTask {
  /** name of the CSV in the scratch folder */
  readonly file: string;
  readonly groups: readonly string[];
  readonly metrics: readonly string[];
  /** label → scores of its models */
  readonly tasks: Readonly<Record<string, readonly string[]>>;
  readonly replicates: number;
}

/**
 * The command from cold start to report against a script of scikit-learn and numpy.
 *
 * @param task what both are told
 */
export function commandSides(task: CommandTask): readonly Side[] {
  let round = 0;
  const tasks = Object.entries(task.tasks);
  const isSingle = tasks.length === 1 && tasks[0]![1].length === 1;
  const taskFlags = isSingle
    ? ['--label', tasks[0]![0], '--score', tasks[0]![1][0]!]
    : tasks.flatMap(([label, scores]) => ['--task', `${label}=${label}:${scores.join(',')}`]);
  return [
    {
      name: 'equipoise audit',
      isPeer: false,
      computes:
        'The whole command in a fresh process: reading, all report items, simultaneous limits, permutation tests, HTML, JSON, CSV and SVG written.',
      run: ({ folder }) =>
        timeCommand([
          'audit',
          join(folder, task.file),
          ...taskFlags,
          '--patient',
          'patient_id',
          '--group',
          task.groups.join(','),
          '--metric',
          task.metrics.join(','),
          '--threshold',
          '.5',
          '--out',
          join(folder, `out-${task.file}-${round++}`),
        ]),
    },
    {
      name: 'scikit-learn and numpy',
      isPeer: true,
      isOnce: true,
      computes:
        'Patient bootstrap with percentile limits of values and gaps, one CSV written; no simultaneous limits, no permutation test, no report. Reading and imports are not timed.',
      run: (context) =>
        timePeer(context, 'sklearn_audit.py', [
          '--csv',
          join(context.folder, task.file),
          '--tasks',
          tasks.map(([label, scores]) => `${label}:${scores.join(',')}`).join(';'),
          '--groups',
          task.groups.join(','),
          '--metrics',
          task.metrics.join(','),
          '--replicates',
          String(task.replicates),
          '--out',
          join(context.folder, 'peer.csv'),
        ]),
    },
  ];
}
