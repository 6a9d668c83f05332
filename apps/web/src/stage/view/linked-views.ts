import { type Coverage, emptyCoverage, noteSeen, seenFrames } from '../core/coverage.ts';
import type { Drawing } from '../core/drawing.ts';
import type { Point } from '../core/geometry.ts';
import { linkedViewports } from '../core/hanging.ts';
import { type View, visibleRect } from '../core/view-transform.ts';
import { voxelOf } from '../core/volume.ts';
import type { WindowState } from '../core/window-table.ts';
import type { StageWords } from '../core/words.ts';
import { type Crosshair, placeIn, samePlane, voxelFor } from './crosshair.ts';
import type { FrameStore } from './frame-store.ts';
import type { StageNotices } from './stage-notices.ts';
import type { StageOptions } from './stage-options.ts';
import type { Viewport } from './viewport.ts';

/** What linked views need of their stage. */
export interface ViewsOwner {
  readonly options: StageOptions;
  readonly words: StageWords;
  readonly drawing: Drawing;
  readonly viewports: readonly Viewport[];
  readonly notices: StageNotices;
  store(imageId: string): FrameStore;
  redraw(): void;
  changed(): void;
}

/** What the viewports show, with those that follow by the hanging protocol, and a log of what was seen. */
export class LinkedViews {
  readonly coverage: Coverage = emptyCoverage();
  crosshair: Crosshair | null = null;
  readonly #stage: ViewsOwner;
  #seenSince: number;

  /**
   * @param stage the stage that the views belong to
   */
  constructor(stage: ViewsOwner) {
    this.#stage = stage;
    this.#seenSince = stage.options.now();
  }

  /**
   * Fetches what a viewport shows, and what comes next.
   *
   * @param viewport where
   */
  want(viewport: Viewport): void {
    const id = viewport.layer?.image.imageId;
    if (id === undefined) return;
    if (viewport.axis === 'z') this.#stage.store(id).want(viewport.slice);
    else
      this.#stage
        .store(id)
        .requestAll()
        .catch(() => this.#stage.notices.say(this.#stage.words.failed));
  }

  /**
   * Where the crosshair stands in a viewport.
   *
   * @param viewport where
   * @returns plane pixels, or null for none
   */
  crosshairOn(viewport: Viewport): Point | null {
    const link = this.#stage.options.hanging.viewports.find(({ id }) => id === viewport.id)?.link;
    if (!this.crosshair || !link?.what.includes('crosshair')) return null;
    return (
      placeIn(viewport, voxelFor(viewport, this.#stage.drawing, this.crosshair))?.point ?? null
    );
  }

  #linked(viewport: Viewport, what: 'slice' | 'zoom' | 'window' | 'crosshair'): Viewport[] {
    const ids = linkedViewports(this.#stage.options.hanging, viewport.id, what);
    return this.#stage.viewports.filter(({ id, layer }) => layer && ids.includes(id));
  }

  /**
   * Sets grey levels, also of linked viewports.
   *
   * @param viewport where
   * @param grey the window
   * @param preset name of the preset; null when dragged
   */
  setWindow(viewport: Viewport, grey: WindowState, preset: string | null = null): void {
    for (const one of [viewport, ...this.#linked(viewport, 'window')]) one.setWindow(grey);
    this.#stage.notices.whenAtRest(`window-${viewport.id}`, () =>
      this.tellWindow(viewport, preset),
    );
    this.#stage.changed();
  }

  /**
   * Hands on the window of a viewport.
   *
   * @param viewport where
   * @param preset name of the preset; null when dragged
   */
  tellWindow(viewport: Viewport, preset: string | null): void {
    const { window: grey, layer } = viewport;
    if (!grey || !layer) return;
    const { centre, width, isInverted } = grey;
    const head = { viewport: viewport.id, imageId: layer.image.imageId };
    this.#stage.notices.tell('window', { ...head, centre, width, isInverted, preset });
  }

  /**
   * Sets how a plane lies; linked viewports follow in proportion.
   *
   * @param viewport where
   * @param view the view
   */
  setView(viewport: Viewport, view: View): void {
    const before = viewport.view;
    this.noteSeen();
    viewport.setView(view);
    const [dx, dy] = [view.centre.x - before.centre.x, view.centre.y - before.centre.y];
    for (const other of this.#linked(viewport, 'zoom')) {
      // Only planes of the same direction move along; others just zoom.
      const share = other.axis === viewport.axis ? other.extent.width / viewport.extent.width : 0;
      const centre = {
        x: other.view.centre.x + dx * share,
        y: other.view.centre.y + dy * share,
      };
      const zoom = (other.view.zoom * view.zoom) / before.zoom;
      other.setView({ ...other.view, zoom, centre });
    }
    const { id } = viewport;
    const later = view.zoom === before.zoom ? 'pan' : 'zoom';
    this.#stage.notices.whenAtRest(`${later}-${id}`, () => {
      const { zoom, centre } = viewport.view;
      if (later === 'zoom') this.#stage.notices.tell('zoom', { viewport: id, scale: zoom });
      else this.#stage.notices.tell('pan', { viewport: id, x: centre.x, y: centre.y });
    });
    this.#stage.redraw();
  }

  /**
   * Shows another plane; linked viewports show the same place in space, or move as far.
   *
   * @param viewport where
   * @param slice which plane
   */
  setSlice(viewport: Viewport, slice: number): void {
    const before = viewport.slice;
    this.noteSeen();
    if (!viewport.setSlice(slice)) return;
    this.want(viewport);
    this.#moveCrosshair(viewport);
    for (const other of this.#linked(viewport, 'slice')) {
      const target = samePlane(viewport, other) ?? other.slice + viewport.slice - before;
      if (other.setSlice(target)) this.want(other);
    }
    const head = { viewport: viewport.id, imageId: viewport.layer!.image.imageId };
    this.#stage.notices.whenAtRest(`slice-${viewport.id}`, () =>
      this.#stage.notices.tell('slice', { ...head, frame: viewport.slice }),
    );
    this.#stage.notices.say(this.#stage.words.slice(viewport.slice + 1, viewport.count));
    this.#stage.changed();
  }

  #moveCrosshair(viewport: Viewport): void {
    const point = this.crosshairOn(viewport);
    if (point) this.setCrosshair(viewport, point);
  }

