import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fail } from '../errors.ts';

/** A user of the system. */
export interface SystemUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * The user to run the database as: PostgreSQL refuses to run as root. Root chooses `postgres`, and where
 * the machine has none, `nobody`; everyone else runs it as themselves.
 *
 * @returns null for "as this process"
 * @throws store/engine-failed when root finds neither user
 */
export function databaseUser(): SystemUser | null {
  if (process.getuid?.() !== 0) return null;
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const fields = users.find((line) => line.startsWith(`${name}:`))?.split(':');
    if (fields) return { name, uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  return fail(
    'store/engine-failed',
    'PostgreSQL does not run as root, and this machine has neither a user postgres nor a user nobody.',
    'Start as an ordinary user, or create the user postgres.',
  );
}

/**
 * Makes sure that a user can pass every folder on the way to a path.
 *
 * @throws store/folder-closed naming the first folder that is closed
 */
export function checkWay(path: string, user: SystemUser | null, what: string): void {
  if (user === null) return;
  let folder = dirname(resolve(path));
  const way: string[] = [];
  for (; folder !== dirname(folder); folder = dirname(folder)) way.unshift(folder);
  for (const step of way) {
    const { mode, uid, gid } = statSync(step);
    const right = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & right) === 0) {
      fail(
        'store/folder-closed',
        `the database runs as user ${user.name}, who may not pass ${step} on the way to ${what}.`,
        'Choose another data folder, start as an ordinary user, or open that folder with chmod o+x.',
      );
    }
  }
}
