import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../canonical-json.ts';
import { fail } from '../errors.ts';
import { isAlive, markOf, type ProcessMark } from './processes.ts';

/** A held lock on a data folder. */
export interface DataLock {
  /** Gives the folder free; a second call does nothing. */
  release(): void;
}

interface Holder extends ProcessMark {
  readonly token: string;
}

/**
 * Locks a data folder for this process. A lock left by a process that is dead or a zombie is taken over.
 *
 * Taking over is safe among several contenders: only the one that creates the file named after the stale
 * lock's token may replace it, and only while the stale lock still stands.
 *
 * @param folder an existing data folder
 * @param token text no other lock ever had
 * @throws store/folder-in-use naming the process that holds it
 */
export function lockFolder(folder: string, token: string): DataLock {
  const mine: Holder = { ...markOf(process.pid), token };
  claim(folder, 'lock', mine);
  let isHeld = true;
  return {
    release(): void {
      if (!isHeld) return;
      isHeld = false;
      const path = join(folder, 'lock');
      if (readHolder(path)?.token === token) unlinkSync(path);
    },
  };
}

function claim(folder: string, name: string, mine: Holder): void {
  const path = join(folder, name);
  const draft = join(folder, `lock.draft-${mine.token}`);
  for (;;) {
    if (createWhole(path, draft, mine)) return;
    const holder = readHolder(path);
    if (holder === null) continue;
    if (isAlive(holder)) {
      fail(
        'store/folder-in-use',
        `the data folder is held by process ${holder.pid}.`,
        'Stop that process, or give this one another data folder.',
      );
    }
    if (takeOver(folder, path, draft, holder, mine)) return;
  }
}

function takeOver(
  folder: string,
  path: string,
  draft: string,
  stale: Holder,
  mine: Holder,
): boolean {
  const right = `lock.after-${stale.token}`;
  claim(folder, right, mine);
  try {
    if (readHolder(path)?.token !== stale.token) return false;
    writeFileSync(draft, JSON.stringify(mine), { mode: 0o644 });
    renameSync(draft, path);
    return true;
  } finally {
    unlinkSync(join(folder, right));
  }
}

/** Creates a file with its whole content in one step; false when it exists. */
function createWhole(path: string, draft: string, mine: Holder): boolean {
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o644 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    unlinkSync(draft);
  }
}

/** The holder a lock file names; null when there is none. A file of other content counts as stale. */
function readHolder(path: string): Holder | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return null;
  }
  try {
    const { pid, startedAt, token } = JSON.parse(text) as Partial<Holder>; // checked right below
    if (typeof pid === 'number' && typeof token === 'string' && /^[\w-]+$/.test(token)) {
      return { pid, startedAt: startedAt ?? null, token };
    }
  } catch {
    // Not JSON: written by something else or cut off by a power loss.
  }
  return { pid: -1, startedAt: null, token: sha256(text).slice(0, 32) };
}
