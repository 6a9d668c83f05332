import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { makeStudy, type StudyShape, writeStudy } from '../study.ts';
import { commandSides } from './command-sides.ts';

const shape: StudyShape = {
  rowCount: 6_500,
  patientCount: 2_200,
  attributes: { sex: 2, age: 6, site: 10, scanner: 12, skin: 8, year: 10 },
  tasks: { y: ['p'] },
  seed: 2,
};

/** S2: the whole command on 48 groups. */
export const s2: Bench = {
  id: 's2',
  title: 'Whole command: 6,500 rows, 48 groups in 6 attributes, 8 metrics, report written',
  target: { seconds: 4, peakMb: null },
  data: { ...shape, replicates: 2000 },
  prepare: ({ folder }) => writeStudy(makeStudy(shape), join(folder, 's2.csv')),
  sides: commandSides({
    file: 's2.csv',
    groups: Object.keys(shape.attributes),
    metrics: ['auroc', 'auprc', 'sensitivity', 'specificity', 'ppv', 'npv', 'accuracy', 'brier'],
    tasks: shape.tasks,
    replicates: 2000,
  }),
};
