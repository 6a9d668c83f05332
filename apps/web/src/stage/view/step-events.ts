import { answerShape, maskId, stepRuns } from '../core/answer-shapes.ts';
import type { DrawEvent } from '../core/draw-event.ts';
import type { Drawing } from '../core/drawing.ts';
import type { Step } from '../core/history.ts';
import type { StageEvent, StageSegment } from './stage-options.ts';

/** A reader's event without its time. */
type Told = { readonly [K in StageEvent['kind']]: Omit<Extract<StageEvent, { kind: K }>, 'atMs'> };

/**
 * What a step means for the answers: pixels switched on and off, shapes drawn or taken away.
 *
 * @param drawing the drawing right after the step
 * @param step the step
 * @param kind the event that did it: undoing and redoing are steps too
 * @param segments which answers the segments belong to
 */
export function stepEvents(
  drawing: Drawing,
  step: Step,
  kind: DrawEvent['kind'],
  segments: readonly StageSegment[],
): (Told['stroke'] | Told['shape'] | Told['remove-shape'])[] {
  const name = kind === 'undo' || kind === 'redo' ? `${kind} ${step.name}` : step.name;
  const events: (Told['stroke'] | Told['shape'] | Told['remove-shape'])[] = [];
  const names = segments.find(({ segment }) => segment === step.segment);
  const mask = drawing.layers.get(step.imageId)?.mask;
  if (names && mask) {
    const { questionId, label } = names;
    const shapeId = maskId(drawing, names, step.imageId);
    const { width, height } = mask;
    const head = { questionId, shapeId, label, imageId: step.imageId, width, height, step: name };
    for (const runs of stepRuns(drawing, step)) {
      events.push({ kind: 'stroke', payload: { ...head, ...runs } });
    }
  }
  for (const { before, after } of step.shapes) {
    const now = kind === 'undo' ? before : after;
    const shape = now && answerShape(now);
    const { shapeId, questionId } = (before ?? after)!; // a change has at least one side
    if (shape) events.push({ kind: 'shape', payload: { questionId, shape, step: name } });
    else if (!now) {
      events.push({ kind: 'remove-shape', payload: { questionId, shapeId, step: name } });
    }
  }
  return events;
}
