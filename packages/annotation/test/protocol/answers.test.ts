import { askedQuestions, checkAnswers } from '@equipoise/annotation';
import {
  type Answer,
  type AnswerValue,
  answerSchema,
  type Question,
  questionSchema,
} from '@equipoise/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { says } from '../reading-room.ts';

const options = ['a', 'b', 'c'].map((value) => ({ value, text: value.toUpperCase() }));
const question = (parts: Record<string, unknown>): Question =>
  questionSchema.parse({ id: 'q', text: 'Q', ...parts });
const answer = (
  value: AnswerValue,
  questionId = 'q',
  confidence: number | null = null,
): Answer => ({
  questionId,
  outcome: 'answered',
  value,
  confidence,
});
const codes = (questions: readonly Question[], answers: readonly Answer[]) =>
  checkAnswers(questions, answers).issues.map(({ code }) => code);

describe('answers', () => {
  const nothing: Answer = { questionId: 'q', outcome: 'nothing-found', confidence: null };
  it('silence is never an answer, "nothing found" and "ungradable" are where they are offered', () => {
    const plain = question({ kind: 'single', options });
    const open = question({
      kind: 'single',
      options,
      hasNothingFound: true,
      ungradable: [{ value: 'dark', text: 'Dark' }],
    });
    expect(codes([plain], [])).toEqual(['missing']);
    expect(codes([{ ...plain, isRequired: false }], [])).toEqual([]);
    expect(codes([plain], [nothing])).toEqual(['not-offered']);
    expect(codes([plain], [says('ungradable', 'q')])).toEqual(['not-offered']);
    expect(codes([open], [nothing])).toEqual([]);
    expect(codes([open], [says('ungradable', 'q')])).toEqual([]);
    expect(
      codes([open], [{ questionId: 'q', outcome: 'ungradable', reason: 'x', note: '' }]),
    ).toEqual(['not-offered']);
  });
  it('an answer fits the kind, the options and the range of its question', () => {
    const single = question({ kind: 'single', options });
    expect(codes([single], [says('a', 'q')])).toEqual([]);
    expect(codes([single], [says('z', 'q')])).toEqual(['unknown-option']);
    expect(codes([single], [answer({ kind: 'number', value: 1 })])).toEqual(['wrong-kind']);
    const number = question({ kind: 'number', smallest: 0, largest: 10, isWhole: true });
    expect(codes([number], [answer({ kind: 'number', value: 10 })])).toEqual([]);
    expect(codes([number], [answer({ kind: 'number', value: 11 })])).toEqual(['out-of-range']);
    expect(codes([number], [answer({ kind: 'number', value: 1.5 })])).toEqual(['out-of-range']);
    const text = question({ kind: 'text', longest: 3 });
    expect(codes([text], [answer({ kind: 'text', text: '  ' })])).toEqual(['too-few']);
    expect(codes([text], [answer({ kind: 'text', text: 'four' })])).toEqual(['too-many']);
  });
  it('several answers are stored in the order of the options, a ranking as ranked', () => {
    const multi = question({ kind: 'multi', options, most: 2 });
    const given = answer({ kind: 'multi', values: ['c', 'a'] });
    expect(checkAnswers([multi], [given]).answers[0]).toEqual(
      answer({ kind: 'multi', values: ['a', 'c'] }),
    );
    const ranked = question({ kind: 'multi', options, isRanked: true });
    expect(checkAnswers([ranked], [given]).answers[0]).toEqual(given);
    expect(codes([multi], [answer({ kind: 'multi', values: [] })])).toEqual(['too-few']);
    expect(codes([multi], [answer({ kind: 'multi', values: ['a', 'b', 'c'] })])).toEqual([
      'too-many',
    ]);
    expect(codes([multi], [answer({ kind: 'multi', values: ['a', 'a'] })])).toEqual([
      'given-twice',
    ]);
  });
  it('confidence lies on its scale, and is asked for where it is required', () => {
    const sure = question({
      kind: 'single',
      options,
      confidence: { kind: 'steps', labels: ['low', 'high'] },
    });
    const value: AnswerValue = { kind: 'single', value: 'a' };
    expect(codes([sure], [answer(value)])).toEqual(['no-confidence']);
    expect(codes([sure], [answer(value, 'q', 1)])).toEqual([]);
    expect(codes([sure], [answer(value, 'q', 2)])).toEqual(['bad-confidence']);
    expect(codes([question({ kind: 'single', options })], [answer(value, 'q', 1)])).toEqual([
      'not-offered',
    ]);
    const percent = question({ kind: 'single', options, confidence: { kind: 'percent' } });
    expect(codes([percent], [answer(value, 'q', 72.5)])).toEqual([]);
  });
  it('drawings have offered labels, the kind of the question and whole runs', () => {
    const box = question({ kind: 'box', labels: options, most: 2 });
    const shape = {
      kind: 'box',
      shapeId: 's',
      label: 'a',
      imageId: 'i',
      frame: 0,
      x: 1,
      y: 1,
      width: 2,
      height: 2,
    } as const;
    const shapes = (...list: Extract<AnswerValue, { kind: 'shapes' }>['shapes']) =>
      answer({ kind: 'shapes', shapes: list });
    expect(codes([box], [shapes(shape)])).toEqual([]);
    expect(codes([box], [shapes()])).toEqual(['too-few']);
    expect(codes([box], [shapes({ ...shape, label: 'z' })])).toEqual(['unknown-option']);
    expect(codes([box], [shapes(shape, shape)])).toEqual(['given-twice']);
    const mask = question({ kind: 'mask', labels: options });
    const drawn = {
      kind: 'mask',
      shapeId: 'm',
      label: 'a',
      imageId: 'i',
      width: 4,
      height: 2,
    } as const;
    const frames = (...runs: number[]) => [shapes({ ...drawn, frames: [{ frame: 0, runs }] })];
    expect(codes([mask], frames(3, 5))).toEqual([]);
    expect(codes([mask], frames(0, 8))).toEqual([]);
    expect(codes([mask], frames(3, 6))).toEqual(['bad-shape']);
    expect(codes([mask], frames(3, 2, 0, 1))).toEqual(['bad-shape']);
    expect(codes([mask], frames(3, 2, 3))).toEqual(['bad-shape']);
  });
});

