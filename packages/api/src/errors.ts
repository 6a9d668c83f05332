import { codedError } from '@equipoise/domain';

/** Every error code of this package, with what it means. `docs/reference/errors.md` has an entry for each. */
export const apiErrors = {
  'api/bad-answer': 'The server answered with something that the contract does not know.',
  'api/bad-call': 'A call lacks a part of its path.',
} as const;

/** One of this package's error codes. */
export type ApiErrorCode = keyof typeof apiErrors;

/** Throws an error of this package. */
export function fail(code: ApiErrorCode, sentence: string, mend: string, cause?: unknown): never {
  throw codedError(code, sentence, mend, { cause });
}
