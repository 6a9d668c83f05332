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
} as const;

/** One of this package's error codes. */
export type ImagingErrorCode = keyof typeof imagingErrors;

/**
 * Throws an error of this package.
 *
 * @param code one of {@link imagingErrors}
 * @param sentence what was expected and what came
 * @param mend how to mend it
 * @param cause the first error, when there is one
 */
export function fail(
  code: ImagingErrorCode,
  sentence: string,
  mend: string,
  cause?: unknown,
): never {
  throw Object.assign(new Error(`${code}: ${sentence} ${mend}`, { cause }), {
    code,
    sentence,
    mend,
  });
}
