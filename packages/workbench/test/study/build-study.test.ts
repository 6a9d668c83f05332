import { join } from 'node:path';
import type { AuditProtocol } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { resolveProtocol } from '../../src/protocol/resolve-protocol.ts';
import { buildStudy } from '../../src/study/build-study.ts';
import type { StudyBuild } from '../../src/study/study-build.ts';
import { failure } from '../support/coded.ts';
import { folderWith, studyCsv } from '../support/folder.ts';

async function build(
  files: Readonly<Record<string, string>>,
  protocol: AuditProtocol,
): Promise<StudyBuild> {
  const folder = await folderWith(files);
  const inside = (path: string): string => join(folder, path);
  const named = (text: string): string => {
    const equals = text.indexOf('=');
    return equals < 0
      ? inside(text)
      : `${text.slice(0, equals + 1)}${inside(text.slice(equals + 1))}`;
  };
  return buildStudy(
    resolveProtocol({
      label: 'y',
      score: 'p',
      ...protocol,
      predictions: (protocol.predictions ?? ['p.csv']).map(inside),
      ...(protocol.join === undefined ? {} : { join: protocol.join.map(inside) }),
      ...(protocol.model === undefined ? {} : { model: protocol.model.map(named) }),
      ...(protocol.train === undefined ? {} : { train: inside(protocol.train) }),
      ...(protocol.thresholdFrom === undefined
        ? {}
        : { thresholdFrom: protocol.thresholdFrom.map(named) }),
    }),
  );
}

const tiny = 'id,pid,sex,y,p\n1,007,F,1,.9\n2,007,M,0,.2\n3,008,,1,.6\n4,009,F,0,.1\n';

describe('rows, patients, flow', () => {
  it('ids are text: leading zeros keep patients apart', async () => {
    const { study } = await build(
      { 'p.csv': 'pid,y,p\n7,1,.9\n07,0,.1\n007,1,.7\n' },
      { patient: 'pid' },
    );
    expect(study.patientCount).toBe(3);
  });

  it('every row is counted from file to task', async () => {
    const { flow, study } = await build(
      { 'p.csv': `${tiny}5,,F,1,.5\n6,010,F,,.5\n7,010,F,1,\n` },
      { patient: 'pid', group: ['sex'] },
    );
    expect(flow.reconciles).toBe(true);
    expect(flow.steps.map((step) => step.rowCount)).toEqual([7, 6]);
    expect(flow.steps[1]?.excluded).toEqual([
      { reason: 'patient id is blank', rowCount: 1, patientCount: 0 },
    ]);
    expect(flow.tasks[0]).toMatchObject({
      rowCount: 4,
      patientCount: 3,
      positiveCount: 2,
      leftOut: [
        { reason: 'label is blank', rowCount: 1 },
        { reason: 'score is blank', rowCount: 1 },
      ],
    });
    expect(study.rowCount).toBe(6);
  });

  it('without a patient column the row is the unit, said loudly', async () => {
    const { study, warnings } = await build({ 'p.csv': tiny.replaceAll('pid', 'patient_id') }, {});
    expect(study.unit).toBe('row');
    const codes = warnings.map((one) => one.code);
    expect(codes).toContain('no-patient');
    expect(codes).toContain('repeated-id-without-patient');
  });

  it('a missing value is a level of its own, apart from a recorded unknown', async () => {
    const { study, missing } = await build(
      { 'p.csv': `${tiny}5,011,unknown,1,.5\n` },
      { patient: 'pid', group: ['sex'] },
    );
    const [sex] = study.attributes;
    expect(sex?.levels).toEqual(['F', 'M', 'unknown', '(missing)']);
    expect(sex?.missingLevel).toBe(3);
    expect(missing[0]).toMatchObject({ missingRowCount: 1, recordedUnknownCount: 1 });
  });
});

