import { applyEvent, replayEvents } from '../core/apply-event.ts';
import type { DrawEvent } from '../core/draw-event.ts';
import { type DrawEffect, type Drawing, emptyDrawing } from '../core/drawing.ts';
import type { Point } from '../core/geometry.ts';
import { emptyJournal, type Journal, noteEvent, takeEntries } from '../core/journal.ts';
import { loadDrawing } from '../core/saved-drawing.ts';
import type { StageShape } from '../core/shape.ts';
import { idleTool, type ToolKind, type ToolSetting, type ToolState } from '../core/tool.ts';
import { englishWords, type StageWords, stepCaption } from '../core/words.ts';
import { buildViewports, showCaption } from './build-viewports.ts';
import type { FrameStore } from './frame-store.ts';
import { LinkedViews } from './linked-views.ts';
import { drawOverlay } from './overlay.ts';
import { StageNotices } from './stage-notices.ts';
import type { StageLabel, StageOptions } from './stage-options.ts';
import { stepEvents } from './step-events.ts';
import type { MaskLook, Viewport } from './viewport.ts';

/** Fetches what proposes a mask within a box; ahead of its use it opens without a network too. */
export const fetchBoxMask = (): Promise<typeof import('./box-mask.ts')> => import('./box-mask.ts');

/**
 * The reading surface: viewports hung by a protocol, tools, undo, journal and events. It knows no server
 * and no question; pixels come from frame stores, everything that happens goes out through callbacks.
 */
export class ReaderStage {
  readonly options: StageOptions;
  readonly words: StageWords;
  readonly drawing: Drawing;
  readonly viewports: readonly Viewport[];
  readonly notices: StageNotices;
  readonly views: LinkedViews;
  readonly toolState: ToolState = idleTool();
  tool: ToolKind = 'window';
  lastTool: ToolKind = 'pan';
  segment = 1;
  /** Brush radius in plane pixels. */
  radius = 12;
  isBall = false;
  /** Stored values that the brush paints; null for all. */
  gate: { readonly low: number; readonly high: number } | null = null;
  label: StageLabel;
  active: Viewport;
  areOverlaysShown = true;
  /** Where the pointer or the keyboard's cursor is on the active viewport. */
  cursor: Point | null = null;
  isKeyboardCursor = false;
  /** Milliseconds the last drawing of all viewports took. */
  lastDrawMs = 0;
  readonly #stores = new Map<string, FrameStore>();
  readonly #journal: Journal = emptyJournal();
  readonly #stopper = new AbortController();
  readonly #observer: ResizeObserver;
  #guides: readonly StageShape[] = [];
  #look: MaskLook = { isShown: () => true, opacity: 0.35 };
  #frame = 0;

  /**
   * Builds the stage into its root and begins to load.
   *
   * @param options what it is made of
   */
  constructor(options: StageOptions) {
    this.options = options;
    this.words = options.words ?? englishWords;
    this.label = options.labels[0] ?? { questionId: '', label: '' };
    const images = [...new Map(options.images.map(({ image }) => [image.imageId, image])).values()];
    for (const image of images) this.#stores.set(image.imageId, options.framesOf(image));
    this.drawing = emptyDrawing(images, (id) => this.store(id));
    const { viewports, status } = buildViewports(options, this.drawing, this.words);
    this.viewports = viewports;
    this.notices = new StageNotices(options, status);
    this.active = viewports[0]!;
    this.views = new LinkedViews(this);
    this.#observer = new ResizeObserver(() => this.resize());
    for (const { element } of this.viewports) this.#observer.observe(element);
    this.#listenToFrames();
    this.resize();
    for (const viewport of this.viewports) this.views.want(viewport);
  }

  /** Aborts when the stage is closed. */
  get signal(): AbortSignal {
    return this.#stopper.signal;
  }

  /**
   * The frames of an image of the case.
   *
   * @param imageId the image
   */
  store(imageId: string): FrameStore {
    return this.#stores.get(imageId)!;
  }

