import type { Point } from './geometry.ts';
import type { FrameSource, ImageInfo, SampleArray } from './image-info.ts';

/** The axis a plane stands across: `z` shows a stored slice, `y` a plane of rows, `x` one of columns. */
export type PlaneAxis = 'z' | 'y' | 'x';

/** A voxel, or a place between voxels: x along a row, y down the column, z through the frames. */
export type Voxel = readonly [x: number, y: number, z: number];

/** How the voxels of an image stand in space. */
export interface VoxelGrid {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  /** Distances along x, y and z; null where the file states none. */
  readonly spacingMm: readonly [number, number, number] | null;
  /** Whether only distances within a slice are known. */
  readonly isFlat: boolean;
  /** Whether z rises towards the head, so that planes across x and y are drawn with the last slice on top. */
  readonly isZUp: boolean;
}

/** One plane of a volume as an image of its own. */
export interface Plane {
  readonly axis: PlaneAxis;
  readonly index: number;
  readonly width: number;
  readonly height: number;
  /** 1, or 3 for colour. */
  readonly channels: 1 | 3;
  readonly samples: SampleArray;
  /** Whether frames were missing and stand as 0. */
  readonly isComplete: boolean;
}

function cross(a: readonly number[], b: readonly number[]): [number, number, number] {
  return [
    a[1]! * b[2]! - a[2]! * b[1]!,
    a[2]! * b[0]! - a[0]! * b[2]!,
    a[0]! * b[1]! - a[1]! * b[0]!,
  ];
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!;
}

/** Step from one frame to the next in millimetres, null where nothing tells. */
function sliceStep(image: ImageInfo): [number, number, number] | null {
  const { positions, orientation, sliceSpacingMm, frameCount } = image;
  const [first, last] = [positions?.[0], positions?.[frameCount - 1]];
  if (first && last && frameCount > 1) {
    const n = frameCount - 1;
    return [(last[0]! - first[0]!) / n, (last[1]! - first[1]!) / n, (last[2]! - first[2]!) / n];
  }
  if (!orientation || sliceSpacingMm === null) return null;
  const [x, y, z] = cross(orientation.slice(0, 3), orientation.slice(3, 6));
  return [x * sliceSpacingMm, y * sliceSpacingMm, z * sliceSpacingMm];
}

/**
 * The grid of an image.
 *
 * @param image an image with one frame or many
 */
export function gridOf(image: ImageInfo): VoxelGrid {
  const step = sliceStep(image);
  const between = step ? Math.sqrt(dot(step, step)) : 0;
  const sliceMm = between > 0 ? between : image.sliceSpacingMm;
  const spacing = image.spacingMm;
  return {
    width: image.width,
    height: image.height,
    depth: image.frameCount,
    spacingMm: spacing ? [spacing[1], spacing[0], sliceMm ?? spacing[1]] : null,
    isFlat: sliceMm === null || image.frameCount === 1,
    isZUp: step ? step[2] > 0 : false,
  };
}

/**
 * Extent and pixel shape of the planes across an axis.
 *
 * @param grid the volume
 * @param axis which planes
 * @returns width and height in voxels, number of planes, spacing of columns and rows (1 and 1 without), height over width of a pixel
 */
export function planeExtent(
  grid: VoxelGrid,
  axis: PlaneAxis,
): {
  readonly width: number;
  readonly height: number;
  readonly count: number;
  readonly spacingMm: readonly [number, number] | null;
  readonly aspect: number;
} {
  const [sx, sy, sz] = grid.spacingMm ?? [1, 1, 1];
  const [width, height, count, across, down] =
    axis === 'z'
      ? [grid.width, grid.height, grid.depth, sx, sy]
      : axis === 'y'
        ? [grid.width, grid.depth, grid.height, sx, sz]
        : [grid.height, grid.depth, grid.width, sy, sz];
  const isKnown = grid.spacingMm !== null && (axis === 'z' || !grid.isFlat);
  return {
    width,
    height,
    count,
    spacingMm: isKnown ? [across, down] : null,
    aspect: down / across,
  };
}

/**
 * The voxel place of a place on a plane. On planes across x and y, v may run against z.
 *
 * @param grid the volume
 * @param axis which planes
 * @param index which plane
 * @param point continuous plane pixels
 * @returns continuous voxel place; voxel (i, j, k) covers i to i + 1 and so on, a plane lies in the middle of its voxels
 */
export function voxelOf(grid: VoxelGrid, axis: PlaneAxis, index: number, point: Point): Voxel {
  if (axis === 'z') return [point.x, point.y, index + 0.5];
  const z = grid.isZUp ? grid.depth - point.y : point.y;
  return axis === 'y' ? [point.x, index + 0.5, z] : [index + 0.5, point.x, z];
}

