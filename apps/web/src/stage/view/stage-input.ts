import { snapPoint } from '../core/drawing.ts';
import type { Point } from '../core/geometry.ts';
import {
  type CursorMove,
  commandsByKey,
  defaultCursorKeys,
  defaultKeyMap,
  keyName,
} from '../core/key-map.ts';
import { isDrawingTool, toolCancel, toolClose, toolDown, toolMove, toolUp } from '../core/tool.ts';
import { panView, toScreen, type View, zoomAbout } from '../core/view-transform.ts';
import { dragWindow } from '../core/window-rules.ts';
import type { WindowState } from '../core/window-table.ts';
import { listenToPointers, type PointerTarget } from './pointer-input.ts';
import type { ReaderStage } from './stage.ts';
import { runCommand } from './stage-command.ts';
import type { Viewport } from './viewport.ts';

/** What a held button does when it draws nothing. */
interface Drag {
  readonly kind: 'window' | 'pan';
  readonly from: Point;
  readonly window: WindowState | null;
  readonly view: View;
  hasMoved: boolean;
}

/**
 * Lets keys, pointers and the page's visibility act on a stage.
 *
 * @param stage the stage
 * @param signal stops listening
 */
export function listenToStage(stage: ReaderStage, signal: AbortSignal): void {
  const { root } = stage.options;
  document.addEventListener('visibilitychange', () => stage.visibilityChanged(document.hidden), {
    signal,
  });
  window.addEventListener('pagehide', () => stage.flush(), { signal });
  for (const viewport of stage.viewports) {
    listenToPointers(viewport.element, pointerTarget(stage, viewport), signal);
  }
  listenToKeys(stage, root, signal);
}

function pointerTarget(stage: ReaderStage, viewport: Viewport): PointerTarget {
  let drag: Drag | null = null;
  let strokeStart = 0;
  const here = (place: Point): Point => viewport.placeAt(place.x, place.y);
  const newId = stage.options.newId;
  return {
    down(place, button, pressure, input) {
      stage.notices.acted(input);
      stage.options.root.focus({ preventScroll: true });
      stage.active = viewport;
      stage.isKeyboardCursor = false;
      strokeStart = stage.options.now();
      const tool = button === 1 ? 'pan' : button === 2 ? 'window' : stage.tool;
      if (tool === 'window' || tool === 'pan') {
        const { window: grey, view } = viewport;
        drag = { kind: tool, from: place, window: grey, view, hasMoved: false };
        return;
      }
      const setting = stage.setting(false);
      if (!setting) return;
      const at = here(place);
      stage.apply(toolDown(stage.toolState, stage.drawing, setting, at, newId, pressure));
    },
    move(place, pressure) {
      stage.cursor = here(place);
      stage.redraw();
      if (drag) {
        const [dx, dy] = [place.x - drag.from.x, place.y - drag.from.y];
        drag.hasMoved ||= Math.abs(dx) + Math.abs(dy) > 3;
        if (!drag.hasMoved) return;
        if (drag.kind === 'pan') {
          const scale = window.devicePixelRatio || 1;
          stage.views.setView(viewport, panView(drag.view, dx * scale, dy * scale));
        } else if (drag.window) {
          const next = dragWindow(drag.window, dx, dy, viewport.element.clientHeight);
          stage.views.setWindow(viewport, { ...drag.window, ...next });
        }
        return;
      }
      if (stage.active !== viewport && stage.toolState.isDown) return;
      const setting = stage.active === viewport ? stage.setting(false) : null;
      if (!setting) return;
      const at = stage.cursor;
      stage.apply(toolMove(stage.toolState, stage.drawing, setting, at, pressure));
    },
    up(place) {
      if (drag) {
        if (!drag.hasMoved) stage.views.setCrosshair(viewport, here(place));
        drag = null;
        return;
      }
      const setting = stage.setting(false);
      if (setting) stage.apply(toolUp(stage.toolState, stage.drawing, setting, here(place)));
    },
    abandon() {
      drag = null;
      const wasStroke = stage.drawing.open !== null;
      stage.apply(toolCancel(stage.toolState, stage.drawing));
      // The first finger of a pinch left a dab behind that nobody meant.
      const isAccident = stage.options.now() - strokeStart < 300;
      if (wasStroke && isAccident) stage.apply([{ kind: 'undo' }]);
    },
    pinch(middle, dx, dy, factor) {
      const scale = window.devicePixelRatio || 1;
      const at = viewport.screenAt(middle.x, middle.y);
      const panned = panView(viewport.view, dx * scale, dy * scale);
      stage.views.setView(viewport, zoomAbout(panned, viewport.size, at, factor));
    },
    wheel(place, dy, isZoom) {
      stage.notices.acted('wheel');
      stage.active = viewport;
      if (isZoom || viewport.count <= 1) {
        const at = viewport.screenAt(place.x, place.y);
        const factor = Math.exp(-Math.max(-120, Math.min(120, dy)) / 400);
        stage.views.setView(viewport, zoomAbout(viewport.view, viewport.size, at, factor));
      } else {
        stage.views.setSlice(viewport, viewport.slice + Math.sign(dy));
      }
    },
    doubleClick() {
      stage.apply(toolClose(stage.toolState, stage.drawing));
    },
    leave() {
      if (!stage.isKeyboardCursor) stage.cursor = null;
      stage.redraw();
    },
  };
}

