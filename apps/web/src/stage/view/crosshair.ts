import type { Drawing } from '../core/drawing.ts';
import type { Point } from '../core/geometry.ts';
import { planePlace, type Voxel, voxelAt, voxelOf, worldOf } from '../core/volume.ts';
import type { Viewport } from './viewport.ts';

/** A place that several viewports show at the same time. */
export interface Crosshair {
  readonly imageId: string;
  readonly voxel: Voxel;
}

/**
 * The crosshair's voxel in the image of a viewport, through space where the images differ.
 *
 * @param viewport where
 * @param drawing the images
 * @param crosshair the place
 * @returns null when there is no image or the files do not say where they lie
 */
export function voxelFor(viewport: Viewport, drawing: Drawing, crosshair: Crosshair): Voxel | null {
  const { layer } = viewport;
  if (!layer) return null;
  if (layer.image.imageId === crosshair.imageId) return crosshair.voxel;
  const from = drawing.layers.get(crosshair.imageId)?.image;
  const world = from ? worldOf(from, crosshair.voxel) : null;
  return world ? voxelAt(layer.image, world) : null;
}

/**
 * Plane and place of a voxel in a viewport.
 *
 * @param viewport where
 * @param voxel continuous voxel place, or null
 */
export function placeIn(
  viewport: Viewport,
  voxel: Voxel | null,
): { readonly index: number; readonly point: Point } | null {
  return viewport.layer && voxel ? planePlace(viewport.layer.grid, viewport.axis, voxel) : null;
}

/**
 * The plane of another viewport through the middle of a viewport's plane, through space.
 *
 * @param viewport the one that moved
 * @param other the one that follows
 * @returns null when the files do not say where they lie
 */
export function samePlane(viewport: Viewport, other: Viewport): number | null {
  const { layer, axis, slice, extent } = viewport;
  if (!layer || !other.layer) return null;
  const middle = { x: extent.width / 2, y: extent.height / 2 };
  const world = worldOf(layer.image, voxelOf(layer.grid, axis, slice, middle));
  return placeIn(other, world ? voxelAt(other.layer.image, world) : null)?.index ?? null;
}
