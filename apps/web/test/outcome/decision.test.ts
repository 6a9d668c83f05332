import { describe, expect, it } from 'vitest';
import {
  choiceKey,
  choicesOf,
  choose,
  decisionBody,
  missing,
  noDecision,
} from '../../src/pages/adjudication/decision.ts';
import { drawnQuestions, overlayStart, overlaysOf } from '../../src/pages/adjudication/overlays.ts';

const read = (letter: string, isOwn = false) => ({
  letter,
  answers: [],
  reason: '',
  rubric: [],
  isOwn,
});
const view = { reads: [read('A'), read('B', true), read('C')] };

describe('a decision', () => {
  it('offers every read but the own one, and keeping only where there is one', () => {
    expect(choicesOf(view).map(({ key }) => key)).toEqual([
      'accept A',
      'accept C',
      'keep',
      'edit',
      'cannot-resolve',
    ]);
    expect(choicesOf({ reads: [read('A')] }).map(({ hotkey }) => hotkey)).toEqual(['a', 'e', 'x']);
  });

  it('is sent with the letter of what was accepted, and with answers only where one was written', () => {
    const accepted = choose({ ...noDecision, reason: ' why ' }, 'accept C');
    expect(choiceKey(accepted)).toBe('accept C');
    const said = { questionId: 'q', outcome: 'ungradable', reason: 'r', note: '' } as const;
    expect(decisionBody(accepted, 4, [said])).toEqual({
      expectedVersion: 4,
      action: 'accept',
      accepted: 'C',
      answers: [],
      reason: 'why',
      rubric: [],
    });
    expect(decisionBody(choose(accepted, 'edit'), 4, [said])).toMatchObject({
      action: 'edit',
      accepted: null,
      answers: [said],
    });
  });

  it('needs a choice and a reason, and in a round-robin a word to every feature', () => {
    const rubric = [{ id: 'edge', text: 'Edge?' }];
    const senior = { rule: 'senior', rubric } as const;
    expect(missing(noDecision, senior)).toMatch(/decision/);
    const chosen = choose(noDecision, 'keep');
    expect(missing(chosen, senior)).toMatch(/reason/);
    const said = { ...chosen, reason: 'x' };
    expect(missing(said, senior)).toBeNull();
    expect(missing(said, { ...senior, rule: 'round-robin' })).toMatch(/feature/);
    const spoken = { ...said, rubric: { edge: 'clear' } };
    expect(missing(spoken, { ...senior, rule: 'round-robin' })).toBeNull();
  });
});

describe('drawings of others', () => {
  const base = { help: '', isRequired: true, showWhen: null, confidence: null };
  const question = {
    ...base,
    id: 'outline',
    kind: 'mask',
    text: 'Paint',
    ungradable: [],
    hasNothingFound: false,
    labels: [{ value: 'l', text: 'L', key: null }],
    fewest: 0,
    most: null,
  } as const;
  const mask = (runs: readonly number[]) => ({
    kind: 'mask' as const,
    shapeId: 's',
    label: 'l',
    imageId: 'i',
    width: 4,
    height: 1,
    frames: [{ frame: 0, runs }],
  });
  const drew = (letter: string, runs: readonly number[]) => ({
    ...read(letter),
    answers: [
      {
        questionId: 'outline',
        outcome: 'answered' as const,
        value: { kind: 'shapes' as const, shapes: [mask(runs)] },
        confidence: null,
      },
    ],
  });
  const reads = [drew('A', [0, 2]), drew('B', [1, 2]), read('C')];

  it('have a colour each, and those switched off are not laid over', () => {
    expect(drawnQuestions([question], reads)).toEqual([question]);
    const all = overlaysOf([question], reads, overlayStart);
    expect(all.map(({ colour }) => colour)).toEqual([1, 2, 3]);
    const some = overlaysOf([question], reads, { ...overlayStart, hidden: new Set(['A']) });
    expect(some.map(({ colour }) => colour)).toEqual([2, 3]);
    expect(overlaysOf([question], reads, { ...overlayStart, mode: 'none' })).toEqual([]);
  });

  it('become a map of how many marked a place', () => {
    const heat = overlaysOf([question], reads, { ...overlayStart, mode: 'heat' });
    expect(heat.map(({ shapes }) => shapes[0]?.shape)).toMatchObject([
      { shapeId: 'marked-by-1', frames: [{ frame: 0, runs: [0, 1, 1, 1] }] },
      { shapeId: 'marked-by-2', frames: [{ frame: 0, runs: [1, 1] }] },
    ]);
  });
});
