import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { HeaderJson } from '../../dicom/deidentify.ts';
import { defaultPixelLimits, type PixelLimits } from '../../dicom/pixel-description.ts';
import { type Refusal, refusalOf } from '../../errors.ts';
import type { ImageRecord } from '../../frame/index.ts';
import { defaultZipLimits, type ZipLimits } from '../zip.ts';
import { type Assembled, assembleSeries, type NumberedFile } from './assemble.ts';
import type { Answer, Setup, Task } from './messages.ts';
import { type ReadingProcess, readingProcess, type TaskLimits } from './reading-process.ts';

/** A file to be taken in. */
export interface InputFile {
  readonly path: string;
  /** How the caller calls it; given back in outcomes, never read. */
  readonly name: string;
}

/** How files are taken in. */
export interface IngestOptions {
  readonly files: readonly InputFile[];
  /** Folder for stored frames; made when missing, must hold no frames of an earlier run. */
  readonly folder: string;
  /** Secret of the project, at least 16 bytes: identifiers are replaced by it. */
  readonly key: Uint8Array;
  /** Gives a new image's id. */
  readonly newId: () => string;
  /** Dates of the kept header: moved by days that depend on patient and key, or left out (default). */
  readonly dates?: 'shift' | 'remove';
  readonly keepsPatientCharacteristics?: boolean;
  /** Processes that read at the same time, default 1. */
  readonly workers?: number;
  readonly limits?: Partial<IngestLimits>;
  /** Told after each file. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What files may cost. */
export interface IngestLimits extends TaskLimits {
  readonly maxFileBytes: number;
  readonly pixels: PixelLimits;
  readonly zip: ZipLimits;
}

/** An image that was taken in. */
export interface IngestedImage {
  readonly record: ImageRecord;
  /** Values of more than 16 bits, or of different scales, were rounded to steps of the record's slope. */
  readonly isQuantised: boolean;
  /** Paths of the stored frames in frame order; each holds one `EQF1` frame. */
  readonly frames: readonly string[];
  /** Header without identifying elements, null for formats without one. */
  readonly header: HeaderJson | null;
  /** Name that stands for the patient, null where the file knows none. */
  readonly patient: string | null;
  readonly study: string | null;
  readonly series: string | null;
  readonly instances: readonly string[];
}

/** What became of one file; entries of an archive are files of their own, named by their number. */
export type FileOutcome =
  | { readonly name: string; readonly status: 'taken'; readonly imageId: string }
  | { readonly name: string; readonly status: 'copy'; readonly imageId: string }
  | { readonly name: string; readonly status: 'archive'; readonly entryCount: number }
  | { readonly name: string; readonly status: 'refused'; readonly refusal: Refusal };

/** Images and what became of every file. */
export interface IngestResult {
  readonly images: readonly IngestedImage[];
  readonly files: readonly FileOutcome[];
}

/** Limits when none are given. */
export const defaultIngestLimits: IngestLimits = {
  maxMs: 60_000,
  maxMemoryBytes: 1_610_612_736,
  maxFileBytes: 2_147_483_647,
  pixels: defaultPixelLimits,
  zip: defaultZipLimits,
};

/**
 * Takes files in: DICOM, archives of them, NIfTI, PNG, JPEG, TIFF. Each is read in a process of its own kind under
 * limits of time and memory; a file that cannot be read is refused with its reason and stops nothing else. Slices
 * of one series become one image. Paths are made of numbers, never of what a file says.
 *
 * @param options files, folder, key, limits
 * @returns images and an outcome for every file; rejects only when the folder cannot be made
 */
export async function ingestFiles(options: IngestOptions): Promise<IngestResult> {
  const limits: IngestLimits = { ...defaultIngestLimits, ...options.limits };
  await mkdir(options.folder, { recursive: true });
  const workers = Array.from({ length: Math.max(1, options.workers ?? 1) }, () =>
    readingProcess(setupOf(options, limits), limits),
  );
  try {
    const queue: Queued[] = options.files.map((file, i) => ({
      ...file,
      isEntry: false,
      order: [i],
    }));
    const state: State = { options, queue, next: 0, done: 0, read: [], outcomes: new Map() };
    await Promise.all(workers.map((worker) => drain(state, worker)));
    const images = await finish(state, workers[0]!);
    await sweep(options.folder, images);
    return { images, files: inOrder(state) };
  } finally {
    for (const worker of workers) worker.close();
  }
}

interface Queued extends InputFile {
  readonly isEntry: boolean;
  /** Place of the file, and of an entry within it. */
  readonly order: readonly number[];
}

interface State {
  readonly options: IngestOptions;
  readonly queue: Queued[];
  next: number;
  done: number;
  readonly read: NumberedFile[];
  readonly outcomes: Map<number, FileOutcome>;
}

function setupOf(options: IngestOptions, limits: IngestLimits): Setup {
  return {
    key: Buffer.from(options.key).toString('hex'),
    dates: options.dates ?? 'remove',
    keepsPatientCharacteristics: options.keepsPatientCharacteristics ?? false,
    maxFileBytes: limits.maxFileBytes,
    pixelLimits: limits.pixels,
    zipLimits: limits.zip,
    deflateLevel: 4,
  };
}

/** One worker's share: files until none is left; archives add to the queue. */
async function drain(state: State, worker: ReadingProcess): Promise<void> {
  while (state.next < state.queue.length) {
    const index = state.next++;
    const file = state.queue[index]!;
    await takeFile(state, worker, index, file);
    state.done += 1;
    state.options.onProgress?.(state.done, state.queue.length);
  }
}

async function takeFile(
  state: State,
  worker: ReadingProcess,
  index: number,
  file: Queued,
): Promise<void> {
  const { folder } = state.options;
  const out = join(folder, `f${index}`);
  const answer = await safely(worker, { kind: 'read', path: file.path, out });
  if (!answer.ok) return refuse(state, index, file, answer.refusal);
  const { result } = answer;
  if (result?.kind === 'image') {
    state.read.push({ index, file: result });
    return undefined;
  }
  if (file.isEntry) {
    return refuse(state, index, file, {
      code: 'imaging/bad-zip',
      tag: null,
      offset: null,
      message: 'An archive lies within an archive.',
      mend: 'Unpack it first.',
    });
  }
  return takeArchive(state, worker, index, file);
}

async function takeArchive(
  state: State,
  worker: ReadingProcess,
  index: number,
  file: Queued,
): Promise<void> {
  const out = join(state.options.folder, `z${index}-`);
  const answer = await safely(worker, { kind: 'unzip', path: file.path, out });
  if (!answer.ok) return refuse(state, index, file, answer.refusal);
  const paths = answer.result?.kind === 'files' ? answer.result.paths : [];
  state.outcomes.set(index, { name: file.name, status: 'archive', entryCount: paths.length });
  paths.forEach((path, i) => {
    const name = `${file.name}#${i + 1}`;
    state.queue.push({ path, name, isEntry: true, order: [...file.order, i] });
  });
  return undefined;
}

/** Takes away what is no frame of an image: unpacked files, which still name people, and frames of refused ones. */
async function sweep(folder: string, images: readonly IngestedImage[]): Promise<void> {
  const kept = new Set(images.flatMap((image) => image.frames));
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (/^[fvz]\d+-/.test(name) && !kept.has(path)) await rm(path, { force: true });
  }
}

