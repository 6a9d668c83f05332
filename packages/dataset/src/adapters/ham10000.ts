import { findColumn, toTextColumn } from '../columns.ts';
import { joinTables, recode } from '../join.ts';
import type { Column, Table } from '../table.ts';
import {
  type Adapter,
  type AdapterResult,
  defineAdapter,
  type FileHeaders,
  headersOf,
  type Recognition,
  recogniseOrFail,
} from './adapter.ts';
import { fileWith, firstOf, withColumns } from './parts.ts';

const classes = ['MEL', 'NV', 'BCC', 'AKIEC', 'BKL', 'DF', 'VASC'] as const;
const imageNames = ['image', 'image_id', 'isic_id', 'image_name'];

/**
 * HAM10000 and the ISIC 2018 classification task: seven kinds of lesion, several images a lesion.
 *
 * @see Tschandl et al. 2018, doi:10.1038/sdata.2018.161
 */
export const ham10000: Adapter = defineAdapter({
  id: 'ham10000',
  title: 'HAM10000 / ISIC 2018 task 3',
  licenceNote:
    'CC BY-NC: non-commercial use with attribution; check the terms of the copy you hold.',
  source: 'Tschandl et al., Scientific Data 2018, doi:10.1038/sdata.2018.161',
  textColumns: [...imageNames, 'lesion_id'],
  recognise,
  describe: () =>
    'HAM10000_metadata (lesion_id, image_id, dx, dx_type, age, sex, localization, dataset), and optionally predictions with an image column and one score a class (MEL, NV, BCC, AKIEC, BKL, DF, VASC). Images are joined without their file ending. Patients are not named: the lesion is the unit, because several images show one lesion. Blank ages and sexes stay blank; a localization of unknown is a level of its own.',
  read,
});

function recognise(files: readonly FileHeaders[]): Recognition | null {
  const metadata = fileWith(files, ['lesion_id', 'image_id', 'dx']);
  if (metadata < 0) return null;
  const predictions = files.findIndex((file, index) => index !== metadata && isScores(file));
  const parts: Record<string, number> = { metadata };
  if (predictions >= 0) parts['predictions'] = predictions;
  const hasScores =
    predictions >= 0 || classes.every((name) => files[metadata]!.columns.includes(name));
  return { parts, absent: hasScores ? [] : ['a table with the image and one score a class'] };
}

function isScores(file: FileHeaders): boolean {
  return firstOf(file, imageNames) !== null && classes.every((name) => file.columns.includes(name));
}

function read(tables: readonly Table[]): AdapterResult {
  const { parts } = recogniseOrFail(ham10000, tables);
  const metadata = tables[parts['metadata']!]!;
  const predictions = tables[parts['predictions'] ?? -1];
  let table = metadata;
  let image = 'image_id';
  if (predictions !== undefined) {
    image = firstOf(headersOf(predictions), imageNames)!;
    const key = { left: image, right: 'image_id', ignoreFileEnding: true };
    table = joinTables(predictions, metadata, key).table;
  }
  const names = new Set(table.columns.map((column) => column.name));
  const upper: Column = {
    ...recode(toTextColumn(findColumn(table, 'dx')), (value) => value.toUpperCase()),
    name: 'label_dx',
  };
  const has = (name: string): string | null => (names.has(name) ? name : null);
  const hasScores = classes.every((name) => names.has(name));
  return {
    table: withColumns(table, [...table.columns, upper]),
    roles: {
      case: image,
      patient: 'lesion_id',
      sex: has('sex'),
      age: has('age'),
      site: has('dataset'),
      view: null,
      groups: ['localization', 'dx_type'].filter((name) => names.has(name)),
    },
    tasks: [
      {
        id: 'lesion',
        title: 'Kind of lesion',
        kind: 'multiclass',
        label: 'label_dx',
        positive: null,
        negative: null,
        neither: [],
        scores: hasScores ? [...classes] : [],
        classes: [...classes],
      },
    ],
    notes: [
      {
        code: 'lesion-as-patient',
        message: 'Patients are not named in these files: the lesion stands in for the patient.',
      },
    ],
  };
}
