import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginEdit, emptyMask, endEdit, paintRun } from '../../../src/stage/core/mask.ts';
import {
  emptyMaskPlane,
  layMask,
  maskColours,
  readMaskPlane,
} from '../../../src/stage/core/mask-plane.ts';
import {
  colourSamples,
  halvePlane,
  levelOf,
  matrixOfLevel,
  resamplePlane,
} from '../../../src/stage/core/render.ts';
import {
  cutPlane,
  framesInMemory,
  gridOf,
  type SampleArray,
  toPlane,
  viewMatrix,
  windowTable,
} from '../../../src/stage/index.ts';
import { imageInfo } from '../support/images.ts';

const viewport = { width: 37, height: 29 };

function planeOf(samples: SampleArray, width: number, height: number, isColour = false) {
  const image = imageInfo({
    width,
    height,
    kind: isColour ? 'rgb' : 'grey',
    bits: samples instanceof Uint8Array ? 8 : 16,
    signed: samples instanceof Int16Array,
  });
  return { image, plane: cutPlane(image, gridOf(image), framesInMemory([samples]), 'z', 0) };
}

const views = fc.record({
  centre: fc.record({
    x: fc.double({ min: -3, max: 16, noNaN: true }),
    y: fc.double({ min: -3, max: 12, noNaN: true }),
  }),
  zoom: fc.double({ min: 0.3, max: 9, noNaN: true }),
  aspect: fc.constantFrom(1, 2.5),
  quarterTurns: fc.integer({ min: 0, max: 3 }),
  isMirrored: fc.boolean(),
});

describe('a plane at screen resolution', () => {
  const signed = Int16Array.from({ length: 13 * 9 }, (_, i) => ((i * 7919) % 4000) - 2000);

  it('shows the nearest pixel under every screen pixel, black beside the plane', () => {
    fc.assert(
      fc.property(views, (view) => {
        const { image, plane } = planeOf(signed, 13, 9);
        const matrix = viewMatrix(view, viewport);
        const window = { centre: 0, width: 4000, shape: 'linear', isInverted: false } as const;
        const table = windowTable(image, window);
        const out = new Uint32Array(37 * 29).fill(5);
        colourSamples(resamplePlane(plane, matrix, viewport, false), table, out);
        for (let r = 0; r < 29; r++) {
          for (let c = 0; c < 37; c++) {
            const { x, y } = toPlane(matrix, { x: c + 0.5, y: r + 0.5 });
            const isNearEdge =
              Math.min(Math.abs(x - Math.round(x)), Math.abs(y - Math.round(y))) < 1e-6;
            if (isNearEdge) continue;
            const isInside = x >= 0 && y >= 0 && x < 13 && y < 9;
            const raw = isInside ? signed[Math.floor(y) * 13 + Math.floor(x)]! : null;
            const expected = raw === null ? 0xff000000 : table[raw & 0xffff]!;
            if (out[r * 37 + c] !== expected) expect({ r, c }).toBe('the expected pixel');
          }
        }
      }),
    );
  });

  it('mixes four neighbours when smooth, within a step of exact', () => {
    fc.assert(
      fc.property(views, (view) => {
        const { plane } = planeOf(signed, 13, 9);
        const matrix = viewMatrix(view, viewport);
        const { grey, covered } = resamplePlane(plane, matrix, viewport, true);
        if (!covered) return;
        const at = (i: number, j: number): number =>
          signed[Math.min(8, Math.max(0, j)) * 13 + Math.min(12, Math.max(0, i))]!;
        for (let r = covered.y0; r < covered.y1; r++) {
          for (let c = covered.x0; c < covered.x1; c++) {
            const place = toPlane(matrix, { x: c + 0.5, y: r + 0.5 });
            const [x, y] = [place.x - 0.5, place.y - 0.5];
            const [i, j] = [Math.floor(x), Math.floor(y)];
            const exact =
              (at(i, j) * (1 - x + i) + at(i + 1, j) * (x - i)) * (1 - y + j) +
              (at(i, j + 1) * (1 - x + i) + at(i + 1, j + 1) * (x - i)) * (y - j);
            const value = (grey![r * 37 + c]! << 16) >> 16;
            // Weights have 7 bits: half a 128th of the range in both directions.
            if (Math.abs(value - exact) > 4000 / 128 + 1) expect(value).toBe(exact);
          }
        }
      }),
    );
  });

  it('keeps all channels of colours and changes them by the table', () => {
    const rgb = Uint8Array.from([10, 20, 30, 40, 50, 60]);
    const { plane } = planeOf(rgb, 2, 1, true);
    const view = {
      centre: { x: 1, y: 0.5 },
      zoom: 1,
      aspect: 1,
      quarterTurns: 0,
      isMirrored: false,
    };
    const samples = resamplePlane(
      plane,
      viewMatrix(view, { width: 2, height: 1 }),
      { width: 2, height: 1 },
      false,
    );
    const same = windowTable(
      { bits: 8, signed: false, slope: 1, intercept: 0, photometric: 'RGB' },
      { centre: 128, width: 256, shape: 'linear', isInverted: false },
    );
    const out = new Uint32Array(2);
    colourSamples(samples, same, out);
    expect([...new Uint8Array(out.buffer)]).toEqual([10, 20, 30, 255, 40, 50, 60, 255]);
  });

  it('halves by averaging, odd sides and signed values too', () => {
    const { plane } = planeOf(Int16Array.from([-4, -8, 10, -2, -6, 20]), 3, 2);
    const half = halvePlane(plane);
    expect([half.width, half.height]).toEqual([2, 1]);
    expect([...half.samples]).toEqual([-5, 15]);
    expect([1, 0.6, 0.5, 0.3, 0.25].map(levelOf)).toEqual([0, 0, 1, 1, 2]);
  });

  it('a thin bright line stays visible in a small picture', () => {
    const samples = new Uint16Array(1024 * 1024);
    for (let y = 0; y < 1024; y++) samples[y * 1024 + 501] = 8000;
    let { plane } = planeOf(samples, 1024, 1024);
    const view = {
      centre: { x: 512, y: 512 },
      zoom: 0.125,
      aspect: 1,
      quarterTurns: 0,
      isMirrored: false,
    };
    const size = { width: 128, height: 128 };
    const level = levelOf(view.zoom);
    for (let k = 0; k < level; k++) plane = halvePlane(plane);
    const matrix = matrixOfLevel(viewMatrix(view, size), level);
    const { grey } = resamplePlane(plane, matrix, size, true);
    const row = [...grey!.subarray(64 * 128, 65 * 128)];
    const total = row.reduce((sum, v) => sum + v, 0);
    expect(Math.abs(total - 1000)).toBeLessThan(40);
  });
});

