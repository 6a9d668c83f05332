import { shapeSchema } from '@equipoise/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { insertVertex, moveVertex, removeVertex } from '../../../src/stage/core/edit-shape.ts';
import { closedSpline } from '../../../src/stage/core/spline.ts';
import {
  answerMask,
  answerShape,
  applyEvent,
  distanceMm,
  emptyDrawing,
  framesInMemory,
  hitTest,
  loadDrawing,
  measureShape,
  type StageShape,
  saveDrawing,
  stageShape,
  stageShapeKinds,
} from '../../../src/stage/index.ts';
import { countedFrames, imageInfo } from '../support/images.ts';

const base = {
  shapeId: 's1',
  questionId: 'q1',
  label: 'nodule',
  imageId: 'image-1',
  axis: 'z',
  slice: 2,
} as const;
const shapeOf = (kind: StageShape['kind'], ...places: [number, number][]): StageShape => ({
  ...base,
  kind,
  points: places.map(([x, y]) => ({ x, y })),
});
const examples: Record<StageShape['kind'], StageShape> = {
  box: shapeOf('box', [10, 20], [4, 8]),
  ellipse: shapeOf('ellipse', [0, 0], [20, 10]),
  polygon: shapeOf('polygon', [0, 0], [10, 0], [10, 10], [0, 10]),
  spline: shapeOf('spline', [0, 0], [10, 0], [10, 10], [0, 10]),
  point: shapeOf('point', [3, 4]),
  line: shapeOf('line', [0, 0], [3, 4]),
  angle: shapeOf('angle', [5, 0], [0, 0], [0, 5]),
};

describe('measures', () => {
  it('lengths are in millimetres of unequal spacing', () => {
    expect(measureShape(examples.line, [2, 0.5])).toEqual({ value: Math.sqrt(40), unit: 'mm' });
    expect(distanceMm({ x: 0, y: 0 }, { x: 1, y: 0 }, null)).toEqual({
      value: null,
      reason: 'no-spacing',
    });
  });

  it('angles follow the spacing, and need none when pixels are square', () => {
    expect(measureShape(examples.angle, null).value).toBeCloseTo(90, 10);
    const slanted = shapeOf('angle', [1, 1], [0, 0], [1, 0]);
    expect(measureShape(slanted, [1, 1]).value).toBeCloseTo(45, 10);
    expect(measureShape(slanted, [1, Math.sqrt(3)]).value).toBeCloseTo(60, 10);
  });

  it('areas of box, ellipse, polygon and spline', () => {
    expect(measureShape(examples.box, [0.5, 2]).value).toBeCloseTo(72, 10);
    expect(measureShape(examples.polygon, [1, 1]).value).toBeCloseTo(100, 10);
    expect(measureShape(examples.ellipse, [1, 1]).value).toBeCloseTo(Math.PI * 50, 0);
    expect(measureShape(examples.spline, [1, 1]).value).toBeGreaterThan(100);
    expect(measureShape(examples.box, null).value).toBeNull();
    expect(measureShape(shapeOf('line', [0, 0]), [1, 1])).toEqual({
      value: null,
      reason: 'unfinished',
    });
  });
});

