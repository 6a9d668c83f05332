import { type SegmentMask, type TileChange, toggleChanges } from './mask.ts';
import type { StageShape, StageShapeKind } from './shape.ts';

/** What a step did; the words for it stand in the catalogue of words. */
export type StepName =
  | 'brush'
  | 'erase'
  | 'threshold-brush'
  | 'flood-fill'
  | 'fill-hole'
  | 'fill-polygon'
  | 'box-mask'
  | 'interpolate'
  | 'clear-segment'
  | 'add-shape'
  | 'change-shape'
  | 'remove-shape';

/** A shape before and after a step; null where there was none. */
export interface ShapeChange {
  readonly before: StageShape | null;
  readonly after: StageShape | null;
}

/** One step that can be undone. */
export interface Step {
  readonly name: StepName;
  readonly imageId: string;
  /** Segment from 1, null for shapes. */
  readonly segment: number | null;
  readonly shapeKind: StageShapeKind | null;
  readonly slice: number;
  readonly tiles: readonly TileChange[];
  readonly shapes: readonly ShapeChange[];
}

/** Steps done and steps undone; the last of each is the next to be undone or redone. */
export interface History {
  readonly done: Step[];
  readonly undone: Step[];
  /** Steps kept; older ones can no longer be undone. */
  readonly limit: number;
}

/**
 * A history without steps.
 *
 * @param limit steps kept, default 300
 */
export function emptyHistory(limit: number = 300): History {
  return { done: [], undone: [], limit };
}

/**
 * Adds a step that was just done; what was undone before can no longer be redone.
 *
 * @param history changed
 * @param step the step
 */
export function pushStep(history: History, step: Step): void {
  history.done.push(step);
  if (history.done.length > history.limit) history.done.shift();
  history.undone.length = 0;
}

/**
 * Undoes or redoes one step.
 *
 * @param history changed
 * @param direction which way
 * @param maskOf mask of an image
 * @param shapes all shapes by id; changed
 * @returns the step, or null when there is none
 */
export function travel(
  history: History,
  direction: 'undo' | 'redo',
  maskOf: (imageId: string) => SegmentMask | undefined,
  shapes: Map<string, StageShape>,
): Step | null {
  const [from, to] =
    direction === 'undo' ? [history.done, history.undone] : [history.undone, history.done];
  const step = from.pop();
  if (!step) return null;
  to.push(step);
  const mask = maskOf(step.imageId);
  if (mask) toggleChanges(mask, step.tiles);
  for (const { before, after } of step.shapes) {
    const [gone, here] = direction === 'undo' ? [after, before] : [before, after];
    if (here) shapes.set(here.shapeId, here);
    else if (gone) shapes.delete(gone.shapeId);
  }
  return step;
}
