import { expect, test } from 'vitest';
import { nihChestXray14 } from '../../src/adapters/nih-chestxray14.ts';
import { checkAdapter } from '../../src/index.ts';
import { cellsOf, tableOf } from '../fixtures/tables.ts';

const ids = [
  'atelectasis',
  'cardiomegaly',
  'effusion',
  'infiltration',
  'mass',
  'nodule',
  'pneumonia',
  'pneumothorax',
  'consolidation',
  'edema',
  'emphysema',
  'fibrosis',
  'pleural-thickening',
  'hernia',
];

const entry = tableOf('Data_Entry_2017.csv', {
  'Image Index': ['a.png', 'b.png', 'c.png'],
  'Finding Labels': ['Mass|Pleural_Thickening', 'No Finding', 'Mass'],
  'Follow-up #': [0, 1, 0],
  'Patient ID': ['1', '1', '02'],
  'Patient Age': ['058Y', '059Y', '006M'],
  'Patient Gender': ['M', 'M', 'F'],
  'View Position': ['PA', 'AP', 'PA'],
});
const wide = tableOf('predictions.csv', {
  image: ['c.png', 'a.png'],
  prob_Mass: [0.2, 0.9],
  prob_Nodule: [0.1, 0.1],
  prob_Edema: [0.3, 0.2],
});

test('the metadata table alone keeps its contract', () => {
  checkAdapter(nihChestXray14, { tables: [entry], rowCount: 3, patientCount: 2, taskIds: ids });
});

test('metadata and predictions are joined on the image', () => {
  checkAdapter(nihChestXray14, {
    tables: [wide, entry],
    rowCount: 2,
    patientCount: 2,
    taskIds: ids,
  });
  const result = nihChestXray14.read([entry, wide]);
  expect(cellsOf(result.table, 'y_Mass')).toEqual([1, 1]);
  expect(cellsOf(result.table, 'y_Pleural_Thickening')).toEqual([0, 1]);
  expect(result.tasks.find((task) => task.id === 'mass')?.scores).toEqual(['prob_Mass']);
  expect(result.tasks.find((task) => task.id === 'hernia')?.scores).toEqual([]);
});

test('lists become 0 and 1 a finding, a blank list blank cells, and DICOM ages years', () => {
  const { table, roles, notes } = nihChestXray14.read([
    {
      ...entry,
      columns: [
        ...tableOf('x', { 'Finding Labels': ['Mass|Scoliosis', null, 'No Finding'] }).columns,
        ...entry.columns.filter(({ name }) => name !== 'Finding Labels'),
      ],
    },
  ]);
  expect(cellsOf(table, 'y_Mass')).toEqual([1, null, 0]);
  expect(cellsOf(table, 'y_No_Finding')).toEqual([0, null, 1]);
  expect(cellsOf(table, 'Patient Age')).toEqual([58, 59, 0.5]);
  expect(roles).toMatchObject({
    case: 'Image Index',
    patient: 'Patient ID',
    sex: 'Patient Gender',
    view: 'View Position',
  });
  expect(notes.map((note) => note.code)).toEqual(['dicom-ages', 'unknown-findings']);
});

test('the wide layout keeps its own labels', () => {
  const table = tableOf('w.csv', {
    image: ['a', 'b'],
    patient_id: ['1', '2'],
    y_Mass: [0, 1],
    y_Nodule: [1, 1],
    y_Edema: [0, 0],
    prob_Mass: [0.1, 0.2],
    prob_Nodule: [0.1, 0.2],
    prob_Edema: [0.5, 0.5],
  });
  checkAdapter(nihChestXray14, {
    tables: [table],
    rowCount: 2,
    patientCount: 2,
    taskIds: ['mass', 'nodule', 'edema'],
  });
});
