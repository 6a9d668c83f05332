import { fail } from '../../errors.ts';
import type { Drawing } from './drawing.ts';
import { tileKey, tilePlace, tileSide } from './mask.ts';
import { fromBase64, packRuns, toBase64, unpackRuns } from './run-length.ts';
import { isWhole, type StageShape, stageShapeKinds } from './shape.ts';

/** A drawing as JSON: the same drawing always gives the same text. */
export interface SavedDrawing {
  readonly version: 1;
  readonly images: readonly {
    readonly imageId: string;
    readonly width: number;
    readonly height: number;
    readonly depth: number;
    readonly tiles: readonly {
      readonly page: number;
      readonly z: number;
      readonly tileY: number;
      readonly tileX: number;
      /** 64 × 64 bytes as runs, in base64. */
      readonly runs: string;
    }[];
  }[];
  readonly shapes: readonly StageShape[];
}

/**
 * What is drawn, without the history.
 *
 * @param drawing a drawing; a stroke under way counts as far as it goes
 */
export function saveDrawing(drawing: Drawing): SavedDrawing {
  const ids = [...drawing.layers.keys()].sort();
  return {
    version: 1,
    images: ids.map((imageId) => {
      const { mask } = drawing.layers.get(imageId)!;
      const keys = [...mask.tiles.keys()].sort((a, b) => a - b);
      return {
        imageId,
        width: mask.width,
        height: mask.height,
        depth: mask.depth,
        tiles: keys
          .filter((key) => mask.tiles.get(key)!.some((v) => v !== 0))
          .map((key) => ({
            ...tilePlace(mask, key),
            runs: toBase64(packRuns(mask.tiles.get(key)!)),
          })),
      };
    }),
    shapes: [...drawing.shapes.values()]
      .map(inOrder)
      .sort((a, b) => (a.shapeId < b.shapeId ? -1 : 1)),
  };
}

/**
 * Puts a saved drawing into an empty one with the same images.
 *
 * @param drawing changed; its history stays
 * @param saved from {@link saveDrawing}, perhaps from a store
 * @throws web/bad-document when it has another form, another image or another extent
 */
export function loadDrawing(drawing: Drawing, saved: unknown): void {
  const { images, shapes } = parseSaved(saved);
  for (const image of images) {
    const mask = drawing.layers.get(image.imageId)?.mask;
    const fits =
      mask &&
      mask.width === image.width &&
      mask.height === image.height &&
      mask.depth === image.depth;
    if (!fits) bad('holds an image that is not part of this case or has another extent');
    for (const { page, z, tileY, tileX, runs } of image.tiles) {
      const isInside =
        isCount(page, 32) &&
        isCount(z, mask.depth) &&
        isCount(tileY, mask.tilesDown) &&
        isCount(tileX, mask.tilesAcross);
      if (!isInside) bad('holds a tile outside its image');
      const bytes = unpackRuns(fromBase64(runs), tileSide * tileSide);
      mask.tiles.set(tileKey(mask, page, z, tileY, tileX), bytes);
    }
  }
  for (const shape of shapes) drawing.shapes.set(shape.shapeId, shape);
}

/**
 * Checks a shape that comes from outside.
 *
 * @param value anything
 * @throws web/bad-document when it is no whole shape
 */
export function parseShape(value: unknown): StageShape {
  // The cast names the fields that are checked right below.
  const shape = value as Partial<StageShape> | null;
  const points = Array.isArray(shape?.points) ? shape.points : [];
  const isShape =
    shape !== null &&
    typeof shape === 'object' &&
    typeof shape.shapeId === 'string' &&
    typeof shape.questionId === 'string' &&
    typeof shape.label === 'string' &&
    typeof shape.imageId === 'string' &&
    (shape.axis === 'x' || shape.axis === 'y' || shape.axis === 'z') &&
    isCount(shape.slice, Number.MAX_SAFE_INTEGER) &&
    shape.kind !== undefined &&
    stageShapeKinds.includes(shape.kind) &&
    points.every((p) => Number.isFinite(p?.x) && Number.isFinite(p?.y)) &&
    isWhole({ kind: shape.kind, points });
  if (!isShape) bad('holds something that is no whole shape');
  // Every field has just been checked.
  return inOrder(shape as StageShape);
}

/** The known fields of a shape, always in the same order. */
function inOrder(shape: StageShape): StageShape {
  const { shapeId, kind, questionId, label, imageId, axis, slice } = shape;
  const points = shape.points.map(({ x, y }) => ({ x, y }));
  return { shapeId, kind, questionId, label, imageId, axis, slice, points };
}

function parseSaved(value: unknown): SavedDrawing {
  const saved = value as Partial<SavedDrawing> | null;
  if (saved === null || typeof saved !== 'object' || saved.version !== 1)
    bad('has another version');
  const { images, shapes } = saved as Partial<SavedDrawing>;
  if (!Array.isArray(images) || !Array.isArray(shapes)) bad('lacks its images or shapes');
  for (const image of images) {
    const tiles: unknown = image?.tiles;
    if (!Array.isArray(tiles)) bad('lacks the tiles of an image');
    if (!tiles.every((tile) => typeof tile?.runs === 'string')) bad('holds a tile without runs');
  }
  return { version: 1, images, shapes: shapes.map(parseShape) };
}

function isCount(value: unknown, below: number): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) < below;
}

function bad(what: string): never {
  return fail('web/bad-document', `The saved drawing ${what}.`, 'Load the last whole state.');
}
