import type { DrawLayer } from '../core/drawing.ts';
import { clipRect, joinRects, type Point, type Rect, type Size } from '../core/geometry.ts';
import {
  emptyMaskPlane,
  layMask,
  type MaskColours,
  type MaskPlane,
  maskColours,
  pagesOf,
  readMaskPlane,
} from '../core/mask-plane.ts';
import {
  colourSamples,
  halvePlane,
  levelOf,
  matrixOfLevel,
  resamplePlane,
  type ScreenSamples,
} from '../core/render.ts';
import { type PlaneDirections, planeDirections, type Turn, uprightTurn } from '../core/upright.ts';
import {
  fitView,
  flipView,
  type Matrix,
  toPlane,
  toScreen,
  type View,
  viewMatrix,
} from '../core/view-transform.ts';
import { cutPlane, type Plane, type PlaneAxis, planeExtent } from '../core/volume.ts';
import { windowOfValues } from '../core/window-rules.ts';
import { fillWindowTable, tableLength, type WindowState } from '../core/window-table.ts';

/** Segments a viewport shows. */
export interface MaskLook {
  readonly isShown: (segment: number) => boolean;
  readonly opacity: number;
}

/** One picture on the screen: a canvas that shows one plane of one image at the screen's own resolution. */
export class Viewport {
  readonly id: string;
  readonly element: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly overlay: SVGSVGElement;
  readonly caption: HTMLElement;
  /** Letters of the patient's sides at the edges. */
  readonly sides: HTMLElement;
  readonly layer: DrawLayer | null;
  readonly axis: PlaneAxis;
  /** Device pixels. */
  size: Size = { width: 0, height: 0 };
  slice = 0;
  view: View = {
    centre: { x: 0, y: 0 },
    zoom: 1,
    aspect: 1,
    quarterTurns: 0,
    isMirrored: false,
  };
  window: WindowState | null = null;
  isFitted = true;
  /** Where columns and rows lead in space; null where the file does not tell. */
  readonly directions: PlaneDirections | null;
  readonly #isFlipped: boolean;
  #turn: Turn = { quarterTurns: 0, isMirrored: false };
  readonly #context: CanvasRenderingContext2D | null;
  readonly #table = new Uint32Array(tableLength);
  #tableFor: WindowState | null = null;
  #levels: Plane[] = [];
  #samples: ScreenSamples | null = null;
  #image: ImageData | null = null;
  #pixels = new Uint32Array(0);
  #base = new Uint32Array(0);
  #masks: MaskPlane[] = [];
  #isPlaneStale = true;
  #isViewStale = true;
  #isWindowStale = true;
  #areMasksStale = true;
  #maskPart: Rect | null = null;
  #isComposed = false;
  #look: MaskLook | null = null;
  readonly #looks = new Map<number, MaskColours>();

  /**
   * @param id name of the viewport
   * @param element filled with the canvas, the overlay and the caption
   * @param layer the image and its mask; null shows nothing
   * @param axis which planes
   * @param isFlipped whether it starts mirrored left to right
   * @param isStack whether it starts at the first plane, as stacks do; else in the middle
   */
  constructor(
    id: string,
    element: HTMLElement,
    layer: DrawLayer | null,
    axis: PlaneAxis,
    isFlipped: boolean,
    isStack: boolean = axis === 'z',
  ) {
    this.id = id;
    this.element = element;
    this.layer = layer;
    this.axis = axis;
    this.#isFlipped = isFlipped;
    const page = element.ownerDocument;
    this.canvas = page.createElement('canvas');
    this.overlay = page.createElementNS('http://www.w3.org/2000/svg', 'svg');
    this.caption = page.createElement('div');
    this.canvas.className = 'stage-canvas';
    this.overlay.setAttribute('class', 'stage-overlay');
    this.overlay.setAttribute('aria-hidden', 'true');
    this.caption.className = 'stage-caption';
    this.sides = page.createElement('div');
    this.sides.className = 'stage-sides';
    element.append(this.canvas, this.overlay, this.sides, this.caption);
    // Pixels are made on the processor, so the canvas stays there too.
    this.#context = this.canvas.getContext('2d', { alpha: false, willReadFrequently: true });
    this.directions = layer ? planeDirections(layer.image, axis) : null;
    // A single picture hangs as it was taken; planes of a volume stand upright, however they were stored.
    if (this.directions && layer && layer.grid.depth > 1) this.#turn = uprightTurn(this.directions);
    if (layer && !isStack) this.slice = Math.floor(this.count / 2);
  }