const cursorSteps: Readonly<Record<CursorMove, readonly [number, number]>> = {
  left: [-1, 0],
  right: [1, 0],
  up: [0, -1],
  down: [0, 1],
};

function listenToKeys(stage: ReaderStage, root: HTMLElement, signal: AbortSignal): void {
  const commands = commandsByKey(stage.options.keyMap ?? defaultKeyMap);
  const moves = new Map(
    // Object.entries widens the names of the record.
    (Object.entries(defaultCursorKeys) as [CursorMove, string][]).map(([move, key]) => [key, move]),
  );
  root.addEventListener(
    'keydown',
    (event) => {
      const name = keyName(event);
      stage.notices.acted('key');
      const move = moves.get(event.key);
      if (stage.isKeyboardCursor && move && !event.ctrlKey && !event.metaKey) {
        moveCursor(
          stage,
          cursorSteps[move],
          event.shiftKey ? 'fast' : event.altKey ? 'fine' : 'plain',
        );
        event.preventDefault();
        return;
      }
      const command = commands.get(name);
      if (command && runCommand(stage, command)) event.preventDefault();
    },
    { signal },
  );
  root.addEventListener(
    'keyup',
    (event) => {
      if (commands.get(keyName(event)) !== 'hide-overlays') return;
      stage.areOverlaysShown = true;
      stage.redraw();
    },
    { signal },
  );
  root.addEventListener(
    'blur',
    () => {
      // The key may be let go elsewhere.
      stage.areOverlaysShown = true;
      stage.redraw();
    },
    { signal },
  );
}

/** Moves the keyboard's cursor along the screen, whatever way the plane lies. */
function moveCursor(
  stage: ReaderStage,
  [dx, dy]: readonly [number, number],
  pace: 'plain' | 'fast' | 'fine',
): void {
  const { active } = stage;
  const from = stage.cursor ?? active.view.centre;
  const scale = window.devicePixelRatio || 1;
  const pixels = pace === 'fine' ? active.view.zoom : (pace === 'fast' ? 40 : 8) * scale;
  const at = panView({ ...active.view, centre: from }, -dx * pixels, -dy * pixels).centre;
  const { width, height } = active.extent;
  const kept = { x: Math.min(Math.max(at.x, 0), width), y: Math.min(Math.max(at.y, 0), height) };
  stage.cursor = kept;
  const screen = toScreen(active.matrix, kept);
  const isOutside =
    screen.x < 0 || screen.y < 0 || screen.x > active.size.width || screen.y > active.size.height;
  if (isOutside) stage.views.setView(active, { ...active.view, centre: kept });
  const setting = isDrawingTool(stage.tool) ? stage.setting() : null;
  if (setting) stage.apply(toolMove(stage.toolState, stage.drawing, setting, kept));
  else stage.views.setCrosshair(active, kept);
  const { x, y } = snapPoint(kept);
  stage.notices.say(stage.words.place(Math.floor(x) + 1, Math.floor(y) + 1));
  stage.redraw();
}
