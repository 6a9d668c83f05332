import type { Point } from '../core/geometry.ts';

/** What pointers ask for; places are page pixels. */
export interface PointerTarget {
  down(place: Point, button: number, pressure: number, input: 'pointer' | 'touch' | 'pen'): void;
  move(place: Point, pressure: number): void;
  up(place: Point): void;
  /** A second finger came: what the first one began is to be given up. */
  abandon(): void;
  /** Two fingers: their middle moved and their distance changed by a factor. */
  pinch(middle: Point, dx: number, dy: number, factor: number): void;
  wheel(place: Point, dy: number, isZoom: boolean): void;
  doubleClick(): void;
  leave(): void;
}

function placeOf(event: MouseEvent): Point {
  return { x: event.clientX, y: event.clientY };
}

function pressureOf(event: PointerEvent): number {
  // A mouse states half or no pressure; only pens weigh the stroke.
  return event.pointerType === 'pen' && event.pressure > 0 ? event.pressure : 1;
}

/**
 * Listens to mouse, pen, touch and wheel on an element.
 *
 * @param element a viewport's element; it must have `touch-action: none`
 * @param target what to do
 * @param signal stops listening
 */
export function listenToPointers(
  element: HTMLElement,
  target: PointerTarget,
  signal: AbortSignal,
): void {
  const held = new Map<number, Point>();
  const ends = (): [Point, Point] => {
    const [a, b] = [...held.values()];
    return [a!, b!];
  };
  const spread = ([a, b]: [Point, Point]): number => Math.hypot(a.x - b.x, a.y - b.y);
  let isPinching = false;
  let penId: number | null = null;
  const on = <K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (event: HTMLElementEventMap[K]) => void,
    options: AddEventListenerOptions = {},
  ): void => element.addEventListener(type, listener, { signal, ...options });

  on('pointerdown', (event) => {
    // A hand that rests beside the pen is no finger that wants something.
    if (penId !== null && event.pointerType === 'touch') return;
    if (event.pointerType === 'pen') penId = event.pointerId;
    held.set(event.pointerId, placeOf(event));
    try {
      element.setPointerCapture(event.pointerId);
    } catch {
      // A pointer that is gone already cannot be captured; nothing is lost.
    }
    if (event.pointerType === 'touch' && held.size === 2) {
      isPinching = true;
      target.abandon();
    } else if (held.size === 1) {
      const input = event.pointerType === 'mouse' ? 'pointer' : event.pointerType;
      const kind = input === 'touch' || input === 'pen' ? input : 'pointer';
      target.down(placeOf(event), event.button, pressureOf(event), kind);
    }
  });
  on('pointermove', (event) => {
    if (isPinching && held.has(event.pointerId) && held.size === 2) {
      const before = ends();
      held.set(event.pointerId, placeOf(event));
      const after = ends();
      const middle = { x: (after[0].x + after[1].x) / 2, y: (after[0].y + after[1].y) / 2 };
      const dx = middle.x - (before[0].x + before[1].x) / 2;
      const dy = middle.y - (before[0].y + before[1].y) / 2;
      target.pinch(middle, dx, dy, spread(after) / Math.max(spread(before), 1));
      return;
    }
    if (isPinching || (event.pointerType === 'touch' && !held.has(event.pointerId))) return;
    if (held.has(event.pointerId)) held.set(event.pointerId, placeOf(event));
    // The browser joins moves between two pictures; a brush wants them all.
    const steps = event.getCoalescedEvents?.() ?? [];
    for (const step of steps.length > 0 ? steps : [event]) {
      target.move(placeOf(step), pressureOf(step));
    }
  });
  const release = (event: PointerEvent): void => {
    const wasHeld = held.delete(event.pointerId);
    if (event.pointerId === penId) penId = null;
    if (isPinching) {
      if (held.size === 0) isPinching = false;
    } else if (wasHeld) {
      target.up(placeOf(event));
    }
  };
  on('pointerup', release);
  on('pointercancel', release);
  on('pointerleave', () => target.leave());
  on('dblclick', () => target.doubleClick());
  on('contextmenu', (event) => event.preventDefault());
  on(
    'wheel',
    (event) => {
      event.preventDefault();
      target.wheel(placeOf(event), event.deltaY, event.ctrlKey);
    },
    { passive: false },
  );
}
