import { createHash } from 'node:crypto';
import { open, readFile, writeFile } from 'node:fs/promises';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { deidentify } from '../../dicom/deidentify.ts';
import { parseDicom } from '../../dicom/parse.ts';
import { describePixels, nativeFrameBits } from '../../dicom/pixel-description.ts';
import { tags } from '../../dicom/tags.ts';
import { numberOf, uidOf } from '../../dicom/values.ts';
import { fail } from '../../errors.ts';
import { decodeFrame, encodeFrame } from '../../frame/index.ts';
import { addToHash, canonicalDicom, type FrameSink } from '../canonical-image.ts';
import { pseudonymsBy } from '../pseudonyms.ts';
import { listZip, unzipEntry } from '../zip.ts';
import { formatOf } from './format.ts';
import type {
  Declare,
  Hashed,
  IsArchive,
  ReadFile,
  SeriesPlace,
  Setup,
  Unzipped,
} from './messages.ts';
import { canonicalNifti } from './read-nifti.ts';
import { canonicalRaster } from './read-raster.ts';

/**
 * Reads one file of any format and stores its frames; runs in the reading process.
 *
 * @param path file
 * @param out where frames are written: their number and `.eqf` are put behind it
 * @param setup key and limits
 * @param declare told how large the file is, and how large what it holds says it is
 * @throws every error of the readers
 */
export async function readImage(
  path: string,
  out: string,
  setup: Setup,
  declare: Declare,
): Promise<ReadFile | IsArchive> {
  const bytes = await readLimited(path, setup.maxFileBytes, declare);
  const format = formatOf(bytes);
  if (format === 'zip') return { kind: 'archive' };
  const store = frameStore(out, setup.deflateLevel);
  if (format === 'dicom') return readDicom(bytes, setup, store, declare);
  if (format === 'nifti') await declare(unpackedBytes(bytes));
  const draft =
    format === 'nifti'
      ? await canonicalNifti(bytes, store.sink, setup.pixelLimits.maxTotalBytes)
      : await canonicalRaster(bytes, format, store.sink, setup.pixelLimits.maxFramePixels, declare);
  return { kind: 'image', draft, frames: store.paths, header: null, patient: null, place: null };
}

/** Unpacks an archive to files named by number; runs in the reading process. */
export async function unzip(
  path: string,
  out: string,
  setup: Setup,
  declare: Declare,
): Promise<Unzipped> {
  const bytes = await readLimited(path, setup.maxFileBytes, declare);
  const paths: string[] = [];
  const entries = listZip(bytes, setup.zipLimits);
  await declare(entries.reduce((sum, { size }) => sum + size, 0));
  for (const entry of entries) {
    const target = `${out}${paths.length}`;
    await writeFile(target, unzipEntry(bytes, entry), { flag: 'wx' });
    paths.push(target);
  }
  return { kind: 'files', paths };
}

/** SHA-256 over the decoded pixels of stored frames, in order; runs in the reading process. */
export async function hashFrames(frames: readonly string[]): Promise<Hashed> {
  const hash = createHash('sha256');
  for (const path of frames) {
    const frame = decodeFrame(await readFile(path), (packed, maxBytes) =>
      inflateRawSync(packed, { maxOutputLength: maxBytes }),
    );
    addToHash(hash, frame.samples);
  }
  return { kind: 'hash', pixelHash: hash.digest('hex') };
}

async function readDicom(
  bytes: Uint8Array,
  setup: Setup,
  store: FrameStore,
  declare: Declare,
): Promise<ReadFile> {
  const file = parseDicom(bytes, {
    inflateRaw: (packed, maxBytes) => inflateRawSync(packed, { maxOutputLength: maxBytes }),
  });
  const names = pseudonymsBy(Buffer.from(setup.key, 'hex'));
  const { dataset } = file;
  const pixels = describePixels(dataset, setup.pixelLimits);
  await declare((pixels.frameCount * nativeFrameBits(pixels)) / 8);
  const kept = deidentify(dataset, {
    mapUid: names.mapUid,
    mapPatient: names.mapPatient,
    shiftDays: setup.dates === 'shift' ? names.shiftDays : null,
    keepsPatientCharacteristics: setup.keepsPatientCharacteristics,
  });
  const draft = await canonicalDicom(file, store.sink, setup.pixelLimits);
  const uid = (tag: number): string => names.mapUid(uidOf(dataset, tag));
  const place: SeriesPlace = {
    study: uid(tags.StudyInstanceUID),
    series: uid(tags.SeriesInstanceUID),
    instance: uid(tags.SOPInstanceUID),
    instanceNumber: numberOf(dataset, tags.InstanceNumber),
  };
  return {
    kind: 'image',
    draft,
    frames: store.paths,
    header: kept.header,
    patient: kept.patient,
    place,
  };
}

interface FrameStore {
  readonly sink: FrameSink;
  /** Paths of the frames so far. */
  readonly paths: readonly string[];
}

function frameStore(out: string, level: number): FrameStore {
  const paths: string[] = [];
  return {
    paths,
    sink: async (frame, index) => {
      const path = `${out}-${index}.eqf`;
      const packed = encodeFrame(frame, (raw) => deflateRawSync(raw, { level }));
      await writeFile(path, packed, { flag: 'wx' });
      paths.push(path);
    },
  };
}

/** What a packed file says that it unpacks to (RFC 1952, 2.3.1); nothing more for one that is not packed. */
function unpackedBytes(bytes: Uint8Array): number {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b && bytes.length > 18;
  if (!isPacked) return 0;
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true);
}

async function readLimited(path: string, maxBytes: number, declare: Declare): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size > maxBytes) {
      fail(
        'imaging/too-large',
        `The file has ${size} bytes, ${maxBytes} are allowed.`,
        'Allow more.',
      );
    }
    await declare(size);
    return await file.readFile();
  } finally {
    await file.close();
  }
}