/**
 * The place of a voxel on the plane through it.
 *
 * @param grid the volume
 * @param axis which planes
 * @param voxel continuous voxel place
 * @returns number of the plane and place on it
 */
export function planePlace(
  grid: VoxelGrid,
  axis: PlaneAxis,
  voxel: Voxel,
): { readonly index: number; readonly point: Point } {
  const [x, y, z] = voxel;
  if (axis === 'z') return { index: Math.floor(z), point: { x, y } };
  const v = grid.isZUp ? grid.depth - z : z;
  return axis === 'y'
    ? { index: Math.floor(y), point: { x, y: v } }
    : { index: Math.floor(x), point: { x: y, y: v } };
}

/**
 * Where a voxel place lies in space.
 *
 * @param image an image with spacing, orientation and positions
 * @param voxel continuous voxel place; (.5, .5, .5) is the centre of the first voxel
 * @returns LPS millimetres, or null when the file does not tell
 */
export function worldOf(image: ImageInfo, voxel: Voxel): [number, number, number] | null {
  const { orientation, spacingMm, positions } = image;
  const origin = positions?.[0];
  if (!orientation || !spacingMm || !origin) return null;
  const step = sliceStep(image) ?? [0, 0, 0];
  const [i, j, k] = [voxel[0] - 0.5, voxel[1] - 0.5, voxel[2] - 0.5];
  const at = (r: number): number =>
    origin[r]! +
    orientation[r]! * spacingMm[1] * i +
    orientation[r + 3]! * spacingMm[0] * j +
    step[r]! * k;
  return [at(0), at(1), at(2)];
}

/**
 * Which voxel place lies at a place in space: the inverse of {@link worldOf}, used to link images.
 *
 * @param image an image with spacing, orientation and positions
 * @param world LPS millimetres
 * @returns continuous voxel place, perhaps outside the image; null when the file does not tell
 */
export function voxelAt(image: ImageInfo, world: readonly number[]): Voxel | null {
  const { orientation, spacingMm, positions } = image;
  const origin = positions?.[0];
  if (!orientation || !spacingMm || !origin) return null;
  const row = orientation.slice(0, 3).map((v) => v * spacingMm[1]);
  const column = orientation.slice(3, 6).map((v) => v * spacingMm[0]);
  const step = sliceStep(image) ?? cross(orientation.slice(0, 3), orientation.slice(3, 6));
  const offset = world.map((v, r) => v - origin[r]!);
  const volume = dot(row, cross(column, step));
  if (Math.abs(volume) < 1e-12) return null;
  return [
    dot(offset, cross(column, step)) / volume + 0.5,
    dot(row, cross(offset, step)) / volume + 0.5,
    dot(row, cross(column, offset)) / volume + 0.5,
  ];
}

/**
 * Cuts a plane out of a volume: no interpolation, index arithmetic only. A stored slice is not copied.
 *
 * @param image what the samples are
 * @param grid its grid
 * @param frames loaded frames
 * @param axis which planes
 * @param index which plane
 * @returns the plane; frames that are missing stand as 0
 */
export function cutPlane(
  image: ImageInfo,
  grid: VoxelGrid,
  frames: FrameSource,
  axis: PlaneAxis,
  index: number,
): Plane {
  const channels = image.kind === 'rgb' ? 3 : 1;
  const { width, height } = planeExtent(grid, axis);
  if (axis === 'z') {
    const samples = frames.frame(index);
    const empty = samples ?? emptySamples(image, width * height * channels);
    return { axis, index, width, height, channels, samples: empty, isComplete: samples !== null };
  }
  const samples = emptySamples(image, width * height * channels);
  const rowLength = grid.width * channels;
  let isComplete = true;
  for (let v = 0; v < height; v++) {
    const frame = frames.frame(grid.isZUp ? grid.depth - 1 - v : v);
    if (!frame) {
      isComplete = false;
    } else if (axis === 'y') {
      samples.set(frame.subarray(index * rowLength, (index + 1) * rowLength), v * rowLength);
    } else {
      let out = v * width * channels;
      for (let y = 0; y < width; y++) {
        const from = y * rowLength + index * channels;
        for (let c = 0; c < channels; c++) samples[out++] = frame[from + c]!;
      }
    }
  }
  return { axis, index, width, height, channels, samples, isComplete };
}

function emptySamples(image: ImageInfo, length: number): SampleArray {
  if (image.signed) return new Int16Array(length);
  return image.bits === 8 ? new Uint8Array(length) : new Uint16Array(length);
}
