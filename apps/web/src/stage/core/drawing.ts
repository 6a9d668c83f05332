import type { StrokeBegin } from './draw-event.ts';
import type { Point, Rect } from './geometry.ts';
import { emptyHistory, type History, type Step, type StepName } from './history.ts';
import type { FrameSource, ImageInfo, SampleArray } from './image-info.ts';
import { emptyMask, type MaskEdit, type SegmentMask } from './mask.ts';
import type { StageShape } from './shape.ts';
import { gridOf, type PlaneAxis, type VoxelGrid } from './volume.ts';

/** What is drawn on one image. */
export interface DrawLayer {
  readonly image: ImageInfo;
  readonly grid: VoxelGrid;
  readonly frames: FrameSource;
  readonly mask: SegmentMask;
}

/** A stroke that has begun and not ended. */
export interface OpenStroke {
  readonly begin: StrokeBegin;
  readonly edit: MaskEdit;
  /** u, v, radius of the last point. */
  last: readonly [number, number, number] | null;
}

/** Everything a reader draws on the images of one case. */
export interface Drawing {
  readonly layers: ReadonlyMap<string, DrawLayer>;
  readonly shapes: Map<string, StageShape>;
  readonly history: History;
  open: OpenStroke | null;
  /** An outline under way. */
  draft: StageShape | null;
}

/** What an event changed, so that no more is drawn again than needed. */
export interface DrawEffect {
  /** Image whose mask changed; null for none. */
  readonly imageId: string | null;
  /** Part of one plane that changed; null when the change may be anywhere. */
  readonly part: { readonly axis: PlaneAxis; readonly slice: number; readonly rect: Rect } | null;
  /** Whether shapes or the draft changed. */
  readonly hasShapes: boolean;
  /** The step that was done, undone or redone. */
  readonly step: Step | null;
}

/**
 * An empty drawing.
 *
 * @param images the images of the case
 * @param framesOf source of an image's samples: the threshold brush and the fill read them
 * @param historyLimit steps that can be undone
 */
export function emptyDrawing(
  images: readonly ImageInfo[],
  framesOf: (imageId: string) => FrameSource,
  historyLimit?: number,
): Drawing {
  const layers = new Map<string, DrawLayer>();
  for (const image of images) {
    layers.set(image.imageId, {
      image,
      grid: gridOf(image),
      frames: framesOf(image.imageId),
      mask: emptyMask(image.width, image.height, image.frameCount),
    });
  }
  return {
    layers,
    shapes: new Map(),
    history: emptyHistory(historyLimit),
    open: null,
    draft: null,
  };
}

/**
 * Samples of a slice with one value a pixel: stored values, or the brightness of colours.
 *
 * @param layer an image
 * @param z slice
 */
export function greySamples(layer: DrawLayer, z: number): SampleArray | null {
  const samples = layer.frames.frame(z);
  if (!samples || layer.image.kind === 'grey') return samples;
  const grey = new Uint8Array(samples.length / 3);
  for (let i = 0; i < grey.length; i++) {
    const k = 3 * i;
    // Rec. 601 weights in 256ths.
    grey[i] = (77 * samples[k]! + 150 * samples[k + 1]! + 29 * samples[k + 2]!) >> 8;
  }
  return grey;
}

/**
 * Name of the step a stroke becomes.
 *
 * @param begin how the stroke began
 */
export function strokeName(begin: StrokeBegin): StepName {
  if (begin.isErasing) return 'erase';
  return begin.gate ? 'threshold-brush' : 'brush';
}

/** Effect of an event that changed nothing. */
export const noEffect: DrawEffect = { imageId: null, part: null, hasShapes: false, step: null };

/**
 * Rounds a place to sixteenths of a pixel, so that a stroke is short as text and the same after reading.
 *
 * @param point plane pixels
 */
export function snapPoint(point: Point): Point {
  return { x: Math.round(point.x * 16) / 16, y: Math.round(point.y * 16) / 16 };
}
