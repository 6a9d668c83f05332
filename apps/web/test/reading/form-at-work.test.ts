import { type Question, questionSchema } from '@equipoise/domain';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FormAtWork } from '../../src/reading/form-at-work.ts';
import { emptyForm, fieldAnswer, nothingFound } from '../../src/reading/form-state.ts';

const texts: readonly Question[] = ['left', 'right'].map((id) =>
  questionSchema.parse({ id, kind: 'text', text: id, hasNothingFound: true }),
);
const [left, right] = texts as [Question, Question];

function formWithLog(): { form: FormAtWork; told: unknown[]; restCount: () => number } {
  const told: unknown[] = [];
  let rests = 0;
  const form = new FormAtWork(
    texts,
    emptyForm,
    (kind, payload) => told.push([kind, payload]),
    () => {
      rests += 1;
    },
  );
  return { form, told, restCount: () => rests };
}

describe('a field that is typed into', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const type = (form: FormAtWork, question: Question, text: string): void => {
    const answer = fieldAnswer(question, form.state, text);
    if (answer === null) throw new Error('no answer');
    form.act({ kind: 'answer', answer }, true);
  };

  it('is told once, as it stands when the typing rests', () => {
    const { form, told, restCount } = formWithLog();
    for (const text of ['a', 'ab', 'abc']) type(form, left, text);
    expect(form.answers).toHaveLength(1);
    expect([told.length, form.isTyping, restCount()]).toEqual([0, true, 0]);
    vi.advanceTimersByTime(1000);
    expect(told).toEqual([['answer', { answer: form.state.answers.get('left') }]]);
    expect([form.isTyping, restCount()]).toEqual([false, 1]);
  });

  it('is told before what is done next', () => {
    const { form, told } = formWithLog();
    type(form, left, 'a');
    form.act({ kind: 'answer', answer: nothingFound(right, form.state) }, false);
    expect(told).toMatchObject([
      ['answer', { answer: { questionId: 'left' } }],
      ['answer', { answer: { questionId: 'right', outcome: 'nothing-found' } }],
    ]);
    vi.advanceTimersByTime(1000);
    expect(told).toHaveLength(2);
  });
});
