import type { Shape } from '@equipoise/domain';
import { outlineRuns } from '@equipoise/imaging';
import { outlineOfShape } from './drawn-runs.ts';

/** Wider than any image, so that a pixel of a frame has one number. */
const rowLength = 2 ** 21;

/** Pixels as stretches of numbers, by label, image and frame. */
type Region = Map<string, [from: number, to: number][]>;

/** Pixels whose centre lies inside, row by row. */
function addOutline(
  points: readonly (readonly [number, number])[],
  into: [number, number][],
): void {
  outlineRuns(points, rowLength, rowLength, (row, from, to) => {
    into.push([row * rowLength + from, row * rowLength + to]);
  });
}

function addShape(region: Region, shape: Shape): void {
  const listOf = (frame: number): [number, number][] => {
    const key = JSON.stringify([shape.label, shape.imageId, frame]);
    const found = region.get(key) ?? [];
    region.set(key, found);
    return found;
  };
  if (shape.kind === 'mask') {
    for (const { frame, runs } of shape.frames) {
      const list = listOf(frame);
      let at = 0;
      runs.forEach((run, place) => {
        // Runs may go over the end of a row.
        for (let pixel = at; place % 2 === 1 && pixel < at + run; ) {
          const row = Math.floor(pixel / shape.width);
          const end = Math.min(at + run, (row + 1) * shape.width);
          const shift = row * (rowLength - shape.width);
          list.push([pixel + shift, end + shift]);
          pixel = end;
        }
        at += run;
      });
    }
  } else if (shape.kind === 'box' || shape.kind === 'polygon') {
    addOutline(outlineOfShape(shape), listOf(shape.frame));
  }
}

function merged(list: readonly [number, number][]): [number, number][] {
  const sorted = [...list].sort((a, b) => a[0] - b[0]);
  const out: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = out[out.length - 1];
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else out.push([from, to]);
  }
  return out;
}

function sizeOf(list: readonly (readonly [number, number])[]): number {
  return list.reduce((sum, [from, to]) => sum + to - from, 0);
}

function shared(a: readonly [number, number][], b: readonly [number, number][]): number {
  let sum = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const from = Math.max(a[i]![0], b[j]![0]);
    const to = Math.min(a[i]![1], b[j]![1]);
    if (to > from) sum += to - from;
    if (a[i]![1] < b[j]![1]) i += 1;
    else j += 1;
  }
  return sum;
}

function regionOf(shapes: readonly Shape[]): Region {
  const region: Region = new Map();
  for (const shape of shapes) addShape(region, shape);
  return region;
}

/**
 * The lowest Dice overlap over labels of what two readers drew: boxes, polygons (splines by their curve) and masks
 * as the pixels whose centre they hold. A label that only one of them drew has overlap 0.
 *
 * @returns 0 to 1; 1 where neither drew anything
 */
export function drawingOverlap(a: readonly Shape[], b: readonly Shape[]): number {
  const first = regionOf(a);
  const second = regionOf(b);
  const labels = new Map<string, { both: number; sizes: number }>();
  for (const key of new Set([...first.keys(), ...second.keys()])) {
    // The key was made by addShape: a list whose first entry is the label.
    const [label] = JSON.parse(key) as [string];
    const one = merged(first.get(key) ?? []);
    const other = merged(second.get(key) ?? []);
    const sum = labels.get(label) ?? { both: 0, sizes: 0 };
    labels.set(label, {
      both: sum.both + shared(one, other),
      sizes: sum.sizes + sizeOf(one) + sizeOf(other),
    });
  }
  let least = 1;
  for (const { both, sizes } of labels.values()) {
    if (sizes > 0) least = Math.min(least, (2 * both) / sizes);
  }
  return least;
}

function ends(shape: Shape): readonly (readonly [number, number])[] {
  if (shape.kind === 'point') return [[shape.x, shape.y]];
  return shape.kind === 'line' ? shape.points : [];
}

function isNear(a: Shape, b: Shape, atMost: number): boolean {
  if (a.label !== b.label || a.imageId !== b.imageId || a.kind !== b.kind) return false;
  if ('frame' in a && 'frame' in b && a.frame !== b.frame) return false;
  const one = ends(a);
  const other = ends(b);
  if (one.length !== other.length) return false;
  const fits = (list: readonly (readonly [number, number])[]): boolean =>
    one.every(([x, y], at) => Math.hypot(x - list[at]![0], y - list[at]![1]) <= atMost);
  return fits(other) || fits([...other].reverse());
}

/**
 * Whether two readers set the same points or lines: as many of them, each with a partner no further off.
 *
 * @param atMost distance of points, pixels
 */
export function areMarksNear(a: readonly Shape[], b: readonly Shape[], atMost: number): boolean {
  if (a.length !== b.length) return false;
  const left = [...b];
  return a.every((shape) => {
    const at = left.findIndex((other) => isNear(shape, other, atMost));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}
