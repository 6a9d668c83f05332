import type { Shape } from '@equipoise/domain';
import { closedCurve, type OutlinePoint, outlineRuns } from '@equipoise/imaging';

/** The frames of an image that shapes are drawn on. */
export interface DrawnGrid {
  readonly width: number;
  readonly height: number;
  readonly frameCount: number;
}

/** The closed outline of a box or polygon; of a spline the curve that the screen shows. */
export function outlineOfShape(
  shape: Extract<Shape, { kind: 'box' | 'polygon' }>,
): readonly OutlinePoint[] {
  if (shape.kind === 'polygon') {
    return shape.edge === 'spline' ? closedCurve(shape.points) : shape.points;
  }
  const { x, y, width, height } = shape;
  return [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ];
}

/**
 * The cells of an image that shapes cover, as runs: masks as they are; of boxes and polygons the cells whose centre
 * lies inside. Points and lines cover none. What lies outside the image is left out.
 *
 * @returns first cell and cell behind the last of each run, frame by frame and row by row, none touching another
 */
export function runsOfShapes(shapes: readonly Shape[], grid: DrawnGrid): Float64Array {
  const { width, height, frameCount } = grid;
  const size = width * height;
  const found: (readonly [number, number])[] = [];
  for (const shape of shapes) {
    if (shape.kind === 'mask') {
      for (const { frame, runs } of shape.frames) {
        if (frame >= frameCount) continue;
        const end = (frame + 1) * size;
        let at = frame * size;
        for (let k = 0; k < runs.length && at < end; k++) {
          const to = at + runs[k]!;
          if (k % 2 === 1 && to > at) found.push([at, Math.min(to, end)]);
          at = to;
        }
      }
    } else if ((shape.kind === 'box' || shape.kind === 'polygon') && shape.frame < frameCount) {
      const start = shape.frame * size;
      outlineRuns(outlineOfShape(shape), width, height, (row, from, to) => {
        found.push([start + row * width + from, start + row * width + to]);
      });
    }
  }
  return merged(found);
}

function merged(found: readonly (readonly [number, number])[]): Float64Array {
  const sorted = found.toSorted((a, b) => a[0] - b[0]);
  const out = new Float64Array(2 * sorted.length);
  let length = 0;
  for (const [from, to] of sorted) {
    if (length > 0 && from <= out[length - 1]!) {
      out[length - 1] = Math.max(out[length - 1]!, to);
    } else {
      out[length] = from;
      out[length + 1] = to;
      length += 2;
    }
  }
  return out.slice(0, length);
}
