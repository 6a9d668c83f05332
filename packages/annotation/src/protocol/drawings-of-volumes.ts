import { type Affine, type GridSteps, stepsOfGrid } from '@equipoise/imaging';
import { runsOf } from '../work/answer-desk.ts';
import { DrawingsGathered, type KnownDrawings } from './gather-drawings.ts';
import { type KnownImage, onlyImages, stemOf } from './known-images.ts';

/** A volume of voxels with the name of its file. */
export interface NamedVolume {
  readonly name: string;
  /** First axis fastest: columns, rows, frames. */
  readonly shape: readonly number[];
  readonly data: ArrayLike<number | bigint>;
  /** Map from indices to millimetres in right-anterior-superior space; null where the file has none. */
  readonly affine: Affine | null;
}

/**
 * Masks of volumes, one a case, as answers to a question: what is neither 0 nor not a number is on. A file is named after
 * its case. Where file and image both say where they lie, voxels fall on the pixels at their place, however either is
 * stored; else they stand in the order of the frames.
 *
 * @param meant question and label of all of them; null where no question is answered by a mask
 */
export function drawingsOfVolumes(
  volumes: readonly NamedVolume[],
  images: readonly KnownImage[],
  meant: { readonly questionId: string; readonly label: string } | null,
): KnownDrawings {
  const onlyOf = onlyImages(images);
  const gathering = new DrawingsGathered();
  for (const volume of volumes) {
    const caseId = stemOf(volume.name);
    const image = onlyOf.get(caseId);
    if (meant === null) {
      gathering.leave('no question asks for a mask');
      continue;
    }
    if (image === undefined) {
      gathering.leave('their name is no case of one image');
      continue;
    }
    const steps = stepsOf(volume, image);
    if (typeof steps === 'string') {
      gathering.leave(steps);
      continue;
    }
    const { width, height, imageId } = image;
    const frames = framesOf(volume.data, image, steps);
    const base = { shapeId: '', label: meant.label, imageId, width, height };
    if (frames.length === 0) gathering.leave('they are empty');
    else gathering.add(caseId, meant.questionId, { ...base, kind: 'mask', frames });
  }
  return gathering.result();
}

/** Where the voxels of the image's pixels are; why not, where they are not of one grid. */
function stepsOf({ shape, data, affine }: NamedVolume, image: KnownImage): GridSteps | string {
  const { width, height, frameCount } = image;
  if (data.length !== width * height * frameCount) return 'their size is not that of the image';
  if (affine !== null && image.affine !== null) {
    const placed = stepsOfGrid(
      { shape, affine },
      { width, height, frameCount, affine: image.affine },
    );
    return placed ?? 'their place in space is not that of the image';
  }
  const [columns = 0, rows = 1] = shape;
  if (columns !== width || rows !== height) return 'their size is not that of the image';
  return { start: 0, column: 1, row: width, frame: width * height };
}

function framesOf(
  data: NamedVolume['data'],
  { width, height, frameCount }: KnownImage,
  steps: GridSteps,
): { frame: number; runs: number[] }[] {
  const found: { frame: number; runs: number[] }[] = [];
  for (let frame = 0; frame < frameCount; frame += 1) {
    const bits = new Uint8Array(width * height);
    for (let row = 0, at = 0; row < height; row += 1) {
      let from = steps.start + frame * steps.frame + row * steps.row;
      for (let column = 0; column < width; column += 1, at += 1, from += steps.column) {
        const value = Number(data[from]);
        bits[at] = value === 0 || Number.isNaN(value) ? 0 : 1;
      }
    }
    const runs = runsOf(bits);
    if (runs.length > 0) found.push({ frame, runs });
  }
  return found;
}
