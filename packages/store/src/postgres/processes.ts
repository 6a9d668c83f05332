import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What identifies a process beyond its number, which is given again after it ends. */
export interface ProcessMark {
  readonly pid: number;
  /** Start in clock ticks since boot, with the boot's id; null where the system does not tell. */
  readonly startedAt: string | null;
}

/** The mark of a process; `startedAt` is null on systems without `/proc` or for one that is gone. */
export function markOf(pid: number): ProcessMark {
  const fields = statFields(pid);
  if (fields === null) return { pid, startedAt: null };
  return { pid, startedAt: `${fields[19] ?? ''}@${bootId()}` };
}

/** True when the process of this mark still runs: not gone, not a zombie, not another one with its number. */
export function isAlive(mark: ProcessMark): boolean {
  // Numbers below 1 would address whole groups of processes.
  if (mark.pid < 1 || !answersSignals(mark.pid)) return false;
  const fields = statFields(mark.pid);
  if (fields === null) return true;
  if (fields[0] === 'Z' || fields[0] === 'X') return false;
  return mark.startedAt === null || mark.startedAt === markOf(mark.pid).startedAt;
}

/** The numbers of living processes whose working folder is this one; empty where `/proc` is absent. */
export function processesIn(folder: string): number[] {
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return [];
  }
  const found: number[] = [];
  for (const name of names) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if (readlinkSync(`/proc/${name}/cwd`) === folder) found.push(Number(name));
    } catch {
      // The process ended meanwhile, or belongs to someone else.
    }
  }
  return found.filter((pid) => isAlive({ pid, startedAt: null }));
}

/** Sends a signal; a process that is gone is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone already.
  }
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // alive, but someone else's
  }
}

/** Fields of `/proc/PID/stat` from the state on: the name before it may hold spaces and brackets. */
function statFields(pid: number): readonly string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}
