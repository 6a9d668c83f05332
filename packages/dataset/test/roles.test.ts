import { expect, test } from 'vitest';
import { isIdName, suggestRoles } from '../src/index.ts';
import { tableOf } from './fixtures/tables.ts';

test('names of ids are told from names of attributes', () => {
  for (const name of [
    'patient_id',
    'patientID',
    'Patient ID',
    'Image Index',
    'StudyInstanceUID',
    'image',
    'Path',
    'id',
    'MRN',
    'lesion_id',
    'imageid',
    'Accession Number',
    'study',
  ]) {
    expect(isIdName(name), name).toBe(true);
  }
  for (const name of [
    'age',
    'sex',
    'valid',
    'humidity',
    'image_width',
    'patient_age',
    'Patient Gender',
    'y_Mass',
    'p',
    'study_year',
    'index',
    'case_mix',
  ]) {
    expect(isIdName(name), name).toBe(false);
  }
});

test('roles are suggested from names and contents', () => {
  const values = Array.from({ length: 40 }, (_, i) => i);
  const table = tableOf('a.csv', {
    'Image Index': values.map((i) => `${i}.png`),
    patient_id: values.map((i) => `P${i >> 1}`),
    'Patient Gender': values.map((i) => (i % 2 === 0 ? 'F' : 'M')),
    'Patient Age': values,
    hospital: values.map(() => 'A'),
    y_Mass: values.map((i) => i % 2),
    prob_Mass: values.map((i) => i / 41),
    width: values.map((i) => 1000 + i),
    tumour: values.map((i) => i % 2),
    model_output: values.map((i) => i / 43),
  });
  expect(suggestRoles(table).map(({ column, role }) => [column, role])).toEqual([
    ['Image Index', 'case'],
    ['patient_id', 'patient'],
    ['Patient Gender', 'sex'],
    ['Patient Age', 'age'],
    ['hospital', 'site'],
    ['y_Mass', 'label'],
    ['prob_Mass', 'score'],
    ['tumour', 'label'],
    ['model_output', 'score'],
  ]);
});
