import {
  adjudicationStep,
  answersAgree,
  areMarksNear,
  drawingOverlap,
  recordEntry,
  showReads,
} from '@equipoise/annotation';
import type {
  AdjudicationCase,
  AdjudicationEntry,
  Answer,
  Shape,
  StudyProtocol,
} from '@equipoise/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { says, smallProtocol } from '../reading-room.ts';

const people = [
  { readerId: 'r1', roles: ['reader', 'adjudicator'] },
  { readerId: 'r2', roles: ['reader'] },
  { readerId: 'r3', roles: ['reader'] },
  { readerId: 's1', roles: ['adjudicator'], skills: ['senior'] },
  { readerId: 's2', roles: ['adjudicator'], skills: ['senior'] },
  { readerId: 's3', roles: ['adjudicator'], skills: ['senior'] },
  { readerId: 'far', roles: ['adjudicator'], skills: ['senior'], conflictCases: ['c01'] },
];
const study = (adjudication: Record<string, unknown>) =>
  smallProtocol({ readers: people, adjudication });
const start = (...values: string[]): AdjudicationCase => ({
  caseId: 'c01',
  reads: values.map((value, at) => ({
    answerId: `a${at + 1}`,
    readerId: `r${at + 1}`,
    answers: [says(value)],
  })),
  entries: [],
});
let made = 0;
const entry = (parts: Partial<AdjudicationEntry>): AdjudicationEntry => {
  made += 1;
  return {
    entryId: `e${made}`,
    by: 's1',
    at: '2026-01-05T09:00:00.000Z',
    stage: 'decide',
    round: 1,
    action: 'edit',
    accepted: null,
    answers: [],
    reason: 'cup is large',
    rubric: [],
    ...parts,
  };
};
const blind = (by: string, value: string, round = 1) =>
  entry({ by, stage: 'blind-read', action: 'read', round, answers: [says(value)], reason: '' });

