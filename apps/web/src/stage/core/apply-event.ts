import type { DrawEvent } from './draw-event.ts';
import {
  type DrawEffect,
  type Drawing,
  type DrawLayer,
  greySamples,
  noEffect,
  type OpenStroke,
  strokeName,
} from './drawing.ts';
import { boundsOf, joinRects, type Point, type Rect } from './geometry.ts';
import { pushStep, type StepName, travel } from './history.ts';
import type { SampleArray } from './image-info.ts';
import { beginEdit, endEdit, hasVoxel, type MaskEdit, paintRun, slicesOf } from './mask.ts';
import { paintPlaneRun, sweepBall } from './paint.ts';
import { fillPolygon, floodFill, type RunSink, sweepDisc } from './runs.ts';
import { paintBetweenSlices } from './slice-interpolation.ts';
import { cutPlane, type PlaneAxis, planeExtent, voxelOf } from './volume.ts';

/**
 * Applies one event. Events about images that are not part of the drawing, points without a stroke and
 * fills that would leave the plane change nothing; an event that needs a closed stroke closes it first.
 *
 * @param drawing changed
 * @param event what happened
 * @returns what must be drawn again
 */
export function applyEvent(drawing: Drawing, event: DrawEvent): DrawEffect {
  switch (event.kind) {
    case 'stroke-points':
      return drawing.open ? addPoints(drawing, drawing.open, event.points) : noEffect;
    case 'stroke-end':
      return closeStroke(drawing);
    case 'draft':
      drawing.draft = event.shape;
      return { ...noEffect, hasShapes: true };
    default:
      closeStroke(drawing);
  }
  switch (event.kind) {
    case 'stroke-begin': {
      const layer = drawing.layers.get(event.imageId);
      if (!layer) return noEffect;
      const gate = event.gate && { ...event.gate, samples: cachedSamples(layer) };
      const edit = beginEdit(layer.mask, event.segment, event.isErasing, gate);
      drawing.open = { begin: event, edit, last: null };
      return noEffect;
    }
    case 'flood': {
      const layer = drawing.layers.get(event.imageId);
      if (!layer) return noEffect;
      const edit = beginEdit(layer.mask, event.segment);
      flood(layer, edit, event);
      const name = event.gate ? 'flood-fill' : 'fill-hole';
      return endStep(drawing, edit, name, event.imageId, event.slice);
    }
    case 'fill-polygon': {
      const layer = drawing.layers.get(event.imageId);
      if (!layer) return noEffect;
      const edit = beginEdit(layer.mask, event.segment, event.isErasing);
      const { height } = planeExtent(layer.grid, event.axis);
      fillPolygon(event.points, height, planeSink(layer, edit, event.axis, event.slice));
      return endStep(drawing, edit, 'fill-polygon', event.imageId, event.slice);
    }
    case 'box-mask': {
      const layer = drawing.layers.get(event.imageId);
      if (!layer) return noEffect;
      const { runs, axis, slice } = event;
      const edit = beginEdit(layer.mask, event.segment);
      const sink = planeSink(layer, edit, axis, slice);
      for (let k = 0; k + 2 < runs.length; k += 3) sink(runs[k]!, runs[k + 1]!, runs[k + 2]!);
      return endStep(drawing, edit, event.kind, event.imageId, slice);
    }
    case 'interpolate': {
      const layer = drawing.layers.get(event.imageId);
      if (!layer) return noEffect;
      const edit = beginEdit(layer.mask, event.segment);
      const filled = paintBetweenSlices(edit, layer.grid, event.axis);
      return endStep(drawing, edit, 'interpolate', event.imageId, filled[0] ?? 0);
    }
    case 'clear-segment': {
      const layer = drawing.layers.get(event.imageId);
      if (!layer) return noEffect;
      const edit = beginEdit(layer.mask, event.segment, true);
      const { width, height } = layer.grid;
      for (const z of slicesOf(layer.mask, event.segment)) {
        for (let y = 0; y < height; y++) paintRun(edit, z, y, 0, width - 1);
      }
      return endStep(drawing, edit, 'clear-segment', event.imageId, 0);
    }
    case 'shape':
      return setShape(drawing, event.shapeId, event.shape);
    case 'undo':
    case 'redo': {
      const maskOf = (id: string) => drawing.layers.get(id)?.mask;
      const step = travel(drawing.history, event.kind, maskOf, drawing.shapes);
      if (!step) return noEffect;
      return { imageId: step.imageId, part: null, hasShapes: step.shapes.length > 0, step };
    }
    default: {
      const never: never = event;
      return never;
    }
  }
}

/**
 * Applies events in order, as when a saved journal is read again. A stroke cut off in the middle is closed.
 *
 * @param drawing changed
 * @param events in the order they happened
 */
export function replayEvents(drawing: Drawing, events: Iterable<DrawEvent>): void {
  for (const event of events) applyEvent(drawing, event);
  closeStroke(drawing);
}

/** Stored slices are read once a stroke, since colours are turned into grey each time. */
function cachedSamples(layer: DrawLayer): (z: number) => SampleArray | null {
  const seen = new Map<number, SampleArray | null>();
  return (z) => {
    if (!seen.has(z)) seen.set(z, greySamples(layer, z));
    return seen.get(z) ?? null;
  };
}

