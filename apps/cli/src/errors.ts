/** Every error code of this package, with what it means. `docs/reference/errors.md` has an entry for each. */
export const cliErrors = {
  'cli/usage': 'A command, argument or option is not known or lacks its value.',
  'cli/no-roles': 'No roles were given: which column is the label, which the score.',
  'cli/later-release': 'An option belongs to a later release.',
  'cli/not-a-number': 'An option wants a number.',
  'cli/no-server': 'The program of the server is not installed.',
} as const;

/** One of this package's error codes. */
export type CliErrorCode = keyof typeof cliErrors;

const exitCodes: Readonly<Record<CliErrorCode, number>> = {
  'cli/usage': 64,
  'cli/no-roles': 64,
  'cli/later-release': 64,
  'cli/not-a-number': 64,
  'cli/no-server': 70,
};

/** Throws an error of this package. */
export function fail(code: CliErrorCode, sentence: string, mend: string): never {
  throw Object.assign(new Error(`${code}: ${sentence} ${mend}`), {
    code,
    sentence,
    mend,
    exitCode: exitCodes[code],
  });
}
