import { type Command, formCommands } from '../core/key-map.ts';
import { isClosed } from '../core/shape.ts';
import { outlineOf } from '../core/shape-outline.ts';
import {
  isDrawingTool,
  type ToolKind,
  toolCancel,
  toolClose,
  toolDown,
  toolRemove,
  toolUp,
} from '../core/tool.ts';
import { flipView, oneToOne, rotateView, zoomAbout } from '../core/view-transform.ts';
import { presetsOf, windowOfExtremes } from '../core/window-rules.ts';
import type { ReaderStage } from './stage.ts';

const fastSlices = 5;

/**
 * Carries out a command on a stage: what keys do, buttons may do too.
 *
 * @param stage the stage
 * @param command which
 * @returns whether something was done, so that the key has no other meaning
 */
export function runCommand(stage: ReaderStage, command: Command): boolean {
  if (formCommands.has(command)) return stage.options.onCommand?.(command) ?? false;
  if (command.startsWith('tool-')) {
    // The commands for tools are named after them.
    stage.setTool(command.slice('tool-'.length) as ToolKind);
    return true;
  }
  if (command.startsWith('preset-')) return usePreset(stage, Number(command.slice(-1)));
  return (
    moveThrough(stage, command) ||
    changeView(stage, command) ||
    changeBrush(stage, command) ||
    changeDrawing(stage, command)
  );
}

function usePreset(stage: ReaderStage, number: number): boolean {
  const { active } = stage;
  const { layer, plane, window: grey } = active;
  if (!layer || !plane || !grey || layer.image.kind === 'rgb') return false;
  const preset = presetsOf(layer.image, windowOfExtremes(plane.samples, layer.image))[number - 1];
  if (!preset) return false;
  const { centre, width, name } = preset;
  stage.views.setWindow(active, { ...grey, centre, width }, name);
  stage.notices.say(stage.words.preset(name));
  return true;
}

function moveThrough(stage: ReaderStage, command: Command): boolean {
  const { active, viewports } = stage;
  switch (command) {
    case 'next-slice':
      stage.views.setSlice(active, active.slice + 1);
      return true;
    case 'previous-slice':
      stage.views.setSlice(active, active.slice - 1);
      return true;
    case 'next-slice-fast':
      stage.views.setSlice(active, active.slice + fastSlices);
      return true;
    case 'previous-slice-fast':
      stage.views.setSlice(active, active.slice - fastSlices);
      return true;
    case 'first-slice':
      stage.views.setSlice(active, 0);
      return true;
    case 'last-slice':
      stage.views.setSlice(active, active.count - 1);
      return true;
    case 'next-viewport':
      stage.apply(toolCancel(stage.toolState, stage.drawing));
      stage.active = viewports[(viewports.indexOf(active) + 1) % viewports.length]!;
      stage.cursor = stage.isKeyboardCursor ? stage.active.view.centre : null;
      stage.notices.say(stage.words.viewport(stage.active.id));
      stage.changed();
      return true;
    default:
      return false;
  }
}

function changeView(stage: ReaderStage, command: Command): boolean {
  const { active } = stage;
  const { view, size, window: grey } = active;
  const middle = { x: size.width / 2, y: size.height / 2 };
  switch (command) {
    case 'zoom-in':
      stage.views.setView(active, zoomAbout(view, size, middle, 1.25));
      return true;
    case 'zoom-out':
      stage.views.setView(active, zoomAbout(view, size, middle, 0.8));
      return true;
    case 'one-to-one':
      stage.views.setView(active, oneToOne(view));
      return true;
    case 'rotate':
      stage.views.setView(active, rotateView(view, 1));
      return true;
    case 'mirror':
      stage.views.setView(active, flipView(view, 'horizontal'));
      return true;
    case 'flip':
      stage.views.setView(active, flipView(view, 'vertical'));
      return true;
    case 'fit':
      active.fit();
      stage.views.setView(active, active.view);
      active.isFitted = true;
      return true;
    case 'reset-view':
      active.fit();
      stage.views.setView(active, active.view);
      active.isFitted = true;
      active.window = null;
      stage.changed();
      return true;
    case 'invert':
      if (!grey) return false;
      stage.views.setWindow(active, { ...grey, isInverted: !grey.isInverted });
      stage.notices.say(stage.words.inverted(!grey.isInverted));
      return true;
    case 'sigmoid':
      if (!grey) return false;
      stage.views.setWindow(active, {
        ...grey,
        shape: grey.shape === 'linear' ? 'sigmoid' : 'linear',
      });
      return true;
    case 'hide-overlays':
      stage.areOverlaysShown = false;
      stage.redraw();
      return true;
    default:
      return false;
  }
}

