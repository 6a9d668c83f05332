import type { MaskShape, Shape } from '@equipoise/domain';
import { fail } from '../../errors.ts';
import type { Drawing } from './drawing.ts';
import type { Step } from './history.ts';
import {
  beginEdit,
  endEdit,
  paintRun,
  segmentSlice,
  slicesOf,
  tilePlace,
  tileSide,
} from './mask.ts';
import { unpackRuns } from './run-length.ts';
import { boxCorners, type StageShape } from './shape.ts';
import { outlineOf } from './shape-outline.ts';

/**
 * A drawn shape as an answer holds it. Ellipses become their outline, angles a line of three points.
 *
 * @param shape a whole shape
 * @returns null for shapes on resliced planes, which no answer holds
 */
export function answerShape(shape: StageShape): Shape | null {
  if (shape.axis !== 'z') return null;
  const { shapeId, label, imageId, slice: frame, points, kind } = shape;
  const head = { shapeId, label, imageId, frame };
  const pairs = (list: StageShape['points']) => list.map(({ x, y }) => [x, y] as const);
  switch (kind) {
    case 'box': {
      const [from, , to] = boxCorners(points);
      const { x, y } = from!;
      return { kind: 'box', ...head, x, y, width: to!.x - x, height: to!.y - y };
    }
    case 'polygon':
      return { kind: 'polygon', ...head, points: pairs(points), edge: 'straight' };
    case 'spline':
      return { kind: 'polygon', ...head, points: pairs(points), edge: 'spline' };
    case 'ellipse':
      return { kind: 'polygon', ...head, points: pairs([...outlineOf(shape)]), edge: 'straight' };
    case 'point':
      return { kind: 'point', ...head, x: points[0]!.x, y: points[0]!.y };
    case 'line':
    case 'angle':
      return { kind: 'line', ...head, points: pairs(points) };
    default: {
      const never: never = kind;
      return never;
    }
  }
}

/**
 * An answer's shape as the stage draws it; masks have no such shape.
 *
 * @param shape from an answer
 * @param questionId the question it answers
 */
export function stageShape(shape: Exclude<Shape, MaskShape>, questionId: string): StageShape {
  const { shapeId, label, imageId, frame: slice } = shape;
  const head = { shapeId, questionId, label, imageId, axis: 'z', slice } as const;
  switch (shape.kind) {
    case 'box': {
      const { x, y, width, height } = shape;
      return {
        ...head,
        kind: 'box',
        points: [
          { x, y },
          { x: x + width, y: y + height },
        ],
      };
    }
    case 'point':
      return { ...head, kind: 'point', points: [{ x: shape.x, y: shape.y }] };
    case 'polygon':
    case 'line': {
      const points = shape.points.map(([x, y]) => ({ x, y }));
      if (shape.kind === 'polygon') {
        return { ...head, kind: shape.edge === 'spline' ? 'spline' : 'polygon', points };
      }
      return { ...head, kind: points.length === 3 ? 'angle' : 'line', points };
    }
    default: {
      const never: never = shape;
      return never;
    }
  }
}

/**
 * A segment as an answer holds it.
 *
 * @param drawing the drawing
 * @param imageId the image
 * @param segment from 1
 * @param names id and label of the answer's shape
 * @returns null when no voxel is set
 */
export function answerMask(
  drawing: Drawing,
  imageId: string,
  segment: number,
  names: { readonly shapeId: string; readonly label: string },
): MaskShape | null {
  const mask = drawing.layers.get(imageId)?.mask;
  const slices = mask ? slicesOf(mask, segment) : [];
  if (!mask || slices.length === 0) return null;
  const frames = slices.map((frame) => {
    const cells = segmentSlice(mask, segment, frame);
    const runs: number[] = [];
    let value = 0;
    let start = 0;
    for (let i = 0; i < cells.length; i++) {
      if (cells[i] === value) continue;
      runs.push(i - start);
      start = i;
      value = 1 - value;
    }
    // The run to the end of the frame is written only when it is on.
    if (value === 1) runs.push(cells.length - start);
    return { frame, runs };
  });
  const { width, height } = mask;
  return { kind: 'mask', ...names, imageId, width, height, frames };
}

/** What a step switched on and off in one frame, as start and length of runs, row by row. */
export interface FrameRuns {
  readonly frame: number;
  readonly on: readonly number[];
  readonly off: readonly number[];
}

/**
 * What a step has just done to its segment, frame by frame.
 *
 * @param drawing the drawing right after the step was done, undone or redone
 * @param step that step
 */
