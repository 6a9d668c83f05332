import { gzipSync } from 'node:zlib';
import type { AnswerRecord, ImageRecord, MaskShape } from '@equipoise/domain';
import { affineOfRecord, writeNifti } from '@equipoise/imaging';
import type { ZipEntry } from './zip-writer.ts';

/** A name that is safe as a part of a path. */
export function pathPart(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '_');
  return safe === '' ? '_' : safe.slice(0, 100);
}

/** The name, or with a number behind it where one has it already, in whatever case; it is taken from now on. */
export function freeName(base: string, taken: Set<string>): string {
  let name = base;
  for (let n = 2; taken.has(name.toLowerCase()); n += 1) name = `${base}-${n}`;
  taken.add(name.toLowerCase());
  return name;
}

const indexColumns = [
  ...['path', 'case', 'reader', 'question', 'label', 'image'],
  ...['purpose', 'arm', 'answer_id'],
];

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
 * image. A case with several images of a label gets a number behind its name. Names are cut to what a path may hold;
 * `masks/index.csv` says of every file whose mask of what it is.
 */
export async function maskFiles(
  records: readonly AnswerRecord[],
  images: ReadonlyMap<string, ImageRecord>,
): Promise<readonly ZipEntry[]> {
  const files: ZipEntry[] = [];
  const lines: (string | null)[][] = [];
  const taken = new Set<string>();
  for (const record of records) {
    if (!record.isValid || record.step !== 'final') continue;
    for (const [key, shapes] of masksOf(record)) {
      const [questionId, label, imageId] = JSON.parse(key) as [string, string, string]; // made above
      const image = images.get(imageId);
      if (image === undefined) continue;
      const folder = `${pathPart(`${questionId}-${label}`)}/${pathPart(record.readerId)}`;
      const base = `${folder}/${pathPart(record.caseId)}${record.purpose === 'measured' ? '' : `-${record.purpose}`}`;
      const path = `masks/${freeName(base, taken)}.nii.gz`;
      files.push({ name: path, bytes: niftiOf(maskCells(shapes, image), image) });
      const { caseId, readerId, purpose, arm, answerId } = record;
      lines.push([path, caseId, readerId, questionId, label, imageId, purpose, arm, answerId]);
    }
  }
  if (files.length === 0) return files;
  const { safeCsv } = await import('@equipoise/workbench');
  return [
    { name: 'masks/index.csv', bytes: Buffer.from(safeCsv(indexColumns, lines), 'utf8') },
    ...files,
  ];
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
