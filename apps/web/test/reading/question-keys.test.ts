import { questionSchema } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { answerClash, commandClash } from '../../src/reading/key-clash.ts';
import { choiceKeys, optionKeys, questionAct } from '../../src/reading/question-keys.ts';
import { defaultKeyMap } from '../../src/stage/core/key-map.ts';

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

  it('are the reader’s own where they meet no other, and refused with a sentence where they would', () => {
    const question = questionSchema.parse({
      id: 'q',
      kind: 'single',
      text: 'Q?',
      options: named('r', null, null),
    });
    expect(choiceKeys(question, {})).toEqual(['r', '2', '3']);
    expect(choiceKeys(question, { v0: 'y', v1: 'n' })).toEqual(['y', 'n', '3']);
    // Set in another study, where nobody else had it.
    expect(choiceKeys(question, { v1: 'r' })).toEqual(['r', '2', '3']);
    const clash = (key: string) => answerClash(question, 'v1', key, defaultKeyMap);
    expect(clash('x')).toBeNull();
    expect(clash('2')).toBeNull();
    expect(clash('r')).toMatch(/^r is taken: V0\. Choose/);
    expect(clash('n')).toMatch(/^n is taken: Question or flag/);
    expect(clash('u')).toMatch(/^u is taken: Ungradable/);
    expect(clash('Ctrl+x')).toMatch(/one letter, digit or sign/);
    expect(commandClash(defaultKeyMap, 'invert', 'b')).toMatch(/^b is taken: Brush/);
    expect(commandClash(defaultKeyMap, 'invert', 'F1')).toMatch(/^F1 is taken: All keys/);
    expect(commandClash(defaultKeyMap, 'invert', 'Shift+q')).toBeNull();
    expect(commandClash(defaultKeyMap, 'cursor-place', 'Enter')).toBeNull();
  });
});
