import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { makeStudy, type StudyShape, writeStudy } from '../study.ts';
import { engineSides } from './engine-sides.ts';

const shape: StudyShape = {
  rowCount: 100_000,
  patientCount: 50_000,
  attributes: { g: 40 },
  tasks: { y: ['p'] },
  seed: 1,
};

/** S1: the engine at 100,000 rows and 40 groups. */
export const s1: Bench = {
  id: 's1',
  title:
    '100,000 rows, 50,000 patients, 40 groups, AUROC, TPR, FPR, PPV and accuracy, 2,000 replicates',
  target: { seconds: 5, peakMb: 400 },
  data: { ...shape, replicates: 2000 },
  prepare: ({ folder }) => writeStudy(makeStudy(shape), join(folder, 's1.csv')),
  sides: engineSides(shape, 2000, 's1.csv', true),
};