describe('who is next', () => {
  it('waits for the reads, settles agreement, also on "ungradable"', () => {
    const protocol = study({ kind: 'senior' });
    expect(adjudicationStep(protocol, start('yes'))).toEqual({
      kind: 'waiting-for-reads',
      missing: 1,
    });
    expect(adjudicationStep(protocol, start('yes', 'yes'))).toMatchObject({
      kind: 'settled',
      how: 'agreement',
      sources: ['a1', 'a2'],
    });
    expect(adjudicationStep(protocol, start('ungradable', 'ungradable'))).toMatchObject({
      kind: 'settled',
      answers: [{ outcome: 'ungradable' }],
    });
    expect(adjudicationStep(protocol, start('yes', 'ungradable')).kind).toBe('assign');
    expect(adjudicationStep(study({ kind: 'none' }), start('yes', 'no'))).toEqual({
      kind: 'unresolved',
      rounds: 0,
    });
    expect(
      adjudicationStep(study({ kind: 'senior', when: 'always' }), start('yes', 'yes')).kind,
    ).toBe('assign');
  });

  it('a third reader reads blind and the majority stands; three ways end unresolved', () => {
    const protocol = study({ kind: 'third-reader' });
    const state = start('yes', 'no');
    expect(adjudicationStep(protocol, state)).toMatchObject({
      kind: 'assign',
      stage: 'blind-read',
      candidates: ['r3', 's1', 's2', 's3'],
    });
    expect(() => showReads(protocol, state, 'r3')).toThrow(/not open/);
    const third = recordEntry(protocol, state, blind('r3', 'no'));
    expect(adjudicationStep(protocol, third)).toMatchObject({
      kind: 'settled',
      how: 'third-reader',
      answers: [says('no')],
    });
    const apart = recordEntry(protocol, state, blind('r3', 'ungradable'));
    expect(adjudicationStep(protocol, apart)).toMatchObject({ kind: 'unresolved' });
    const further = study({ kind: 'third-reader', otherwise: 'senior', skill: 'senior' });
    expect(adjudicationStep(further, apart)).toMatchObject({
      kind: 'assign',
      round: 2,
      candidates: ['s1', 's2', 's3'],
    });
  });

  it('a senior reads blind first, then sees anonymous readings, then decides with a reason', () => {
    const protocol = study({ kind: 'senior', skill: 'senior' });
    let state = start('yes', 'no');
    expect(adjudicationStep(protocol, state)).toMatchObject({
      stage: 'blind-read',
      candidates: ['s1', 's2', 's3'],
    });
    expect(() => showReads(protocol, state, 's1')).toThrow(/not open/);
    expect(() => recordEntry(protocol, state, entry({ by: 's1', answers: [says('yes')] }))).toThrow(
      /blind-read/,
    );
    state = recordEntry(protocol, state, blind('s1', 'yes'));
    expect(adjudicationStep(protocol, state)).toMatchObject({
      stage: 'decide',
      candidates: ['s1'],
    });
    expect(() => showReads(protocol, state, 's2')).toThrow(/not open/);
    const { shown, key } = showReads(protocol, state, 's1');
    expect(shown.map(({ letter }) => letter)).toEqual(['A', 'B', 'C']);
    expect(JSON.stringify(shown)).not.toMatch(/r1|r2|a1|a2|s1/);
    expect(shown.filter(({ isOwn }) => isOwn)).toHaveLength(1);
    expect(() =>
      recordEntry(protocol, state, entry({ by: 's1', reason: ' ', answers: [says('yes')] })),
    ).toThrow(/no reason/);
    expect(() =>
      recordEntry(protocol, state, entry({ by: 's1', answers: [says('perhaps')] })),
    ).toThrow(/none of the options/);
    const letter = shown.find(
      (one) => JSON.stringify(one.answers) === JSON.stringify([says('no')]),
    )!.letter;
    state = recordEntry(
      protocol,
      state,
      entry({ by: 's1', action: 'accept', accepted: key.get(letter)! }),
    );
    expect(adjudicationStep(protocol, state)).toMatchObject({
      kind: 'settled',
      how: 'senior',
      answers: [says('no')],
    });
    expect(() => recordEntry(protocol, state, blind('s2', 'no'))).toThrow(
      /Nothing is to be decided/,
    );
    expect(state.reads).toEqual(start('yes', 'no').reads);
  });

  it('a panel votes blind, sees each other only in the next round, and needs its quorum', () => {
    const protocol = study({
      kind: 'panel',
      panelSize: 3,
      quorum: 1,
      rounds: 2,
      otherwise: 'majority',
      skill: 'senior',
    });
    let state = start('yes', 'no');
    for (const [by, value] of [
      ['s1', 'yes'],
      ['s2', 'no'],
      ['s3', 'yes'],
    ] as const) {
      expect(adjudicationStep(protocol, state)).toMatchObject({ stage: 'blind-read', round: 1 });
      state = recordEntry(protocol, state, blind(by, value));
    }
    expect(adjudicationStep(protocol, state)).toMatchObject({
      stage: 'decide',
      round: 2,
      candidates: ['s1', 's2', 's3'],
      count: 3,
    });
    expect(showReads(protocol, state, 's2').shown).toHaveLength(5);
    const moved = recordEntry(
      protocol,
      state,
      entry({ by: 's1', round: 2, answers: [says('ungradable')] }),
    );
    const seen = JSON.stringify(showReads(protocol, moved, 's2').shown);
    expect(seen).not.toContain('"ungradable"');
    expect(seen).not.toContain('cup is large');
    const convinced = (['s1', 's2', 's3'] as const).reduce(
      (now, by) => recordEntry(protocol, now, entry({ by, round: 2, answers: [says('yes')] })),
      state,
    );
    expect(adjudicationStep(protocol, convinced)).toMatchObject({
      kind: 'settled',
      how: 'panel',
      rounds: 2,
    });
    const stubborn = (['s1', 's2', 's3'] as const).reduce(
      (now, by) => recordEntry(protocol, now, entry({ by, round: 2, action: 'keep' })),
      state,
    );
    expect(adjudicationStep(protocol, stubborn)).toMatchObject({
      kind: 'settled',
      how: 'majority',
      answers: [says('yes')],
    });
    const simple = study({ kind: 'panel', panelSize: 3, skill: 'senior' });
    const votes = (['s1', 's2', 's3'] as const).reduce(
      (now, by, at) => recordEntry(simple, now, blind(by, at === 1 ? 'no' : 'yes')),
      start('yes', 'no'),
    );
    expect(adjudicationStep(simple, votes)).toMatchObject({
      kind: 'settled',
      how: 'panel',
      sources: [expect.any(String), expect.any(String)],
    });
  });

  it('round-robin: readers speak in turn to the rubric until they agree or the rounds are over', () => {
    const protocol = study({
      kind: 'round-robin',
      rounds: 2,
      rubric: [{ id: 'cup', text: 'Cup' }],
    });
    let state = start('yes', 'no');
    const step = adjudicationStep(protocol, state);
    const first = step.kind === 'assign' ? step.candidates[0]! : '';
    const other = first === 'r1' ? 'r2' : 'r1';
    const rubric = [{ id: 'cup', text: 'cup to disc .8' }];
    expect(() =>
      recordEntry(protocol, state, entry({ by: other, action: 'keep', rubric })),
    ).toThrow(/may not decide/);
    expect(() => recordEntry(protocol, state, entry({ by: first, action: 'keep' }))).toThrow(
      /every feature/,
    );
    state = recordEntry(
      protocol,
      state,
      entry({ by: first, action: 'keep', rubric, reason: 'rim is gone' }),
    );
    const seen = showReads(protocol, state, other).shown;
    expect(seen.find((one) => !one.isOwn)).toMatchObject({ reason: 'rim is gone', rubric });
    const value = first === 'r1' ? 'yes' : 'no';
    const settled = recordEntry(
      protocol,
      state,
      entry({ by: other, answers: [says(value)], rubric }),
    );
    expect(adjudicationStep(protocol, settled)).toMatchObject({
      kind: 'settled',
      how: 'round-robin',
      answers: [says(value)],
      rounds: 1,
    });
    let stuck = recordEntry(protocol, state, entry({ by: other, action: 'keep', rubric }));
    stuck = recordEntry(protocol, stuck, entry({ by: first, round: 2, action: 'keep', rubric }));
    stuck = recordEntry(protocol, stuck, entry({ by: other, round: 2, action: 'keep', rubric }));
    expect(adjudicationStep(protocol, stuck)).toEqual({ kind: 'unresolved', rounds: 2 });
  });

  it('turns and letters are the same in whatever order the reads are listed', () => {
    const protocol = study({ kind: 'round-robin', rounds: 2 });
    const three = smallProtocol({
      readers: people,
      reads: { perCase: 3 },
      adjudication: { kind: 'round-robin', rounds: 2 },
    });
    expect(adjudicationStep(protocol, start('yes', 'no')).kind).toBe('assign');
    const state = start('yes', 'no', 'no');
    const first = adjudicationStep(three, state);
    if (first.kind !== 'assign') throw new Error('somebody is asked');
    const [by = ''] = first.candidates;
    for (const order of [
      [2, 1, 0],
      [1, 2, 0],
      [0, 2, 1],
    ]) {
      const listed = { ...state, reads: order.map((at) => state.reads[at]!) };
      expect(adjudicationStep(three, listed)).toEqual(first);
      expect(showReads(three, listed, by)).toEqual(showReads(three, state, by));
    }
  });

  it('nobody adjudicates a case of their own, or one with a conflict, whatever the rule and the reads', () => {
    const kinds = fc.constantFrom('third-reader', 'senior', 'panel');
    const value = fc.constantFrom('yes', 'no', 'ungradable');
    fc.assert(
      fc.property(
        kinds,
        fc.array(value, { minLength: 2, maxLength: 3 }),
        fc.array(value, { maxLength: 6 }),
        fc.boolean(),
        (kind, reads, said, isSenior) => {
          const protocol = study({
            kind,
            rounds: 2,
            otherwise: isSenior ? 'senior' : 'majority',
            panelSize: 2,
          });
          let state = start(...reads);
          for (const next of said) {
            const step = adjudicationStep(protocol, state);
            if (step.kind !== 'assign') break;
            for (const id of step.candidates) {
              expect(state.reads.map((read) => read.readerId)).not.toContain(id);
              expect(id).not.toBe('far');
            }
            const [by] = step.candidates;
            if (by === undefined) break;
            const isBlind = step.stage === 'blind-read';
            state = recordEntry(
              protocol,
              state,
              isBlind
                ? blind(by, next, step.round)
                : entry({ by, round: step.round, answers: [says(next)] }),
            );
            for (const own of reads.map((_, at) => `r${at + 1}`)) {
              expect(() => recordEntry(protocol, state, blind(own, 'yes'))).toThrow();
            }
          }
        },
      ),
      { numRuns: 100 },
    );
  });
  it('letters are of the viewer: the same for the same one, and no reader has always the same letter', () => {
    const protocol = study({ kind: 'senior', hasOwnReadFirst: false });
    const firsts = protocol.cases.map(({ caseId }) =>
      showReads(protocol, { ...start('yes', 'no'), caseId }, 's1').key.get('A'),
    );
    expect(new Set(firsts).size).toBe(2);
    const again = showReads(protocol, start('yes', 'no'), 's1');
    expect(again).toEqual(showReads(protocol, start('yes', 'no'), 's1'));
  });
});

