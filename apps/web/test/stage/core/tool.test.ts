import { describe, expect, it } from 'vitest';
import {
  idleTool,
  type ToolKind,
  type ToolSetting,
  toolCancel,
  toolClose,
  toolDown,
  toolMove,
  toolRemove,
  toolUp,
} from '../../../src/stage/core/tool.ts';
import {
  applyEvent,
  type DrawEvent,
  emptyDrawing,
  framesInMemory,
} from '../../../src/stage/index.ts';
import { countedFrames, imageInfo } from '../support/images.ts';

/** A hand with a tool over a drawing. */
function hand(tool: ToolKind, changes: Partial<ToolSetting> = {}) {
  const drawing = emptyDrawing([imageInfo({ width: 200, height: 200 })], () =>
    framesInMemory(countedFrames(200, 200, 1)),
  );
  const state = idleTool();
  let setting: ToolSetting = {
    tool,
    imageId: 'image-1',
    axis: 'z',
    slice: 0,
    segment: 1,
    radius: 6,
    isBall: false,
    gate: null,
    questionId: 'q1',
    label: 'nodule',
    reach: 5,
    aspect: 1,
    ...changes,
  };
  let ids = 0;
  const seen: DrawEvent[] = [];
  const apply = (events: DrawEvent[]): void => {
    for (const event of events) {
      seen.push(event);
      applyEvent(drawing, event);
    }
  };
  const newId = () => `s${++ids}`;
  return {
    drawing,
    state,
    seen,
    take: (next: ToolKind) => {
      setting = { ...setting, tool: next };
    },
    down: (x: number, y: number, pressure?: number) =>
      apply(toolDown(state, drawing, setting, { x, y }, newId, pressure)),
    move: (x: number, y: number, pressure?: number) =>
      apply(toolMove(state, drawing, setting, { x, y }, pressure)),
    up: (x: number, y: number) => apply(toolUp(state, drawing, setting, { x, y })),
    click(x: number, y: number) {
      this.down(x, y);
      this.up(x, y);
    },
    close: () => apply(toolClose(state, drawing)),
    cancel: () => apply(toolCancel(state, drawing)),
    remove: () => apply(toolRemove(state, drawing)),
    shapes: () =>
      [...drawing.shapes.values()].map(({ kind, points }) => [kind, points.map((p) => [p.x, p.y])]),
  };
}

describe('shape tools', () => {
  it('a box comes by dragging or by two clicks', () => {
    const one = hand('box');
    one.down(10, 10);
    one.move(40, 50);
    one.up(60, 70);
    const two = hand('box');
    two.click(10, 10);
    two.move(33, 33);
    two.click(60, 70);
    expect(one.shapes()).toEqual([
      [
        'box',
        [
          [10, 10],
          [60, 70],
        ],
      ],
    ]);
    expect(two.shapes()).toEqual(one.shapes());
    expect(two.drawing.draft).toBeNull();
  });

  it('an angle takes three clicks, a point one', () => {
    const angle = hand('angle');
    for (const [x, y] of [
      [10, 10],
      [50, 50],
      [90, 10],
    ] as const) {
      expect(angle.shapes()).toEqual([]);
      angle.click(x, y);
    }
    expect(angle.shapes()).toEqual([
      [
        'angle',
        [
          [10, 10],
          [50, 50],
          [90, 10],
        ],
      ],
    ]);
    const point = hand('point');
    point.click(7, 8);
    expect(point.shapes()).toEqual([['point', [[7, 8]]]]);
  });

  it('a polygon closes on its first point, by double click or key, and follows a held pointer', () => {
    const corners = [
      [10, 10],
      [90, 10],
      [90, 90],
    ] as const;
    const byPoint = hand('polygon');
    for (const [x, y] of corners) byPoint.click(x, y);
    byPoint.click(12, 11);
    const byKey = hand('polygon');
    for (const [x, y] of corners) byKey.click(x, y);
    byKey.click(90, 90);
    byKey.close();
    expect(byKey.shapes()).toEqual([
      [
        'polygon',
        [
          [10, 10],
          [90, 10],
          [90, 90],
        ],
      ],
    ]);
    expect(byPoint.shapes()).toEqual(byKey.shapes());
    const free = hand('polygon');
    free.down(10, 10);
    for (const [x, y] of [
      [12, 10],
      [30, 10],
      [30, 40],
    ] as const)
      free.move(x, y);
    free.up(30, 40);
    free.close();
    expect(free.shapes()).toEqual([
      [
        'polygon',
        [
          [10, 10],
          [30, 10],
          [30, 40],
        ],
      ],
    ]);
  });

  it('two points make no polygon; the last point can be taken back, or all', () => {
    const pen = hand('polygon');
    pen.click(10, 10);
    pen.click(50, 10);
    pen.close();
    expect(pen.shapes()).toEqual([]);
    pen.remove();
    expect(pen.drawing.draft?.points.length).toBe(1);
    pen.cancel();
    expect(pen.drawing.draft).toBeNull();
    expect(pen.drawing.history.done).toEqual([]);
  });
});

