import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { timePeer, timeScript } from '../measure.ts';
import { makeStudy, type StudyShape, writeStudy } from '../study.ts';

const shape: StudyShape = {
  rowCount: 1_000_000,
  patientCount: 300_000,
  attributes: { sex: 2, age: 9, site: 20, scanner: 12 },
  tasks: { y: ['p'] },
  seed: 4,
};

/** Reading and profiling a wide table. */
export const intake: Bench = {
  id: 'intake',
  title: 'CSV of 1,000,000 rows and 40 columns read and profiled',
  target: { seconds: 8, peakMb: 1500 },
  data: { ...shape, columns: 40 },
  // 2 ids, 4 attributes, 1 label, 1 score, 32 further numbers.
  prepare: ({ folder }) => writeStudy(makeStudy(shape), join(folder, 'wide.csv'), 32),
  sides: [
    {
      name: 'equipoise intake',
      isPeer: false,
      computes:
        'Every cell parsed as text or number, ids byte for byte, blanks counted, text columns dictionary-encoded.',
      run: ({ folder }) => timeScript('scripts/intake-run.ts', [join(folder, 'wide.csv')]),
    },
    {
      name: 'pandas read_csv',
      isPeer: true,
      computes:
        'read_csv with inferred types, then missing and distinct values of each column and describe().',
      run: (context) =>
        timePeer(context, 'pandas_intake.py', ['--csv', join(context.folder, 'wide.csv')]),
    },
  ],
};
