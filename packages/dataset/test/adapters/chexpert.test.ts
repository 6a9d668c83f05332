import { expect, test } from 'vitest';
import { chexpert } from '../../src/adapters/chexpert.ts';
import { checkAdapter } from '../../src/index.ts';
import { cellsOf, tableOf } from '../fixtures/tables.ts';

const root = 'CheXpert-v1.0/train';
const labels = tableOf('train.csv', {
  Path: [
    `${root}/patient00001/study1/view1_frontal.jpg`,
    `${root}/patient00001/study2/view1_lateral.jpg`,
    `${root}/patient00002/study1/view1_frontal.jpg`,
    `${root}/patient00003/study1/view1_frontal.jpg`,
  ],
  Sex: ['Female', 'Female', 'Male', 'Unknown'],
  Age: [68, 68, 87, 0],
  'Frontal/Lateral': ['Frontal', 'Lateral', 'Frontal', 'Frontal'],
  'AP/PA': ['AP', null, 'PA', 'AP'],
  'No Finding': [1, null, null, null],
  Cardiomegaly: [null, -1, 0, 1],
  Edema: [0, -1, 1, null],
  Pneumonia: [null, null, null, null],
  'Pleural Effusion': [0, 1, -1, 1],
});
const predictions = tableOf('pred.csv', {
  Path: cellsOf(labels, 'Path').slice(0, 3) as string[],
  prob_Edema: [0.1, 0.2, 0.3],
  prob_Pleural_Effusion: [0.3, 0.2, 0.1],
});
const taskIds = ['no-finding', 'cardiomegaly', 'edema', 'pneumonia', 'pleural-effusion'];

test('labels alone and labels with predictions keep their contract', () => {
  checkAdapter(chexpert, { tables: [labels], rowCount: 4, patientCount: 3, taskIds });
  checkAdapter(chexpert, { tables: [labels, predictions], rowCount: 3, patientCount: 2, taskIds });
});

test('uncertain and not mentioned stay apart from negative and from one another', () => {
  const { table, tasks } = chexpert.read([labels]);
  expect(cellsOf(table, 'label_Cardiomegaly')).toEqual([
    'not-mentioned',
    'uncertain',
    'negative',
    'positive',
  ]);
  expect(tasks[1]).toMatchObject({
    positive: 'positive',
    negative: 'negative',
    neither: ['uncertain', 'not-mentioned', 'other'],
  });
});

test('patient and study come from the path', () => {
  const { table, roles } = chexpert.read([labels]);
  expect(cellsOf(table, 'patient')).toEqual([
    'patient00001',
    'patient00001',
    'patient00002',
    'patient00003',
  ]);
  expect(cellsOf(table, 'study')[1]).toBe('patient00001/study2');
  expect(roles.patient).toBe('patient');
});

test('scores are found by the name of their finding', () => {
  const { tasks } = chexpert.read([labels, predictions]);
  expect(tasks.flatMap((task) => task.scores)).toEqual(['prob_Edema', 'prob_Pleural_Effusion']);
});
