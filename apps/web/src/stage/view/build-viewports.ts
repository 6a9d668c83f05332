import type { Drawing } from '../core/drawing.ts';
import { hangImages } from '../core/hanging.ts';
import { type PlaneDirections, sidesOf } from '../core/upright.ts';
import type { StageWords } from '../core/words.ts';
import type { StageOptions } from './stage-options.ts';
import { Viewport } from './viewport.ts';

/**
 * Makes the stage's root a grid and fills it with the viewports of the hanging protocol and a line of status.
 *
 * @param options what the stage is made of
 * @param drawing the images
 * @param words the catalogue
 */
export function buildViewports(
  options: StageOptions,
  drawing: Drawing,
  words: StageWords,
): { readonly viewports: readonly Viewport[]; readonly status: HTMLElement } {
  const { root, hanging } = options;
  root.classList.add('stage');
  root.tabIndex = 0;
  root.setAttribute('role', 'application');
  root.setAttribute('aria-label', words.stage);
  root.style.gridTemplateColumns = `repeat(${hanging.columns}, minmax(0, 1fr))`;
  root.style.gridTemplateRows = `repeat(${hanging.rows}, minmax(0, 1fr))`;
  const viewports = hangImages(hanging, options.images).map(({ viewport, image, axis }) => {
    const element = document.createElement('div');
    element.className = 'stage-viewport';
    element.dataset['viewport'] = viewport.id;
    element.setAttribute('role', 'img');
    element.setAttribute('aria-label', words.viewport(viewport.id));
    element.style.gridColumn = `${viewport.column + 1} / span ${viewport.columnSpan}`;
    element.style.gridRow = `${viewport.row + 1} / span ${viewport.rowSpan}`;
    root.append(element);
    const layer = image ? (drawing.layers.get(image.imageId) ?? null) : null;
    const made = new Viewport(
      viewport.id,
      element,
      layer,
      axis,
      viewport.isFlipped,
      viewport.plane === 'stack',
    );
    const preset = image?.presets.find(({ name }) => name === viewport.preset);
    if (preset) {
      const { centre, width } = preset;
      made.setWindow({ centre, width, shape: 'linear', isInverted: false });
    }
    return made;
  });
  const status = document.createElement('div');
  status.className = 'stage-status';
  status.setAttribute('role', 'status');
  root.append(status);
  return { viewports, status };
}

/**
 * Writes slice and window into the corner of a viewport, and the patient's sides at its edges.
 *
 * @param viewport where
 * @param words the catalogue
 */
export function showCaption(viewport: Viewport, words: StageWords): void {
  const { layer, window: grey, count, slice, caption } = viewport;
  const lines: string[] = [];
  if (!layer) lines.push(words.noImage);
  else if (viewport.isLoading) lines.push(words.loading);
  if (count > 1) lines.push(words.slice(slice + 1, count));
  if (grey && layer?.image.kind === 'grey') {
    lines.push(words.window(Math.round(grey.centre), Math.round(grey.width)));
  }
  const text = lines.join('\n');
  if (caption.textContent !== text) caption.textContent = text;
  if (viewport.directions) showSides(viewport, viewport.directions);
}

function showSides({ sides, view }: Viewport, directions: PlaneDirections): void {
  const wanted = Object.entries(sidesOf(directions, view));
  const key = wanted.join();
  if (sides.dataset['sides'] === key) return;
  sides.dataset['sides'] = key;
  sides.replaceChildren(
    ...wanted.map(([side, letter]) => {
      const one = document.createElement('span');
      one.className = `stage-side-${side}`;
      one.textContent = letter;
      return one;
    }),
  );
}