  /** Number of planes. */
  get count(): number {
    return this.layer ? planeExtent(this.layer.grid, this.axis).count : 0;
  }

  /** Extent of the plane; 1 × 1 without an image. */
  get extent(): ReturnType<typeof planeExtent> {
    return this.layer
      ? planeExtent(this.layer.grid, this.axis)
      : { width: 1, height: 1, count: 0, spacingMm: null, aspect: 1 };
  }

  /** Map from the plane to device pixels. */
  get matrix(): Matrix {
    return viewMatrix(this.view, this.size);
  }

  /**
   * Place on the plane under a place on the page.
   *
   * @param clientX page pixels
   * @param clientY page pixels
   */
  placeAt(clientX: number, clientY: number): Point {
    return toPlane(this.matrix, this.screenAt(clientX, clientY));
  }

  /**
   * Device pixel of the canvas under a place on the page.
   *
   * @param clientX page pixels
   * @param clientY page pixels
   */
  screenAt(clientX: number, clientY: number): Point {
    const box = this.canvas.getBoundingClientRect();
    const scale = this.size.width / Math.max(box.width, 1);
    return { x: (clientX - box.left) * scale, y: (clientY - box.top) * scale };
  }

  /**
   * Takes the size of its element; a view that was fitted stays so.
   *
   * @param scale device pixels per page pixel
   */
  resize(scale: number): void {
    const width = Math.max(1, Math.round(this.element.clientWidth * scale));
    const height = Math.max(1, Math.round(this.element.clientHeight * scale));
    if (width === this.size.width && height === this.size.height) return;
    this.size = { width, height };
    this.canvas.width = width;
    this.canvas.height = height;
    this.#image = new ImageData(width, height);
    this.#pixels = new Uint32Array(this.#image.data.buffer);
    this.#base = new Uint32Array(width * height);
    if (this.isFitted) this.fit();
    this.#isViewStale = true;
  }