describe('joins', () => {
  it('rows without a partner stay and are counted on both sides', async () => {
    const { flow, study } = await build(
      { 'p.csv': 'id,y,p\n1,1,.9\n2,0,.2\n3,1,.4\n', 'm.csv': 'id,sex\n1,F\n2,M\n9,F\n' },
      { join: ['m.csv'], on: 'id', group: ['sex'] },
    );
    expect(flow.joins).toEqual([
      { left: 'p.csv', right: 'm.csv', on: 'id', matched: 2, leftOnly: 1, rightOnly: 1 },
    ]);
    expect(study.rowCount).toBe(3);
    expect(study.attributes[0]?.levels).toContain('(missing)');
  });

  it('two joins may have a key each', async () => {
    const { study } = await build(
      {
        'p.csv': 'id,pid,y,p\n1,a,1,.9\n2,a,0,.2\n3,b,1,.4\n',
        'm.csv': 'id,view\n1,AP\n2,PA\n3,PA\n',
        'n.csv': 'pid,sex\na,F\nb,M\n',
      },
      { join: ['m.csv', 'n.csv'], on: 'id,pid', group: ['sex', 'view'], patient: 'pid' },
    );
    expect(study.attributes.map((one) => [one.name, one.role])).toEqual([
      ['sex', 'group'],
      ['view', 'acquisition'],
    ]);
  });
});

describe('models', () => {
  it('columns are models', async () => {
    const { models, study } = await build(
      { 'p.csv': 'y,a,b\n1,.9,.8\n0,.1,.2\n' },
      { score: 'a,b' },
    );
    expect(models).toEqual(['a', 'b']);
    expect(study.predictions[1]?.scores?.[0]).toEqual(Float64Array.from([0.8, 0.2]));
  });

  it('files are models over one list of cases, each on its own', async () => {
    const { study, flow } = await build(
      {
        'p.csv': 'id,pid,y,p\n1,a,1,.9\n2,b,0,.2\n',
        'q.csv': 'id,pid,y,p\n2,b,0,.3\n3,c,1,.6\n',
      },
      { model: ['new=q.csv'], on: 'id', patient: 'pid' },
    );
    expect(study.rowCount).toBe(3);
    expect(study.predictions.map((one) => [one.model, [...one.present]])).toEqual([
      ['p', [1, 1, 0]],
      ['new', [0, 1, 1]],
    ]);
    expect(flow.steps[1]?.excluded[0]?.rowCount).toBe(1);
    expect(flow.reconciles).toBe(true);
  });

  it('a model column makes models of rows', async () => {
    const { study } = await build(
      { 'p.csv': 'id,m,y,p\n1,x,1,.9\n2,x,0,.2\n1,z,1,.7\n2,z,0,.3\n' },
      { modelColumn: 'm', on: 'id' },
    );
    expect(study.rowCount).toBe(2);
    expect(study.predictions.map((one) => one.model)).toEqual(['x', 'z']);
    expect([...study.predictions[1]!.scores![0]!]).toEqual([0.7, 0.3]);
  });

  it('an id that stands twice in one model is refused with its row, not its content', async () => {
    const error = await failure(
      build(
        { 'p.csv': 'id,y,p\nsecret1,1,.9\nsecret1,0,.2\n', 'q.csv': 'id,y,p\nsecret1,1,.9\n' },
        { model: ['q.csv'], on: 'id' },
      ),
    );
    expect(error).toMatchObject({ code: 'workbench/duplicate-id', exitCode: 65 });
    expect(error.message).toContain('row 3');
    expect(error.message).not.toContain('secret1');
  });

  it('with one table the id of a row stands once', async () => {
    const twice = 'id,pid,y,p\n1,a,1,.9\n2,a,0,.2\n2,b,0,.3\n';
    const error = await failure(build({ 'p.csv': twice }, { on: 'id' }));
    expect(error).toMatchObject({ code: 'workbench/duplicate-id', exitCode: 65 });
    expect(error.message).toContain('"id" repeats an id in row 4.');
    expect((await build({ 'p.csv': twice }, {})).study.rowCount).toBe(3);
  });

  it('models that carry different labels for one case are refused', async () => {
    const error = await failure(
      build(
        { 'p.csv': 'id,y,p\n1,1,.9\n', 'q.csv': 'id,y,p\n1,0,.9\n' },
        { model: ['q.csv'], on: 'id' },
      ),
    );
    expect(error).toMatchObject({ code: 'workbench/models-disagree', exitCode: 65 });
  });

  it('identical score columns are noted', async () => {
    const { warnings } = await build({ 'p.csv': 'y,a,b\n1,.9,.9\n0,.1,.1\n' }, { score: 'a,b' });
    expect(warnings.map((one) => one.code)).toContain('identical-scores');
  });
});

