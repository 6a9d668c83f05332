import { describe, expect, it } from 'vitest';
import { stepStates } from '../../src/pages/overview/step-states.ts';

const nothing = {
  state: 'draft' as const,
  caseCount: 0,
  protocolVersion: 0,
  readerCount: 0,
  readsDone: 0,
  readsNeeded: 0,
  inAdjudication: 0,
  settledCount: 0,
  measuredCount: 0,
};
const here = (facts: Parameters<typeof stepStates>[0]): string | undefined =>
  stepStates(facts).find(({ state }) => state === 'here')?.step;

describe('the way through a study', () => {
  it('names the first thing that is not done', () => {
    expect(here(nothing)).toBe('images');
    expect(here({ ...nothing, caseCount: 3 })).toBe('protocol');
    expect(here({ ...nothing, caseCount: 3, protocolVersion: 1 })).toBe('people');
    expect(here({ ...nothing, caseCount: 3, protocolVersion: 1, readerCount: 2 })).toBe('lock');
    const locked = { ...nothing, state: 'locked' as const, readsNeeded: 6, measuredCount: 3 };
    expect(here({ ...locked, readsDone: 5 })).toBe('read');
    expect(here({ ...locked, readsDone: 6, inAdjudication: 1 })).toBe('adjudicate');
    expect(here({ ...locked, readsDone: 6, settledCount: 2 })).toBe('consensus');
    expect(here({ ...locked, readsDone: 6, settledCount: 3 })).toBe('export');
  });

  it('does not take a study without reads for one that is read', () => {
    expect(here({ ...nothing, state: 'locked' })).toBe('read');
  });
});
