/** Every error code of this package, with what it means. `docs/reference/errors.md` has an entry for each. */
export const reportErrors = {
  'report/bad-suppression':
    'The smallest number of people to show is not a whole number from 2 up.',
  'report/chart-failed': 'A chart could not be drawn from its evidence.',
} as const;

/** One of this package's error codes. */
export type ReportErrorCode = keyof typeof reportErrors;

/**
 * Throws an error of this package.
 *
 * @param code one of {@link reportErrors}
 * @param sentence what was expected and what came
 * @param mend how to mend it
 * @param cause the first error, when there is one
 */
export function fail(
  code: ReportErrorCode,
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
