import { answerStates } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { numberColumn, textColumn } from '../../src/columns.ts';
import { isDatasetError } from '../../src/errors.ts';
import {
  finishReadings,
  type RawReadings,
  type ReadingsOptions,
  readingsFromCoco,
  readingsFromCvat,
  readingsFromLabelStudio,
  readingsFromTable,
  type TableLayout,
} from '../../src/readings/index.ts';
import type { Table } from '../../src/table.ts';

function table(columns: Readonly<Record<string, readonly (string | null)[]>>): Table {
  const entries = Object.entries(columns);
  return {
    name: 'readings.csv',
    rowCount: entries[0]?.[1].length ?? 0,
    columns: entries.map(([name, cells]) => textColumn(name, cells)),
    firstRow: 2,
    notes: [],
  };
}

const long: TableLayout = { caseColumn: 'case', readerColumn: 'reader', labelColumns: ['finding'] };

function read(source: Table, layout: TableLayout = long, options: ReadingsOptions = {}) {
  return finishReadings(readingsFromTable(source, layout), options);
}

function code(run: () => unknown): { code: string; message: string } {
  try {
    run();
  } catch (error) {
    if (isDatasetError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('readings from a table', () => {
  it('keeps blank, cannot tell and an answer apart', () => {
    const { readings, notes } = read(
      table({
        case: ['001', '001', '002', '002'],
        reader: ['a', 'b', 'a', 'b'],
        finding: ['none', 'ungradable', null, 'nodule'],
      }),
    );
    const [question] = readings.questions;
    expect(question!.classes).toEqual(['nodule', 'none']);
    expect([...question!.state].map((state) => answerStates[state])).toEqual([
      'answered',
      'cannot-tell',
      'not-asked',
      'answered',
    ]);
    expect([...question!.answer]).toEqual([1, Number.NaN, Number.NaN, 0]);
    expect(readings.caseNames).toEqual(['001', '002']);
    expect(readings.unit).toBe('case');
    expect(notes.map((note) => note.code)).toContain('cannot-tell');
  });

  it('reads several questions, patients, groups and times', () => {
    const source = table({
      case: ['1', '2', '1', '2'],
      reader: ['a', 'a', 'b', 'b'],
      patient: ['p', 'p', 'p', 'p'],
      sex: ['F', 'M', 'F', 'M'],
      finding: ['0', '1', '0', '0'],
      grade: ['1', '2', '3', '4'],
      seconds: ['3.5', '4', null, '2'],
    });
    const { readings, notes } = read(source, {
      ...long,
      labelColumns: ['finding', 'grade'],
      patientColumn: 'patient',
      groupColumns: ['sex'],
      secondsColumn: 'seconds',
    });
    expect(readings).toMatchObject({ caseCount: 2, patientCount: 1, unit: 'patient' });
    expect(readings.attributes[0]).toMatchObject({ name: 'sex', levels: ['F', 'M'] });
    expect(readings.questions.map((question) => question.kind)).toEqual(['categorical', 'ordinal']);
    expect([...readings.questions[0]!.durationSeconds!]).toEqual([3.5, 4, Number.NaN, 2]);
    expect(notes.map((note) => note.code)).toContain('answer-kind');
  });

  it('reads one column a reader, with or without a column of questions', () => {
    const source = table({ image: ['x', 'y'], r1: ['0', '1'], r2: ['1', '1'] });
    const layout = { caseColumn: 'image', readerColumns: ['r*'], labelColumns: ['hair'] };
    const { readings } = read(source, layout);
    expect(readings.readerNames).toEqual(['1', '2']);
    expect(readings.questions[0]).toMatchObject({ name: 'hair' });
    const asked = table({ f: ['hair', 'hue'], image: ['x', 'x'], r1: ['0', '1'], r2: ['1', '1'] });
    const both = read(asked, {
      caseColumn: 'image',
      readerColumns: ['r1', 'r2'],
      questionColumn: 'f',
    });
    expect(both.readings.questions.map((question) => question.name)).toEqual(['hair', 'hue']);
    const starred = table({
      image: ['x'],
      a_hair: ['0'],
      b_hair: ['1'],
      a_hue: ['1'],
      b_hue: ['0'],
    });
    const wide = read(starred, { caseColumn: 'image', labelColumns: ['hair=*_hair', 'hue=*_hue'] });
    expect(wide.readings.readerNames).toEqual(['a', 'b']);
    expect(wide.readings.questions).toHaveLength(2);
  });

  it('counts what it leaves out and names the reason', () => {
    const { readings } = read(
      table({
        case: ['1', null, '1', '1', '1'],
        reader: ['a', 'a', 'b', 'a', null],
        finding: ['0', '1', '1', '0', '1'],
      }),
    );
    expect(readings.questions[0]!.leftOut).toEqual([
      { reason: 'no case named', readingCount: 1 },
      { reason: 'no reader named', readingCount: 1 },
      { reason: 'same reading given twice', readingCount: 1 },
    ]);
    expect(readings.questions[0]!.answer).toHaveLength(2);
  });

  it('refuses a second, different reading until told which one counts', () => {
    const twice = table({
      case: ['1', '1', '1'],
      reader: ['a', 'a', 'b'],
      finding: ['0', '1', '1'],
    });
    const error = code(() => read(twice));
    expect(error.code).toBe('dataset/duplicate-reading');
    expect(error.message).toMatch(/readings\.csv, column 'finding': .*rows 2 and 3/);
    const first = read(twice, long, { repeats: 'first' }).readings.questions[0]!;
    expect([...first.answer]).toEqual([0, 1]);
    expect(first.leftOut[0]).toMatchObject({ readingCount: 1 });
    const last = read(twice, long, { repeats: 'last' }).readings.questions[0]!;
    expect([...last.answer]).toEqual([1, 1]);
  });

  it('names the row of an answer outside the declared classes, and of a mixed scale', () => {
    const odd = table({ case: ['1', '2'], reader: ['a', 'a'], finding: ['yes', 'yess'] });
    const outside = code(() => read(odd, long, { classes: { finding: ['yes', 'no'] } }));
    expect(outside.code).toBe('dataset/unknown-class');
    expect(outside.message).toContain('row 3');
    const mixed = table({ case: ['1', '2'], reader: ['a', 'a'], finding: ['1', 'yes'] });
    expect(code(() => read(mixed)).code).toBe('dataset/mixed-scale');
    expect(code(() => read(odd, long, { kinds: { finding: 'numeric' } })).code).toBe(
      'dataset/not-a-number',
    );
  });

  it('takes 1, 1.0 and 01 as one class, but leaves text ids alone', () => {
    const { readings } = read(
      table({ case: ['1', '2', '01'], reader: ['a', 'a', 'a'], finding: ['1', '1.0', '01'] }),
    );
    expect(readings.questions[0]!.classes).toEqual(['1']);
    expect(readings.caseCount).toBe(3);
  });

  it('refuses a case with two patients, and columns that do not say who read', () => {
    const source = table({
      case: ['1', '1'],
      reader: ['a', 'b'],
      finding: ['0', '0'],
      patient: ['p', 'q'],
    });
    expect(code(() => read(source, { ...long, patientColumn: 'patient' })).code).toBe(
      'dataset/conflicting-case',
    );
    expect(code(() => read(source, { caseColumn: 'case', labelColumns: ['finding'] })).code).toBe(
      'dataset/bad-layout',
    );
    expect(code(() => read(source, { caseColumn: 'case', readerColumns: ['zz*'] })).code).toBe(
      'dataset/missing-column',
    );
  });

  it('reads a column of numbers as it reads text', () => {
    const source = table({ case: ['1', '2', '3'], reader: ['a', 'a', 'a'] });
    const numbers = numberColumn('size', Float64Array.of(1.5, 2.25, Number.NaN));
    const { readings } = read(
      { ...source, columns: [...source.columns, numbers] },
      { ...long, labelColumns: ['size'] },
    );
    expect(readings.questions[0]).toMatchObject({ kind: 'numeric', classes: null });
    expect([...readings.questions[0]!.answer]).toEqual([1.5, 2.25, Number.NaN]);
  });
});

const answers = (raw: RawReadings): Record<string, (string | null)[]> =>
  Object.fromEntries(raw.questions.map((question) => [question.name, [...question.answer]]));

describe('readings from exports', () => {
  it('Label Studio: choices, ratings, cancelled annotations, questions not answered', () => {
    const raw = readingsFromLabelStudio(
      [
        {
          id: 7,
          data: { image: 'a.png', patient: 'P1' },
          annotations: [
            {
              completed_by: 1,
              lead_time: 12.5,
              result: [
                { from_name: 'finding', type: 'choices', value: { choices: ['nodule'] } },
                { from_name: 'sure', type: 'rating', value: { rating: 4 } },
                { from_name: 'box', type: 'rectanglelabels', value: { x: 1 } },
              ],
            },
            { completed_by: { email: 'r2' }, result: [], was_cancelled: false },
            { completed_by: 3, was_cancelled: true, result: [] },
          ],
        },
      ],
      'export.json',
      { caseKey: 'image', patientKey: 'patient' },
    );
    expect(raw.caseNames).toEqual(['a.png']);
    expect(raw.patients).toEqual(['P1']);
    expect(answers(raw)).toEqual({ finding: ['nodule', null], sure: ['4', null] });
    expect(raw.questions[0]!.seconds[0]).toBe(12.5);
    expect(raw.leftOut).toEqual([
      { reason: 'shape, no answer to a question', count: 1 },
      { reason: 'annotation cancelled by the reader', count: 1 },
    ]);
    expect(code(() => readingsFromLabelStudio({}, 'x.json')).code).toBe('dataset/bad-export');
  });

  it('COCO: an image without a mark was read, an image in no file was not', () => {
    const file = (images: string[], marked: number[]): unknown => ({
      images: images.map((name, id) => ({ id, file_name: name })),
      categories: [{ id: 1, name: 'nodule' }],
      annotations: marked.map((image) => ({ image_id: image, category_id: 1, bbox: [0, 0, 1, 1] })),
    });
    const raw = readingsFromCoco([
      { file: 'a.json', reader: 'a', json: file(['x', 'y'], [0, 0]) },
      { file: 'b.json', reader: 'b', json: file(['x'], []) },
    ]);
    const { readings } = finishReadings(raw);
    expect(answers(raw)).toEqual({ nodule: ['present', 'absent', 'absent'] });
    expect(readings.questions[0]!.answer).toHaveLength(3);
    expect(code(() => readingsFromCoco([{ file: 'a', reader: 'a', json: [] }])).code).toBe(
      'dataset/bad-export',
    );
  });

  it('CVAT: tags, shapes, attributes and the assignee', () => {
    const text = `<?xml version="1.0"?><annotations><meta><job><assignee>kim</assignee>
      <labels><label><name>nodule</name></label><label><name>fracture</name></label></labels></job></meta>
      <image id="0" name="x.png"><tag label="nodule"><attribute name="side">left</attribute></tag></image>
      <image id="1" name="y.png"><box label="nodule" xtl="1"/></image><image id="2" name="z.png"/></annotations>`;
    const raw = readingsFromCvat([{ file: 'a.xml', reader: 'a', text }]);
    expect(raw.readerNames).toEqual(['kim']);
    expect(answers(raw)).toEqual({
      nodule: ['present', 'present', 'absent'],
      'nodule: side': ['left'],
      fracture: ['absent', 'absent', 'absent'],
    });
    for (const broken of [text.slice(0, 200), '<html/>', 'no xml']) {
      const error = code(() => readingsFromCvat([{ file: 'a.xml', reader: 'a', text: broken }]));
      expect(error.code).toBe('dataset/bad-export');
    }
  });
});
