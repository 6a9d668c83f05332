import { findColumn } from '../columns.ts';
import { joinTables } from '../join.ts';
import type { Column, IntakeNote, Table } from '../table.ts';
import {
  type Adapter,
  type AdapterResult,
  defineAdapter,
  type FileHeaders,
  type Recognition,
  recogniseOrFail,
} from './adapter.ts';
import { chexpertFindings, fourLevelTask } from './chexpert.ts';
import { fileWith, recodeFourLevels, withColumns } from './parts.ts';

/**
 * MIMIC-CXR-JPG: metadata a film, labels a study and patients a subject, joined; labels keep four levels.
 *
 * @see Johnson et al. 2019, arXiv:1901.07042
 */
export const mimicCxrJpg: Adapter = defineAdapter({
  id: 'mimic-cxr-jpg',
  title: 'MIMIC-CXR-JPG',
  licenceNote:
    'PhysioNet credentialed access under a data use agreement: no sharing of rows, no attempt to identify patients.',
  source: 'Johnson et al. 2019, arXiv:1901.07042',
  textColumns: ['dicom_id', 'subject_id', 'study_id'],
  recognise,
  describe: () =>
    'mimic-cxr-2.0.0-metadata (dicom_id, subject_id, study_id, ViewPosition), mimic-cxr-2.0.0-chexpert or -negbio (subject_id, study_id and fourteen findings), patients of MIMIC-IV (subject_id, gender, anchor_age), optionally the split file and predictions with dicom_id and prob_<finding>. Labels belong to studies, so all films of a study carry them; 1, 0, −1 and blank are four levels. anchor_age is the age in the anchor year, not on the day of the film.',
  read,
});

function recognise(files: readonly FileHeaders[]): Recognition | null {
  const metadata = fileWith(files, ['dicom_id', 'subject_id', 'study_id', 'ViewPosition']);
  const labels = files.findIndex(
    (file) =>
      file.columns.includes('subject_id') &&
      file.columns.includes('study_id') &&
      !file.columns.includes('dicom_id') &&
      chexpertFindings.filter((finding) => file.columns.includes(finding)).length >= 5,
  );
  if (metadata < 0 || labels < 0) return null;
  const patients = fileWith(files, ['subject_id', 'gender', 'anchor_age']);
  const split = fileWith(files, ['dicom_id', 'split']);
  const predictions = files.findIndex(
    (file, index) =>
      index !== metadata && file.columns.includes('dicom_id') && scoreNames(file).size > 0,
  );
  const parts: Record<string, number> = { metadata, labels };
  if (patients >= 0) parts['patients'] = patients;
  if (split >= 0 && split !== metadata) parts['split'] = split;
  if (predictions >= 0) parts['predictions'] = predictions;
  const absent = [
    ...(patients < 0 ? ['patients (subject_id, gender, anchor_age)'] : []),
    ...(predictions < 0 ? ['a table with dicom_id and prob_<finding> columns'] : []),
  ];
  return { parts, absent };
}

function scoreNames(file: FileHeaders): Map<string, string> {
  const scores = new Map<string, string>();
  for (const finding of chexpertFindings) {
    const forms = [`prob_${finding}`, `prob_${finding.replaceAll(' ', '_')}`, `prob ${finding}`];
    const name = forms.find((form) => file.columns.includes(form));
    if (name !== undefined) scores.set(finding, name);
  }
  return scores;
}

function read(tables: readonly Table[]): AdapterResult {
  const { parts } = recogniseOrFail(mimicCxrJpg, tables);
  const part = (name: string): Table | undefined => tables[parts[name] ?? -1];
  const notes: IntakeNote[] = [];
  const metadata = part('metadata')!; // recognise() requires it
  const predictions = part('predictions');
  let table =
    predictions === undefined
      ? metadata
      : joinTables(without(predictions, ['subject_id', 'study_id']), metadata, 'dicom_id').table;
  table = joinTables(table, without(part('labels')!, ['subject_id']), 'study_id').table;
  const split = part('split');
  if (split !== undefined) {
    table = joinTables(table, without(split, ['subject_id', 'study_id']), 'dicom_id').table;
  }
  const patients = part('patients');
  if (patients !== undefined) table = joinTables(table, patients, 'subject_id').table;
  const present = chexpertFindings.filter((finding) =>
    table.columns.some(({ name }) => name === finding),
  );
  const labels: Column[] = present.map((finding) =>
    recodeFourLevels(`label_${finding}`, findColumn(table, finding)),
  );
  const columns = [...table.columns.filter(({ name }) => !present.includes(name)), ...labels];
  const names = columns.map((column) => column.name);
  const scores = scoreNames({ name: table.name, columns: names });
  if (names.includes('anchor_age')) {
    notes.push({
      code: 'anchor-age',
      message: 'Ages are those of the anchor year, not of the day of the film.',
    });
  }
  return {
    table: withColumns(table, columns),
    roles: {
      case: 'dicom_id',
      patient: 'subject_id',
      sex: names.includes('gender') ? 'gender' : null,
      age: names.includes('anchor_age') ? 'anchor_age' : null,
      site: null,
      view: 'ViewPosition',
      groups: ['ViewPosition', ...['split'].filter((name) => names.includes(name))],
    },
    tasks: present.map((finding) => fourLevelTask(finding, scores.get(finding))),
    notes,
  };
}

function without(table: Table, names: readonly string[]): Table {
  return withColumns(
    table,
    table.columns.filter((column) => !names.includes(column.name)),
  );
}
