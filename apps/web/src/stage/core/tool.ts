import type { DrawEvent } from './draw-event.ts';
import { type Drawing, snapPoint } from './drawing.ts';
import { insertVertex, moveShape, moveVertex, removeVertex } from './edit-shape.ts';
import type { Point } from './geometry.ts';
import { hitTest } from './hit-test.ts';
import { isWhole, pointCounts, type StageShape, type StageShapeKind } from './shape.ts';
import type { PlaneAxis } from './volume.ts';

/** The tools of the stage. */
export type ToolKind =
  | 'window'
  | 'pan'
  | 'select'
  | 'brush'
  | 'erase'
  | 'fill'
  | 'box-mask'
  | StageShapeKind;

/** Where and with what a tool works. */
export interface ToolSetting {
  readonly tool: ToolKind;
  readonly imageId: string;
  readonly axis: PlaneAxis;
  readonly slice: number;
  readonly segment: number;
  /** Plane pixels along x. */
  readonly radius: number;
  readonly isBall: boolean;
  readonly gate: { readonly low: number; readonly high: number } | null;
  readonly questionId: string;
  readonly label: string;
  /** How near counts as on, plane pixels along x. */
  readonly reach: number;
  /** Height over width of a pixel. */
  readonly aspect: number;
}

/** What a tool remembers between pointer events. */
export interface ToolState {
  isDown: boolean;
  /** Shape under change, what part of it, and where the pointer took hold. */
  grab: { readonly shape: StageShape; readonly index: number; readonly from: Point } | null;
  /** The shape that was touched last; the remove key takes it away. */
  selectedId: string | null;
  /** Vertex of that shape, -1 for the whole. */
  selectedVertex: number;
}

/** A tool at rest. */
export function idleTool(): ToolState {
  return { isDown: false, grab: null, selectedId: null, selectedVertex: -1 };
}

/**
 * Whether a tool changes what is drawn.
 *
 * @param tool a tool
 */
export function isDrawingTool(tool: ToolKind): boolean {
  return tool !== 'window' && tool !== 'pan';
}

function isShapeKind(tool: ToolKind): tool is StageShapeKind {
  return tool in pointCounts;
}

function distance(a: Point, b: Point, aspect: number): number {
  const [dx, dy] = [b.x - a.x, (b.y - a.y) * aspect];
  return Math.sqrt(dx * dx + dy * dy);
}

function draftOf(drawing: Drawing, setting: ToolSetting): StageShape | null {
  const { draft } = drawing;
  const isHere =
    draft?.imageId === setting.imageId &&
    draft.axis === setting.axis &&
    draft.slice === setting.slice &&
    draft.kind === setting.tool;
  return isHere ? draft : null;
}

/**
 * The pointer goes down, or the keyboard's cursor is set.
 *
 * @param state changed
 * @param drawing what is drawn
 * @param setting where and with what
 * @param place plane pixels
 * @param newId makes the id of a new shape
 * @param pressure of a pen, 0 to 1; 1 for others
 * @returns events to apply, in order
 */
export function toolDown(
  state: ToolState,
  drawing: Drawing,
  setting: ToolSetting,
  place: Point,
  newId: () => string,
  pressure: number = 1,
): DrawEvent[] {
  const at = snapPoint(place);
  const { tool, imageId, axis, slice, segment, gate, isBall } = setting;
  state.isDown = true;
  if (tool === 'brush' || tool === 'erase') {
    const isErasing = tool === 'erase';
    return [
      { kind: 'stroke-begin', imageId, axis, slice, segment, isErasing, isBall, gate },
      strokePoint(setting, at, pressure),
    ];
  }
  if (tool === 'fill') return [{ kind: 'flood', imageId, axis, slice, segment, at, gate }];
  if (tool === 'select') return takeHold(state, drawing, setting, at);
  if (!isShapeKind(tool)) return [];
  const draft = draftOf(drawing, setting);
  const points = draft?.points ?? [];
  const { fixed } = pointCounts[tool];
  if (fixed === null && draft) {
    const nearFirst = distance(points[0]!, at, setting.aspect) <= setting.reach;
    if (nearFirst && isWhole(draft)) return finish(state, draft);
    const nearLast = distance(points.at(-1)!, at, setting.aspect) <= setting.reach / 4;
    return nearLast ? [] : [{ kind: 'draft', shape: { ...draft, points: [...points, at] } }];
  }
  if (!draft) {
    const { questionId, label } = setting;
    const head = { shapeId: newId(), kind: tool, questionId, label, imageId, axis, slice };
    // Shapes with a second point show it under the pointer from the start.
    const first = fixed !== null && fixed > 1 ? [at, at] : [at];
    const shape: StageShape = { ...head, points: first };
    return fixed === 1 ? finish(state, shape) : [{ kind: 'draft', shape }];
  }
  return nextPoint(state, draft, at, fixed ?? 1);
}

/** Sets the moving last point of a draft and finishes or goes on to the next. */
function nextPoint(state: ToolState, draft: StageShape, at: Point, fixed: number): DrawEvent[] {
  const points = [...draft.points.slice(0, -1), at];
  if (points.length === fixed) return finish(state, { ...draft, points });
  return [{ kind: 'draft', shape: { ...draft, points: [...points, at] } }];
}

/**
 * The pointer moves, down or not.
 *
 * @param state changed
 * @param drawing what is drawn
 * @param setting where and with what
 * @param place plane pixels
 * @param pressure of a pen, 0 to 1; 1 for others
 */