describe('agreement of answers', () => {
  const box = (x: number, label = 'a', width = 10): Shape => ({
    kind: 'box',
    shapeId: `b${x}`,
    label,
    imageId: 'i',
    frame: 0,
    x,
    y: 0,
    width,
    height: 10,
  });
  const protocol = (tolerances: unknown[]): StudyProtocol =>
    smallProtocol({
      questions: [{ id: 'size', kind: 'number', text: 'Size' }],
      instructions: {},
      adjudication: { kind: 'none', tolerances },
    });
  it('numbers agree within their tolerance', () => {
    const number = (value: number): Answer => ({
      questionId: 'size',
      outcome: 'answered',
      value: { kind: 'number', value },
      confidence: null,
    });
    const { questions, adjudication } = protocol([{ questionId: 'size', atMost: 2 }]);
    expect(answersAgree(questions[0]!, number(10), number(12), adjudication)).toBe(true);
    expect(answersAgree(questions[0]!, number(10), number(12.1), adjudication)).toBe(false);
    expect(answersAgree(questions[0]!, number(10), undefined, adjudication)).toBe(false);
  });
  it('drawings overlap by Dice of the worst label; box, polygon and mask of one region are one', () => {
    expect(drawingOverlap([box(0)], [box(0)])).toBe(1);
    expect(drawingOverlap([box(0)], [box(5)])).toBeCloseTo(0.5, 12);
    expect(drawingOverlap([box(0)], [box(0, 'b')])).toBe(0);
    expect(drawingOverlap([box(0), box(40, 'b')], [box(0)])).toBe(0);
    expect(drawingOverlap([], [])).toBe(1);
    const polygon: Shape = {
      kind: 'polygon',
      shapeId: 'p',
      label: 'a',
      imageId: 'i',
      frame: 0,
      edge: 'straight',
      points: [
        [0, 0],
        [10, 0],
        [10, 10],
        [0, 10],
      ],
    };
    const runs = Array.from({ length: 10 }, (_, row) => (row === 0 ? [0, 10] : [22, 10])).flat();
    const mask: Shape = {
      kind: 'mask',
      shapeId: 'm',
      label: 'a',
      imageId: 'i',
      width: 32,
      height: 12,
      frames: [{ frame: 0, runs }],
    };
    expect(drawingOverlap([polygon], [box(0)])).toBe(1);
    expect(drawingOverlap([mask], [polygon])).toBe(1);
    const wrapped: Shape = {
      ...mask,
      width: 10,
      height: 10,
      frames: [{ frame: 0, runs: [0, 100] }],
    } as Shape;
    expect(drawingOverlap([wrapped], [box(0)])).toBe(1);
  });
  it('points and lines agree when each has a partner near enough', () => {
    const mark = (x: number, y: number): Shape => ({
      kind: 'point',
      shapeId: `${x}`,
      label: 'a',
      imageId: 'i',
      frame: 0,
      x,
      y,
    });
    expect(areMarksNear([mark(0, 0), mark(9, 9)], [mark(9, 10), mark(1, 0)], 1)).toBe(true);
    expect(areMarksNear([mark(0, 0)], [mark(0, 1.1)], 1)).toBe(false);
    expect(areMarksNear([mark(0, 0)], [], 1)).toBe(false);
    const line = (...points: [number, number][]): Shape => ({
      kind: 'line',
      shapeId: 'l',
      label: 'a',
      imageId: 'i',
      frame: 0,
      points,
    });
    expect(areMarksNear([line([0, 0], [5, 5])], [line([5, 5], [0, 0])], 0)).toBe(true);
  });
});
