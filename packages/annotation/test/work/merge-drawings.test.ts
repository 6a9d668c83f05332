import { mergeDrawings } from '@equipoise/annotation';
import type { Answer, Shape } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { record, smallProtocol } from '../reading-room.ts';

const labels = [{ value: 'spot', text: 'Spot' }];
const protocol = smallProtocol({
  instructions: { text: '', labels: [] },
  questions: [
    { id: 'paint', kind: 'mask', text: 'Paint it.', labels, hasNothingFound: true },
    { id: 'ring', kind: 'polygon', text: 'Outline it.', labels, hasNothingFound: true },
    { id: 'box', kind: 'box', text: 'Box it.', labels },
  ],
});
const image = { imageId: 'i', width: 4, height: 3, frameCount: 2 };
const base = { shapeId: 's', label: 'spot', imageId: 'i' };

function drawn(questionId: string, ...shapes: readonly Shape[]): Answer {
  return {
    questionId,
    outcome: 'answered',
    value: { kind: 'shapes', shapes },
    confidence: null,
  };
}

const mask = (frame: number, ...runs: readonly number[]): Shape => ({
  ...base,
  kind: 'mask',
  width: 4,
  height: 3,
  frames: [{ frame, runs }],
});
const nothing = (questionId: string): Answer => ({
  questionId,
  outcome: 'nothing-found',
  confidence: null,
});
const read = (readerId: string, ...answers: readonly Answer[]) =>
  record({ caseId: 'c01', readerId, answerId: `of ${readerId}`, answers });

describe('drawings made one by majority', () => {
  it('hold the cells that more than half of the readers drew, whoever drew nothing among them', () => {
    const reads = [
      read('a', drawn('paint', mask(1, 2, 4))),
      read('b', drawn('paint', mask(1, 4, 4))),
      read('c', nothing('paint')),
    ];
    const merged = mergeDrawings(protocol, reads, [image]);
    expect(merged).toEqual([
      {
        answer: drawn('paint', { ...mask(1, 4, 2), shapeId: 'merged-1' }),
        sources: ['of a', 'of b', 'of c'],
      },
    ]);
    // An exact half is outside.
    expect(mergeDrawings(protocol, reads.slice(1), [image])).toEqual([
      { answer: nothing('paint'), sources: ['of b', 'of c'] },
    ]);
  });

  it('are made of outlines too, of boxes never, nor of one reader alone', () => {
    const square = (to: number): Shape => ({
      ...base,
      kind: 'polygon',
      frame: 0,
      points: [
        [0, 0],
        [to, 0],
        [to, 2],
        [0, 2],
      ],
      edge: 'straight',
    });
    const box: Shape = { ...base, kind: 'box', frame: 0, x: 0, y: 0, width: 2, height: 2 };
    const cannot: Answer = { questionId: 'paint', outcome: 'ungradable', reason: 'x', note: '' };
    const merged = mergeDrawings(
      protocol,
      [
        read('a', drawn('ring', square(3)), drawn('box', box), drawn('paint', mask(0, 0, 1))),
        read('b', drawn('ring', square(2)), drawn('box', box), cannot),
      ],
      [image],
    );
    expect(merged).toEqual([
      {
        answer: drawn('ring', { ...mask(0, 0, 2, 2, 2), shapeId: 'merged-1' }),
        sources: ['of a', 'of b'],
      },
    ]);
  });
});
