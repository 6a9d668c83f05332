import { boundsOf, type Point } from '../core/geometry.ts';
import { handlesOf } from '../core/hit-test.ts';
import { colourOf } from '../core/mask-plane.ts';
import { measureShape } from '../core/measure.ts';
import { isClosed, type StageShape } from '../core/shape.ts';
import { outlineOf } from '../core/shape-outline.ts';
import { toScreen } from '../core/view-transform.ts';
import { measureText } from '../core/words.ts';
import type { Viewport } from './viewport.ts';

const namespace = 'http://www.w3.org/2000/svg';

/** What lies over the picture. */
export interface OverlayScene {
  readonly shapes: readonly StageShape[];
  /** Shapes of somebody else, shown only: dashed. */
  readonly guides?: readonly StageShape[];
  readonly draft: StageShape | null;
  readonly selectedId: string | null;
  readonly selectedVertex: number;
  /** Number of a label's colour, from 1. */
  readonly colourNumber: (label: string) => number;
  /** Where the other planes cut this one; null for none. */
  readonly crosshair: Point | null;
  /** The keyboard's cursor or the pointer over the plane. */
  readonly cursor: Point | null;
  readonly isKeyboardCursor: boolean;
  /** Radius of the brush in plane pixels; null when another tool is in hand. */
  readonly brushRadius: number | null;
  /** Page pixels per device pixel. */
  readonly scale: number;
}

function element(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/** A line drawn twice: dark and broad below, coloured above, so that it shows on any grey. */
function twice(
  name: string,
  attributes: Record<string, string | number>,
  colour: string,
  broad: number,
) {
  const common = { ...attributes, fill: 'none', 'stroke-linejoin': 'round' };
  return [
    element(name, { ...common, stroke: '#000', 'stroke-opacity': 0.6, 'stroke-width': broad + 2 }),
    element(name, { ...common, stroke: colour, 'stroke-width': broad }),
  ];
}

/**
 * Draws shapes, handles, measures, crosshair and cursor as SVG in page pixels.
 *
 * @param viewport where
 * @param scene what
 */
export function drawOverlay(viewport: Viewport, scene: OverlayScene): void {
  const { overlay, matrix, size } = viewport;
  const { scale } = scene;
  const onPage = (point: Point): Point => {
    const { x, y } = toScreen(matrix, point);
    return { x: x * scale, y: y * scale };
  };
  const parts: SVGElement[] = [];
  const { crosshair, cursor, brushRadius } = scene;
  const [width, height] = [size.width * scale, size.height * scale];
  overlay.setAttribute('viewBox', `0 0 ${width} ${height}`);
  if (crosshair) {
    const { x, y } = onPage(crosshair);
    const lines = `M0 ${y}H${x - 12}M${x + 12} ${y}H${width}M${x} 0V${y - 12}M${x} ${y + 12}V${height}`;
    parts.push(...twice('path', { d: lines, class: 'stage-crosshair' }, '#56b4e9', 1));
  }
  for (const guide of scene.guides ?? []) {
    parts.push(...shapeParts(viewport, guide, scene, onPage, false, true));
  }
  for (const shape of scene.shapes) {
    if (shape.shapeId === scene.draft?.shapeId) continue;
    parts.push(...shapeParts(viewport, shape, scene, onPage, false));
  }
  if (scene.draft) parts.push(...shapeParts(viewport, scene.draft, scene, onPage, true));
  if (cursor) {
    const { x, y } = onPage(cursor);
    if (brushRadius !== null) {
      const r = Math.max(1, brushRadius * viewport.view.zoom * scale);
      parts.push(...twice('circle', { cx: x, cy: y, r, class: 'stage-brush' }, '#fff', 1));
    }
    if (scene.isKeyboardCursor) {
      const d = `M${x - 14} ${y}H${x - 3}M${x + 3} ${y}H${x + 14}M${x} ${y - 14}V${y - 3}M${x} ${y + 3}V${y + 14}`;
      parts.push(...twice('path', { d, class: 'stage-cursor' }, '#f0e442', 2));
    }
  }
  overlay.replaceChildren(...parts);
}

function shapeParts(
  viewport: Viewport,
  shape: StageShape,
  scene: OverlayScene,
  onPage: (point: Point) => Point,
  isDraft: boolean,
  isGuide: boolean = false,
): SVGElement[] {
  const colour = colourOf(scene.colourNumber(shape.label));
  const outline = outlineOf(shape).map(onPage);
  const isSelected = shape.shapeId === scene.selectedId;
  const parts: SVGElement[] = [];
  const d = outline
    .map(({ x, y }, k) => `${k ? 'L' : 'M'}${x.toFixed(2)} ${y.toFixed(2)}`)
    .join('');
  const isOpen = !isClosed(shape.kind) || (isDraft && shape.kind === 'polygon');
  if (outline.length > 1) {
    const dash = isDraft || isGuide ? { 'stroke-dasharray': isGuide ? '2 4' : '6 4' } : {};
    const line = { d: isOpen ? d : `${d}Z`, class: `stage-shape stage-${shape.kind}`, ...dash };
    parts.push(...twice('path', line, colour, isSelected ? 3 : 2));
  }
  if (shape.kind === 'point') {
    const { x, y } = outline[0]!;
    const cross = `M${x - 6} ${y}H${x + 6}M${x} ${y - 6}V${y + 6}`;
    parts.push(...twice('path', { d: cross, class: 'stage-shape stage-point' }, colour, 2));
  }
  if (isSelected || isDraft) {
    handlesOf(shape).forEach((handle, k) => {
      const { x, y } = onPage(handle);
      const isHeld = isSelected && k === scene.selectedVertex;
      const square = { x: x - 4, y: y - 4, width: 8, height: 8, stroke: '#000' };
      parts.push(element('rect', { ...square, fill: isHeld ? '#fff' : colour }));
    });
  }
  const text = measureText(measureShape(shape, viewport.extent.spacingMm));
  if (text && outline.length > 0) {
    const bounds = boundsOf(outline);
    const label = element('text', {
      x: bounds.x1 + 6,
      y: bounds.y1 + 6,
      fill: colour,
      stroke: '#000',
      'stroke-width': 3,
      'paint-order': 'stroke',
      class: 'stage-measure',
    });
    label.textContent = text;
    parts.push(label);
  }
  return parts;
}