function planeSink(layer: DrawLayer, edit: MaskEdit, axis: PlaneAxis, slice: number): RunSink {
  const { width } = planeExtent(layer.grid, axis);
  return (row, from, to) =>
    paintPlaneRun(edit, layer.grid, axis, slice, row, Math.max(0, from), Math.min(width - 1, to));
}

function addPoints(drawing: Drawing, open: OpenStroke, points: readonly number[]): DrawEffect {
  const { begin, edit } = open;
  const layer = drawing.layers.get(begin.imageId);
  if (!layer) return noEffect;
  const { grid } = layer;
  const { aspect } = planeExtent(grid, begin.axis);
  const sink = planeSink(layer, edit, begin.axis, begin.slice);
  let rect: Rect | null = null;
  for (let k = 0; k + 2 < points.length; k += 3) {
    const [u, v, radius] = [points[k]!, points[k + 1]!, points[k + 2]!];
    const [fromU, fromV] = open.last ?? [u, v];
    const [from, to] = [
      { x: fromU, y: fromV },
      { x: u, y: v },
    ];
    if (begin.isBall) {
      const [sx, sy] = grid.spacingMm ?? [1, 1];
      sweepBall(
        edit,
        grid,
        voxelOf(grid, begin.axis, begin.slice, from),
        voxelOf(grid, begin.axis, begin.slice, to),
        begin.axis === 'x' ? (radius * sy) / sx : radius,
      );
    } else {
      sweepDisc(from, to, radius, aspect, sink);
    }
    open.last = [u, v, radius];
    rect = joinRects(rect, touchedPart(from, to, radius + 1, aspect));
  }
  if (!rect) return noEffect;
  const part = { axis: begin.axis, slice: begin.slice, rect };
  return { imageId: begin.imageId, part, hasShapes: false, step: null };
}

/** Rectangle around a sweep, with a pixel to spare. */
function touchedPart(from: Point, to: Point, reach: number, aspect: number): Rect {
  const { x0, y0, x1, y1 } = boundsOf([from, to]);
  const down = reach / aspect + 1;
  return { x0: x0 - reach, y0: y0 - down, x1: x1 + reach, y1: y1 + down };
}

function closeStroke(drawing: Drawing): DrawEffect {
  const { open } = drawing;
  if (!open) return noEffect;
  drawing.open = null;
  const { begin, edit } = open;
  return endStep(drawing, edit, strokeName(begin), begin.imageId, begin.slice);
}

function endStep(
  drawing: Drawing,
  edit: MaskEdit,
  name: StepName,
  imageId: string,
  slice: number,
): DrawEffect {
  const tiles = endEdit(edit);
  if (tiles.length === 0) return noEffect;
  const step = { name, imageId, segment: edit.segment, shapeKind: null, slice, tiles, shapes: [] };
  pushStep(drawing.history, step);
  return { imageId, part: null, hasShapes: false, step };
}

function flood(
  layer: DrawLayer,
  edit: MaskEdit,
  event: Extract<DrawEvent, { kind: 'flood' }>,
): void {
  const { grid } = layer;
  const { axis, slice, at, gate, segment } = event;
  const { width, height } = planeExtent(grid, axis);
  const sink = planeSink(layer, edit, axis, slice);
  if (gate) {
    const source = { frame: (z: number) => greySamples(layer, z) };
    const grey = { ...layer.image, kind: 'grey' as const };
    const { samples } = cutPlane(grey, grid, source, axis, slice);
    const isOpen = (i: number): boolean => samples[i]! >= gate.low && samples[i]! <= gate.high;
    floodFill(isOpen, width, height, at, sink);
    return;
  }
  const isOpen = (i: number): boolean => {
    const u = i % width;
    const place = voxelOf(grid, axis, slice, { x: u + 0.5, y: (i - u) / width + 0.5 });
    const [x, y, z] = place;
    return !hasVoxel(layer.mask, segment, Math.floor(x), Math.floor(y), Math.floor(z));
  };
  // Painting closes pixels, so the runs are kept until it is known whether this is a hole.
  const runs: [number, number, number][] = [];
  const { touchesRim } = floodFill(isOpen, width, height, at, (...run) => runs.push(run));
  if (!touchesRim) for (const run of runs) sink(...run);
}

function setShape(drawing: Drawing, shapeId: string, shape: Drawing['draft']): DrawEffect {
  const before = drawing.shapes.get(shapeId) ?? null;
  if (!before && !shape) return noEffect;
  if (shape) drawing.shapes.set(shapeId, shape);
  else drawing.shapes.delete(shapeId);
  const shown = shape ?? before!;
  const step = {
    name: before ? (shape ? 'change-shape' : 'remove-shape') : 'add-shape',
    imageId: shown.imageId,
    segment: null,
    shapeKind: shown.kind,
    slice: shown.slice,
    tiles: [],
    shapes: [{ before, after: shape }],
  } as const;
  pushStep(drawing.history, step);
  return { imageId: null, part: null, hasShapes: true, step };
}