describe('labels and scores', () => {
  it.each([
    ['a label that is neither 0 nor 1', 'y,p\n1,.9\n2,.1\n', 'workbench/bad-label', 'row 3'],
    ['text where a score belongs', 'y,p\n1,.9\n0,high\n', 'workbench/bad-score', 'row 3'],
    ['NaN where a score belongs', 'y,p\n1,.9\n0,nan\n', 'workbench/bad-score', 'row 3'],
  ])('%s is a data error with its row', async (_, csv, code, row) => {
    const error = await failure(build({ 'p.csv': csv }, {}));
    expect(error).toMatchObject({ code, exitCode: 65 });
    expect(error.message).toContain('p.csv');
    expect(error.message).toContain(row);
  });

  it('a column that is not there is answered with the nearest', async () => {
    const error = await failure(
      build({ 'p.csv': 'outcome,prob\n1,.9\n' }, { label: 'outcom', score: 'prob' }),
    );
    expect(error).toMatchObject({ code: 'workbench/unknown-column', exitCode: 65 });
    expect(error.message).toContain('"outcome"');
  });

  it('declared labels are text, and one other value is the negative', async () => {
    const { study } = await build(
      { 'p.csv': 'y,p\nsick,.9\nwell,.1\nsick,.7\n' },
      { positive: 'sick' },
    );
    expect([...study.predictions[0]!.label]).toEqual([1, 0, 1]);
  });

  it('a third label beside a declared positive is refused unless all others are negative', async () => {
    const files = { 'p.csv': 'y,p\na,.9\nb,.1\nc,.7\n' };
    expect((await failure(build(files, { positive: 'a' }))).code).toBe('workbench/bad-label');
    const { study } = await build(files, { positive: 'a', negative: '*' });
    expect([...study.predictions[0]!.label]).toEqual([1, 0, 0]);
  });

  it('text that is declared missing is missing', async () => {
    const { flow } = await build({ 'p.csv': 'y,p\n1,.9\n-1,.3\n0,.1\n' }, { missing: ['-1'] });
    expect(flow.tasks[0]?.leftOut).toEqual([{ reason: 'label is blank', rowCount: 1 }]);
  });

  it('scores above 1 and infinite ones stay, and are said', async () => {
    const { study, warnings } = await build({ 'p.csv': 'y,p\n1,2.8\n0,-inf\n1,.4\n' }, {});
    expect(study.predictions[0]?.isProbability).toBe(false);
    const codes = warnings.map((one) => one.code);
    expect(codes).toContain('scores-outside-unit-interval');
    expect(codes).toContain('infinite-scores');
  });

  it('classes are named by their score columns, whatever stands in front of all', async () => {
    const { study } = await build(
      { 'p.csv': 'y,prob_a,prob_b,prob_ab\na,.7,.2,.1\nab,.1,.2,.7\n' },
      { kind: 'multiclass', score: 'prob_a,prob_b,prob_ab' },
    );
    expect(study.predictions[0]?.classes).toEqual(['a', 'b', 'ab']);
    expect([...study.predictions[0]!.label]).toEqual([0, 2]);
  });

  it('an ordinal task may have a decided grade', async () => {
    const { study } = await build({ 'p.csv': 'y,p\n0,0\n2,1\n1,1\n' }, { kind: 'ordinal' });
    const [one] = study.predictions;
    expect(one?.scores).toBeNull();
    expect([...one!.decision!]).toEqual([0, 1, 1]);
    expect(one?.classes).toEqual(['0', '1', '2']);
  });

  it('no row with both label and score is a data error', async () => {
    expect(await failure(build({ 'p.csv': 'y,p\n1,\n,.5\n' }, {}))).toMatchObject({
      code: 'workbench/no-rows',
      exitCode: 65,
    });
  });
});

