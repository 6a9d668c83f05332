import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fitView,
  flipView,
  oneToOne,
  panView,
  rotateView,
  toPlane,
  toScreen,
  type View,
  viewMatrix,
  visibleRect,
  zoomAbout,
} from '../../../src/stage/index.ts';

const viewport = { width: 800, height: 600 };
const views: fc.Arbitrary<View> = fc.record({
  centre: fc.record({
    x: fc.double({ min: -500, max: 3000, noNaN: true }),
    y: fc.double({ min: -500, max: 3000, noNaN: true }),
  }),
  zoom: fc.double({ min: 0.05, max: 30, noNaN: true }),
  aspect: fc.double({ min: 0.2, max: 5, noNaN: true }),
  quarterTurns: fc.integer({ min: 0, max: 3 }),
  isMirrored: fc.boolean(),
});
const places = fc.record({
  x: fc.double({ min: -1000, max: 4000, noNaN: true }),
  y: fc.double({ min: -1000, max: 4000, noNaN: true }),
});

describe('the view', () => {
  it('maps to the screen and back to the same place', () => {
    fc.assert(
      fc.property(views, places, (view, place) => {
        const matrix = viewMatrix(view, viewport);
        const back = toPlane(matrix, toScreen(matrix, place));
        expect(back.x).toBeCloseTo(place.x, 6);
        expect(back.y).toBeCloseTo(place.y, 6);
      }),
    );
  });

  it('keeps the place under the pointer when zooming', () => {
    fc.assert(
      fc.property(
        views,
        places,
        fc.double({ min: 0.3, max: 3, noNaN: true }),
        (view, at, factor) => {
          const before = toPlane(viewMatrix(view, viewport), at);
          const after = toPlane(viewMatrix(zoomAbout(view, viewport, at, factor), viewport), at);
          expect(after.x).toBeCloseTo(before.x, 4);
          expect(after.y).toBeCloseTo(before.y, 4);
        },
      ),
    );
  });

  it('moves the picture by the pixels of a pan', () => {
    fc.assert(
      fc.property(views, places, (view, place) => {
        const before = toScreen(viewMatrix(view, viewport), place);
        const after = toScreen(viewMatrix(panView(view, 13, -7), viewport), place);
        expect(after.x - before.x).toBeCloseTo(13, 5);
        expect(after.y - before.y).toBeCloseTo(-7, 5);
      }),
    );
  });

  it('turns clockwise and mirrors as seen, whatever was done before', () => {
    fc.assert(
      fc.property(views, places, (view, place) => {
        const [w, h] = [viewport.width / 2, viewport.height / 2];
        const seen = toScreen(viewMatrix(view, viewport), place);
        const [x, y] = [seen.x - w, seen.y - h];
        const close = (next: View, dx: number, dy: number): void => {
          const after = toScreen(viewMatrix(next, viewport), place);
          expect(after.x - w).toBeCloseTo(dx, 4);
          expect(after.y - h).toBeCloseTo(dy, 4);
        };
        close(rotateView(view, 1), -y, x);
        close(flipView(view, 'horizontal'), -x, y);
        close(flipView(view, 'vertical'), x, -y);
      }),
    );
  });

  it('fits a plane into the viewport and touches two sides, also lying', () => {
    for (const quarterTurns of [0, 1]) {
      const plane = { width: 2500, height: 3000 };
      const view = fitView(plane, viewport, 1, { quarterTurns, isMirrored: false });
      const seen = visibleRect(viewMatrix(view, viewport), viewport);
      expect(seen.x0).toBeLessThanOrEqual(1e-9);
      expect(seen.y0).toBeLessThanOrEqual(1e-9);
      expect(seen.x1).toBeGreaterThanOrEqual(2500 - 1e-9);
      expect(seen.y1).toBeGreaterThanOrEqual(3000 - 1e-9);
      const isTight = Math.abs(seen.y0) < 1e-9 || Math.abs(seen.x0) < 1e-9;
      expect(isTight).toBe(true);
      expect(oneToOne(view).zoom).toBe(1);
    }
  });
});