describe('a spline', () => {
  it('runs through every point and stays near them', () => {
    const point = fc.record({
      x: fc.double({ min: 0, max: 100, noNaN: true }),
      y: fc.double({ min: 0, max: 100, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(point, { minLength: 3, maxLength: 9 }), (points) => {
        const curve = closedSpline(points, 10);
        expect(curve.length).toBe(10 * points.length);
        for (const [k, { x, y }] of points.entries()) {
          expect(curve[10 * k]!.x).toBeCloseTo(x, 6);
          expect(curve[10 * k]!.y).toBeCloseTo(y, 6);
        }
        expect(curve.every(({ x, y }) => Math.abs(x) < 400 && Math.abs(y) < 400)).toBe(true);
      }),
    );
  });

  it('does not depend on which point comes first', () => {
    const points = examples.spline.points;
    const turned = [...points.slice(1), points[0]!];
    const [one, other] = [closedSpline(points, 4), closedSpline(turned, 4)];
    expect(other.slice(0, 12)).toEqual(one.slice(4));
  });
});

describe('the shape under the pointer', () => {
  it('is a vertex before an edge before an area, the smaller area first', () => {
    const big = { ...shapeOf('box', [0, 0], [100, 100]), shapeId: 'big' };
    const small = { ...shapeOf('box', [40, 40], [60, 60]), shapeId: 'small' };
    const at = (x: number, y: number) => {
      const hit = hitTest([big, small], { x, y }, 3);
      return hit && [hit.shape.shapeId, hit.part, hit.index];
    };
    expect(at(50, 50)).toEqual(['small', 'inside', -1]);
    expect(at(20, 20)).toEqual(['big', 'inside', -1]);
    expect(at(61, 61)).toEqual(['small', 'vertex', 2]);
    expect(at(50, 38)).toEqual(['small', 'edge', 0]);
    expect(at(150, 50)).toBeNull();
  });

  it('on a curve names the point before the edge', () => {
    const hit = hitTest([examples.spline], { x: 11.2, y: 5 }, 1);
    expect([hit?.part, hit?.index]).toEqual(['edge', 1]);
  });
});

describe('editing a shape', () => {
  it('a box keeps the corner opposite to the one that moves', () => {
    const moved = moveVertex(examples.box, 0, { x: 0, y: 1 });
    expect(measureShape(moved, [1, 1]).value).toBe(10 * 19);
  });

  it('outlines gain and lose points, down to three', () => {
    const grown = insertVertex(examples.polygon, 0, { x: 5, y: -2 });
    expect(grown.points[1]).toEqual({ x: 5, y: -2 });
    let rest: StageShape | null = grown;
    for (let k = 0; k < 2; k++) rest = removeVertex(rest!, 0);
    expect(rest?.points.length).toBe(3);
    expect(removeVertex(rest!, 0)).toBeNull();
    expect(insertVertex(examples.line, 0, { x: 1, y: 1 })).toEqual(examples.line);
  });
});

describe('shapes as answers', () => {
  it('follow the schema of the reading room, whatever their kind', () => {
    for (const kind of stageShapeKinds) {
      const answer = answerShape(examples[kind]);
      expect(shapeSchema.parse(answer)).toEqual(answer);
    }
    expect(answerShape({ ...examples.box, axis: 'x' })).toBeNull();
  });

  it('come back as they were, but for ellipses', () => {
    for (const kind of ['box', 'polygon', 'spline', 'point', 'line', 'angle'] as const) {
      const answer = answerShape(examples[kind]);
      if (answer === null || answer.kind === 'mask') throw new Error('A shape is due.');
      const back = stageShape(answer, 'q1');
      expect(answerShape(back)).toEqual(answer);
      expect(back.kind).toBe(kind);
    }
  });

  it('are saved and loaded as JSON', () => {
    const image = imageInfo({ frameCount: 3 });
    const frames = framesInMemory(countedFrames(40, 30, 3));
    const drawing = emptyDrawing([image], () => frames);
    for (const kind of stageShapeKinds) {
      const shape = { ...examples[kind], shapeId: kind };
      applyEvent(drawing, { kind: 'shape', shapeId: kind, shape });
    }
    const loaded = emptyDrawing([image], () => frames);
    loadDrawing(loaded, JSON.parse(JSON.stringify(saveDrawing(drawing))));
    expect(new Map(loaded.shapes)).toEqual(drawing.shapes);
  });

  it('two overlapping segments become two masks that keep their overlap', () => {
    const image = imageInfo({ frameCount: 2 });
    const drawing = emptyDrawing([image], () => framesInMemory(countedFrames(40, 30, 2)));
    for (const [segment, x] of [
      [1, 5],
      [2, 8],
    ] as const) {
      applyEvent(drawing, {
        kind: 'fill-polygon',
        imageId: 'image-1',
        axis: 'z',
        slice: 1,
        segment,
        isErasing: false,
        points: [
          { x, y: 5 },
          { x: x + 6, y: 5 },
          { x: x + 6, y: 9 },
          { x, y: 9 },
        ],
      });
    }
    const masks = [1, 2].map((segment) =>
      answerMask(drawing, 'image-1', segment, { shapeId: `m${segment}`, label: 'l' }),
    );
    for (const mask of masks) expect(shapeSchema.parse(mask)).toEqual(mask);
    // Four rows of six pixels from row 5 on; what is off up to the end is not written.
    const runsFrom = (x: number) => [205 - 5 + x, 6, 34, 6, 34, 6, 34, 6];
    expect(masks.map((mask) => mask!.frames)).toEqual([
      [{ frame: 1, runs: runsFrom(5) }],
      [{ frame: 1, runs: runsFrom(8) }],
    ]);
    expect(answerMask(drawing, 'image-1', 3, { shapeId: 'm', label: 'l' })).toBeNull();
  });
});
