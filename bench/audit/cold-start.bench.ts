import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { makeStudy, type StudyShape, writeStudy } from '../study.ts';
import { commandSides } from './command-sides.ts';

const shape: StudyShape = {
  rowCount: 10_000,
  patientCount: 4_000,
  attributes: { sex: 2, age: 4, site: 5 },
  tasks: { y: ['p'] },
  seed: 5,
};

/** A first look: 10,000 rows and 3 attributes, defaults, from cold start to a report. */
export const coldStart: Bench = {
  id: 'cold-start',
  title: 'Whole command from cold start: 10,000 rows, 3 attributes, report written',
  target: { seconds: 2, peakMb: null },
  data: { ...shape, replicates: 2000 },
  prepare: ({ folder }) => writeStudy(makeStudy(shape), join(folder, 'cold.csv')),
  sides: commandSides({
    file: 'cold.csv',
    groups: Object.keys(shape.attributes),
    metrics: ['auroc', 'sensitivity', 'specificity'],
    tasks: shape.tasks,
    replicates: 2000,
  }),
};
