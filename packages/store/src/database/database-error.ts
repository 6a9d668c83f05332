import { isCodedError } from '@equipoise/domain';
import { fail, type StoreErrorCode } from '../errors.ts';

interface Raised {
  readonly code?: string;
  readonly constraint?: string;
  readonly table?: string;
  readonly column?: string;
  readonly message?: string;
}

const kinds: readonly (readonly [RegExp, StoreErrorCode, string, string])[] = [
  [/^23505$/, 'store/duplicate', 'a record with these names exists already', 'Choose another.'],
  [/^23503$/, 'store/reference', 'the record points at something absent', 'Store that first.'],
  [/^(53100|58030|ENOSPC)$/, 'store/disk-full', "the database's disk is full", 'Free some space.'],
  [/^53300$/, 'store/database-busy', 'the database has no free connection', 'Try again.'],
  [/^(25006|EROFS)$/, 'store/read-only', 'the database can only be read', 'Make it writable.'],
  [
    /^(53000|53200|EMFILE|ENFILE)$/,
    'store/too-many-files',
    'the system is short of files or memory',
    'Try again.',
  ],
  [/^2[0-9A-Z]{4}$/, 'store/refused', 'the database refused a value', 'Check what was sent.'],
];

const away =
  /^(57P0[1-5]|08[0-9A-Z]{3}|ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT|EHOSTUNREACH)$/;

/** True when the database could not be reached, or the connection to it was lost. */
export function isAway(error: unknown): boolean {
  const { code, message } = raised(error);
  if (code !== undefined) return away.test(code);
  return /connection (terminated|ended|error)|timeout exceeded|client has encountered/i.test(
    message ?? '',
  );
}

/** True when the same change may succeed when tried again: a deadlock, or lost to a concurrent one. */
export function isContended(error: unknown): boolean {
  return /^(40001|40P01)$/.test(raised(error).code ?? '');
}

/**
 * Throws an error of the driver again as one of the house. Its text and detail are dropped, for they quote
 * stored values; its code and the names of table and constraint stay.
 */
export function failDatabase(error: unknown): never {
  if (isCodedError(error)) throw error;
  const { code, constraint, table, column } = raised(error);
  const names = [table, column, constraint].filter((name) => name !== undefined).join(', ');
  const where = `${names === '' ? '' : ` (${names})`}${code === undefined ? '' : ` [${code}]`}.`;
  const cause = Object.assign(new Error(`database error${where}`), { code });
  for (const [pattern, kind, sentence, mend] of kinds) {
    if (pattern.test(code ?? '')) fail(kind, `${sentence}${where}`, mend, cause);
  }
  if (isAway(error)) {
    fail(
      'store/database-away',
      `the database cannot be reached${where}`,
      'Try again in a moment.',
      cause,
    );
  }
  if (code !== undefined) {
    fail('store/refused', `the database refused${where}`, 'See the log of the database.', cause);
  }
  throw error; // not of the driver: a defect or an error of the caller's own function
}

/** The driver's error, also inside the one that Drizzle wraps around it with the query's parameters. */
function raised(error: unknown): Raised {
  let found: unknown = error;
  for (let depth = 0; depth < 3 && found instanceof Error; depth += 1) {
    if ('code' in found && typeof found.code === 'string') return found as Raised;
    if (!(found.cause instanceof Error)) break;
    found = found.cause;
  }
  return found instanceof Error ? { message: found.message } : {};
}
