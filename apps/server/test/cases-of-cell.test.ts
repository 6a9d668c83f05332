import type { AuditCells } from '@equipoise/workbench';
import { describe, expect, it } from 'vitest';
import { casesOfCell } from '../src/jobs/cases-of-cell.ts';

// Six rows of five cases: two sites; the third row is not of the task.
const cells: AuditCells = {
  schemaVersion: 1,
  caseIds: ['a', 'b', 'c', 'd', 'e', 'e'],
  attributes: [
    { name: 'site', levels: ['N', 'S'], codes: [0, 0, 0, 1, 1, 1] },
    { name: 'sex', levels: ['F', 'M'], codes: [0, 1, 0, 1, 0, 0] },
  ],
  predictions: [
    {
      task: 't',
      model: 'm',
      isBinary: true,
      label: [1, 1, -1, 0, 0, 1],
      called: [1, 0, -1, 1, 0, 0],
    },
  ],
};
const whole = { outcome: 'all', from: 0, count: 10 } as const;

describe('the cases behind a cell', () => {
  it('are those of the levels, each once, in the order of the study', () => {
    expect(casesOfCell(cells, whole).caseIds).toEqual(['a', 'b', 'd', 'e']);
    expect(casesOfCell(cells, { ...whole, slice: '[["site","S"]]' }).caseIds).toEqual(['d', 'e']);
    const both = '[["site","N"],["sex","M"]]';
    expect(casesOfCell(cells, { ...whole, slice: both }).caseIds).toEqual(['b']);
    expect(casesOfCell(cells, { ...whole, from: 1, count: 2 }).caseIds).toEqual(['b', 'd']);
  });

  it('are counted by label and by what the model said', () => {
    const { counts } = casesOfCell(cells, whole);
    expect(Object.fromEntries(counts.map(({ outcome, count }) => [outcome, count]))).toEqual({
      all: 4,
      positive: 3,
      negative: 2,
      right: 2,
      wrong: 3,
      missed: 2,
      'false-alarm': 1,
    });
    expect(casesOfCell(cells, { ...whole, outcome: 'missed' }).caseIds).toEqual(['b', 'e']);
    expect(casesOfCell(cells, { ...whole, outcome: 'false-alarm' })).toMatchObject({
      total: 1,
      caseIds: ['d'],
    });
  });

  it('have no kinds that the task does not know', () => {
    const [one] = cells.predictions;
    if (one === undefined) throw new Error('there is one');
    const open = casesOfCell({ ...cells, predictions: [{ ...one, called: null }] }, whole);
    expect(open.counts.map(({ outcome }) => outcome)).toEqual(['all', 'positive', 'negative']);
    const many = casesOfCell({ ...cells, predictions: [{ ...one, isBinary: false }] }, whole);
    expect(many.counts.map(({ outcome }) => outcome)).toEqual(['all', 'right', 'wrong']);
  });

  it('are refused where the audit has no such group', () => {
    for (const slice of ['[["site","X"]]', '[["age","1"]]', '{}', '[["site"]]', 'nonsense']) {
      expect(() => casesOfCell(cells, { ...whole, slice })).toThrow(/group|slice/);
    }
  });
});
