/** Every error code of this package, with what it means. `docs/reference/errors.md` has an entry for each. */
export const statsErrors = {
  'stats/length-mismatch': 'Two arrays that belong together differ in length.',
  'stats/not-a-number': 'A score, label or weight is NaN where a number is needed.',
  'stats/bad-argument': 'An argument lies outside its legal range.',
  'stats/cancelled': 'The caller asked to stop.',
} as const;

/** One of this package's error codes. */
export type StatsErrorCode = keyof typeof statsErrors;

/**
 * Throws an error of this package.
 *
 * @param code one of {@link statsErrors}
 * @param sentence what was expected and what came
 * @param mend how to mend it
 * @param cause the first error, when there is one
 */
export function fail(code: StatsErrorCode, sentence: string, mend: string, cause?: unknown): never {
  throw Object.assign(new Error(`${code}: ${sentence} ${mend}`, { cause }), {
    code,
    sentence,
    mend,
  });
}
