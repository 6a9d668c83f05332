import type { Answer, Question } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { shellText } from '../../src/pages/agreement/shell-text.ts';
import { labelFilters } from '../../src/pages/consensus/label-filters.ts';
import {
  labelRows,
  labelText,
  saysSame,
  sourceText,
} from '../../src/pages/consensus/label-rows.ts';
import { inOrder } from '../../src/pages/progress/thread-order.ts';
import { filterCases } from '../../src/parts/filter-cases.ts';

const base = {
  help: '',
  isRequired: true,
  showWhen: null,
  confidence: null,
  hasNothingFound: false,
};
const question: Question = {
  ...base,
  id: 'nodule',
  kind: 'single',
  text: 'A nodule?',
  ungradable: [{ value: 'blur', text: 'Blurred', key: null }],
  options: [
    { value: 'no', text: 'None', key: null },
    { value: 'yes', text: 'One', key: null },
  ],
};
const says = (value: string): Answer => ({
  questionId: 'nodule',
  outcome: 'answered',
  value: { kind: 'single', value },
  confidence: null,
});
const label = (caseId: string, answer: Answer | null, version = 1) => ({
  caseId,
  questionId: 'nodule',
  version,
  label: answer,
  method: answer === null ? 'unresolved' : 'agreement',
  sources: ['a', 'b', 'c'],
  createdAt: '2026-01-01T00:00:00.000Z',
});
const fused = (caseId: string, value: string | null) => ({
  caseId,
  questionId: 'nodule',
  column: 'nodule',
  label: value,
  certainty: value === null ? null : 0.75,
  isTied: false,
  answerCount: value === null ? 0 : 3,
  cannotTellCount: 0,
  method: 'vote',
});
const cases = (['settled', 'settled', 'unresolved', 'reading', 'settled'] as const).map(
  (state, at) => ({ caseId: `c${at + 1}`, readsDone: 3, readsNeeded: 3, state }),
);

describe('labels by case and question', () => {
  const rows = labelRows(
    [question],
    cases,
    [label('c1', says('yes')), label('c2', says('no'), 2), label('c3', null)],
    [fused('c1', 'yes'), fused('c2', 'yes'), fused('c3', null)],
  );

  it('stand beside what a statistical method says', () => {
    expect(rows.map((row) => row.label)).toEqual(['One', 'None', 'unresolved', '—', '—']);
    expect(rows.map((row) => row.statistical)).toEqual([
      'One (0.75)',
      'One (0.75)',
      'nobody could tell',
      '—',
      '—',
    ]);
    expect(rows.map((row) => row.isSame)).toEqual([true, false, null, null, null]);
    expect(rows.map((row) => sourceText(row))).toEqual([
      'all readers agree; rests on 3 readings',
      'all readers agree; rests on 3 readings; version 2',
      'not resolved; rests on 3 readings',
      'not stored yet',
      'not stored yet',
    ]);
  });

  it('are found by state, difference and case', () => {
    const names = (filter: string, text = ''): string[] => {
      const fits = labelFilters.find(({ key }) => key === filter)?.fits ?? (() => false);
      return filterCases(rows, fits, text).map((row) => row.caseId);
    };
    expect(names('all')).toHaveLength(5);
    expect(names('settled')).toEqual(['c1', 'c2', 'c5']);
    expect(names('unresolved')).toEqual(['c3']);
    expect(names('open')).toEqual(['c4']);
    expect(names('different')).toEqual(['c2']);
    expect(names('unstored')).toEqual(['c5']);
    expect(names('all', ' C3 ')).toEqual(['c3']);
  });

  it('say ungradable with its reason, which no statistical label contradicts', () => {
    const blur: Answer = { questionId: 'nodule', outcome: 'ungradable', reason: 'blur', note: '' };
    expect(labelText(question, blur)).toBe('ungradable: Blurred');
    expect(saysSame(question, blur, [fused('c', null)])).toBe(true);
    expect(saysSame(question, blur, [fused('c', 'yes')])).toBe(false);
    expect(
      saysSame({ ...question, kind: 'text', longest: 9 } as Question, says('x'), [fused('c', 'x')]),
    ).toBeNull();
  });
});

describe('a call for a shell', () => {
  it('quotes what a shell would take apart', () => {
    expect(shellText(['equipoise', 'agreement', '--classes', "a b=it's", '--x', 'plain=1,2'])).toBe(
      "equipoise agreement --classes 'a b=it'\\''s' --x plain=1,2",
    );
    expect(shellText([''])).toBe("''");
  });
});

describe('threads of messages', () => {
  it('come with open ones first, each by its newest message', () => {
    const thread = (threadId: string, resolvedAt: string | null, createdAt: string) => ({
      threadId,
      caseId: null,
      resolvedAt,
      messages: [
        {
          messageId: threadId,
          kind: 'flag' as const,
          authorId: 'a',
          authorName: 'A',
          body: '',
          createdAt,
        },
      ],
    });
    const order = inOrder([
      thread('old-done', '2026-01-02', '2026-01-01'),
      thread('old', null, '2026-01-03'),
      thread('new-done', '2026-01-09', '2026-01-09'),
      thread('new', null, '2026-01-05'),
    ]).map(({ threadId }) => threadId);
    expect(order).toEqual(['new', 'old', 'new-done', 'old-done']);
  });
});
