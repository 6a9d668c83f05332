import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { makeStudy, type StudyShape, writeStudy } from '../study.ts';
import { engineSides } from './engine-sides.ts';

const shape: StudyShape = {
  rowCount: 1_000_000,
  patientCount: 500_000,
  attributes: { g: 40 },
  tasks: { y: ['p'] },
  seed: 3,
};

/** S3: the engine at a million rows. */
export const s3: Bench = {
  id: 's3',
  title: '1,000,000 rows, 500,000 patients, 40 groups, 5 metrics, 2,000 replicates',
  target: { seconds: 45, peakMb: 1500 },
  data: { ...shape, replicates: 2000 },
  prepare: ({ folder }) => writeStudy(makeStudy(shape), join(folder, 's3.csv')),
  sides: engineSides(shape, 2000, 's3.csv', false),
};
