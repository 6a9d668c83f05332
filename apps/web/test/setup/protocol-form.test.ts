import { readProtocol, studyTemplates } from '@equipoise/annotation';
import { describe, expect, it } from 'vitest';
import { conditionOf, formOf } from '../../src/pages/protocol/conditions.ts';
import { beginDraft } from '../../src/pages/protocol/draft.ts';
import { beginInstructionArms, nextArmName } from '../../src/pages/protocol/instruction-arms.ts';
import { knownAnswer, knownFromStratum } from '../../src/pages/protocol/known-answers.ts';
import { layouts } from '../../src/pages/protocol/layouts.ts';
import { newQuestion, questionOfKind } from '../../src/pages/protocol/new-question.ts';
import { moved, valueAt, withValue } from '../../src/pages/protocol/path.ts';
import { renameOption, renameQuestion } from '../../src/pages/protocol/rename.ts';
import { roomIssues } from '../../src/pages/protocol/room-issues.ts';
import { placeOfIssue, placeWords } from '../../src/pages/protocol/sections.ts';

const record = (caseId: string, site: string) => ({
  caseId,
  record: {
    caseId,
    patientId: null,
    imageIds: ['i'],
    related: [],
    attributes: [{ name: 'site', value: site }],
    frameCount: 1,
  },
  hasModelAnswers: false,
  createdAt: '',
});
const member = (accountId: string, role: 'reader' | 'adjudicator' | 'curator') => ({
  accountId,
  displayName: accountId,
  email: '',
  role,
  state: 'active' as const,
  why: null,
  changedAt: '',
});
const study = {
  studyId: 's',
  title: 'A study',
  cases: [record('c1', 'Referable glaucoma'), record('c2', 'other')],
  members: [
    member('r1', 'reader'),
    member('r2', 'reader'),
    member('j', 'adjudicator'),
    member('k', 'curator'),
  ],
};
const airogs = () => beginDraft(studyTemplates[0]?.document, study);

describe('a draft', () => {
  it('begins with the cases and people that the study has', () => {
    const draft = airogs();
    expect(draft.cases.map(({ caseId, strata }) => [caseId, strata])).toEqual([
      ['c1', { site: 'Referable glaucoma' }],
      ['c2', { site: 'other' }],
    ]);
    expect(draft.readers.map(({ readerId, roles }) => [readerId, roles])).toEqual([
      ['r1', ['reader']],
      ['r2', ['reader']],
      ['j', ['adjudicator']],
    ]);
    expect(beginDraft(null, study).title).toBe('A study');
  });

  it('can be read whatever kind of question is added', () => {
    const kinds = ['single', 'multi', 'ordinal', 'number', 'text', 'box', 'mask'] as const;
    for (const kind of kinds) {
      const made = newQuestion(kind, ['question-1']);
      expect(made.id).toBe('question-2');
      const draft = { ...beginDraft(null, study), questions: [{ ...made, text: 'Q' }] };
      expect(readProtocol(draft).protocol, kind).not.toBeNull();
      for (const other of kinds) {
        const changed = { ...questionOfKind(other, made), text: 'Q' };
        expect(readProtocol({ ...draft, questions: [changed] }).protocol).not.toBeNull();
      }
    }
  });

  it('can be read with every layout', () => {
    for (const hanging of Object.values(layouts)) {
      expect(readProtocol({ ...airogs(), hanging }).protocol).not.toBeNull();
    }
  });
});

describe('names', () => {
  it('are followed by what points at them', () => {
    const draft = renameOption(
      renameQuestion(airogs(), 'glaucoma', 'referral'),
      'referral',
      'referable',
      'refer',
    );
    const { protocol } = readProtocol(draft);
    expect(protocol?.exam?.reading).toEqual({ questionId: 'referral', positive: ['refer'] });
    expect(protocol?.suspension?.reading.positive).toEqual(['refer']);
    expect(protocol?.questions[1]?.showWhen).toEqual({ question: 'referral', is: ['refer'] });
    expect(protocol?.adjudication.questions).toEqual(['referral']);
  });
});

