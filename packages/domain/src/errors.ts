/** What every error of every package carries. */
export interface CodedError extends Error {
  /** `package/kebab-case` */
  readonly code: string;
  /** What was expected and what came. */
  readonly sentence: string;
  /** How to mend it. */
  readonly mend: string;
  /** Exit code that a command should end with; absent means 70. */
  readonly exitCode?: number;
}

/** Every error code of this package, with what it means. `docs/reference/errors.md` has an entry for each. */
export const domainErrors = {
  'domain/bad-protocol': 'A protocol file holds an unknown key or a value of the wrong kind.',
  'domain/bad-gates': 'A gates file holds an unknown key or a value of the wrong kind.',
  'domain/bad-document': 'A report.json does not have the shape this version reads.',
  'domain/newer-document': 'A report.json was written by a newer version.',
} as const;

/** One of this package's error codes. */
export type DomainErrorCode = keyof typeof domainErrors;

/** Builds the one error shape of the house. Packages above wrap it in a `fail` of their own table. */
export function codedError(
  code: string,
  sentence: string,
  mend: string,
  details: { readonly cause?: unknown; readonly exitCode?: number } = {},
): CodedError {
  const error = new Error(`${code}: ${sentence} ${mend}`, { cause: details.cause });
  return Object.assign(error, {
    code,
    sentence,
    mend,
    ...(details.exitCode === undefined ? {} : { exitCode: details.exitCode }),
  });
}

/** True when the thrown thing is an error of the house. */
export function isCodedError(error: unknown): error is CodedError {
  return error instanceof Error && 'code' in error && 'sentence' in error && 'mend' in error;
}

/** Reads an error of any package by its code. */
export function hasCode(error: unknown, code: string): error is CodedError {
  return isCodedError(error) && error.code === code;
}
