/** Every error code of this package, with what it means. `docs/reference/errors.md` has an entry for each. */
export const imagingErrors = {
  'imaging/bad-argument': 'An argument lies outside its legal range.',
  'imaging/grid-mismatch': 'Two images differ in shape, spacing or position in space.',
  'imaging/label-image': 'An image with several labels stands where a binary mask is due.',
  'imaging/not-a-number': 'A voxel holds no number.',
  'imaging/not-nifti': 'The bytes are no NIfTI-1 or NIfTI-2 image.',
  'imaging/bad-header': 'A header field contradicts the format.',
  'imaging/truncated': 'The file ends before its last voxel.',
  'imaging/unsupported-datatype': 'The voxel type is not one that this reader takes.',
  'imaging/too-large': 'The image holds more than was allowed.',
  'imaging/not-png': 'The bytes are no PNG image.',
  'imaging/unsupported-png': 'The PNG has colours, a palette or transparency where grey is due.',
  'imaging/unreadable': 'The compressed bytes are broken.',
  'imaging/cannot-read': 'A file could not be read or written.',
  'imaging/not-dicom': 'The bytes are no DICOM file.',
  'imaging/bad-element': 'A DICOM data element contradicts the format.',
  'imaging/too-deep': 'Sequences are nested deeper than allowed.',
  'imaging/too-many-elements': 'A DICOM file holds more data elements than allowed.',
  'imaging/bad-uid': 'A unique identifier holds something besides digits and dots.',
  'imaging/no-pixels': 'The DICOM object holds no pixels.',
  'imaging/bad-pixels': 'What is said about the pixels contradicts itself or their bytes.',
  'imaging/unsupported-pixels': 'The pixels are of a kind that is not read.',
  'imaging/unsupported-transfer-syntax': 'The transfer syntax is not one that is read.',
  'imaging/bad-codestream': 'The compressed pixels are broken or contradict the header.',
  'imaging/bad-frame': 'The bytes are no stored frame.',
  'imaging/bad-zip': 'The archive is broken or built to deceive.',
  'imaging/no-thumbnail': 'A stored frame could not be drawn small.',
  'imaging/decoder-crashed': 'The process that reads files ended while reading this one.',
  'imaging/too-slow': 'Reading the file took longer than allowed.',
  'imaging/too-much-memory': 'Reading the file took more memory than allowed.',
} as const;

/** One of this package's error codes. */
export type ImagingErrorCode = keyof typeof imagingErrors;

/** Where in a file something was refused. */
export interface Place {
  /** Data element as `(gggg,eeee)`. */
  readonly tag?: string;
  /** Bytes from the start of the file. */
  readonly offset?: number;
}

/** Why a file was not taken, as plain data: safe to store and to show, free of patient data. */
export interface Refusal {
  readonly code: ImagingErrorCode;
  /** Data element as `(gggg,eeee)`, null where none is to blame. */
  readonly tag: string | null;
  /** Bytes from the start of the file, null where unknown. */
  readonly offset: number | null;
  readonly message: string;
  readonly mend: string;
}

/**
 * Throws an error of this package.
 *
 * @param code one of {@link imagingErrors}
 * @param sentence what was expected and what came
 * @param mend how to mend it
 * @param cause the first error, when there is one
 * @param place data element and byte, when known
 */
export function fail(
  code: ImagingErrorCode,
  sentence: string,
  mend: string,
  cause?: unknown,
  place?: Place,
): never {
  throw Object.assign(new Error(`${code}: ${sentence} ${mend}`, { cause }), {
    code,
    sentence,
    mend,
    ...place,
  });
}

/**
 * An error as plain data.
 *
 * @param error anything thrown while a file was read
 * @param fallback code for errors that are not of this package, whose own text is not shown
 */
export function refusalOf(
  error: unknown,
  fallback: ImagingErrorCode = 'imaging/unreadable',
): Refusal {
  if (isImagingError(error)) {
    const { code, sentence, mend, tag, offset } = error;
    return { code, tag: tag ?? null, offset: offset ?? null, message: sentence, mend };
  }
  return {
    code: fallback,
    tag: null,
    offset: null,
    message: imagingErrors[fallback],
    mend: 'Export the file again from its source.',
  };
}

interface ImagingError extends Place {
  readonly code: ImagingErrorCode;
  readonly sentence: string;
  readonly mend: string;
}

function isImagingError(error: unknown): error is ImagingError {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code in imagingErrors &&
    'sentence' in error &&
    'mend' in error
  );
}
