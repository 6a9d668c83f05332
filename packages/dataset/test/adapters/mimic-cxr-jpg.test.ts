import { expect, test } from 'vitest';
import { mimicCxrJpg } from '../../src/adapters/mimic-cxr-jpg.ts';
import { checkAdapter, recogniseFiles } from '../../src/index.ts';
import { caught } from '../fixtures/caught.ts';
import { cellsOf, tableOf } from '../fixtures/tables.ts';

const metadata = tableOf('metadata.csv', {
  dicom_id: ['d1', 'd2', 'd3'],
  subject_id: ['10', '10', '11'],
  study_id: ['50', '50', '51'],
  ViewPosition: ['PA', 'LATERAL', null],
});
const labels = tableOf('chexpert.csv', {
  subject_id: ['10', '11'],
  study_id: ['50', '51'],
  Edema: [1, -1],
  Pneumonia: [null, 0],
  Cardiomegaly: [0, 0],
  Consolidation: [null, null],
  Pneumothorax: [0, 1],
});
const patients = tableOf('patients.csv', {
  subject_id: ['10', '11', '12'],
  gender: ['F', 'M', 'F'],
  anchor_age: [52, 70, 33],
});
const split = tableOf('split.csv', {
  dicom_id: ['d1', 'd2', 'd3'],
  study_id: ['50', '50', '51'],
  subject_id: ['10', '10', '11'],
  split: ['train', 'train', 'test'],
});
const predictions = tableOf('pred.csv', { dicom_id: ['d3', 'd1'], prob_Edema: [0.4, 0.6] });
const taskIds = ['cardiomegaly', 'edema', 'consolidation', 'pneumonia', 'pneumothorax'];

test('two, three and five files keep the contract', () => {
  checkAdapter(mimicCxrJpg, { tables: [metadata, labels], rowCount: 3, patientCount: 2, taskIds });
  checkAdapter(mimicCxrJpg, {
    tables: [labels, metadata, patients],
    rowCount: 3,
    patientCount: 2,
    taskIds,
  });
  checkAdapter(mimicCxrJpg, {
    tables: [predictions, labels, split, metadata, patients],
    rowCount: 2,
    patientCount: 2,
    taskIds,
  });
});

test('films of one study share its labels, and patients bring sex and age', () => {
  const { table, roles, tasks } = mimicCxrJpg.read([metadata, labels, patients, split]);
  expect(cellsOf(table, 'label_Edema')).toEqual(['positive', 'positive', 'uncertain']);
  expect(cellsOf(table, 'label_Pneumonia')).toEqual(['not-mentioned', 'not-mentioned', 'negative']);
  expect(cellsOf(table, 'gender')).toEqual(['F', 'F', 'M']);
  expect(cellsOf(table, 'split')).toEqual(['train', 'train', 'test']);
  expect(roles).toMatchObject({
    case: 'dicom_id',
    patient: 'subject_id',
    sex: 'gender',
    age: 'anchor_age',
  });
  expect(tasks[0]?.scores).toEqual([]);
});

test('metadata without labels is not the layout, and what is absent is named', async () => {
  expect(
    recogniseFiles([
      { name: 'm', columns: ['dicom_id', 'subject_id', 'study_id', 'ViewPosition'] },
    ]),
  ).toEqual([]);
  expect((await caught(() => mimicCxrJpg.read([metadata]))).code).toBe('dataset/bad-adapter');
  const found = mimicCxrJpg.recognise(
    [metadata, labels].map(({ name, columns }) => ({
      name,
      columns: columns.map((column) => column.name),
    })),
  );
  expect(found?.absent).toHaveLength(2);
});
