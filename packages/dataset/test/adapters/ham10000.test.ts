import { expect, test } from 'vitest';
import { ham10000 } from '../../src/adapters/ham10000.ts';
import { checkAdapter } from '../../src/index.ts';
import { cellsOf, tableOf } from '../fixtures/tables.ts';

const metadata = tableOf('HAM10000_metadata.csv', {
  lesion_id: ['L1', 'L1', 'L2'],
  image_id: ['I1', 'I2', 'I3'],
  dx: ['mel', 'mel', 'nv'],
  dx_type: ['histo', 'histo', 'consensus'],
  age: [45, 45, null],
  sex: ['male', 'male', 'unknown'],
  localization: ['trunk', 'trunk', 'unknown'],
  dataset: ['one', 'one', 'two'],
});
const predictions = tableOf('predictions.csv', {
  image: ['I2.jpg', 'I3.jpg'],
  MEL: [0.6, 0.1],
  NV: [0.1, 0.6],
  BCC: [0.1, 0.1],
  AKIEC: [0.1, 0.1],
  BKL: [0.05, 0.05],
  DF: [0.03, 0.03],
  VASC: [0.02, 0.02],
});

test('metadata alone and with predictions keep their contract', () => {
  checkAdapter(ham10000, { tables: [metadata], rowCount: 3, patientCount: 2, taskIds: ['lesion'] });
  checkAdapter(ham10000, {
    tables: [predictions, metadata],
    rowCount: 2,
    patientCount: 2,
    taskIds: ['lesion'],
  });
});

test('the lesion is the unit, classes and scores stand in one order, images join without their ending', () => {
  const { table, roles, tasks, notes } = ham10000.read([metadata, predictions]);
  expect(roles).toMatchObject({ case: 'image', patient: 'lesion_id', site: 'dataset' });
  expect(cellsOf(table, 'label_dx')).toEqual(['MEL', 'NV']);
  expect(tasks[0]?.scores).toEqual(tasks[0]?.classes);
  expect(notes[0]?.code).toBe('lesion-as-patient');
});

test('a blank age stays blank and an unknown sex stays unknown', () => {
  const { table } = ham10000.read([metadata]);
  expect(cellsOf(table, 'age')).toEqual([45, 45, null]);
  expect(cellsOf(table, 'sex')[2]).toBe('unknown');
});
