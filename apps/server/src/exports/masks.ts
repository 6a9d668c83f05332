import { gzipSync } from 'node:zlib';
import type { AnswerRecord, ImageRecord, MaskShape } from '@equipoise/domain';
import { affineOfRecord, writeNifti } from '@equipoise/imaging';
import type { ZipEntry } from './zip-writer.ts';

/** A name that is safe as a part of a path. */
export function pathPart(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '_');
  return safe === '' ? '_' : safe.slice(0, 100);
}

/** Masks of one record by question, label and image. */
function masksOf(record: AnswerRecord): Map<string, MaskShape[]> {
  const found = new Map<string, MaskShape[]>();
  for (const answer of record.answers) {
    if (answer.outcome !== 'answered' || answer.value.kind !== 'shapes') continue;
    for (const shape of answer.value.shapes) {
      if (shape.kind !== 'mask') continue;
      const key = JSON.stringify([answer.questionId, shape.label, shape.imageId]);
      found.set(key, [...(found.get(key) ?? []), shape]);
    }
  }
  return found;
}

/** Pixels of masks of one label and image, one after the other: 1 where any is on. */
export function maskCells(shapes: readonly MaskShape[], image: ImageRecord): Uint8Array {
  const size = image.width * image.height;
  const cells = new Uint8Array(size * image.frameCount);
  for (const shape of shapes) {
    for (const { frame, runs } of shape.frames) {
      if (frame >= image.frameCount) continue;
      let at = frame * size;
      runs.forEach((run, index) => {
        if (index % 2 === 1) cells.fill(1, at, Math.min(at + run, (frame + 1) * size));
        at += run;
      });
    }
  }
  return cells;
}

/**
 * Masks as NIfTI files `question-label/reader/case.nii.gz`: what `--masks` of the commands reads, on the grid of the
 * image. A case with several images of a label gets the image's number behind its name.
 */
export function maskFiles(
  records: readonly AnswerRecord[],
  images: ReadonlyMap<string, ImageRecord>,
): readonly ZipEntry[] {
  const files: ZipEntry[] = [];
  const taken = new Set<string>();
  for (const record of records) {
    if (!record.isValid || record.step !== 'final') continue;
    for (const [key, shapes] of masksOf(record)) {
      const [questionId, label, imageId] = JSON.parse(key) as [string, string, string]; // made above
      const image = images.get(imageId);
      if (image === undefined) continue;
      const folder = `${pathPart(`${questionId}-${label}`)}/${pathPart(record.readerId)}`;
      const base = `${folder}/${pathPart(record.caseId)}${record.purpose === 'measured' ? '' : `-${record.purpose}`}`;
      let name = base;
      for (let n = 2; taken.has(name); n += 1) name = `${base}-${n}`;
      taken.add(name);
      files.push({ name: `masks/${name}.nii.gz`, bytes: niftiOf(maskCells(shapes, image), image) });
    }
  }
  return files;
}

function niftiOf(cells: Uint8Array, image: ImageRecord): Uint8Array {
  const [row, column] = image.spacingMm ?? [1, 1];
  const affine = affineOfRecord(image);
  const bytes = writeNifti({
    shape: [image.width, image.height, image.frameCount],
    spacingMm: [column, row, image.sliceSpacingMm ?? 1],
    ...(affine === null ? {} : { affine }),
    data: cells,
  });
  return gzipSync(bytes);
}
