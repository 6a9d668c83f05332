import { join } from 'node:path';
import type { AuditProtocol } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { resolveProtocol } from '../../src/protocol/resolve-protocol.ts';
import { buildStudy } from '../../src/study/build-study.ts';
import { failure } from '../support/coded.ts';
import { folderWith } from '../support/folder.ts';

const predictions = 'case,y,p\nc1,1,.9\nc2,0,.2\nc3,1,.6\nc4,0,.1\n';

async function build(
  files: Readonly<Record<string, string>>,
  protocol: AuditProtocol,
): ReturnType<typeof buildStudy> {
  const folder = await folderWith({ 'p.csv': predictions, ...files });
  const inside = (path: string): string => join(folder, path);
  return buildStudy(
    resolveProtocol({
      label: 'y',
      score: 'p',
      on: 'case',
      ...protocol,
      predictions: [inside('p.csv')],
      ...(protocol.readings === undefined ? {} : { readings: inside(protocol.readings) }),
      ...(protocol.labelDistribution === undefined
        ? {}
        : { labelDistribution: inside(protocol.labelDistribution) }),
    }),
  );
}

describe('readings behind the labels', () => {
  const readings =
    'case,reader,label\nc2,zoe,0\nc1,ann,1\nc1,zoe,0\nc9,ann,1\nc3,ann,\nc2,ann,0\nc4,zoe,indeterminate\n';

  it('are joined on the case; what finds no partner, or holds no answer, is counted', async () => {
    const { study, flow, inputs, warnings } = await build(
      { 'r.csv': readings },
      { readings: 'r.csv' },
    );
    const [labels] = study.labels!;
    expect([...labels!.starts]).toEqual([0, 2, 4, 4, 4]);
    expect(labels).toMatchObject({
      task: 'y',
      source: 'readings',
      unmatchedCaseCount: 1,
      unusedReadingCount: 3,
    });
    const said = (row: number): string[] =>
      Array.from({ length: labels!.starts[row + 1]! - labels!.starts[row]! }, (_, k) => {
        const at = labels!.starts[row]! + k;
        return `${labels!.readerNames[labels!.reader[at]!]}:${labels!.answer[at]}`;
      }).sort();
    expect(said(0)).toEqual(['Reader 1:1', 'Reader 2:0']);
    expect(said(1)).toEqual(['Reader 1:0', 'Reader 2:0']);
    expect(flow.joins.at(-1)).toMatchObject({
      right: 'r.csv',
      on: 'case',
      matched: 4,
      leftOnly: 0,
      rightOnly: 1,
    });
    expect(inputs.map((input) => input.role)).toContain('readings');
    expect(warnings.map((warning) => warning.code)).toContain('unused-readings');
    expect(JSON.stringify([flow, warnings])).not.toMatch(/zoe|\bann\b/);
  });

  it('may stand in one column a reader, under another name of the case', async () => {
    const { study } = await build(
      { 'r.csv': 'id,r1,r2\nc1,1,1\nc2,0,1\n' },
      { readings: 'r.csv', readingCase: 'id', readingReader: ['r1', 'r2'] },
    );
    expect([...study.labels![0]!.answer]).toEqual([1, 1, 0, 1]);
  });

  it('are read in the words of the label', async () => {
    const { study } = await build(
      {
        'p.csv': 'case,y,p\nc1,sick,.9\nc2,well,.2\n',
        'r.csv': 'case,reader,label\nc1,a,sick\nc2,a,well\nc2,b,sick\n',
      },
      { readings: 'r.csv', positive: 'sick', negative: 'well' },
    );
    expect([...study.labels![0]!.answer]).toEqual([1, 0, 1]);
  });

  it('of several tasks are found by name or as declared; a task without any is said', async () => {
    const files = {
      'p.csv': 'case,y_a,p_a,y_b,p_b\nc1,1,.9,0,.1\nc2,0,.1,1,.8\n',
      'r.csv': 'case,reader,a,other\nc1,x,1,0\nc1,z,1,1\nc2,x,0,1\n',
    };
    const protocol: AuditProtocol = {
      label: undefined,
      score: undefined,
      task: ['*=y_*:p_*'],
      readings: 'r.csv',
    };
    const both = await build(files, { ...protocol, readingLabel: ['a', 'b=other'] });
    expect(both.study.labels!.map((one) => one.task)).toEqual(['a', 'b']);
    expect([...both.study.labels![1]!.answer]).toEqual([0, 1, 1]);
    const one = await build(files, { ...protocol, readingLabel: ['a'] });
    expect(one.study.labels!.map((labels) => labels.task)).toEqual(['a']);
    expect(one.warnings.map((warning) => warning.code)).toContain('task-without-readings');
  });

  it.each([
    ['no id column', { on: undefined }, readings, 'workbench/missing-option'],
    ['a strange answer', {}, 'case,reader,label\nc1,a,maybe so\n', 'workbench/bad-label'],
    [
      'one row a patient',
      { aggregate: 'max', patient: 'case' },
      readings,
      'workbench/conflicting-options',
    ],
    ['both kinds', { labelDistribution: 'r.csv' }, readings, 'workbench/conflicting-options'],
    ['an unknown task', { readingLabel: ['nothing=label'] }, readings, 'workbench/bad-option'],
  ] as const)('are refused with %s', async (_name, change, table, code) => {
    const error = await failure(
      build({ 'r.csv': table }, { readings: 'r.csv', ...(change as AuditProtocol) }),
    );
    expect(error).toMatchObject({ code });
    expect(error.message).not.toMatch(/c1/);
  });
});

describe('label distributions', () => {
  it('give the probability of yes, or of each class', async () => {
    const { study, flow } = await build(
      { 'd.csv': 'case,probability\nc1,.9\nc3,.4\nc8,.5\n' },
      { labelDistribution: 'd.csv' },
    );
    expect([...study.labels![0]!.probability!]).toEqual([0.9, Number.NaN, 0.4, Number.NaN]);
    expect(flow.joins.at(-1)).toMatchObject({ matched: 2, leftOnly: 2, rightOnly: 1 });
    const classes = await build(
      { 'd.csv': 'case,class,p_0,p_1\nc1,1,.2,.8\n' },
      { labelDistribution: 'd.csv' },
    );
    expect(classes.study.labels![0]!.probability![0]).toBe(0.8);
  });

  it('are refused where a number is no probability, or no column fits', async () => {
    const refused = (table: string) =>
      failure(build({ 'd.csv': table }, { labelDistribution: 'd.csv' }));
    expect(await refused('case,probability\nc1,1.2\n')).toMatchObject({
      code: 'workbench/bad-score',
    });
    expect(await refused('case,chance\nc1,.2\n')).toMatchObject({ code: 'workbench/no-readings' });
  });
});
