/** Every error code of the stage, with what it means. */
export const webErrors = {
  'web/bad-frame': 'The bytes of a stored frame do not follow the format or end early.',
  'web/bad-document': 'A saved drawing does not have the form of one.',
  'web/key-taken': 'Two commands of a key map share a key.',
} as const;

/** One of the stage's error codes. */
export type WebErrorCode = keyof typeof webErrors;

/**
 * Throws an error of the stage.
 *
 * @param code one of {@link webErrors}
 * @param sentence what was expected and what came
 * @param mend how to mend it
 * @param cause the first error, when there is one
 */
export function fail(code: WebErrorCode, sentence: string, mend: string, cause?: unknown): never {
  throw Object.assign(new Error(`${code}: ${sentence} ${mend}`, { cause }), {
    code,
    sentence,
    mend,
  });
}
