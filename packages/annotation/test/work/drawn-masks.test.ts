import type { Answer, AnswerRecord, Shape } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { drawingOverlap, drawnUnits, runsOfShapes } from '../../src/index.ts';

const grid = { width: 6, height: 4, frameCount: 2 };
const base = { shapeId: 's', label: 'lesion', imageId: 'i1' };

/** Runs as pairs. */
function pairs(shapes: readonly Shape[]): number[][] {
  const runs = [...runsOfShapes(shapes, grid)];
  return runs.flatMap((from, k) => (k % 2 === 0 ? [[from, runs[k + 1] ?? -1]] : []));
}

function record(readerId: string, answer: Answer | null, more: Partial<AnswerRecord> = {}) {
  const answers = answer === null ? [] : [answer];
  return { readerId, caseId: 'c', answers, ...more } as AnswerRecord;
}

function shapes(list: readonly Shape[]): Answer {
  const value = { kind: 'shapes' as const, shapes: list };
  return { questionId: 'q', outcome: 'answered', value, confidence: null };
}

const box = (imageId: string, label = 'lesion'): Shape => ({
  ...base,
  kind: 'box',
  label,
  imageId,
  frame: 0,
  x: 1,
  y: 1,
  width: 2,
  height: 2,
});

describe('cells that shapes cover', () => {
  it('are joined over shapes, frame by frame', () => {
    const mask: Shape = {
      ...base,
      kind: 'mask',
      width: 6,
      height: 4,
      frames: [
        { frame: 0, runs: [0, 8] },
        { frame: 1, runs: [22, 2] },
        { frame: 7, runs: [0, 1] },
      ],
    };
    expect(pairs([mask, box('i1')])).toEqual([
      [0, 9],
      [13, 15],
      [46, 48],
    ]);
  });

  it('stop at the edge of the image; points and lines cover none', () => {
    const wide: Shape = { ...base, kind: 'box', frame: 1, x: 4, y: 2.6, width: 9, height: 9 };
    const point: Shape = { ...base, kind: 'point', frame: 0, x: 1, y: 1 };
    expect(pairs([wide, point])).toEqual([[46, 48]]);
  });

  it('of a spline are those of the curve on the screen', () => {
    const points = [
      [1, 0.5],
      [5, 0.5],
      [5, 3.5],
      [1, 3.5],
    ] as const;
    const outline = { ...base, kind: 'polygon', frame: 0, points } as const;
    const straight = runsOfShapes([{ ...outline, edge: 'straight' }], grid);
    const curve = runsOfShapes([{ ...outline, edge: 'spline' }], grid);
    expect([...curve]).not.toEqual([...straight]);
    expect(drawingOverlap([{ ...outline, edge: 'spline' }], [{ ...outline, edge: 'spline' }])).toBe(
      1,
    );
  });
});

describe('masks of a case', () => {
  const label = { questionId: 'q', label: 'lesion', hasArea: true };

  it('are empty of whoever drew nothing, and missing of whoever could not tell', () => {
    const nothing: Answer = { questionId: 'q', outcome: 'nothing-found', confidence: null };
    const unsure: Answer = { questionId: 'q', outcome: 'ungradable', reason: 'r', note: '' };
    const units = drawnUnits(
      label,
      [
        record('r4', shapes([box('i2'), box('i2', 'cyst')])),
        record('r3', nothing),
        record('r2', unsure),
        record('r1', shapes([box('i1', 'cyst')])),
        record('r0', null),
      ],
      ['i1', 'i2', 'i3'],
    );
    expect(units.map(({ imageId }) => imageId)).toEqual(['i2']);
    expect(units[0]?.masks.map((one) => [one.readerId, one.shapes.length])).toEqual([
      ['r1', 0],
      ['r3', 0],
      ['r4', 1],
    ]);
  });

  it('stand on the first image where nobody drew anything, and nowhere where nobody answered', () => {
    const units = drawnUnits(
      label,
      [record('r1', shapes([])), record('r2', shapes([]))],
      ['i1', 'i2'],
    );
    expect(units.map((one) => [one.imageId, one.masks.length])).toEqual([['i1', 2]]);
    expect(drawnUnits(label, [record('r1', null)], ['i1'])).toEqual([]);
  });

  it('are refused of a reader who read the case twice', () => {
    const twice = [record('r1', shapes([])), record('r1', shapes([]))];
    expect(() => drawnUnits(label, twice, ['i1'])).toThrow('annotation/repeated-reading');
  });
});
