import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMessage } from '../../src/pages/audit/report-message.ts';
import { reviewRows, shownChance } from '../../src/pages/audit/review-rows.ts';

const said = {
  kind: 'equipoise/cases',
  slice: [['site', 'S3']],
  metric: 'sensitivity',
  task: '',
  model: '',
};

describe('a message of the report', () => {
  it('is taken where it says which cases', () => {
    expect(readMessage(said)).toEqual({
      slice: [['site', 'S3']],
      metric: 'sensitivity',
      task: '',
      model: '',
    });
    expect(readMessage({ ...said, slice: [] })?.slice).toEqual([]);
  });

  it('is nothing in any other form', () => {
    for (const data of [
      null,
      'equipoise/cases',
      { ...said, kind: 'other' },
      { ...said, slice: [['site']] },
      { ...said, slice: [['site', 3]] },
      { ...said, slice: 'site' },
      { ...said, metric: { toString: () => 'x' } },
      { ...said, task: 'x'.repeat(3000) },
      { ...said, slice: Array.from({ length: 50 }, () => ['a', 'b']) },
    ]) {
      expect(readMessage(data)).toBeNull();
    }
    fc.assert(fc.property(fc.anything(), (data) => readMessage(data) === null));
  });
});

describe('a review list', () => {
  const text =
    'rank,case,task,label,suggested_label,probability_wrong,reasons,panel_label,reviewed_label,comment\n' +
    '1,c7,y,no,yes,0.8125,"Scores, and neighbours.",,,\n';

  it('is read by the names of its columns', () => {
    expect(reviewRows(text, 'case')).toEqual([
      {
        rank: '1',
        caseId: 'c7',
        task: 'y',
        label: 'no',
        suggested: 'yes',
        wrong: '0.8125',
        reasons: 'Scores, and neighbours.',
      },
    ]);
    // A case column called rank stands as case in the list.
    expect(reviewRows(text, 'image')[0]?.caseId).toBe('c7');
  });

  it('shows a chance to three places', () => {
    expect([shownChance('0.8125'), shownChance(''), shownChance('x')]).toEqual(['0.813', '', 'x']);
  });
});
