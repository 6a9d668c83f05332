import type { SampleArray } from './image-info.ts';
import { packRuns, unpackRuns } from './run-length.ts';

/** Cells along each side of a mask tile. */
export const tileSide = 64;
const tileCells = tileSide * tileSide;

/**
 * Overlapping segments of a volume as sparse square tiles. A byte of a tile holds eight segments, one a
 * bit; segments 9 to 16 have tiles on a page of their own, and so on. A tile that is all zero does not
 * exist, so equal masks have equal tiles.
 */
export interface SegmentMask {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly tilesAcross: number;
  readonly tilesDown: number;
  readonly tiles: Map<number, Uint8Array>;
}

/** What changed in one tile: the exclusive or of before and after, packed. */
export interface TileChange {
  readonly key: number;
  readonly xor: Uint8Array;
}

/** Only voxels whose stored value lies between the bounds may be painted. */
export interface ValueGate {
  readonly low: number;
  readonly high: number;
  /** Samples of a stored slice, one a voxel; null when it is not here. */
  readonly samples: (z: number) => SampleArray | null;
}

/** An edit under way; keeps every tile as it was before its first change. */
export interface MaskEdit {
  readonly mask: SegmentMask;
  readonly segment: number;
  readonly isErasing: boolean;
  readonly gate: ValueGate | null;
  readonly before: Map<number, Uint8Array | null>;
}

/**
 * An empty mask.
 *
 * @param width voxels along x
 * @param height voxels along y
 * @param depth slices
 */
export function emptyMask(width: number, height: number, depth: number): SegmentMask {
  return {
    width,
    height,
    depth,
    tilesAcross: Math.ceil(width / tileSide),
    tilesDown: Math.ceil(height / tileSide),
    tiles: new Map(),
  };
}

/**
 * Number under which a tile is kept.
 *
 * @param mask the mask
 * @param page 0 for segments 1 to 8, 1 for 9 to 16, …
 * @param z slice
 * @param tileY tile row
 * @param tileX tile column
 */
export function tileKey(
  mask: SegmentMask,
  page: number,
  z: number,
  tileY: number,
  tileX: number,
): number {
  return ((page * mask.depth + z) * mask.tilesDown + tileY) * mask.tilesAcross + tileX;
}

/**
 * Where a tile lies.
 *
 * @param mask the mask
 * @param key from {@link tileKey}
 */
export function tilePlace(
  mask: SegmentMask,
  key: number,
): { readonly page: number; readonly z: number; readonly tileY: number; readonly tileX: number } {
  const tileX = key % mask.tilesAcross;
  const rows = (key - tileX) / mask.tilesAcross;
  const tileY = rows % mask.tilesDown;
  const slices = (rows - tileY) / mask.tilesDown;
  const z = slices % mask.depth;
  return { page: (slices - z) / mask.depth, z, tileY, tileX };
}

/**
 * The eight segments of one page at a voxel.
 *
 * @param mask the mask
 * @param page which eight segments
 * @param x voxel column, within the mask
 * @param y voxel row, within the mask
 * @param z slice, within the mask
 */
export function maskByte(mask: SegmentMask, page: number, x: number, y: number, z: number): number {
  const tile = mask.tiles.get(tileKey(mask, page, z, (y / tileSide) | 0, (x / tileSide) | 0));
  return tile ? tile[(y % tileSide) * tileSide + (x % tileSide)]! : 0;
}

/**
 * Whether a segment holds a voxel.
 *
 * @param mask the mask
 * @param segment from 1
 * @param x voxel column
 * @param y voxel row
 * @param z slice
 */
export function hasVoxel(
  mask: SegmentMask,
  segment: number,
  x: number,
  y: number,
  z: number,
): boolean {
  return (maskByte(mask, (segment - 1) >> 3, x, y, z) & (1 << ((segment - 1) & 7))) !== 0;
}

/**
 * Begins an edit of one segment.
 *
 * @param mask changed by the edit
 * @param segment from 1
 * @param isErasing whether voxels are taken away
 * @param gate values that may be painted, null for all
 */
export function beginEdit(
  mask: SegmentMask,
  segment: number,
  isErasing: boolean = false,
  gate: ValueGate | null = null,
): MaskEdit {
  return { mask, segment, isErasing, gate, before: new Map() };
}

function touchTile(edit: MaskEdit, key: number): Uint8Array | null {
  const { mask, before } = edit;
  let tile = mask.tiles.get(key) ?? null;
  if (!before.has(key)) {
    if (!tile && edit.isErasing) return null;
    before.set(key, tile ? tile.slice() : null);
  }
  if (!tile) {
    tile = new Uint8Array(tileCells);
    mask.tiles.set(key, tile);
  }
  return tile;
}

/**
 * Paints or erases a run of voxels along x; what lies outside the mask is left out.
 *
 * @param edit the edit
 * @param z slice
 * @param y row
 * @param from first column
 * @param to last column, itself painted
 */