describe('skip logic', () => {
  const questions = [
    question({ id: 'grade', kind: 'ordinal', options }),
    question({ id: 'why', kind: 'text', showWhen: { question: 'grade', from: 1, to: null } }),
    question({
      id: 'more',
      kind: 'single',
      options,
      showWhen: { question: 'why', outcome: 'answered' },
    }),
    question({
      id: 'both',
      kind: 'text',
      isRequired: false,
      showWhen: {
        all: [{ question: 'grade', is: ['b', 'c'] }, { not: { question: 'more', is: ['a'] } }],
      },
    }),
  ];
  const grade = (value: string) => answer({ kind: 'ordinal', value }, 'grade');
  const why = answer({ kind: 'text', text: 'because' }, 'why');
  const ids = (answers: readonly Answer[]) =>
    askedQuestions(questions, answers).map(({ id }) => id);

  it('questions appear with what they hang on, and hide with it', () => {
    expect(ids([])).toEqual(['grade']);
    expect(ids([grade('a'), why])).toEqual(['grade']);
    expect(ids([grade('b')])).toEqual(['grade', 'why', 'both']);
    expect(ids([grade('c'), why])).toEqual(['grade', 'why', 'more', 'both']);
    expect(ids([grade('c'), why, says('a', 'more')])).toEqual(['grade', 'why', 'more']);
  });
  it('answers to questions not asked are dropped, never stored', () => {
    const checked = checkAnswers(questions, [grade('a'), why, says('b', 'more')]);
    expect(checked.answers).toEqual([grade('a')]);
    expect(checked.dropped).toEqual(['why', 'more']);
    expect(checked.issues).toEqual([]);
  });
  it('checking what was checked changes nothing', () => {
    const value = fc.constantFrom('a', 'b', 'c');
    const some = fc.tuple(fc.option(value), fc.boolean(), fc.option(value), fc.boolean());
    fc.assert(
      fc.property(some, ([first, hasWhy, more, isReversed]) => {
        const given = [
          ...(first === null ? [] : [grade(first)]),
          ...(hasWhy ? [why] : []),
          ...(more === null ? [] : [says(more, 'more')]),
        ];
        const once = checkAnswers(questions, isReversed ? given.reverse() : given);
        const twice = checkAnswers(questions, once.answers);
        expect(twice.answers).toEqual(once.answers);
        expect(twice.dropped).toEqual([]);
        for (const one of once.answers) expect(answerSchema.parse(one)).toEqual(one);
      }),
    );
  });
});
