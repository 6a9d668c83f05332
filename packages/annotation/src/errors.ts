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
  'annotation/bad-protocol':
    'A study protocol holds an unknown key, a value of the wrong kind or a broken reference.',
  'annotation/protocol-not-ready': 'A study protocol lacks what a lock needs.',
  'annotation/protocol-locked':
    'A locked study protocol was to be changed in a way that is no amendment.',
  'annotation/bad-answer': 'An answer does not fit its question.',
  'annotation/bad-event-log':
    'The events of a task are out of order, belong elsewhere or do not fit together.',
  'annotation/not-allowed': 'A person may not do this step of a study.',
  'annotation/unknown-name': 'A question, case, reader or arm is not in the protocol.',
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
