import { isDicomAgeColumn, readAges } from '../ages.ts';
import { findColumn, toTextColumn } from '../columns.ts';
import { joinTables } from '../join.ts';
import type { Column, IntakeNote, Table } from '../table.ts';
import {
  type Adapter,
  type AdapterResult,
  defineAdapter,
  type FileHeaders,
  headersOf,
  type ProposedTask,
  type Recognition,
  recogniseOrFail,
} from './adapter.ts';
import { binaryTask, firstOf, flagColumn, slug, withColumns } from './parts.ts';

const findings = [
  'Atelectasis',
  'Cardiomegaly',
  'Effusion',
  'Infiltration',
  'Mass',
  'Nodule',
  'Pneumonia',
  'Pneumothorax',
  'Consolidation',
  'Edema',
  'Emphysema',
  'Fibrosis',
  'Pleural_Thickening',
  'Hernia',
] as const;

const imageNames = ['Image Index', 'image', 'image_index', 'image_id'];
const labelNames = ['Finding Labels', 'finding_labels'];
const patientNames = ['Patient ID', 'patient_id'];
const ageNames = ['Patient Age', 'age', 'patient_age'];
const sexNames = ['Patient Gender', 'Patient Sex', 'sex', 'gender', 'patient_gender'];
const viewNames = ['View Position', 'view', 'view_position'];

/**
 * NIH ChestX-ray14: the metadata table whose labels stand in one cell, separated by `|`, and the wide layout
 * with a column `y_X` and a column `prob_X` a finding.
 *
 * @see Wang et al. 2017, doi:10.1109/CVPR.2017.369
 */
export const nihChestXray14: Adapter = defineAdapter({
  id: 'nih-chestxray14',
  title: 'NIH ChestX-ray14',
  licenceNote:
    'No restriction on use; link to the source, cite the paper and acknowledge the NIH Clinical Center as provider.',
  source: 'Wang et al., CVPR 2017, doi:10.1109/CVPR.2017.369',
  textColumns: [...imageNames, ...patientNames, ...labelNames],
  recognise,
  describe: () =>
    'Data_Entry_2017 (Image Index, Finding Labels separated by |, Patient ID, Patient Age, Patient Gender, View Position), a wide table with y_<finding> and prob_<finding>, or both, joined on the image. Patients have many images: the patient is the unit. Labels were mined from reports, not read from images. AP views are mostly bedside films of sicker patients.',
  read,
});

function recognise(files: readonly FileHeaders[]): Recognition | null {
  const entry = files.findIndex(isEntry);
  const wide = files.findIndex((file) => isWide(file));
  if (entry < 0 && wide < 0) return null;
  const parts: Record<string, number> = {};
  if (entry >= 0) parts['entry'] = entry;
  if (wide >= 0 && wide !== entry) parts['predictions'] = wide;
  const hasScores = wide >= 0 && scoreCount(files[wide]!) > 0;
  return { parts, absent: hasScores ? [] : ['a table with the image and prob_<finding> columns'] };
}

function isEntry(file: FileHeaders): boolean {
  return [imageNames, labelNames, patientNames].every((names) => firstOf(file, names) !== null);
}

function isWide(file: FileHeaders): boolean {
  const labels = findings.filter((finding) => file.columns.includes(`y_${finding}`)).length;
  return firstOf(file, imageNames) !== null && (labels >= 3 || scoreCount(file) >= 3);
}

function scoreCount(file: FileHeaders): number {
  return findings.filter((finding) => file.columns.includes(`prob_${finding}`)).length;
}

function read(tables: readonly Table[]): AdapterResult {
  const { parts } = recogniseOrFail(nihChestXray14, tables);
  const table = merge(tables[parts['predictions'] ?? -1], tables[parts['entry'] ?? -1]);
  const headers = headersOf(table);
  const notes: IntakeNote[] = [];
  const labels = firstOf(headers, labelNames);
  const columns = table.columns.map((column) => {
    if (!ageNames.includes(column.name) || !isDicomAgeColumn(column)) return column;
    const ages = readAges(column, { file: table.name, firstRow: table.firstRow });
    notes.push(...ages.notes);
    return ages.column;
  });
  const made = labels === null ? [] : splitFindings(table, labels, notes);
  const taken = new Set(headers.columns);
  columns.push(...made.filter((column) => !taken.has(column.name)));
  const complete = withColumns(table, columns);
  const names = new Set(columns.map((column) => column.name));
  const tasks = findings
    .filter((finding) => names.has(`y_${finding}`))
    .map((finding): ProposedTask => {
      const title = finding.replaceAll('_', ' ');
      const scores = names.has(`prob_${finding}`) ? [`prob_${finding}`] : [];
      return binaryTask({ id: slug(finding), title, label: `y_${finding}`, scores });
    });
  const view = firstOf(headers, viewNames);
  return {
    table: complete,
    roles: {
      case: firstOf(headers, imageNames) ?? '',
      patient: firstOf(headers, patientNames) ?? firstOf(headers, imageNames) ?? '',
      sex: firstOf(headers, sexNames),
      age: firstOf(headers, ageNames),
      site: null,
      view,
      groups: view === null ? [] : [view],
    },
    tasks,
    notes,
  };
}

/** One table of the two; the predictions keep all their rows. */
function merge(predictions: Table | undefined, entry: Table | undefined): Table {
  if (predictions === undefined) return entry!; // recognise() found at least one
  if (entry === undefined) return predictions;
  const left = firstOf(headersOf(predictions), imageNames)!;
  const right = firstOf(headersOf(entry), imageNames)!;
  return joinTables(predictions, entry, { left, right }).table;
}

/** A 0/1 column a finding; blank cells of the list give blank cells. */
function splitFindings(table: Table, name: string, notes: IntakeNote[]): Column[] {
  const lists = toTextColumn(findColumn(table, name));
  const known = new Set<string>([...findings, 'No Finding']);
  const parts = lists.values.map((value) => value.split('|').map((part) => part.trim()));
  const unknown = new Set(parts.flat().filter((part) => !known.has(part)));
  if (unknown.size > 0) {
    notes.push({
      code: 'unknown-findings',
      message: `Column '${name}' holds ${unknown.size} findings that are not of the fourteen; they make no task.`,
    });
  }
  return ['No Finding', ...findings].map((finding) => {
    const isIn = parts.map((list) => list.includes(finding));
    const flags = Uint8Array.from(lists.codes, (code) =>
      code >= 0 && isIn[code] === true ? 1 : 0,
    );
    const column = flagColumn(`y_${finding.replaceAll(' ', '_')}`, flags);
    return lists.blankCount === 0 || column.kind !== 'number'
      ? column
      : blankWhere(column, lists.codes);
  });
}

function blankWhere(column: Extract<Column, { kind: 'number' }>, codes: Int32Array): Column {
  const blank = Uint8Array.from(codes, (code) => (code < 0 ? 1 : 0));
  const data = column.data.map((value, row) => (blank[row] === 1 ? Number.NaN : value));
  return { ...column, data, blank, blankCount: blank.reduce((sum, flag) => sum + flag, 0) };
}
