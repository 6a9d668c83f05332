import { describe, expect, it } from 'vitest';
import { phantomOf } from '../../../e2e/support/pictures.ts';
import type { PlaneSamples } from '../../../src/stage/core/box-mask/box-features.ts';
import { type CutGraph, minCut } from '../../../src/stage/core/box-mask/min-cut.ts';
import { proposeMask } from '../../../src/stage/core/box-mask/propose-mask.ts';
import type { Rect } from '../../../src/stage/core/geometry.ts';
import { segmentSlice } from '../../../src/stage/core/mask.ts';
import { stepCaption } from '../../../src/stage/core/words.ts';
import {
  applyEvent,
  type DrawEvent,
  emptyDrawing,
  englishWords,
  framesInMemory,
} from '../../../src/stage/index.ts';
import { stepEvents } from '../../../src/stage/view/step-events.ts';
import { countedFrames, imageInfo } from '../support/images.ts';

/** Random numbers of a fixed seed, and normal ones of them. */
function dice(seed: number): { readonly uniform: () => number; readonly normal: () => number } {
  let state = seed;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 4294967296;
  };
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

type Inside = (x: number, y: number) => boolean;
const ellipse =
  (cx: number, cy: number, rx: number, ry: number): Inside =>
  (x, y) => {
    const [dx, dy] = [(x - cx) / rx, (y - cy) / ry];
    return dx * dx + dy * dy <= 1;
  };

function picture(
  width: number,
  height: number,
  value: (x: number, y: number) => readonly number[],
): PlaneSamples {
  const channels = value(0, 0).length as 1 | 3;
  const samples = new Float32Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) samples.set(value(x, y), (y * width + x) * channels);
  }
  return { width, height, channels, samples };
}

/** Dice of the proposal with the truth; 0 when there is none. */
function diceOf(plane: PlaneSamples, box: Rect, truth: Inside): number {
  const found = proposeMask(plane, box);
  if (!found) return 0;
  let shared = 0;
  const { runs } = found;
  for (let k = 0; k < runs.length; k += 3) {
    const [y, from, to] = [runs[k]!, runs[k + 1]!, runs[k + 2]!];
    expect(y >= box.y0 && y < box.y1 && from >= box.x0 && to < box.x1).toBe(true);
    for (let x = from; x <= to; x++) if (truth(x, y)) shared += 1;
  }
  let size = 0;
  for (let y = 0; y < plane.height; y++) {
    for (let x = 0; x < plane.width; x++) if (truth(x, y)) size += 1;
  }
  return (2 * shared) / (size + found.pixelCount);
}

describe('a smallest cut', () => {
  it('is as small as the smallest of all divisions', () => {
    const { uniform } = dice(5);
    const [width, height] = [4, 3];
    for (let round = 0; round < 40; round++) {
      const count = width * height;
      const graph: CutGraph = {
        count,
        neighbours: new Int32Array(count * 8).fill(-1),
        capacities: new Int32Array(count * 8),
        terminals: Int32Array.from({ length: count }, () => Math.round(40 * (uniform() - 0.5))),
      };
      const steps = [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => [dx, dy] as const));
      const around = steps.filter(([dx, dy]) => dx !== 0 || dy !== 0);
      for (let node = 0; node < count; node++) {
        for (const [slot, [dx, dy]] of around.entries()) {
          const [x, y] = [(node % width) + dx, Math.floor(node / width) + dy];
          if (x < 0 || y < 0 || x >= width || y >= height) continue;
          graph.neighbours[node * 8 + slot] = y * width + x;
          graph.capacities[node * 8 + slot] = Math.floor(12 * uniform());
        }
      }
      const cost = (isObject: (node: number) => boolean): number => {
        let sum = 0;
        for (let node = 0; node < count; node++) {
          const pull = graph.terminals[node]!;
          if (isObject(node) ? pull < 0 : pull > 0) sum += Math.abs(pull);
          for (let slot = 0; slot < 8; slot++) {
            const other = graph.neighbours[node * 8 + slot]!;
            if (other >= 0 && isObject(node) && !isObject(other)) {
              sum += graph.capacities[node * 8 + slot]!;
            }
          }
        }
        return sum;
      };
      let least = Number.POSITIVE_INFINITY;
      for (let set = 0; set < 1 << count; set++) {
        least = Math.min(
          least,
          cost((node) => ((set >> node) & 1) === 1),
        );
      }
      const used = {
        ...graph,
        capacities: graph.capacities.slice(),
        terminals: graph.terminals.slice(),
      };
      const found = minCut(used);
      expect(cost((node) => found[node] === 1)).toBe(least);
    }
  });
});

