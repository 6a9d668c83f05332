import { existsSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fail } from '../errors.ts';
import { isAlive, processesIn, signal } from './processes.ts';

/** What the running database wrote into `postmaster.pid`; null when there is no such file. */
export function readPostmaster(
  folder: string,
): { readonly pid: number; readonly isReady: boolean } | null {
  try {
    const lines = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), isReady: (lines[7] ?? '').trim() === 'ready' };
  } catch {
    return null;
  }
}

/**
 * Stops a database that outlived its parent, so that the folder can be started anew. First politely (it
 * writes a checkpoint), then at once (it recovers from its log), at last by force.
 *
 * `postmaster.pid` and the socket with its lock are removed only when nothing runs in the folder any more: a number given to another
 * process, or to a zombie that nobody collects, would otherwise block every start.
 *
 * @param folder the database's own folder
 * @param sockets the folder of its sockets
 * @param politeMs how long each stage may take
 */
export async function stopLeftover(
  folder: string,
  sockets: string,
  politeMs = 1000,
): Promise<void> {
  const where = realpathSync(folder);
  const living = (): number[] => {
    const found = processesIn(where);
    // Without /proc the pid file is all there is to go by.
    const pid = readPostmaster(folder)?.pid ?? 0;
    const isNamed = process.platform !== 'linux' && isAlive({ pid, startedAt: null });
    return isNamed && !found.includes(pid) ? [...found, pid] : found;
  };
  for (const how of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    const running = living();
    if (running.length === 0) break;
    const master = readPostmaster(folder)?.pid;
    // The postmaster ends its own backends; alone they are told themselves.
    const told = master !== undefined && running.includes(master) && how !== 'SIGKILL';
    for (const pid of told ? [master] : running) signal(pid, how);
    for (let waited = 0; waited < politeMs && living().length > 0; waited += 10) await pause(10);
  }
  if (living().length > 0) {
    fail(
      'store/engine-failed',
      'an earlier database still runs in the data folder and does not end.',
      'End it by hand; its number is the first line of postgres/postmaster.pid.',
    );
  }
  rmSync(join(folder, 'postmaster.pid'), { force: true });
  if (!existsSync(sockets)) return;
  for (const name of readdirSync(sockets)) {
    if (name.startsWith('.s.PGSQL.')) rmSync(join(sockets, name), { force: true });
  }
}