export function paintRun(edit: MaskEdit, z: number, y: number, from: number, to: number): void {
  const { mask, gate, segment, isErasing } = edit;
  if (y < 0 || y >= mask.height || z < 0 || z >= mask.depth) return;
  const first = Math.max(0, from);
  const last = Math.min(mask.width - 1, to);
  if (last < first) return;
  const bit = 1 << ((segment - 1) & 7);
  const keep = ~bit & 255;
  const page = (segment - 1) >> 3;
  const samples = gate ? gate.samples(z) : null;
  if (gate && !samples) return;
  const row = (y % tileSide) * tileSide;
  const rowKey = tileKey(mask, page, z, (y / tileSide) | 0, 0);
  for (let tileX = (first / tileSide) | 0; tileX * tileSide <= last; tileX++) {
    const tile = touchTile(edit, rowKey + tileX);
    if (!tile) continue;
    const left = tileX * tileSide;
    const a = Math.max(first, left) - left + row;
    const b = Math.min(last, left + tileSide - 1) - left + row;
    if (gate && samples) {
      const offset = y * mask.width + left - row;
      for (let i = a; i <= b; i++) {
        const value = samples[i + offset]!;
        if (value < gate.low || value > gate.high) continue;
        tile[i] = isErasing ? tile[i]! & keep : tile[i]! | bit;
      }
    } else if (isErasing) {
      for (let i = a; i <= b; i++) tile[i] = tile[i]! & keep;
    } else {
      for (let i = a; i <= b; i++) tile[i] = tile[i]! | bit;
    }
  }
}

/**
 * Ends an edit: drops tiles that are empty now and says what changed.
 *
 * @param edit the edit
 * @returns changes by rising key; empty when nothing changed
 */
export function endEdit(edit: MaskEdit): TileChange[] {
  const changes: TileChange[] = [];
  const keys = [...edit.before.keys()].sort((a, b) => a - b);
  for (const key of keys) {
    const before = edit.before.get(key) ?? null;
    const after = edit.mask.tiles.get(key);
    if (!after) continue;
    const xor = after.slice();
    if (before) for (let i = 0; i < tileCells; i++) xor[i] = xor[i]! ^ before[i]!;
    if (after.every((v) => v === 0)) edit.mask.tiles.delete(key);
    if (xor.some((v) => v !== 0)) changes.push({ key, xor: packRuns(xor) });
  }
  return changes;
}

/**
 * Does or undoes changes: the exclusive or works both ways.
 *
 * @param mask changed
 * @param changes from {@link endEdit}
 */
export function toggleChanges(mask: SegmentMask, changes: readonly TileChange[]): void {
  for (const { key, xor } of changes) {
    const bytes = unpackRuns(xor, tileCells);
    const tile = mask.tiles.get(key);
    if (!tile) {
      mask.tiles.set(key, bytes);
      continue;
    }
    let rest = 0;
    for (let i = 0; i < tileCells; i++) {
      const value = tile[i]! ^ bytes[i]!;
      tile[i] = value;
      rest |= value;
    }
    if (rest === 0) mask.tiles.delete(key);
  }
}

/**
 * Number of voxels of a segment.
 *
 * @param mask the mask
 * @param segment from 1
 * @param z one slice, or null for all
 */
export function countVoxels(mask: SegmentMask, segment: number, z: number | null = null): number {
  const bit = 1 << ((segment - 1) & 7);
  let count = 0;
  for (const [key, tile] of mask.tiles) {
    const place = tilePlace(mask, key);
    if (place.page !== (segment - 1) >> 3 || (z !== null && place.z !== z)) continue;
    for (let i = 0; i < tileCells; i++) if (tile[i]! & bit) count++;
  }
  return count;
}

/**
 * One slice of a segment as an image of 0 and 1.
 *
 * @param mask the mask
 * @param segment from 1
 * @param z slice
 * @returns width × height cells
 */
export function segmentSlice(mask: SegmentMask, segment: number, z: number): Uint8Array {
  const out = new Uint8Array(mask.width * mask.height);
  const bit = 1 << ((segment - 1) & 7);
  const page = (segment - 1) >> 3;
  for (let tileY = 0; tileY < mask.tilesDown; tileY++) {
    for (let tileX = 0; tileX < mask.tilesAcross; tileX++) {
      const tile = mask.tiles.get(tileKey(mask, page, z, tileY, tileX));
      if (!tile) continue;
      const across = Math.min(tileSide, mask.width - tileX * tileSide);
      const down = Math.min(tileSide, mask.height - tileY * tileSide);
      for (let y = 0; y < down; y++) {
        const to = (tileY * tileSide + y) * mask.width + tileX * tileSide;
        for (let x = 0; x < across; x++) if (tile[y * tileSide + x]! & bit) out[to + x] = 1;
      }
    }
  }
  return out;
}

/**
 * Slices in which a segment has a voxel, ascending.
 *
 * @param mask the mask
 * @param segment from 1
 */
export function slicesOf(mask: SegmentMask, segment: number): number[] {
  const bit = 1 << ((segment - 1) & 7);
  const slices = new Set<number>();
  for (const [key, tile] of mask.tiles) {
    const { page, z } = tilePlace(mask, key);
    if (page === (segment - 1) >> 3 && !slices.has(z) && tile.some((v) => (v & bit) !== 0)) {
      slices.add(z);
    }
  }
  return [...slices].sort((a, b) => a - b);
}
