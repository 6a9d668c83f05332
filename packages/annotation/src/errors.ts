import { codedError } from '@equipoise/domain';

/** Every error code of this package, with what it means. `docs/reference/errors.md` has an entry for each. */
export const annotationErrors = {
  'annotation/length-mismatch': 'Arrays that belong together differ in length.',
  'annotation/bad-code':
    'A case, reader or class code is no whole number or lies outside its range.',
  'annotation/bad-argument': 'An argument lies outside its legal range.',
  'annotation/not-a-probability': 'A probability lies outside 0 to 1 or is not a number.',
  'annotation/repeated-reading': 'A reader answered about the same case more than once.',
  'annotation/grid-mismatch': 'Two masks that belong together have different numbers of voxels.',
} as const;

/** One of this package's error codes. */
export type AnnotationErrorCode = keyof typeof annotationErrors;

/**
 * Throws an error of this package.
 *
 * @param code one of {@link annotationErrors}
 * @param sentence what was expected and what came
 * @param mend how to mend it
 * @param cause the first error, when there is one
 */
export function fail(
  code: AnnotationErrorCode,
  sentence: string,
  mend: string,
  cause?: unknown,
): never {
  throw codedError(code, sentence, mend, { cause });
}