describe('a mask from a box', () => {
  it('finds a bright disc on noise', () => {
    for (const [seed, contrast] of [
      [1, 3],
      [2, 2],
      [3, 1.5],
      [4, 1],
    ] as const) {
      const { normal } = dice(seed);
      const truth = ellipse(100, 90, 34, 34);
      const plane = picture(200, 180, (x, y) => [
        1000 + 50 * (normal() + (truth(x, y) ? contrast : 0)),
      ]);
      const box = { x0: 60, y0: 50, x1: 140, y1: 132 };
      expect(diceOf(plane, box, truth)).toBeGreaterThan(0.95);
      expect(proposeMask(plane, box)).toEqual(proposeMask(plane, box));
    }
  });

  it('finds a dark lesion on a gradient that is steeper than the lesion is dark', () => {
    const { normal } = dice(7);
    const truth = ellipse(130, 120, 40, 25);
    const plane = picture(260, 240, (x, y) => [
      0.9 * x + 0.3 * y + (x * x) / 800 - (truth(x, y) ? 40 : 0) + 8 * normal(),
    ]);
    expect(diceOf(plane, { x0: 82, y0: 88, x1: 180, y1: 152 }, truth)).toBeGreaterThan(0.95);
  });

  it('finds an object before a textured background', () => {
    const { normal } = dice(11);
    const truth = ellipse(150, 140, 45, 55);
    const texture = (x: number, y: number): number =>
      25 * Math.sin(x / 3) * Math.cos(y / 4) + 12 * normal();
    const plane = picture(300, 280, (x, y) => [100 + texture(x, y) + (truth(x, y) ? 60 : 0)]);
    expect(diceOf(plane, { x0: 98, y0: 78, x1: 205, y1: 205 }, truth)).toBeGreaterThan(0.93);
  });

  it('finds an object on the border of two backgrounds, and one that differs by colour alone', () => {
    const { normal } = dice(13);
    const truth = ellipse(100, 100, 30, 30);
    const border = picture(200, 200, (x, y) => [
      (truth(x, y) ? 150 : x + 0.3 * y < 130 ? 20 : 90) + 8 * normal(),
    ]);
    const box = { x0: 64, y0: 63, x1: 138, y1: 139 };
    expect(diceOf(border, box, truth)).toBeGreaterThan(0.93);
    const coloured = picture(200, 200, (x, y) =>
      truth(x, y)
        ? [150 + 15 * normal(), 80 + 15 * normal(), 70 + 15 * normal()]
        : [100 + 15 * normal(), 100 + 15 * normal(), 100 + 15 * normal()],
    );
    expect(diceOf(coloured, box, truth)).toBeGreaterThan(0.95);
  });

  it('finds the opacities of the made-up radiographs, whose borders are soft', () => {
    for (let number = 3; number <= 45; number += 3) {
      const { samples, opacity } = phantomOf(number);
      const { x, y, radius } = opacity!; // every third has one
      const reach = radius + 4;
      const box = { x0: x - reach, y0: y - reach, x1: x + reach, y1: y + reach };
      const plane: PlaneSamples = { width: 320, height: 320, channels: 1, samples };
      expect(diceOf(plane, box, ellipse(x, y, radius, radius))).toBeGreaterThan(0.9);
    }
  });

  it('works at the edge of the picture, on small boxes and on all of it', () => {
    const { normal } = dice(17);
    const truth = ellipse(20, 20, 12, 12);
    const plane = picture(60, 60, (x, y) => [(truth(x, y) ? 30 : 10) + 3 * normal()]);
    expect(diceOf(plane, { x0: 0, y0: 0, x1: 60, y1: 60 }, truth)).toBeGreaterThan(0.93);
    expect(diceOf(plane, { x0: 6, y0: 6, x1: 35, y1: 35 }, truth)).toBeGreaterThan(0.93);
    const small = ellipse(20, 20, 4.2, 4.2);
    const dot = picture(60, 60, (x, y) => [(small(x, y) ? 30 : 10) + 2 * normal()]);
    expect(diceOf(dot, { x0: 14, y0: 14, x1: 27, y1: 27 }, small)).toBeGreaterThan(0.9);
  });

  it('proposes nothing where nothing stands out', () => {
    const flat = picture(100, 100, () => [7]);
    expect(proposeMask(flat, { x0: 20, y0: 20, x1: 80, y1: 80 })).toBeNull();
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const { normal } = dice(seed);
      const noise = picture(200, 200, () => [100 + 10 * normal()]);
      expect(proposeMask(noise, { x0: 50, y0: 50, x1: 150, y1: 150 })).toBeNull();
    }
    expect(proposeMask(flat, { x0: 20, y0: 20, x1: 23, y1: 80 })).toBeNull();
    expect(proposeMask(flat, { x0: 120, y0: 20, x1: 180, y1: 80 })).toBeNull();
  });

  it('settles large boxes to the pixel', () => {
    const { normal } = dice(19);
    const truth = ellipse(1500, 1250, 700, 500);
    const plane = picture(3000, 2500, (x, y) => [(truth(x, y) ? 1400 : 1000) + 150 * normal()]);
    const box = { x0: 700, y0: 650, x1: 2300, y1: 1850 };
    expect(diceOf(plane, box, truth)).toBeGreaterThan(0.99);
  });
});