describe('the select tool', () => {
  it('moves a vertex, adds one on an edge, moves the whole, each one step', () => {
    const pen = hand('polygon');
    for (const [x, y] of [
      [10, 10],
      [90, 10],
      [90, 90],
    ] as const)
      pen.click(x, y);
    pen.close();
    pen.take('select');
    pen.down(90, 90);
    pen.move(95, 95);
    pen.up(100, 100);
    expect(pen.shapes()).toEqual([
      [
        'polygon',
        [
          [10, 10],
          [90, 10],
          [100, 100],
        ],
      ],
    ]);
    pen.down(50, 10);
    pen.up(50, 0);
    expect(pen.shapes()).toEqual([
      [
        'polygon',
        [
          [10, 10],
          [50, 0],
          [90, 10],
          [100, 100],
        ],
      ],
    ]);
    pen.remove();
    expect(pen.shapes()).toEqual([
      [
        'polygon',
        [
          [10, 10],
          [90, 10],
          [100, 100],
        ],
      ],
    ]);
    pen.down(70, 40);
    pen.move(71, 40);
    pen.up(75, 45);
    expect(pen.shapes()).toEqual([
      [
        'polygon',
        [
          [15, 15],
          [95, 15],
          [105, 105],
        ],
      ],
    ]);
    pen.click(75, 45);
    const steps = pen.drawing.history.done.map(({ name }) => name);
    expect(steps[0]).toBe('add-shape');
    expect(steps.slice(1).every((name) => name === 'change-shape')).toBe(true);
    pen.remove();
    expect(pen.shapes()).toEqual([]);
  });

  it('letting go where it was changes nothing', () => {
    const pen = hand('box');
    pen.down(10, 10);
    pen.up(60, 60);
    pen.take('select');
    pen.click(30, 30);
    pen.cancel();
    expect(pen.drawing.history.done.length).toBe(1);
    expect(pen.drawing.draft).toBeNull();
  });
});

describe('the brush', () => {
  it('a stroke is one step; a light pen paints a third of the width', () => {
    const pen = hand('brush', { radius: 9 });
    pen.down(50, 50, 0);
    pen.move(60, 50, 1);
    pen.up(60, 50);
    pen.move(150, 150);
    expect(pen.seen.map(({ kind }) => kind)).toEqual([
      'stroke-begin',
      'stroke-points',
      'stroke-points',
      'stroke-end',
    ]);
    const radii = pen.seen.flatMap((event) =>
      event.kind === 'stroke-points' ? [event.points[2]] : [],
    );
    expect(radii).toEqual([3, 9]);
    expect(pen.drawing.history.done.map(({ name }) => name)).toEqual(['brush']);
  });

  it('giving up ends the stroke where it is', () => {
    const pen = hand('erase');
    pen.down(50, 50);
    pen.cancel();
    expect(pen.drawing.open).toBeNull();
    expect(pen.state.isDown).toBe(false);
  });
});