describe('attributes', () => {
  it('bins are as declared, with their closed side', async () => {
    const { study, attributes } = await build(
      { 'p.csv': 'y,p,ita\n1,.9,10\n0,.1,41\n1,.7,60\n' },
      { group: ['ita'], bins: ['ita=(10,19,28,41,55]'] },
    );
    expect(study.attributes[0]?.levels[0]).toBe('<=10');
    expect(attributes[0]?.closedSide).toBe('(a,b]');
    expect([...study.attributes[0]!.values!]).toEqual([10, 41, 60]);
  });

  it('DICOM ages are read and cut at the default ages, which is said', async () => {
    const { study, warnings } = await build(
      { 'p.csv': 'y,p,age\n1,.9,045Y\n0,.1,006M\n1,.7,130Y\n' },
      { group: ['age'], bins: ['age=0,40,65,80'] },
    );
    expect(study.attributes[0]?.levels).toEqual(['[0,40)', '[40,65)', '[65,80)', '>=80']);
    expect(warnings.map((one) => one.code)).toContain('questioned-ages');
  });

  it('an attribute with over 50 levels is listed and not audited, unless asked', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i % 2},.${10 + i},L${i}`).join('\n');
    const files = { 'p.csv': `y,p,g\n${rows}\n` };
    const plain = await build(files, { group: ['g'] });
    expect(plain.study.attributes).toEqual([]);
    expect(plain.attributes[0]?.role).toBe('id-like');
    const asked = await build(files, { group: ['g'], auditIdLike: true });
    expect(asked.study.attributes[0]?.levels).toHaveLength(60);
  });

  it('bins of an attribute that is not audited are refused', async () => {
    const error = await failure(build({ 'p.csv': tiny }, { group: ['sex'], bins: ['sx=1,2'] }));
    expect(error.code).toBe('workbench/unknown-group');
  });
});

describe('thresholds', () => {
  it('a threshold from other data is validated, one from the same data is not', async () => {
    const val = 'y,p\n1,.8\n1,.6\n0,.5\n0,.1\n';
    const other = await build(
      { 'p.csv': tiny, 'val.csv': val },
      { thresholdFrom: ['y=val.csv@sens=.90'] },
    );
    expect(other.thresholds[0]).toMatchObject({
      threshold: 0.6,
      source: 'other-data',
      isValidated: true,
    });
    expect(other.inputs.map((one) => one.role)).toContain('threshold');
    const same = await build({ 'p.csv': tiny }, { threshold: ['youden'] });
    expect(same.thresholds[0]).toMatchObject({
      threshold: 0.6,
      source: 'same-data-youden',
      isValidated: false,
    });
    expect(same.warnings.map((one) => one.code)).toContain('threshold-not-validated');
  });

  it('a threshold of a task wins over one for all', async () => {
    const { thresholds } = await build({ 'p.csv': tiny }, { threshold: ['y=.3', '.7'] });
    expect(thresholds[0]).toMatchObject({ threshold: 0.3, source: 'declared' });
  });

  it('a task that does not exist is refused', async () => {
    expect((await failure(build({ 'p.csv': tiny }, { threshold: ['z=.3'] }))).code).toBe(
      'workbench/bad-option',
    );
  });

  it('scores that are no probabilities have no default threshold', async () => {
    const { thresholds, warnings } = await build({ 'p.csv': 'y,p\n1,2\n0,-1\n' }, {});
    expect(thresholds[0]).toMatchObject({ threshold: null, source: 'default' });
    expect(warnings.map((one) => one.code)).toContain('threshold-missing');
  });
});

describe('aggregate, leakage, duplicates', () => {
  it('the patient becomes the row', async () => {
    const { study, flow } = await build(
      { 'p.csv': tiny },
      { patient: 'pid', aggregate: 'max', group: ['sex'] },
    );
    expect(study.rowCount).toBe(3);
    expect([...study.predictions[0]!.scores![0]!]).toEqual([0.9, 0.6, 0.1]);
    expect([...study.predictions[0]!.label]).toEqual([1, 1, 0]);
    expect(study.attributes[0]?.levels).toContain('(varies within patient)');
    expect(flow.reconciles).toBe(true);
    const mean = await build({ 'p.csv': tiny }, { patient: 'pid', aggregate: 'mean' });
    expect(mean.study.predictions[0]!.scores![0]![0]).toBeCloseTo(0.55, 12);
  });

  it('patients that were trained on are counted', async () => {
    const { leakage } = await build(
      { 'p.csv': tiny, 't.csv': 'pid,y\n007,1\n999,0\n' },
      { patient: 'pid', train: 't.csv' },
    );
    expect(leakage).toMatchObject({
      isChecked: true,
      overlappingPatientCount: 1,
      overlappingRowCount: 2,
    });
    expect(leakage.sentence).not.toContain('007');
  });

  it('a repeated row is counted', async () => {
    const { leakage, warnings } = await build({ 'p.csv': 'id,y,p\n1,1,.9\n1,1,.9\n2,0,.1\n' }, {});
    expect(leakage.duplicateRowCount).toBe(1);
    expect(warnings.map((one) => one.code)).toContain('duplicate-rows');
  });

  it('a weight must be a number of 0 or more', async () => {
    const error = await failure(build({ 'p.csv': 'y,p,w\n1,.9,1\n0,.1,-2\n' }, { weight: 'w' }));
    expect(error).toMatchObject({ code: 'workbench/bad-weight', exitCode: 65 });
    expect(error.message).toContain('row 3');
  });
});

describe('layouts', () => {
  it('a public layout brings its roles and tasks, and keeps uncertain apart from blank', async () => {
    const header =
      'Path,Sex,Age,Frontal/Lateral,AP/PA,No Finding,Cardiomegaly,Edema,Pneumonia,Fracture,prob_Edema';
    const rows = ['1', '0', '-1', '', '1', '0'].map(
      (edema, i) =>
        `CheXpert/valid/patient0${i}/study1/view1_frontal.jpg,Female,${40 + i},Frontal,AP,0,0,${edema},0,0,.${i + 1}`,
    );
    const folder = await folderWith({ 'valid.csv': `${header}\n${rows.join('\n')}\n` });
    const built = await buildStudy(
      resolveProtocol({ predictions: [join(folder, 'valid.csv')], adapter: 'chexpert' }),
    );
    expect(built.study.unit).toBe('patient');
    expect(built.flow.tasks[0]?.leftOut).toEqual([
      { reason: 'label is uncertain', rowCount: 1 },
      { reason: 'label is not-mentioned', rowCount: 1 },
    ]);
    expect(built.flow.tasks[0]?.rowCount).toBe(4);
  });

  it('joins of a layout are counted on both sides', async () => {
    const findings = ['Atelectasis', 'Mass', 'Nodule'];
    const entry = ['a', 'b', 'c', 'x'].map((image, i) => `${image}.png,Mass,${i},0${i}0Y,F,PA`);
    const scores = ['a', 'b', 'c', 'd'].map((image, i) => `${image}.png,.${i + 1},.${i + 2},.3`);
    const folder = await folderWith({
      'entry.csv': `Image Index,Finding Labels,Patient ID,Patient Age,Patient Gender,View Position\n${entry.join('\n')}\n`,
      'p.csv': `Image Index,${findings.map((one) => `prob_${one}`).join(',')}\n${scores.join('\n')}\n`,
    });
    const built = await buildStudy(
      resolveProtocol({
        predictions: [join(folder, 'p.csv'), join(folder, 'entry.csv')],
        adapter: 'auto',
      }),
    );
    expect(built.flow.joins).toEqual([
      {
        left: 'p.csv',
        right: 'entry.csv',
        on: 'Image Index',
        matched: 3,
        leftOnly: 1,
        rightOnly: 1,
      },
    ]);
    expect(built.warnings.map((one) => one.code)).toContain('unmatched-rows');
  });

  it('a layout that is not known is refused', async () => {
    const error = await failure(build({ 'p.csv': tiny }, { adapter: 'chexprt' }));
    expect(error.code).toBe('workbench/unknown-adapter');
    expect(error.message).toContain('chexpert');
  });
});

it('a study of a few hundred patients reconciles', async () => {
  const { flow, study } = await build(
    { 'p.csv': studyCsv(300) },
    { patient: 'patient_id', group: ['sex', 'age', 'site'] },
  );
  expect(flow.reconciles).toBe(true);
  expect(study.attributes.map((one) => one.name)).toEqual(['sex', 'age', 'site']);
});
