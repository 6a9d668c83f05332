import { isCodedError } from '@equipoise/domain';
import { fail, type StoreErrorCode } from './errors.ts';

const kinds: Readonly<Record<string, readonly [StoreErrorCode, string, string]>> = {
  ENOSPC: ['store/disk-full', 'the disk is full.', 'Free some space; nothing else is needed.'],
  EDQUOT: ['store/disk-full', 'the quota is used up.', 'Free some space; nothing else is needed.'],
  EROFS: [
    'store/read-only',
    'the disk can only be read.',
    'Make it writable; nothing else is needed.',
  ],
  EACCES: ['store/read-only', 'access was denied.', "Check the data folder's owner and mode."],
  EPERM: ['store/read-only', 'access was denied.', "Check the data folder's owner and mode."],
  EMFILE: [
    'store/too-many-files',
    'this process has no free file handle.',
    'Try again, or raise the limit of open files.',
  ],
  ENFILE: [
    'store/too-many-files',
    'this machine has no free file handle.',
    'Try again, or raise the limit of open files.',
  ],
};

/**
 * Throws an error of the file system again as one of the house. The operating system's own message is left
 * out where it would name paths outside the data folder; its code stays.
 *
 * @param doing what was being done, such as `writing a blob`
 */
export function failIo(error: unknown, doing: string): never {
  if (isCodedError(error)) throw error;
  const code = (error as NodeJS.ErrnoException | null)?.code ?? 'unknown';
  const [kind, what, mend] = kinds[code] ?? [
    'store/input-output',
    `the system answered ${code}.`,
    'Check the disk.',
  ];
  fail(kind, `${doing}: ${what}`, mend, error);
}