export function stepRuns(drawing: Drawing, step: Step): FrameRuns[] {
  const mask = drawing.layers.get(step.imageId)?.mask;
  if (!mask || step.segment === null) return [];
  const bit = 1 << ((step.segment - 1) & 7);
  const frames = new Map<number, { on: number[]; off: number[] }>();
  // Tiles come by rising key; runs are gathered per row and sorted, since rows cross several tiles.
  for (const { key, xor } of step.tiles) {
    const { z, tileY, tileX } = tilePlace(mask, key);
    const runs = frames.get(z) ?? { on: [], off: [] };
    frames.set(z, runs);
    const changed = unpackRuns(xor, tileSide * tileSide);
    const now = mask.tiles.get(key);
    for (let y = 0; y < tileSide; y++) {
      const base = (tileY * tileSide + y) * mask.width + tileX * tileSide;
      for (let x = 0; x < tileSide; ) {
        const i = y * tileSide + x;
        if (!(changed[i]! & bit)) {
          x++;
          continue;
        }
        const isOn = ((now?.[i] ?? 0) & bit) !== 0;
        let end = x + 1;
        while (
          end < tileSide &&
          changed[y * tileSide + end]! & bit &&
          (((now?.[y * tileSide + end] ?? 0) & bit) !== 0) === isOn
        ) {
          end++;
        }
        (isOn ? runs.on : runs.off).push(base + x, end - x);
        x = end;
      }
    }
  }
  return [...frames]
    .sort(([a], [b]) => a - b)
    .map(([frame, { on, off }]) => ({ frame, on: joinRuns(on), off: joinRuns(off) }));
}

function joinRuns(flat: readonly number[]): number[] {
  const pairs: [number, number][] = [];
  for (let k = 0; k < flat.length; k += 2) pairs.push([flat[k]!, flat[k + 1]!]);
  pairs.sort(([a], [b]) => a - b);
  const out: number[] = [];
  for (const [start, count] of pairs) {
    const last = out.length - 1;
    if (last > 0 && out[last - 1]! + out[last]! === start) out[last]! += count;
    else out.push(start, count);
  }
  return out;
}

/** The answer that a segment belongs to. */
export interface SegmentNames {
  /** From 1. */
  readonly segment: number;
  readonly questionId: string;
  /** Id of the answer's mask. */
  readonly shapeId: string;
  readonly label: string;
}

/**
 * Id of a segment's mask on one image: where a case has several images, each has a mask of its own.
 *
 * @param drawing the drawing
 * @param names the segment
 * @param imageId the image
 */
export function maskId(
  drawing: Pick<Drawing, 'layers'>,
  names: Pick<SegmentNames, 'shapeId'>,
  imageId: string,
): string {
  return drawing.layers.size > 1 ? `${names.shapeId}@${imageId}` : names.shapeId;
}

/** A shape and the question it answers. */
export interface AnsweredShape {
  readonly questionId: string;
  readonly shape: Shape;
}

/**
 * Everything drawn, as answers hold it: shapes by id, then masks by segment and image.
 *
 * @param drawing the drawing
 * @param segments which answers the segments belong to
 */
export function drawnAnswers(drawing: Drawing, segments: readonly SegmentNames[]): AnsweredShape[] {
  const answers: AnsweredShape[] = [];
  const shapes = [...drawing.shapes.values()].sort((a, b) => (a.shapeId < b.shapeId ? -1 : 1));
  for (const drawn of shapes) {
    const shape = answerShape(drawn);
    if (shape) answers.push({ questionId: drawn.questionId, shape });
  }
  for (const { segment, questionId, shapeId, label } of segments) {
    for (const imageId of drawing.layers.keys()) {
      const id = maskId(drawing, { shapeId }, imageId);
      const shape = answerMask(drawing, imageId, segment, { shapeId: id, label });
      if (shape) answers.push({ questionId, shape });
    }
  }
  return answers;
}

/**
 * Puts answers into a drawing: to go on with them, or to lay those of several readers over each other.
 * The history does not know of them.
 *
 * @param drawing changed
 * @param answers shapes and masks
 * @param segmentOf segment that a mask is painted into, from 1
 * @throws web/bad-document when a mask does not fit its image
 */
export function loadAnswers(
  drawing: Drawing,
  answers: readonly AnsweredShape[],
  segmentOf: (answer: AnsweredShape) => number,
): void {
  for (const answer of answers) {
    const { shape, questionId } = answer;
    if (shape.kind === 'mask') paintMask(drawing, shape, segmentOf(answer));
    else drawing.shapes.set(shape.shapeId, stageShape(shape, questionId));
  }
}

function paintMask(drawing: Drawing, shape: MaskShape, segment: number): void {
  const mask = drawing.layers.get(shape.imageId)?.mask;
  if (!mask || mask.width !== shape.width || mask.height !== shape.height) {
    fail('web/bad-document', 'A mask does not fit its image.', 'Load the image it was drawn on.');
  }
  const { width } = mask;
  const edit = beginEdit(mask, segment);
  for (const { frame, runs } of shape.frames) {
    let at = 0;
    for (const [k, count] of runs.entries()) {
      const end = at + count;
      // Runs go on over the ends of rows.
      while (k % 2 === 1 && at < end) {
        const row = Math.floor(at / width);
        const stop = Math.min(end, (row + 1) * width);
        paintRun(edit, frame, row, at - row * width, stop - 1 - row * width);
        at = stop;
      }
      at = end;
    }
  }
  endEdit(edit);
}
