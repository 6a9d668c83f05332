import { findColumn, toTextColumn } from '../columns.ts';
import { joinTables, recode } from '../join.ts';
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
import { binaryTask, recodeFourLevels, slug, withColumns } from './parts.ts';

/** The fourteen observations of CheXpert, as its files spell them. */
export const chexpertFindings: readonly string[] = [
  'No Finding',
  'Enlarged Cardiomediastinum',
  'Cardiomegaly',
  'Lung Opacity',
  'Lung Lesion',
  'Edema',
  'Consolidation',
  'Pneumonia',
  'Atelectasis',
  'Pneumothorax',
  'Pleural Effusion',
  'Pleural Other',
  'Fracture',
  'Support Devices',
];

const marks = ['Path', 'Sex', 'Age', 'Frontal/Lateral', 'AP/PA'];
const scorePrefixes = ['prob_', 'prob ', 'p_', 'score_'];

/**
 * CheXpert: labels of 1, 0, −1 (uncertain) and blank (not mentioned) are four levels, and the patient stands in
 * the path.
 *
 * @see Irvin et al. 2019, doi:10.1609/aaai.v33i01.3301590
 */
export const chexpert: Adapter = defineAdapter({
  id: 'chexpert',
  title: 'CheXpert',
  licenceNote:
    'Stanford research-use agreement: no redistribution, no attempt to identify patients; every user signs it.',
  source: 'Irvin et al., AAAI 2019, doi:10.1609/aaai.v33i01.3301590',
  textColumns: ['Path'],
  recognise,
  describe: () =>
    'train.csv or valid.csv (Path, Sex, Age, Frontal/Lateral, AP/PA and fourteen findings), and optionally a table of predictions with Path and prob_<finding>. A label 1 is positive, 0 negative, −1 uncertain, blank not mentioned: four levels, none turned into another. Patient and study are taken from the path. AP/PA is blank for lateral films.',
  read,
});

function recognise(files: readonly FileHeaders[]): Recognition | null {
  const labels = files.findIndex(
    (file) =>
      marks.every((name) => file.columns.includes(name)) &&
      chexpertFindings.filter((finding) => file.columns.includes(finding)).length >= 5,
  );
  if (labels < 0) return null;
  const predictions = files.findIndex(
    (file, index) => index !== labels && file.columns.includes('Path') && scoresOf(file).size > 0,
  );
  const parts: Record<string, number> = { labels };
  if (predictions >= 0) parts['predictions'] = predictions;
  const hasScores = predictions >= 0 || scoresOf(files[labels]!).size > 0;
  return { parts, absent: hasScores ? [] : ['a table with Path and prob_<finding> columns'] };
}

/** Finding → name of its score column. */
function scoresOf(file: FileHeaders): Map<string, string> {
  const scores = new Map<string, string>();
  for (const finding of chexpertFindings) {
    const forms = [finding, finding.replaceAll(' ', '_')];
    const name = scorePrefixes
      .flatMap((prefix) => forms.map((form) => prefix + form))
      .find((candidate) => file.columns.includes(candidate));
    if (name !== undefined) scores.set(finding, name);
  }
  return scores;
}

function read(tables: readonly Table[]): AdapterResult {
  const { parts } = recogniseOrFail(chexpert, tables);
  const labels = tables[parts['labels']!]!;
  const predictions = tables[parts['predictions'] ?? -1];
  const table = predictions === undefined ? labels : joinTables(predictions, labels, 'Path').table;
  const path = toTextColumn(findColumn(table, 'Path'));
  const notes: IntakeNote[] = [];
  const outside = path.values.filter((value) => patientOf(value) === null).length;
  if (outside > 0) {
    notes.push({
      code: 'path-without-patient',
      message: `${outside} paths name no patient; each counts as a patient of its own.`,
    });
  }
  const present = chexpertFindings.filter((finding) =>
    table.columns.some(({ name }) => name === finding),
  );
  const made: Column[] = present.map((finding) =>
    recodeFourLevels(`label_${finding}`, findColumn(table, finding)),
  );
  const columns = [
    ...table.columns.filter(({ name }) => !present.includes(name)),
    { ...recode(path, (value) => patientOf(value) ?? value), name: 'patient' },
    { ...recode(path, (value) => studyOf(value) ?? value), name: 'study' },
    ...made,
  ];
  const scores = scoresOf(headersOf(table));
  return {
    table: withColumns(table, columns),
    roles: {
      case: 'Path',
      patient: 'patient',
      sex: 'Sex',
      age: 'Age',
      site: null,
      view: 'Frontal/Lateral',
      groups: ['Frontal/Lateral', 'AP/PA'],
    },
    tasks: present.map((finding) => fourLevelTask(finding, scores.get(finding))),
    notes,
  };
}

/**
 * A task on a label of four levels.
 *
 * @param finding its name
 * @param score column of its score, when there is one
 * @returns a task that leaves uncertain and not mentioned apart
 */
export function fourLevelTask(finding: string, score: string | undefined): ProposedTask {
  return binaryTask({
    id: slug(finding),
    title: finding,
    label: `label_${finding}`,
    positive: 'positive',
    negative: 'negative',
    neither: ['uncertain', 'not-mentioned', 'other'],
    scores: score === undefined ? [] : [score],
  });
}

function patientOf(path: string): string | null {
  return /(?:^|\/)(patient\d+)(?:\/|$)/.exec(path)?.[1] ?? null;
}

function studyOf(path: string): string | null {
  return /(?:^|\/)(patient\d+\/study\d+)(?:\/|$)/.exec(path)?.[1] ?? null;
}
