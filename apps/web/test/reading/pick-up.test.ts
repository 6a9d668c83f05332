import { describe, expect, it } from 'vitest';
import { draftDocument } from '../../src/reading/draft-document.ts';
import { emptyForm } from '../../src/reading/form-state.ts';
import type { KeptWork } from '../../src/reading/keep.ts';
import { pickUp } from '../../src/reading/pick-up.ts';

const work = (session: string, baseVersion: number, isDirty = true): KeptWork => ({
  form: {
    readerId: 'r',
    taskId: 't',
    studyId: 's',
    session,
    form: { answers: [], sure: [] },
    baseVersion,
    isDirty,
    savedAt: '2026-01-01T00:00:00.000Z',
  },
  base: null,
  strokes: [],
});
const draft = (version: number, device: string) => ({
  version,
  device,
  document: draftDocument(emptyForm, null),
  savedAt: '2026-01-01T00:00:00.000Z',
});
const none = new Set<string>();

describe('where the work goes on from', () => {
  it('is nowhere, the server, or this browser', () => {
    expect(pickUp(null, [], none).kind).toBe('fresh');
    expect(pickUp(draft(3, 'x'), [], none).kind).toBe('server');
    expect(pickUp(draft(3, 'x'), [work('dead', 3)], none).kind).toBe('this-device');
    expect(pickUp(null, [work('dead', 0)], none).kind).toBe('this-device');
    expect(pickUp(draft(3, 'x'), [work('dead', 3, false)], none).kind).toBe('server');
  });

  it('is for the reader to say when the server has something newer than what never arrived', () => {
    expect(pickUp(draft(4, 'x'), [work('dead', 3)], none).kind).toBe('both');
    // The newer draft is the dead tab's own last save.
    expect(pickUp(draft(4, 'dead'), [work('dead', 3)], none).kind).toBe('this-device');
  });

  it('leaves the work of a living tab to it', () => {
    expect(pickUp(draft(3, 'x'), [work('alive', 3)], new Set(['alive'])).kind).toBe('server');
  });

  it('a draft that cannot be read never hides what this browser kept', () => {
    const odd = { ...draft(9, 'x'), document: { kind: 'other' } };
    expect(pickUp(odd, [work('dead', 3)], none).kind).toBe('this-device');
    expect(pickUp(odd, [], none).kind).toBe('fresh');
  });
});
