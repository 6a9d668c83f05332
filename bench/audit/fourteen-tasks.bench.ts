import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { makeStudy, type StudyShape, writeStudy } from '../study.ts';
import { commandSides } from './command-sides.ts';

const tasks = Object.fromEntries(
  Array.from({ length: 14 }, (_, task) => [
    `y${task}`,
    Array.from({ length: 3 }, (_, model) => `p${task}_${model}`),
  ]),
);

const shape: StudyShape = {
  rowCount: 25_000,
  patientCount: 8_000,
  attributes: { sex: 2, age: 5, site: 6, view: 2, scanner: 8 },
  tasks,
  seed: 14,
};

/** Fourteen tasks, three models, five attributes in one call. */
export const fourteenTasks: Bench = {
  id: 'fourteen-tasks',
  title: '14 tasks × 3 models × 5 attributes at 25,000 rows, report written',
  target: { seconds: 60, peakMb: null },
  data: { ...shape, replicates: 2000 },
  prepare: ({ folder }) => writeStudy(makeStudy(shape), join(folder, 'tasks.csv')),
  sides: commandSides({
    file: 'tasks.csv',
    groups: Object.keys(shape.attributes),
    metrics: ['auroc', 'sensitivity', 'specificity'],
    tasks,
    replicates: 2000,
  }),
};