export function toolMove(
  state: ToolState,
  drawing: Drawing,
  setting: ToolSetting,
  place: Point,
  pressure: number = 1,
): DrawEvent[] {
  const at = snapPoint(place);
  const { tool } = setting;
  if (tool === 'brush' || tool === 'erase') {
    return state.isDown && drawing.open ? [strokePoint(setting, at, pressure)] : [];
  }
  if (state.grab) return [{ kind: 'draft', shape: moved(state.grab, at) }];
  if (!isShapeKind(tool)) return [];
  const draft = draftOf(drawing, setting);
  if (!draft) return [];
  if (pointCounts[tool].fixed !== null) {
    return [{ kind: 'draft', shape: { ...draft, points: [...draft.points.slice(0, -1), at] } }];
  }
  // Held down, an outline follows the pointer freehand.
  const isFar = distance(draft.points.at(-1)!, at, setting.aspect) >= setting.reach;
  return state.isDown && isFar
    ? [{ kind: 'draft', shape: { ...draft, points: [...draft.points, at] } }]
    : [];
}

/**
 * The pointer goes up.
 *
 * @param state changed
 * @param drawing what is drawn
 * @param setting where and with what
 * @param place plane pixels
 */
export function toolUp(
  state: ToolState,
  drawing: Drawing,
  setting: ToolSetting,
  place: Point,
): DrawEvent[] {
  const at = snapPoint(place);
  const { tool, reach, aspect } = setting;
  state.isDown = false;
  if (tool === 'brush' || tool === 'erase') return drawing.open ? [{ kind: 'stroke-end' }] : [];
  if (state.grab) {
    const shape = moved(state.grab, at);
    const isSame = JSON.stringify(shape) === JSON.stringify(state.grab.shape);
    state.grab = null;
    const drop: DrawEvent = { kind: 'draft', shape: null };
    return isSame ? [drop] : [drop, { kind: 'shape', shapeId: shape.shapeId, shape }];
  }
  if (!isShapeKind(tool)) return [];
  const draft = draftOf(drawing, setting);
  const isDragged =
    draft && pointCounts[tool].fixed === 2 && distance(draft.points[0]!, at, aspect) > reach / 2;
  return isDragged ? nextPoint(state, draft, at, 2) : [];
}

/**
 * Ends an outline under way: a double click, or the closing key.
 *
 * @param state changed
 * @param drawing what is drawn
 */
export function toolClose(state: ToolState, drawing: Drawing): DrawEvent[] {
  const { draft } = drawing;
  if (!draft || state.grab) return [];
  return isWhole(draft) ? finish(state, draft) : [];
}

/**
 * Gives up what is under way: an outline, a change of a shape; a stroke ends where it is.
 *
 * @param state changed
 * @param drawing what is drawn
 */
export function toolCancel(state: ToolState, drawing: Drawing): DrawEvent[] {
  state.isDown = false;
  state.grab = null;
  const events: DrawEvent[] = [];
  if (drawing.open) events.push({ kind: 'stroke-end' });
  if (drawing.draft) events.push({ kind: 'draft', shape: null });
  return events;
}

/**
 * Takes away the last point of an outline under way, else the selected vertex, else the selected shape.
 *
 * @param state changed
 * @param drawing what is drawn
 */
export function toolRemove(state: ToolState, drawing: Drawing): DrawEvent[] {
  const { draft } = drawing;
  if (draft && !state.grab) {
    const points = draft.points.slice(0, -1);
    return [{ kind: 'draft', shape: points.length > 0 ? { ...draft, points } : null }];
  }
  const shape = state.selectedId === null ? undefined : drawing.shapes.get(state.selectedId);
  if (!shape) return [];
  const rest = state.selectedVertex >= 0 ? removeVertex(shape, state.selectedVertex) : null;
  state.selectedVertex = -1;
  if (!rest) state.selectedId = null;
  return [{ kind: 'shape', shapeId: shape.shapeId, shape: rest }];
}

function strokePoint(setting: ToolSetting, at: Point, pressure: number): DrawEvent {
  // A light pen still paints a third of the width.
  const share = (1 + 2 * Math.min(1, Math.max(0, pressure))) / 3;
  const radius = Math.round(setting.radius * share * 16) / 16;
  return { kind: 'stroke-points', points: [at.x, at.y, radius] };
}

function finish(state: ToolState, shape: StageShape): DrawEvent[] {
  state.selectedId = shape.shapeId;
  state.selectedVertex = -1;
  return [
    { kind: 'draft', shape: null },
    { kind: 'shape', shapeId: shape.shapeId, shape },
  ];
}

function moved(grab: NonNullable<ToolState['grab']>, at: Point): StageShape {
  const { shape, index, from } = grab;
  if (index >= 0) return moveVertex(shape, index, at);
  return moveShape(shape, at.x - from.x, at.y - from.y);
}

function takeHold(
  state: ToolState,
  drawing: Drawing,
  setting: ToolSetting,
  at: Point,
): DrawEvent[] {
  const here = [...drawing.shapes.values()].filter(
    (shape) =>
      shape.imageId === setting.imageId &&
      shape.axis === setting.axis &&
      shape.slice === setting.slice,
  );
  const hit = hitTest(here, at, setting.reach, setting.aspect);
  state.selectedId = hit?.shape.shapeId ?? null;
  state.selectedVertex = hit?.part === 'vertex' ? hit.index : -1;
  if (!hit) return [];
  const { shape } = hit;
  if (hit.part === 'edge' && pointCounts[shape.kind].fixed === null) {
    const grown = insertVertex(shape, hit.index, at);
    state.selectedVertex = hit.index + 1;
    state.grab = { shape: grown, index: hit.index + 1, from: at };
    return [{ kind: 'shape', shapeId: shape.shapeId, shape: grown }];
  }
  state.grab = { shape, index: hit.part === 'vertex' ? hit.index : -1, from: at };
  return [];
}
