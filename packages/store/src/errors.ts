import { codedError } from '@equipoise/domain';

/** Every error code of this package, with what it means. `docs/reference/errors.md` has an entry for each. */
export const storeErrors = {
  'store/folder-in-use': 'Another living process holds the data folder.',
  'store/folder-closed': 'The user that runs the database cannot reach the data folder.',
  'store/no-engine': 'No PostgreSQL engine is installed for this machine.',
  'store/engine-failed': 'The embedded PostgreSQL could not be initialised or started.',
  'store/database-away': 'The database cannot be reached at the moment.',
  'store/database-busy': 'The database has no free connection.',
  'store/outcome-unknown':
    'The connection broke while a change was being committed: it may or may not be stored.',
  'store/disk-full': 'The disk is full.',
  'store/read-only': 'The data folder or the database cannot be written.',
  'store/too-many-files': 'The process has no free file handle.',
  'store/input-output': 'The disk failed to read or write.',
  'store/duplicate': 'A record with these names exists already.',
  'store/reference': 'A record points at something that does not exist.',
  'store/refused': 'The database refused a value.',
  'store/not-found': 'The record does not exist.',
  'store/bad-state': 'The record is in a state that does not allow this change.',
  'store/bad-argument': 'An argument lies outside its legal range.',
  'store/migration-changed': 'A migration that was applied differs from the one shipped.',
  'store/newer-database': 'The database was written by a newer version.',
  'store/blob-missing': 'The content of a blob is not in the folder.',
  'store/blob-changed': 'The content of a blob does not match its name.',
  'store/backup-damaged': 'A backup lacks a part or a part has changed.',
  'store/backup-exists': 'The target of a backup exists already.',
  'store/not-empty': 'A backup can be restored only into an empty store.',
  'store/closed': 'The store has been closed.',
  'store/no-store': 'There is no store in the data folder.',
  'store/older-database':
    'The database was written by an older version and was not brought up yet.',
  'store/bad-key': "The file of the server's key holds no key.",
  'store/cancelled': 'A backup, a restore or a check was cancelled.',
} as const;

/** One of this package's error codes. */
export type StoreErrorCode = keyof typeof storeErrors;

/**
 * Throws an error of this package.
 *
 * @param code one of {@link storeErrors}
 * @param sentence what was expected and what came, without any stored value
 * @param mend how to mend it
 * @param cause the first error, when there is one
 */
export function fail(code: StoreErrorCode, sentence: string, mend: string, cause?: unknown): never {
  throw codedError(code, sentence, mend, { cause, ...exitOf(code) });
}

const exits: Partial<Record<StoreErrorCode, number>> = {
  'store/disk-full': 74,
  'store/read-only': 74,
  'store/folder-in-use': 74,
  'store/folder-closed': 74,
  'store/backup-exists': 74,
  'store/backup-damaged': 65,
  'store/bad-argument': 64,
  'store/not-empty': 64,
  'store/no-store': 65,
  'store/older-database': 65,
  'store/newer-database': 65,
  'store/input-output': 74,
  'store/bad-key': 65,
  'store/cancelled': 130,
};

function exitOf(code: StoreErrorCode): { readonly exitCode?: number } {
  const exitCode = exits[code];
  return exitCode === undefined ? {} : { exitCode };
}