  #listenToFrames(): void {
    for (const [imageId, store] of this.#stores) {
      const stop = store.subscribe((index, error) => {
        for (const viewport of this.viewports) {
          const isHere =
            viewport.layer?.image.imageId === imageId &&
            (viewport.axis !== 'z' || viewport.slice === index);
          if (!isHere) continue;
          if (error) this.notices.say(this.words.failed);
          else viewport.planeChanged();
        }
        this.redraw();
      });
      this.#stopper.signal.addEventListener('abort', stop);
    }
  }

  /** Takes the size of the page again. */
  resize(): void {
    for (const viewport of this.viewports) viewport.resize(window.devicePixelRatio || 1);
    this.redraw();
  }

  /** Draws all that changed with the next picture of the screen. */
  redraw(): void {
    if (this.#frame === 0 && !this.#stopper.signal.aborted) {
      this.#frame = requestAnimationFrame(() => this.drawNow());
    }
  }

  /** Draws all that changed at once. */
  drawNow(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const start = this.options.now();
    for (const viewport of this.viewports) {
      const hadWindow = viewport.window !== null;
      viewport.draw(this.areOverlaysShown ? this.#look : null);
      if (!hadWindow && viewport.window) {
        this.views.tellWindow(viewport, viewport.layer?.image.presets[0]?.name ?? null);
      }
      this.#drawOverlay(viewport);
      showCaption(viewport, this.words);
    }
    this.lastDrawMs = this.options.now() - start;
  }

  #drawOverlay(viewport: Viewport): void {
    viewport.overlay.style.display = this.areOverlaysShown ? '' : 'none';
    const isActive = viewport === this.active;
    viewport.element.classList.toggle('is-active', isActive);
    const isHere = (shape: { imageId: string; axis: string; slice: number }): boolean =>
      shape.imageId === viewport.layer?.image.imageId &&
      shape.axis === viewport.axis &&
      shape.slice === viewport.slice;
    const { draft, shapes } = this.drawing;
    const isBrush = this.tool === 'brush' || this.tool === 'erase';
    drawOverlay(viewport, {
      shapes: [...shapes.values()].filter(isHere),
      guides: this.#guides.filter(isHere),
      draft: draft && isHere(draft) ? draft : null,
      selectedId: this.toolState.selectedId,
      selectedVertex: this.toolState.selectedVertex,
      colourNumber: (label) =>
        Math.max(
          0,
          this.options.labels.findIndex((entry) => entry.label === label),
        ) + 1,
      crosshair: this.views.crosshairOn(viewport),
      cursor: isActive ? this.cursor : null,
      isKeyboardCursor: this.isKeyboardCursor,
      brushRadius: isBrush ? this.radius : null,
      scale: 1 / (window.devicePixelRatio || 1),
    });
  }

  /**
   * Where and with what the tool works on the active viewport.
   *
   * @param isKeyboard whether the keyboard's cursor sets places: then only the very place counts as on
   */
  setting(isKeyboard: boolean = this.isKeyboardCursor): ToolSetting | null {
    const { layer, axis, slice, view, extent } = this.active;
    if (!layer) return null;
    const scale = window.devicePixelRatio || 1;
    return {
      // A box that becomes a mask is drawn as any other.
      tool: this.tool === 'box-mask' ? 'box' : this.tool,
      imageId: layer.image.imageId,
      axis,
      slice,
      segment: this.segment,
      radius: this.radius,
      isBall: this.isBall && this.drawing.layers.size > 0 && layer.grid.depth > 1,
      gate: this.gate,
      ...this.label,
      reach: ((isKeyboard ? 9 : 8) * scale) / view.zoom,
      aspect: extent.aspect,
    };
  }

  /**
   * Applies drawing events, notes them for the store and shows them.
   *
   * @param events in order
   */
  apply(events: readonly DrawEvent[]): void {
    if (this.options.isReadOnly) return;
    for (const event of events) {
      if (this.#lacksFrames(event)) continue;
      if (this.tool === 'box-mask' && event.kind === 'shape' && event.shape) {
        this.#proposeMask(event.shape);
        continue;
      }
      // A stroke that something else interrupts is a step of its own, and told as one.
      const goesOn = event.kind === 'stroke-points' || event.kind === 'draft';
      if (this.drawing.open && !goesOn && event.kind !== 'stroke-end') {
        this.apply([{ kind: 'stroke-end' }]);
      }
      noteEvent(this.#journal, event, this.options.now());
      const effect = applyEvent(this.drawing, event);
      this.#show(effect, event.kind);
      if (!effect.step) continue;
      if (event.kind === 'interpolate') this.notices.say(stepCaption(effect.step, this.words));
      const told = stepEvents(this.drawing, effect.step, event.kind, this.options.segments);
      for (const { kind, payload } of told) this.notices.tell(kind, payload);
    }
    if (events.length === 0) return;
    this.notices.inTime('journal', this.options.journalMs ?? 400, () => this.flush());
    this.redraw();
  }

  #proposeMask(box: StageShape): void {
    const { segment } = this;
    this.notices.say(this.words.loading);
    fetchBoxMask().then(
      ({ proposeInBox }) => proposeInBox(this, box, segment),
      () => this.notices.say(this.words.notFetched),
    );
  }

  /** Values must be known wherever a gate looks at them, or a replay would paint something else. */
  #lacksFrames(event: DrawEvent): boolean {
    const isAcross =
      (event.kind === 'stroke-begin' && event.gate && (event.isBall || event.axis !== 'z')) ||
      (event.kind === 'flood' && event.gate && event.axis !== 'z');
    if (!isAcross) return false;
    const store = this.store(event.imageId);
    const { depth } = this.drawing.layers.get(event.imageId)!.grid;
    const isWhole = Array.from({ length: depth }, (_, z) => z).every((z) => store.frame(z));
    if (isWhole) return false;
    store.requestAll().catch(() => this.notices.say(this.words.failed));
    this.notices.say(this.words.loading);
    return true;
  }

  #show(effect: DrawEffect, kind: DrawEvent['kind']): void {
    const { imageId, part, step } = effect;
    for (const viewport of imageId === null ? [] : this.viewports) {
      if (viewport.layer?.image.imageId !== imageId) continue;
      const isThis = part?.axis === viewport.axis && part.slice === viewport.slice;
      // The end of a stroke changes nothing that is not drawn yet.
      if (kind !== 'stroke-end') viewport.maskChanged(isThis ? part.rect : null);
    }
    if (kind !== 'undo' && kind !== 'redo') return;
    const caption = step ? stepCaption(step, this.words) : null;
    if (kind === 'undo')
      this.notices.say(caption ? this.words.undone(caption) : this.words.nothingToUndo);
    else this.notices.say(caption ? this.words.redone(caption) : this.words.nothingToRedo);
  }

  /** Hands over what waits to be stored. Called by itself in time; call it before leaving the page. */
  flush(): void {
    this.notices.cancel('journal');
    const entries = takeEntries(this.#journal);
    if (entries.length > 0) this.options.onJournal?.(entries);
  }

  /**
   * Brings back what was stored: a saved drawing, the journal after it, or both.
   *
   * @param saved from saveDrawing, or null
   * @param events of the journal, in order
   * @param sequence number of the last entry
   */
  async restore(saved: unknown, events: readonly DrawEvent[], sequence: number): Promise<void> {
    // The threshold brush and the fill read grey values, so their images must be here.
    for (const event of events) {
      if ((event.kind === 'stroke-begin' || event.kind === 'flood') && event.gate) {
        await this.#stores.get(event.imageId)?.requestAll();
      }
    }
    if (saved !== null) loadDrawing(this.drawing, saved);
    replayEvents(this.drawing, events);
    this.#journal.sequence = sequence;
    for (const viewport of this.viewports) viewport.maskChanged(null);
    this.redraw();
  }

  /**
   * Takes up a tool.
   *
   * @param tool which
   */
  setTool(tool: ToolKind): void {
    if (tool === this.tool) return;
    this.lastTool = this.tool;
    this.tool = tool;
    this.notices.tell('tool', { tool });
    this.notices.say(this.words.tools[tool]);
    this.changed();
  }

  /**
   * Shows shapes that are not the reader's: nothing takes hold of them.
   *
   * @param guides dashed; replaces those before
   */
  setGuides(guides: readonly StageShape[]): void {
    this.#guides = guides;
    this.redraw();
  }

  /** Shows which segments, how strongly. */
  setLook(look: MaskLook): void {
    this.#look = look;
    this.redraw();
  }

  /** A setting changed: tells the page and draws again. */
  changed(): void {
    this.options.onChange?.();
    this.redraw();
  }

  /**
   * The page was hidden or shown again.
   *
   * @param isHidden which
   */
  visibilityChanged(isHidden: boolean): void {
    // Until now the page was visible, though the document says hidden already.
    this.views.noteSeen(isHidden);
    this.notices.tell(isHidden ? 'hide' : 'show', {});
    if (isHidden) this.flush();
  }

  /** Hands over what waits, stops loading and empties the root. */
  close(): void {
    this.views.tellCoverage();
    this.flush();
    this.#stopper.abort();
    cancelAnimationFrame(this.#frame);
    this.notices.close();
    this.#observer.disconnect();
    for (const store of this.#stores.values()) store.close();
    this.options.root.replaceChildren();
  }
}