describe('a proposed mask in a drawing', () => {
  const image = imageInfo({ width: 12, height: 10, frameCount: 3 });
  const event: DrawEvent = {
    kind: 'box-mask',
    imageId: 'image-1',
    axis: 'z',
    slice: 1,
    segment: 1,
    // The last run reaches beyond the picture.
    runs: [2, 3, 5, 3, 2, 6, 4, 9, 14],
  };
  const segments = [
    { segment: 1, name: 'Lesion', questionId: 'where', shapeId: 'mask', label: 'lesion' },
  ];
  const fresh = () => emptyDrawing([image], () => framesInMemory(countedFrames(12, 10, 3)));

  it('is one step of its own name, undone and redone as a whole', () => {
    const drawing = fresh();
    const { step } = applyEvent(drawing, event);
    const { mask } = drawing.layers.get('image-1')!;
    const painted = segmentSlice(mask, 1, 1);
    expect(painted.reduce((sum, bit) => sum + bit, 0)).toBe(3 + 5 + 3);
    expect(step && stepCaption(step, englishWords)).toBe('Mask proposed in a box, segment 1');
    applyEvent(drawing, { kind: 'undo' });
    expect(segmentSlice(mask, 1, 1).includes(1)).toBe(false);
    applyEvent(drawing, { kind: 'redo' });
    expect(segmentSlice(mask, 1, 1)).toEqual(painted);
  });

  it('is told from what was painted by hand, also when it is taken back', () => {
    const drawing = fresh();
    const { step } = applyEvent(drawing, event);
    const [told] = stepEvents(drawing, step!, 'box-mask', segments);
    expect(told).toMatchObject({
      kind: 'stroke',
      payload: { step: 'box-mask', frame: 1, on: [27, 3, 38, 5, 57, 3], off: [] },
    });
    const back = applyEvent(drawing, { kind: 'undo' });
    const [undone] = stepEvents(drawing, back.step!, 'undo', segments);
    expect(undone).toMatchObject({ payload: { step: 'undo box-mask', on: [] } });
  });
});
