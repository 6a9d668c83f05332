import { runsOf } from '../work/answer-desk.ts';
import { DrawingsGathered, type KnownDrawings } from './gather-drawings.ts';
import { type KnownImage, onlyImages, stemOf } from './known-images.ts';

/** A volume of voxels with the name of its file. */
export interface NamedVolume {
  readonly name: string;
  /** First axis fastest: columns, rows, frames. */
  readonly shape: readonly number[];
  readonly data: ArrayLike<number | bigint>;
}

/**
 * Masks of volumes, one a case, as answers to a question: what is not 0 is on. A file is named after its case.
 *
 * @param meant question and label of all of them
 */
export function drawingsOfVolumes(
  volumes: readonly NamedVolume[],
  images: readonly KnownImage[],
  meant: { readonly questionId: string; readonly label: string },
): KnownDrawings {
  const onlyOf = onlyImages(images);
  const gathering = new DrawingsGathered();
  for (const { name, shape, data } of volumes) {
    const caseId = stemOf(name);
    const image = onlyOf.get(caseId);
    const [columns = 0, rows = 1, frames = 1] = shape;
    if (image === undefined) gathering.leave('their name is no case of one image');
    else if (columns !== image.width || rows !== image.height || frames !== image.frameCount) {
      gathering.leave('their size is not that of the image');
    } else {
      const { width, height, imageId } = image;
      const size = width * height;
      const found: { frame: number; runs: number[] }[] = [];
      for (let frame = 0; frame < frames; frame += 1) {
        const bits = new Uint8Array(size);
        for (let at = 0; at < size; at += 1)
          bits[at] = Number(data[frame * size + at]) === 0 ? 0 : 1;
        const runs = runsOf(bits);
        if (runs.length > 0) found.push({ frame, runs });
      }
      const base = { shapeId: '', label: meant.label, imageId, width, height };
      if (found.length === 0) gathering.leave('they are empty');
      else gathering.add(caseId, meant.questionId, { ...base, kind: 'mask', frames: found });
    }
  }
  return gathering.result();
}