describe('places', () => {
  it('are written without touching the rest', () => {
    const before = { a: [{ b: 1 }, { b: 2 }], c: {} };
    const after = withValue(before, ['a', 1, 'b'], 3);
    expect(valueAt(after, ['a', 1, 'b'])).toBe(3);
    expect(after.a[0]).toBe(before.a[0]);
    expect(after.c).toBe(before.c);
    expect(before.a[1]?.b).toBe(2);
    expect(valueAt(before, ['a', 9, 'b'])).toBeUndefined();
  });

  it('move within a list and not beyond', () => {
    expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
    const list = ['a'];
    expect(moved(list, 0, 1)).toBe(list);
  });

  it('of issues are named and found in the form', () => {
    const draft = airogs();
    const { issues } = readProtocol(draft);
    const example = issues.find(({ message }) => message.includes('no example picture'));
    if (example === undefined) throw new Error('the template has no examples');
    expect(placeOfIssue(example, draft)).toEqual({
      section: 'instructions',
      path: ['instructions', 'glaucoma', 'referable'],
    });
    expect(placeWords(example, draft, new Map())).toBe(
      'Instructions › Is referable glaucoma present? › answer 1',
    );
  });
});

describe('conditions', () => {
  it('of one level are lines of a form, deeper ones are not', () => {
    const is = { question: 'a', is: ['x'] };
    const not = { not: { question: 'b', outcome: 'answered' as const } };
    for (const condition of [is, not, { all: [is, not] }, { any: [is, not] }]) {
      const form = formOf(condition);
      expect(form === null ? null : conditionOf(form)).toEqual(condition);
    }
    expect(formOf({ all: [{ any: [is, is] }, is] })).toBeNull();
    expect(conditionOf({ join: 'all', lines: [] })).toBeNull();
  });
});

describe('known answers', () => {
  it('come from a stratum by the text or the stored value', () => {
    const draft = airogs();
    const [question] = draft.questions;
    if (question === undefined) throw new Error('the template has questions');
    const { cases, count } = knownFromStratum(draft.cases, question, 'site');
    expect(count).toBe(1);
    expect(cases.map((one) => knownAnswer(one, 'glaucoma')?.outcome)).toEqual([
      'answered',
      undefined,
    ]);
  });
});

describe('what the lock will refuse', () => {
  it('is a case or a person that the study does not have', () => {
    const facts = { caseNames: new Set(['c1']), roles: new Set(['r1 reader', 'j adjudicator']) };
    expect(roomIssues(airogs(), facts).map(({ path }) => path)).toEqual([
      ['cases', 1, 'caseId'],
      ['readers', 1, 'roles'],
    ]);
    expect(roomIssues(airogs(), { caseNames: null, roles: null })).toEqual([]);
  });
});

describe('versions of the instructions', () => {
  const names = new Map<string, string>();
  const options = [
    { value: 'yes', text: 'Yes' },
    { value: 'no', text: 'No' },
  ];
  const begun = () => {
    const draft = beginDraft(null, study);
    const questions = [{ ...newQuestion('single', []), id: 'q', text: 'Is it?', options }];
    const labels = [{ questionId: 'q', label: 'yes', text: 'Sure.', examples: [] }];
    const instructions = { text: 'Look.', labels };
    return {
      ...draft,
      questions,
      instructions,
      instructionArms: beginInstructionArms(instructions),
    } as typeof draft;
  };

  it('begin as what the study says and the same words to be changed, and get letters', () => {
    const { arms } = beginInstructionArms({ text: 'Look.', labels: [] });
    expect(arms.map(({ id, instructions }) => [id, instructions?.text ?? null])).toEqual([
      ['A', null],
      ['B', 'Look.'],
    ]);
    expect(nextArmName(arms)).toBe('C');
    expect(nextArmName([{ id: 'B', title: '', instructions: null }])).toBe('A');
  });
  it('follow when a question or an answer gets another name', () => {
    const told = (draft: ReturnType<typeof begun>) =>
      draft.instructionArms?.arms.map(({ instructions }) =>
        instructions?.labels.map(({ questionId, label }) => [questionId, label]),
      );
    expect(told(renameQuestion(begun(), 'q', 'finding'))).toEqual([
      undefined,
      [['finding', 'yes']],
    ]);
    expect(told(renameOption(begun(), 'q', 'yes', 'present'))).toEqual([
      undefined,
      [['q', 'present']],
    ]);
  });
  it('lead from a missing picture to its card in the version that lacks it', () => {
    const draft = begun();
    const missing = readProtocol(draft).issues.filter(({ message }) => /"Yes"/.test(message));
    expect(missing.map((issue) => placeOfIssue(issue, draft))).toEqual([
      { section: 'instructions', path: ['instructions', 'q', 'yes'] },
      {
        section: 'instructions',
        path: ['instructionArms', 'arms', 1, 'instructions', 'q', 'yes'],
      },
    ]);
    expect(placeWords(missing[1]!, draft, names)).toMatch(
      /^Instructions › version B › .* answer 1$/,
    );
  });
});