async function safely(worker: ReadingProcess, task: Task): Promise<Answer> {
  try {
    return await worker.run(task);
  } catch (error) {
    return { ok: false, refusal: refusalOf(error, 'imaging/decoder-crashed') };
  }
}

function refuse(state: State, index: number, file: Queued, refusal: Refusal): void {
  state.outcomes.set(index, { name: file.name, status: 'refused', refusal });
}

async function finish(state: State, worker: ReadingProcess): Promise<IngestedImage[]> {
  const images: IngestedImage[] = [];
  const inputs = state.read.sort((a, b) => a.index - b.index);
  for (const assembled of assembleSeries(inputs)) {
    const imageId = state.options.newId();
    const out = join(state.options.folder, `v${assembled.files[0]}`);
    const pixels = await pixelsOf(assembled, worker, out);
    note(state, assembled, imageId, 'code' in pixels ? pixels : null);
    if ('code' in pixels) continue;
    const { header, patient, study, series, instances, draft } = assembled;
    const { frames, changes, isQuantised } = pixels;
    const { isQuantised: _, ...known } = draft;
    const record: ImageRecord = { imageId, ...known, ...changes };
    images.push({ record, isQuantised, frames, header, patient, study, series, instances });
  }
  return images;
}

interface Pixels {
  readonly frames: readonly string[];
  readonly changes: Partial<ImageRecord>;
  readonly isQuantised: boolean;
}

/** Frames of an image, brought to one scale where they differ, and their hash. */
async function pixelsOf(
  assembled: Assembled,
  worker: ReadingProcess,
  out: string,
): Promise<Pixels | Refusal> {
  const { frames, scales } = assembled;
  const { isQuantised } = assembled.draft;
  if (!assembled.needsHash) return { frames, isQuantised, changes: {} };
  const task: Task = scales ? { kind: 'rescale', frames, scales, out } : { kind: 'hash', frames };
  const answer = await safely(worker, task);
  if (!answer.ok) return answer.refusal;
  const { result } = answer;
  if (result?.kind === 'rescaled') {
    const { slope, intercept, signed, pixelHash } = result;
    return {
      frames: result.frames,
      isQuantised: true,
      changes: { slope, intercept, signed, pixelHash, bits: 16 },
    };
  }
  const pixelHash = result?.kind === 'hash' ? result.pixelHash : '';
  return { frames, isQuantised, changes: { pixelHash } };
}

function note(state: State, assembled: Assembled, imageId: string, refusal: Refusal | null): void {
  const set = (index: number, status: 'taken' | 'copy'): void => {
    const file = state.queue[index]!;
    if (refusal) refuse(state, index, file, refusal);
    else state.outcomes.set(index, { name: file.name, status, imageId });
  };
  for (const index of assembled.files) set(index, 'taken');
  for (const index of assembled.copies) set(index, 'copy');
}

/** Files as given, entries of an archive behind it. */
function inOrder(state: State): FileOutcome[] {
  const indexes = state.queue.map((_, i) => i);
  const compare = (a: readonly number[], b: readonly number[]): number =>
    a[0]! - b[0]! || (a[1] ?? -1) - (b[1] ?? -1);
  indexes.sort((a, b) => compare(state.queue[a]!.order, state.queue[b]!.order));
  return indexes.flatMap((i) => state.outcomes.get(i) ?? []);
}