  /**
   * Sets the crosshair; linked viewports show the planes through it.
   *
   * @param viewport where
   * @param point plane pixels
   */
  setCrosshair(viewport: Viewport, point: Point): void {
    const { layer, axis, slice } = viewport;
    const linked = this.#linked(viewport, 'crosshair');
    if (!layer || linked.length === 0) return;
    this.noteSeen();
    const voxel = voxelOf(layer.grid, axis, slice, point);
    this.crosshair = { imageId: layer.image.imageId, voxel };
    for (const other of linked) {
      const there = placeIn(other, voxelFor(other, this.#stage.drawing, this.crosshair));
      if (there && other.setSlice(there.index)) this.want(other);
    }
    this.#stage.redraw();
  }

  /**
   * Adds the time since the last change of what is shown to the log of what was seen.
   *
   * @param isVisible whether the page was visible in that time
   */
  noteSeen(isVisible: boolean = !document.hidden): void {
    const now = this.#stage.options.now();
    for (const viewport of this.#stage.viewports) {
      const { layer, axis, slice, extent, size } = viewport;
      if (!layer || viewport.isLoading) continue;
      const seen = visibleRect(viewport.matrix, size);
      const duration = isVisible ? now - this.#seenSince : 0;
      noteSeen(this.coverage, layer.image.imageId, axis, slice, seen, extent, duration);
    }
    this.#seenSince = now;
  }

  /** Notes what was seen until now and hands it on, one event an image. */
  tellCoverage(): void {
    this.noteSeen();
    for (const { image } of this.#stage.drawing.layers.values()) {
      this.#stage.notices.tell(
        'coverage',
        seenFrames(this.coverage, image.imageId, image.frameCount),
      );
    }
  }

  /** The grey window of every image that is on the screen, as an answer holds it. */
  windows(): { imageId: string; centre: number; width: number; isInverted: boolean }[] {
    const windows = new Map<string, { centre: number; width: number; isInverted: boolean }>();
    for (const { layer, window: grey } of this.#stage.viewports) {
      const imageId = layer?.image.imageId;
      if (imageId === undefined || !grey || windows.has(imageId)) continue;
      const { centre, width, isInverted } = grey;
      windows.set(imageId, { centre, width, isInverted });
    }
    return [...windows].map(([imageId, grey]) => ({ imageId, ...grey }));
  }
}