  /** Shows the whole plane as it hangs. */
  fit(): void {
    const { aspect } = this.extent;
    const straight = fitView(this.extent, this.size, aspect, this.#turn);
    this.view = this.#isFlipped ? flipView(straight, 'horizontal') : straight;
    this.isFitted = true;
    this.#isViewStale = true;
  }

  /**
   * Sets how the plane lies.
   *
   * @param view the view
   */
  setView(view: View): void {
    this.view = view;
    this.isFitted = false;
    this.#isViewStale = true;
  }

  /**
   * Sets the grey levels.
   *
   * @param window the window
   */
  setWindow(window: WindowState): void {
    this.window = window;
    this.#isWindowStale = true;
  }

  /**
   * Shows another plane.
   *
   * @param slice number of the plane; kept within the volume
   * @returns whether it is another one
   */
  setSlice(slice: number): boolean {
    const next = Math.min(Math.max(0, Math.round(slice)), Math.max(0, this.count - 1));
    if (next === this.slice) return false;
    this.slice = next;
    this.planeChanged();
    return true;
  }

  /** The plane must be cut again: a frame arrived or another plane is shown. */
  planeChanged(): void {
    this.#isPlaneStale = true;
    this.#areMasksStale = true;
  }

  /**
   * The mask changed.
   *
   * @param part part of this very plane, null for anywhere
   */
  maskChanged(part: Rect | null): void {
    if (part) this.#maskPart = joinRects(this.#maskPart, part);
    else this.#areMasksStale = true;
  }

  /** Whether frames of the plane are missing. */
  get isLoading(): boolean {
    return this.layer !== null && !(this.#levels[0]?.isComplete ?? false);
  }

  /** Samples of the plane as they are stored. */
  get plane(): Plane | null {
    return this.#levels[0] ?? null;
  }

  /**
   * Brings the canvas up to date with as little work as the changes need.
   *
   * @param look which segments are shown; null hides them
   * @returns whether anything was drawn
   */
  draw(look: MaskLook | null): boolean {
    if (!this.layer || !this.#image || this.size.width < 2) return false;
    if (this.#isPlaneStale) this.#cut(this.layer);
    const plane = this.#levels[0];
    if (!plane) return false;
    this.window ??= this.#firstWindow(plane, this.layer);
    if (!this.window) return false;
    if (this.#isViewStale) this.#resample();
    if (this.#isWindowStale || this.#tableFor !== this.window) this.#colour(this.layer);
    return this.#compose(this.layer, look);
  }

  #cut(layer: DrawLayer): void {
    this.#isPlaneStale = false;
    const plane = cutPlane(layer.image, layer.grid, layer.frames, this.axis, this.slice);
    this.#levels = [plane];
    this.#isViewStale = true;
  }

  #firstWindow(plane: Plane, layer: DrawLayer): WindowState | null {
    if (!plane.isComplete && this.axis === 'z') return null;
    const preset = layer.image.presets[0];
    const { centre, width } =
      plane.channels === 3
        ? { centre: 128, width: 256 }
        : (preset ?? windowOfValues(plane.samples, layer.image));
    return { centre, width, shape: 'linear', isInverted: false };
  }

  #resample(): void {
    this.#isViewStale = false;
    this.#isWindowStale = true;
    const { zoom, aspect } = this.view;
    // Halving both ways must not lose what the larger direction still shows.
    const level = levelOf(Math.max(zoom, zoom * aspect));
    for (let k = this.#levels.length; k <= level; k++) {
      this.#levels.push(halvePlane(this.#levels[k - 1]!));
    }
    const isPlain = zoom === 1 && aspect === 1;
    this.#samples = resamplePlane(
      this.#levels[level]!,
      matrixOfLevel(this.matrix, level),
      this.size,
      !isPlain,
    );
  }

  #colour(layer: DrawLayer): void {
    this.#isWindowStale = false;
    if (this.#tableFor !== this.window) {
      const { image } = layer;
      const meaning =
        image.kind === 'rgb' ? { ...image, slope: 1, intercept: 0, signed: false } : image;
      fillWindowTable(this.#table, meaning, this.window!);
      this.#tableFor = this.window;
    }
    colourSamples(this.#samples!, this.#table, this.#base);
    this.#maskPart = null;
    this.#isComposed = false;
  }

  #compose(layer: DrawLayer, look: MaskLook | null): boolean {
    const whole: Rect = { x0: 0, y0: 0, x1: this.size.width, y1: this.size.height };
    let part: Rect | null = this.#isComposed && this.#look === look ? null : whole;
    if (this.#look !== look) this.#looks.clear();
    const pages = pagesOf(layer.mask);
    if (this.#areMasksStale || pages.some((page) => !this.#masks.some((m) => m.page === page))) {
      this.#masks = pages.map((page) => emptyMaskPlane(layer.grid, this.axis, page));
      this.#readMasks(layer, { x0: 0, y0: 0, x1: this.extent.width, y1: this.extent.height });
      part = whole;
    } else if (this.#maskPart) {
      const cells = clipRect(this.#maskPart, this.extent);
      if (cells) {
        this.#readMasks(layer, cells);
        part = part ?? this.#screenPart(cells);
      }
    }
    this.#areMasksStale = false;
    this.#maskPart = null;
    this.#isComposed = true;
    this.#look = look;
    if (!part) return false;
    this.#layParts(part, look);
    return true;
  }

  #readMasks(layer: DrawLayer, cells: Rect): void {
    for (const plane of this.#masks) {
      readMaskPlane(plane, layer.mask, layer.grid, this.axis, this.slice, cells);
    }
  }

  #screenPart(cells: Rect): Rect | null {
    const one = toScreen(this.matrix, { x: cells.x0, y: cells.y0 });
    const other = toScreen(this.matrix, { x: cells.x1, y: cells.y1 });
    const rect = {
      x0: Math.min(one.x, other.x) - 2,
      y0: Math.min(one.y, other.y) - 2,
      x1: Math.max(one.x, other.x) + 2,
      y1: Math.max(one.y, other.y) + 2,
    };
    return clipRect(rect, this.size);
  }

  #layParts(part: Rect, look: MaskLook | null): void {
    const { width } = this.size;
    for (let y = part.y0; y < part.y1; y++) {
      const row = y * width;
      this.#pixels.set(this.#base.subarray(row + part.x0, row + part.x1), row + part.x0);
    }
    for (const plane of look ? this.#masks : []) {
      const colours =
        this.#looks.get(plane.page) ?? maskColours(plane.page, look!.isShown, look!.opacity);
      this.#looks.set(plane.page, colours);
      layMask(this.#pixels, plane, colours, this.matrix, this.size, part);
    }
    const { x0, y0, x1, y1 } = part;
    this.#context?.putImageData(this.#image!, 0, 0, x0, y0, x1 - x0, y1 - y0);
  }
}
