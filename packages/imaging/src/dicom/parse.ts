import { fail, refusalOf } from '../errors.ts';
import { note, type Reading, startReading } from './cursor.ts';
import type { Dataset, DicomFile } from './dataset.ts';
import { elementOf } from './dataset.ts';
import { readElements } from './elements.ts';
import { type DicomLimits, defaultDicomLimits, inflateCap } from './limits.ts';
import { encodingOf, firstElement, sniffEncoding, syntaxOf } from './sniff.ts';
import { tags } from './tags.ts';
import { isUid, transferSyntaxes } from './uid.ts';
import { requireUids, uidOf } from './values.ts';

/** How a DICOM file is read. */
export interface DicomReadOptions {
  readonly limits?: Partial<DicomLimits>;
  /** Unpacks raw deflate; must give at most `maxBytes` or throw. Without it deflated files are refused. */
  readonly inflateRaw?: (bytes: Uint8Array, maxBytes: number) => Uint8Array;
}

/**
 * Reads a DICOM file: preamble or none, meta information or none, implicit or explicit, little- or
 * big-endian, deflated. Values are not copied; a value that reaches beyond its place refuses the file.
 *
 * @param bytes whole file
 * @param options limits, and how deflate is unpacked
 * @throws imaging/not-dicom, imaging/truncated, imaging/bad-element, imaging/too-deep,
 * imaging/too-many-elements, imaging/too-large, imaging/bad-uid, imaging/unsupported-transfer-syntax
 * @see DICOM PS3.5 and PS3.10
 */
export function parseDicom(bytes: Uint8Array, options: DicomReadOptions = {}): DicomFile {
  const limits: DicomLimits = { ...defaultDicomLimits, ...options.limits };
  const start = firstElement(bytes);
  const reading = startReading(bytes, limits);
  const meta = readElements(reading, {
    start,
    end: bytes.length,
    encoding: { explicit: true, littleEndian: true },
    depth: 0,
    parent: null,
    onlyGroup: 2,
  });
  const stated = statedSyntax(meta.dataset);
  if (meta.next >= bytes.length) return finish(meta.dataset, empty(meta.dataset), stated, reading);
  if (stated === transferSyntaxes.deflated) {
    return readDeflated(bytes.subarray(meta.next), meta.dataset, reading, options);
  }
  const seen = sniffEncoding(bytes, meta.next);
  const told = stated === null ? seen : encodingOf(stated);
  if (told.explicit !== seen.explicit) {
    note(reading, 'syntax-mismatch', tags.TransferSyntaxUID, meta.next);
  }
  const encoding = { explicit: seen.explicit, littleEndian: told.littleEndian };
  const main = readElements(reading, {
    start: meta.next,
    end: bytes.length,
    encoding,
    depth: 0,
    parent: null,
  });
  return finish(meta.dataset, main.dataset, stated ?? syntaxOf(seen), reading, stated !== null);
}

function statedSyntax(meta: Dataset): string | null {
  if (!elementOf(meta, tags.TransferSyntaxUID)) return null;
  const uid = uidOf(meta, tags.TransferSyntaxUID);
  if (uid === '') return null;
  if (!isUid(uid)) requireUids(meta, [tags.TransferSyntaxUID]);
  return uid;
}

function readDeflated(
  packed: Uint8Array,
  meta: Dataset,
  outer: Reading,
  options: DicomReadOptions,
): DicomFile {
  if (!options.inflateRaw) {
    fail(
      'imaging/unsupported-transfer-syntax',
      'The data set is deflated and no way to unpack it was given.',
      'Pass inflateRaw.',
    );
  }
  const inner = startReading(inflate(packed, outer, options.inflateRaw), outer.limits);
  try {
    const main = readElements(inner, {
      start: 0,
      end: inner.bytes.length,
      encoding: { explicit: true, littleEndian: true },
      depth: 0,
      parent: null,
    });
    return finish(meta, main.dataset, transferSyntaxes.deflated, inner);
  } catch (error) {
    throw placedInFile(error, outer.bytes.length - packed.length);
  }
}

/** A refusal within unpacked bytes names the byte where the packed ones begin; its sentence names the other. */
function placedInFile(error: unknown, start: number): unknown {
  const { tag, offset, code, message, mend } = refusalOf(error);
  if (offset === null) return error;
  const sentence = `${message} (byte ${offset} of the unpacked data set)`;
  return Object.assign(new Error(`${code}: ${sentence} ${mend}`, { cause: error }), {
    code,
    sentence,
    mend,
    offset: start,
    ...(tag === null ? {} : { tag }),
  });
}

function inflate(
  packed: Uint8Array,
  outer: Reading,
  inflateRaw: NonNullable<DicomReadOptions['inflateRaw']>,
): Uint8Array {
  const cap = inflateCap(packed.length, outer.limits);
  try {
    return inflateRaw(packed, cap);
  } catch (cause) {
    const isTooLarge = cause instanceof RangeError;
    return fail(
      isTooLarge ? 'imaging/too-large' : 'imaging/unreadable',
      isTooLarge
        ? `The deflated data set unpacks to more than the ${cap} bytes that its size allows.`
        : 'The deflated data set cannot be unpacked.',
      isTooLarge ? 'Allow more, or export it uncompressed.' : 'Export the file again.',
      cause,
      { offset: outer.bytes.length - packed.length },
    );
  }
}

function finish(
  meta: Dataset,
  dataset: Dataset,
  transferSyntax: string | null,
  reading: Reading,
  isTransferSyntaxStated = true,
): DicomFile {
  requireUids(dataset, [
    tags.SOPClassUID,
    tags.SOPInstanceUID,
    tags.StudyInstanceUID,
    tags.SeriesInstanceUID,
    tags.FrameOfReferenceUID,
  ]);
  return {
    meta,
    dataset,
    transferSyntax: transferSyntax ?? transferSyntaxes.implicitLittle,
    isTransferSyntaxStated,
    issues: reading.issues,
  };
}

function empty(like: Dataset): Dataset {
  return { ...like, elements: [] };
}
