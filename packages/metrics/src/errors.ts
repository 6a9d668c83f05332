import { codedError } from '@equipoise/domain';

/** Every error code of this package, with what it means. `docs/reference/errors.md` has an entry for each. */
export const metricsErrors = {
  'metrics/wrong-task': 'A metric was given input of a kind of task that it does not measure.',
  'metrics/length-mismatch': 'Arrays that belong to the same rows differ in length.',
  'metrics/bad-definition': 'A metric declares something that cannot be.',
} as const;

/** One of this package's error codes. */
export type MetricsErrorCode = keyof typeof metricsErrors;

/**
 * Throws an error of this package.
 *
 * @param code one of {@link metricsErrors}
 * @param sentence what was expected and what came
 * @param mend how to mend it
 * @param cause the first error, when there is one
 */
export function fail(
  code: MetricsErrorCode,
  sentence: string,
  mend: string,
  cause?: unknown,
): never {
  throw codedError(code, sentence, mend, { cause });
}
