import { questionSchema } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { optionKeys, questionAct } from '../../src/reading/question-keys.ts';

const named = (...keys: (string | null)[]) =>
  keys.map((key, at) => ({ value: `v${at}`, text: `V${at}`, key }));

describe('keys of a question', () => {
  it('are its own, else its place, never one twice', () => {
    expect(optionKeys(named('r', 'n', null))).toEqual(['r', 'n', '3']);
    expect(optionKeys(named(null, '1', null))).toEqual(['2', '1', '3']);
    const many = optionKeys(named(...Array.from({ length: 40 }, () => null)));
    const set = many.filter((key) => key !== '');
    expect(new Set(set).size).toBe(set.length);
    expect(set).not.toContain('u');
    expect(set).not.toContain('0');
    expect(many.slice(0, 10)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', 'a']);
  });

  it('answer, find nothing, and name a reason once "ungradable" was pressed', () => {
    const question = questionSchema.parse({
      id: 'q',
      kind: 'single',
      text: 'Q?',
      options: named('r', null),
      ungradable: named(null, null),
      hasNothingFound: true,
    });
    expect(questionAct(question, 'r', false)).toEqual({ kind: 'choose', value: 'v0' });
    expect(questionAct(question, '2', false)).toEqual({ kind: 'choose', value: 'v1' });
    expect(questionAct(question, '0', false)).toEqual({ kind: 'nothing-found' });
    expect(questionAct(question, 'u', false)).toEqual({ kind: 'arm-ungradable' });
    expect(questionAct(question, '2', true)).toEqual({ kind: 'reason', value: 'v1' });
    expect(questionAct(question, 'Escape', true)).toEqual({ kind: 'disarm' });
    expect(questionAct(question, 'w', false)).toBeNull();
    // A question without reasons is never made ungradable by a slip of the finger.
    expect(questionAct({ ...question, ungradable: [] }, 'u', false)).toBeNull();
  });
});
