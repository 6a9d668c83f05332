import { describe, expect, it } from 'vitest';
import { nearNames } from '../../src/protocol/near-names.ts';
import { parseMargins } from '../../src/protocol/parse-margins.ts';
import { parseModel } from '../../src/protocol/parse-models.ts';
import { expandTasks, parseTask } from '../../src/protocol/parse-tasks.ts';
import {
  parseThreshold,
  parseThresholdFrom,
  parseThresholdRange,
} from '../../src/protocol/parse-thresholds.ts';
import { thrown } from '../support/coded.ts';

describe('tasks', () => {
  it('a task has a name, a label and one score', () => {
    expect(parseTask('effusion=y_Effusion:prob_Effusion')).toEqual({
      name: 'effusion',
      label: 'y_Effusion',
      scores: ['prob_Effusion'],
      isPattern: false,
    });
  });

  it('a column name may hold a colon behind the first one', () => {
    expect(parseTask('a=y:p:q').scores).toEqual(['p:q']);
  });

  it.each(['a', 'a=y', '=y:p', 'a=:p', 'a=y:', '*=y:p_*', '*=y_*:p', 'a=y_*:p_*', '*=y_*_*:p_*'])(
    '"%s" is refused',
    (text) => {
      expect(thrown(() => parseTask(text)).code).toBe('workbench/bad-option');
    },
  );

  it('a pattern takes every label that has its scores, in the order of the columns', () => {
    const tasks = expandTasks(
      [parseTask('*=y_*:prob_*')],
      ['y_B', 'y_A', 'y_No', 'prob_A', 'prob_B', 'sex'],
      'binary',
      'model',
    );
    expect(tasks.map((task) => [task.name, task.label, task.scores, task.modelNames])).toEqual([
      ['B', 'y_B', ['prob_B'], ['model']],
      ['A', 'y_A', ['prob_A'], ['model']],
    ]);
  });

  it('several scores of a pattern are models named by what is left of the column', () => {
    const [task] = expandTasks(
      [parseTask('*=y_*:old_*,new_*')],
      ['y_A', 'old_A', 'new_A'],
      'binary',
      'model',
    );
    expect(task?.modelNames).toEqual(['old', 'new']);
  });

  it('several scores of a multiclass task are classes of one model', () => {
    const [task] = expandTasks(
      [parseTask('t=y:a,b,c')],
      ['y', 'a', 'b', 'c'],
      'multiclass',
      'model',
    );
    expect(task?.modelNames).toEqual(['model']);
  });

  it('a pattern and a task may not end up with one name', () => {
    const tasks = ['*=y_*:p_*', 'a=y_a:q'].map(parseTask);
    const columns = ['y_a', 'p_a', 'q'];
    expect(thrown(() => expandTasks(tasks, columns, 'binary', 'model')).message).toContain('"a"');
  });

  it('a pattern that fits nothing says which columns there are', () => {
    const error = thrown(() =>
      expandTasks([parseTask('*=y_*:q_*')], ['y_A', 'p_A'], 'binary', 'm'),
    );
    expect(error.code).toBe('workbench/unknown-column');
    expect(error.message).toContain('y_A, p_A');
  });
});

describe('thresholds', () => {
  it.each([
    ['.37', { task: null, kind: 'fixed', threshold: 0.37 }],
    ['Effusion=.37', { task: 'Effusion', kind: 'fixed', threshold: 0.37 }],
    ['youden', { task: null, kind: 'youden', threshold: null }],
    ['Effusion=youden', { task: 'Effusion', kind: 'youden', threshold: null }],
    ['-1.5', { task: null, kind: 'fixed', threshold: -1.5 }],
  ])('%s', (text, expected) => {
    expect(parseThreshold(text)).toMatchObject(expected);
  });

  it('a rule names its file and its task', () => {
    expect(parseThresholdFrom('val.csv@sens=.90')).toMatchObject({
      task: null,
      file: 'val.csv',
      rule: { kind: 'sensitivity', target: 0.9 },
    });
    expect(parseThresholdFrom('a=dir/v@1.csv@spec=.8')).toMatchObject({
      task: 'a',
      file: 'dir/v@1.csv',
      rule: { kind: 'specificity', target: 0.8 },
    });
    expect(parseThresholdFrom('v.csv@youden').rule).toEqual({ kind: 'youden', target: null });
  });

  it.each([
    'val.csv',
    'val.csv@ppv=.9',
    'val.csv@sens',
    'val.csv@sens=1.2',
    '@sens=.9',
    '=v.csv@sens=.9',
  ])('"%s" is refused', (text) => {
    expect(thrown(() => parseThresholdFrom(text)).code).toBe('workbench/bad-option');
  });

  it('a range rises', () => {
    expect(parseThresholdRange('.05-.40')).toEqual([0.05, 0.4]);
    expect(thrown(() => parseThresholdRange('.4-.05')).code).toBe('workbench/bad-option');
    expect(thrown(() => parseThresholdRange('.4')).code).toBe('workbench/bad-option');
  });
});

describe('margins, models, near names', () => {
  it('margins are read by name', () => {
    expect(parseMargins(['sens=.05,auroc=.03'])).toEqual({ sens: 0.05, auroc: 0.03 });
    expect(thrown(() => parseMargins(['sens'])).code).toBe('workbench/bad-option');
    expect(thrown(() => parseMargins(['sens=0'])).code).toBe('workbench/bad-option');
    expect(thrown(() => parseMargins(['sens=.1=.2'])).code).toBe('workbench/bad-option');
  });

  it('a model is a file, with or without a name', () => {
    expect(parseModel('dir/b.csv.gz')).toEqual({ name: 'b', file: 'dir/b.csv.gz' });
    expect(parseModel('new=dir/b.csv')).toEqual({ name: 'new', file: 'dir/b.csv' });
  });

  it('near names are found by slips of the finger and by parts', () => {
    expect(nearNames('patient', ['image_id', 'patient_id', 'age'])).toEqual(['patient_id']);
    expect(nearNames('sxe', ['sex', 'site'])).toContain('sex');
    expect(nearNames('zzzz', ['sex', 'site'])).toEqual([]);
  });
});