describe('segments over the picture', () => {
  it('lie on the nearest pixel, translucent within and nearly opaque at the rim', () => {
    const image = imageInfo({ width: 13, height: 9 });
    const grid = gridOf(image);
    const mask = emptyMask(13, 9, 1);
    const edit = beginEdit(mask, 1);
    for (let y = 2; y < 7; y++) paintRun(edit, 0, y, 3, 9);
    endEdit(edit);
    const plane = emptyMaskPlane(grid, 'z', 0);
    readMaskPlane(plane, mask, grid, 'z', 0, { x0: 0, y0: 0, x1: 13, y1: 9 });
    const view = {
      centre: { x: 6.5, y: 4.5 },
      zoom: 2,
      aspect: 1,
      quarterTurns: 0,
      isMirrored: false,
    };
    const size = { width: 26, height: 18 };
    const out = new Uint32Array(26 * 18).fill(0xff000000);
    const look = maskColours(0, () => true);
    layMask(out, plane, look, viewMatrix(view, size), size, { x0: 0, y0: 0, x1: 26, y1: 18 });
    const red = (c: number, r: number): number => out[r * 26 + c]! & 255;
    expect(red(4, 4)).toBe(0);
    expect(red(6, 4)).toBe((0xe6 * 230) >> 8);
    expect(red(12, 9)).toBe((0xe6 * 90) >> 8);
    expect(out[9 * 26 + 12]! >>> 24).toBe(255);
    expect(out.filter((v) => v !== 0xff000000).length).toBe(7 * 5 * 4);
  });

  it('overlapping segments have a colour of their own and hidden ones none', () => {
    const { colours } = maskColours(0, (segment) => segment !== 3);
    expect(colours[1]).toBe(0xff009fe6);
    expect(colours[4]).toBe(0);
    expect(colours[3]).not.toBe(colours[1]);
    expect(colours[3]).not.toBe(colours[2]);
    expect(colours[5]).toBe(colours[1]);
  });
});