function changeBrush(stage: ReaderStage, command: Command): boolean {
  const { segments } = stage.options;
  switch (command) {
    case 'brush-smaller':
    case 'brush-larger': {
      const factor = command === 'brush-larger' ? 1.25 : 0.8;
      const shift = command === 'brush-larger' ? 0.5 : -0.5;
      stage.radius = Math.min(
        1000,
        Math.max(0.5, Math.round((stage.radius * factor + shift) * 2) / 2),
      );
      stage.notices.say(stage.words.brush(stage.radius));
      stage.changed();
      return true;
    }
    case 'brush-ball':
      stage.isBall = !stage.isBall;
      stage.notices.say(stage.words.ball(stage.isBall));
      stage.changed();
      return true;
    case 'threshold-lock':
      toggleGate(stage);
      return true;
    case 'previous-segment':
    case 'next-segment': {
      if (segments.length === 0) return false;
      const now = segments.findIndex(({ segment }) => segment === stage.segment);
      const step = command === 'next-segment' ? 1 : -1;
      const next = segments[(now + step + segments.length) % segments.length]!;
      stage.segment = next.segment;
      stage.notices.say(stage.words.segment(next.segment, next.name));
      stage.changed();
      return true;
    }
    case 'last-tool':
      stage.setTool(stage.lastTool);
      return true;
    default:
      return false;
  }
}

/** The lock keeps to the values that the window shows between black and white. */
function toggleGate(stage: ReaderStage): void {
  const { window: grey, layer } = stage.active;
  if (stage.gate || !grey || !layer) {
    stage.gate = null;
  } else {
    const { slope, intercept, kind } = layer.image;
    const isGrey = kind === 'grey';
    const stored = (value: number): number => (isGrey ? (value - intercept) / slope : value);
    const ends = [stored(grey.centre - grey.width / 2), stored(grey.centre + grey.width / 2)];
    stage.gate = { low: Math.ceil(Math.min(...ends)), high: Math.floor(Math.max(...ends)) };
  }
  stage.notices.say(stage.words.threshold(stage.gate?.low ?? null, stage.gate?.high ?? null));
  stage.changed();
}

function changeDrawing(stage: ReaderStage, command: Command): boolean {
  const { toolState, drawing, active } = stage;
  const imageId = active.layer?.image.imageId;
  switch (command) {
    case 'undo':
    case 'redo':
      stage.apply([...toolCancel(toolState, drawing), { kind: command }]);
      return true;
    case 'interpolate':
      if (imageId === undefined) return false;
      // Across the planes of this viewport; what came of it lies on other slices, so it is said.
      stage.notices.say(stage.words.noGap);
      stage.apply([{ kind: 'interpolate', imageId, segment: stage.segment, axis: active.axis }]);
      return true;
    case 'shape-to-mask':
      return fillSelected(stage);
    case 'cursor':
      stage.isKeyboardCursor = !stage.isKeyboardCursor;
      stage.cursor = stage.isKeyboardCursor ? (stage.cursor ?? active.view.centre) : null;
      stage.notices.say(stage.words.cursor(stage.isKeyboardCursor));
      stage.changed();
      return true;
    case 'cursor-place':
      return placeCursor(stage);
    case 'cursor-close':
      stage.apply(toolClose(toolState, drawing));
      return true;
    case 'cursor-cancel':
      stage.apply(toolCancel(toolState, drawing));
      return true;
    case 'remove':
      stage.apply(toolRemove(toolState, drawing));
      return true;
    default:
      return false;
  }
}

/** Paints the inside of the outline under way or of the selected shape. */
function fillSelected(stage: ReaderStage): boolean {
  const { drawing, toolState, segment } = stage;
  const shape = drawing.draft ?? drawing.shapes.get(toolState.selectedId ?? '');
  if (!shape || !isClosed(shape.kind) || shape.points.length < 2) return false;
  const { imageId, axis, slice } = shape;
  const points = outlineOf(shape);
  const fill = { kind: 'fill-polygon', imageId, axis, slice, segment, isErasing: false, points };
  stage.apply([
    ...(drawing.draft ? [{ kind: 'draft', shape: null } as const] : []),
    { ...fill, kind: 'fill-polygon' },
  ]);
  return true;
}

/** The keyboard's pen: brushes and held shapes go down and up by turns, outlines get a point. */
function placeCursor(stage: ReaderStage): boolean {
  const { toolState, drawing, cursor } = stage;
  if (!stage.isKeyboardCursor || !cursor) return false;
  if (!isDrawingTool(stage.tool)) {
    stage.views.setCrosshair(stage.active, cursor);
    return true;
  }
  const setting = stage.setting();
  if (!setting) return false;
  const isHeld = drawing.open !== null || toolState.grab !== null;
  if (isHeld) {
    stage.apply(toolUp(toolState, drawing, setting, cursor));
    stage.notices.say(stage.words.penUp);
    return true;
  }
  stage.apply(toolDown(toolState, drawing, setting, cursor, stage.options.newId));
  const staysDown = drawing.open !== null || toolState.grab !== null;
  if (staysDown) stage.notices.say(stage.words.penDown);
  else toolState.isDown = false;
  return true;
}
