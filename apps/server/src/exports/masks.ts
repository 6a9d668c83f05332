import { gzipSync } from 'node:zlib';
import { type DrawnLabel, drawnLabels, drawnUnits, runsOfShapes } from '@equipoise/annotation';
import type { AnswerRecord, ImageRecord, Shape, StudyProtocol } from '@equipoise/domain';
import {
  affineOfRecord,
  type Grid,
  type NiftiContent,
  niftiGrid,
  writeNifti,
} from '@equipoise/imaging';
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

/** Cells of what is drawn of one label on one image: 1 where any shape covers the cell. */
export function maskCells(shapes: readonly Shape[], image: ImageRecord): Uint8Array {
  const cells = new Uint8Array(image.width * image.height * image.frameCount);
  const runs = runsOfShapes(shapes, image);
  for (let k = 0; k < runs.length; k += 2) cells.fill(1, runs[k], runs[k + 1]);
  return cells;
}

/** Where the cells of an image lie, as NIfTI says it. */
function placeOf(image: ImageRecord): Omit<NiftiContent, 'data'> {
  const [row, column] = image.spacingMm ?? [1, 1];
  const affine = affineOfRecord(image);
  return {
    shape: [image.width, image.height, image.frameCount],
    spacingMm: [column, row, image.sliceSpacingMm ?? 1],
    ...(affine === null ? {} : { affine }),
  };
}

/** The grid of an image as whoever reads an exported mask finds it. */
export function exportedGrid(image: ImageRecord): Grid {
  return niftiGrid(placeOf(image));
}

/** Cells of an image's grid as a packed NIfTI file, placed as the image is. */
export function niftiOf(cells: Uint8Array, image: ImageRecord): Uint8Array {
  return gzipSync(writeNifti({ ...placeOf(image), data: cells }));
}

/** Which masks are written, and where. */
export interface MaskExport {
  readonly protocol: StudyProtocol;
  /** Readings that are taken in, in the order of the protocol, one of a case by a reader. */
  readonly records: readonly AnswerRecord[];
  /** Images by id. */
  readonly images: ReadonlyMap<string, ImageRecord>;
  /** Ids of the images of each case, by its name. */
  readonly imagesOfCase: ReadonlyMap<string, readonly string[]>;
  /** Folder that they stand in. */
  readonly root: string;
}

/** Masks as files, and the folders that a command can read. */
export interface MaskFiles {
  readonly files: readonly ZipEntry[];
  /** A folder for each label that somebody answered. */
  readonly folders: readonly { readonly label: DrawnLabel; readonly path: string }[];
}

const indexColumns = [
  ...['path', 'case', 'reader', 'question', 'label', 'image'],
  ...['purpose', 'arm', 'answer_id', 'is_empty'],
];

/**
 * What readers drew as NIfTI files `question-label/reader/case.nii.gz` on the grid of the image, with the table of
 * their cases in `question-label.csv`: what the commands read with `--masks`. Boxes and polygons are the cells whose
 * centre they hold. Whoever answered and drew nothing has an empty mask. A further image of a case gets its number
 * behind the name. Names are cut to what a path may hold; `index.csv` says of every file whose mask of what it is.
 */
export async function maskFiles(made: MaskExport): Promise<MaskFiles> {
  const { protocol, records, images, imagesOfCase, root } = made;
  const byCase = new Map<string, AnswerRecord[]>();
  for (const record of records) {
    byCase.set(record.caseId, [...(byCase.get(record.caseId) ?? []), record]);
  }
  const folderOf = drawnFolders(protocol);
  const patientOf = new Map(protocol.cases.map((one) => [one.caseId, one.patientId]));
  const nameOf = drawnNames(protocol, imagesOfCase);
  const files: ZipEntry[] = [];
  const lines: (string | boolean | null)[][] = [];
  const folders = new Map<string, { readonly label: DrawnLabel; readonly rows: string[][] }>();
  for (const [caseId, own] of byCase) {
    const patient = patientOf.get(caseId) ?? caseId;
    const empty = new Map<string, Uint8Array>();
    for (const label of drawnLabels(protocol)) {
      if (!label.hasArea) continue;
      const folder = `${root}/${folderOf(label)}`;
      for (const { imageId, masks } of drawnUnits(label, own, imagesOfCase.get(caseId) ?? [])) {
        const image = images.get(imageId);
        if (image === undefined) continue;
        const name = nameOf(caseId, imageId);
        const table = folders.get(folder) ?? { label, rows: [] };
        folders.set(folder, table);
        table.rows.push([name, patient, caseId, imageId]);
        for (const { readerId, record, shapes } of masks) {
          const path = `${folder}/${pathPart(readerId)}/${name}.nii.gz`;
          const isEmpty = shapes.length === 0;
          // Most masks of a search are empty: packed once for each image.
          const bytes =
            (isEmpty ? empty.get(imageId) : undefined) ?? niftiOf(maskCells(shapes, image), image);
          if (isEmpty) empty.set(imageId, bytes);
          files.push({ name: path, bytes });
          const { purpose, arm, answerId } = record;
          lines.push([
            ...[path, caseId, readerId, label.questionId, label.label, imageId],
            ...[purpose, arm, answerId, isEmpty],
          ]);
        }
      }
    }
    // Packing takes long: whoever else asks something goes in between.
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (files.length === 0) return { files, folders: [] };
  const { safeCsv } = await import('@equipoise/workbench');
  const csv = (name: string, columns: readonly string[], rows: typeof lines): ZipEntry => ({
    name,
    bytes: Buffer.from(safeCsv(columns, rows), 'utf8'),
  });
  return {
    files: [
      csv(`${root}/index.csv`, indexColumns, lines),
      ...[...folders].map(([path, { rows }]) =>
        csv(`${path}.csv`, ['case', 'patient', 'study_case', 'image'], rows),
      ),
      ...files,
    ],
    folders: [...folders].map(([path, { label }]) => ({ label, path })),
  };
}

/** Folders of the labels of a protocol, by question and label. */
export function drawnFolders(protocol: StudyProtocol): (label: DrawnLabel) => string {
  const taken = new Set<string>();
  const key = ({ questionId, label }: DrawnLabel): string => JSON.stringify([questionId, label]);
  const folders = new Map(
    drawnLabels(protocol).map((one) => [
      key(one),
      freeName(pathPart(`${one.questionId}-${one.label}`), taken),
    ]),
  );
  return (label) => folders.get(key(label)) ?? '_';
}

/** Names of the images of a study's cases: that of the case, with a number behind it from the second image on. */
export function drawnNames(
  protocol: StudyProtocol,
  imagesOfCase: ReadonlyMap<string, readonly string[]>,
): (caseId: string, imageId: string) => string {
  const taken = new Set<string>();
  const names = new Map<string, string>();
  // First images first, so that a case keeps its name whatever the images of others are called.
  const all = protocol.cases.flatMap(({ caseId }) =>
    (imagesOfCase.get(caseId) ?? []).map((imageId, place) => ({ caseId, imageId, place })),
  );
  for (const { caseId, imageId, place } of all.sort(
    (a, b) => Number(a.place > 0) - Number(b.place > 0),
  )) {
    // A dash in front would make a spreadsheet run the cell.
    const base = pathPart(caseId).replace(/^-/, '_');
    const name = freeName(place === 0 ? base : `${base}-${place + 1}`, taken);
    names.set(JSON.stringify([caseId, imageId]), name);
  }
  return (caseId, imageId) => names.get(JSON.stringify([caseId, imageId])) ?? '_';
}
