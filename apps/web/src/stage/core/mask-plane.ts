import type { Rect, Size } from './geometry.ts';
import { maskByte, type SegmentMask, tileKey, tilePlace, tileSide } from './mask.ts';
import { nearestAxes } from './render.ts';
import type { Matrix } from './view-transform.ts';
import { type PlaneAxis, planeExtent, type VoxelGrid } from './volume.ts';

/** The segments of one page on one plane: a byte a pixel. */
export interface MaskPlane {
  readonly page: number;
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

/**
 * Pages of a mask that have a tile.
 *
 * @param mask the mask
 */
export function pagesOf(mask: SegmentMask): number[] {
  const pages = new Set<number>();
  for (const key of mask.tiles.keys()) pages.add(tilePlace(mask, key).page);
  return [...pages].sort((a, b) => a - b);
}

/**
 * An empty plane for the segments of one page.
 *
 * @param grid the volume
 * @param axis which planes
 * @param page which eight segments
 */
export function emptyMaskPlane(grid: VoxelGrid, axis: PlaneAxis, page: number): MaskPlane {
  const { width, height } = planeExtent(grid, axis);
  return { page, width, height, bytes: new Uint8Array(width * height) };
}

/**
 * Copies part of a plane out of the tiles.
 *
 * @param plane changed
 * @param mask the mask
 * @param grid the volume
 * @param axis which planes
 * @param index which plane
 * @param rect the part, within the plane, whole pixels
 */
export function readMaskPlane(
  plane: MaskPlane,
  mask: SegmentMask,
  grid: VoxelGrid,
  axis: PlaneAxis,
  index: number,
  rect: Rect,
): void {
  const { page, width, bytes } = plane;
  for (let v = rect.y0; v < rect.y1; v++) {
    if (axis === 'z') {
      readRow(plane, mask, index, v, rect.x0, rect.x1);
      continue;
    }
    const z = grid.isZUp ? grid.depth - 1 - v : v;
    for (let u = rect.x0; u < rect.x1; u++) {
      bytes[v * width + u] =
        axis === 'y' ? maskByte(mask, page, u, index, z) : maskByte(mask, page, index, u, z);
    }
  }
}

function readRow(
  plane: MaskPlane,
  mask: SegmentMask,
  z: number,
  y: number,
  from: number,
  end: number,
): void {
  const rowKey = tileKey(mask, plane.page, z, Math.floor(y / tileSide), 0);
  const row = (y % tileSide) * tileSide;
  for (let x = from; x < end; ) {
    const tileX = Math.floor(x / tileSide);
    const stop = Math.min(end, (tileX + 1) * tileSide);
    const at = y * plane.width + x;
    const tile = mask.tiles.get(rowKey + tileX);
    if (tile) {
      const left = row + x - tileX * tileSide;
      plane.bytes.set(tile.subarray(left, left + stop - x), at);
    } else {
      plane.bytes.fill(0, at, at + stop - x);
    }
    x = stop;
  }
}

/** How segments look: 256 colours of a page, one for every set of its segments. */
export interface MaskColours {
  /** RGBA pixels; 0 draws nothing. */
  readonly colours: Uint32Array;
  /** Opacity of areas and of their rims, 0 to 256. */
  readonly area: number;
  readonly rim: number;
}

/** Colours that people with colour blindness tell apart, for segments and labels in turn. */
export const segmentColours: readonly string[] = [
  '#e69f00',
  '#56b4e9',
  '#009e73',
  '#f0e442',
  '#0072b2',
  '#d55e00',
  '#cc79a7',
  '#dddddd',
];

/**
 * Colour of a segment.
 *
 * @param segment from 1; colours repeat after eight
 * @see Okabe & Ito 2008, https://jfly.uni-koeln.de/color/
 */
export function colourOf(segment: number): string {
  return segmentColours[(segment - 1) % segmentColours.length]!;
}

/**
 * Colours for every set of eight segments: those of overlapping segments are mixed in equal parts.
 *
 * @param page which eight segments
 * @param isShown whether a segment is drawn
 * @param opacity of areas, 0 to 1
 */
export function maskColours(
  page: number,
  isShown: (segment: number) => boolean,
  opacity: number = 0.35,
): MaskColours {
  const colours = new Uint32Array(256);
  for (let set = 1; set < 256; set++) {
    const sum = [0, 0, 0];
    let count = 0;
    for (let bit = 0; bit < 8; bit++) {
      const segment = page * 8 + bit + 1;
      if (!(set & (1 << bit)) || !isShown(segment)) continue;
      const code = Number.parseInt(colourOf(segment).slice(1), 16);
      sum[0]! += code >> 16;
      sum[1]! += (code >> 8) & 255;
      sum[2]! += code & 255;
      count++;
    }
    if (count === 0) continue;
    const [r, g, b] = sum.map((v) => Math.round(v / count));
    colours[set] = 0xff000000 | (b! << 16) | (g! << 8) | r!;
  }
  return { colours, area: Math.round(opacity * 256), rim: 230 };
}

/**
 * Lays segments over pixels: areas translucent, their rims one screen pixel wide and nearly opaque.
 *
 * @param out pixels of the screen area; changed
 * @param plane segments of the plane; nearest pixel, never mixed
 * @param look colours
 * @param matrix map from the plane to the screen
 * @param viewport extent of the screen area
 * @param part screen pixels to do, whole and within the area
 */
export function layMask(
  out: Uint32Array,
  plane: MaskPlane,
  look: MaskColours,
  matrix: Matrix,
  viewport: Size,
  part: Rect,
): void {
  const { columns, rows, covered } = nearestAxes(plane, 1, matrix, viewport);
  if (!covered) return;
  const { bytes } = plane;
  const { colours, area, rim } = look;
  const x0 = Math.max(part.x0, covered.x0);
  const x1 = Math.min(part.x1, covered.x1);
  const y1 = Math.min(part.y1, covered.y1);
  for (let r = Math.max(part.y0, covered.y0); r < y1; r++) {
    const row = rows[r]!;
    const above = r > covered.y0 ? rows[r - 1]! : row;
    const below = r + 1 < covered.y1 ? rows[r + 1]! : row;
    for (let c = x0; c < x1; c++) {
      const column = columns[c]!;
      const set = bytes[row + column]!;
      if (set === 0) continue;
      const colour = colours[set]!;
      if (colour === 0) continue;
      const isRim =
        bytes[above + column] !== set ||
        bytes[below + column] !== set ||
        (c > covered.x0 && bytes[row + columns[c - 1]!] !== set) ||
        (c + 1 < covered.x1 && bytes[row + columns[c + 1]!] !== set);
      const opacity = isRim ? rim : area;
      const rest = 256 - opacity;
      const i = r * viewport.width + c;
      const pixel = out[i]!;
      out[i] =
        0xff000000 |
        (((pixel & 255) * rest + (colour & 255) * opacity) >> 8) |
        ((((pixel >> 8) & 255) * rest + ((colour >> 8) & 255) * opacity) & 0xff00) |
        (((((pixel >> 16) & 255) * rest + ((colour >> 16) & 255) * opacity) & 0xff00) << 8);
    }
  }
}
