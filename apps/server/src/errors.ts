import { codedError } from '@equipoise/domain';

/** Every error code of this package, with what it means. `docs/reference/errors.md` has an entry for each. */
export const serverErrors = {
  'server/not-loopback': 'Another address than loopback was asked for without TLS or a proxy.',
  'server/port-in-use': 'Another process listens on the port.',
  'server/cannot-listen': 'The system does not let the server listen on the address or the port.',
  'server/bad-option': 'An option has a value outside its legal range.',
  'server/no-account': 'The account that was named does not exist or is disabled.',
  'server/bad-ingest': 'The ingest answered with something unknown.',
  'server/no-statistics': 'The statistics of the workbench are not there.',
  'server/job-failed': 'The process of a job ended without an answer.',
  'server/export-failed': 'The process that makes a file of a large study ended without an answer.',
  'server/export-too-large': 'An export is larger than one file can be.',
  'server/figures-failed':
    'The process that computes the figures of studies ended without an answer.',
} as const;

/** One of this package's error codes. */
export type ServerErrorCode = keyof typeof serverErrors;

const exits: Partial<Record<ServerErrorCode, number>> = {
  'server/not-loopback': 64,
  'server/bad-option': 64,
  'server/no-account': 65,
  'server/port-in-use': 74,
  'server/cannot-listen': 74,
};

/** Throws an error of this package. */
export function fail(
  code: ServerErrorCode,
  sentence: string,
  mend: string,
  cause?: unknown,
): never {
  const exitCode = exits[code];
  throw codedError(code, sentence, mend, {
    cause,
    ...(exitCode === undefined ? {} : { exitCode }),
  });
}
