import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type ImagingErrorCode, imagingErrors, type Refusal } from '../../errors.ts';
import type { Answer, Declared, Setup, Task } from './messages.ts';

/** What one file may cost, however large it is. */
export interface TaskLimits {
  /** By the clock. */
  readonly maxMs: number;
  /** Resident memory of the reading process, bytes; watched where the system tells it (Linux). */
  readonly maxMemoryBytes: number;
}

const baseMs = 5000;
const baseMemoryBytes = 536_870_912;
/** A slow decoder on a busy machine brings forth so much. */
const bytesPerMs = 4000;
/** A file, its samples, and what they become on the way. */
const copies = 8;

/**
 * What a file may cost by its size: 5 seconds and 512 MiB, and for a large one more, up to the limits. The time is that
 * of computing where the system tells it (Linux), so that a machine with much to do refuses nothing that is in order.
 *
 * @param declaredBytes of the file, and of what it says it unpacks to
 */
export function allowanceOf(declaredBytes: number, limits: TaskLimits): TaskLimits {
  return {
    maxMs: Math.min(limits.maxMs, baseMs + declaredBytes / bytesPerMs),
    maxMemoryBytes: Math.min(limits.maxMemoryBytes, baseMemoryBytes + copies * declaredBytes),
  };
}

/** A process that reads files; started anew after it was killed or crashed. */
export interface ReadingProcess {
  /** Runs one task; tasks must not overlap. Never rejects. */
  readonly run: (task: Task) => Promise<Answer>;
  /** Ends the process. */
  readonly close: () => void;
}

/**
 * Makes a process that reads files one at a time under limits of time and memory.
 *
 * @param setup told to the process before its first task
 * @param limits of one task
 */
export function readingProcess(setup: Setup, limits: TaskLimits): ReadingProcess {
  let child: ChildProcess | null = null;
  let isClosed = false;

  async function run(task: Task): Promise<Answer> {
    if (isClosed) return refused('imaging/decoder-crashed');
    if (!child) {
      child = start();
      const ready = await once(child, { kind: 'setup', setup }, { ...limits, maxMs: 60_000 });
      if (!ready.ok) {
        stop();
        return ready;
      }
    }
    // What is read comes from outside; everything else works on what was stored here.
    const isForeign = task.kind === 'read' || task.kind === 'unzip';
    const answer = await once(child, task, limits, isForeign);
    const isDead = !answer.ok && deadly.has(answer.refusal.code);
    if (isDead) stop();
    return answer;
  }

  function stop(): void {
    child?.kill('SIGKILL');
    child = null;
  }

  return {
    run,
    close: () => {
      isClosed = true;
      stop();
    },
  };
}

const deadly = new Set<string>([
  'imaging/decoder-crashed',
  'imaging/too-slow',
  'imaging/too-much-memory',
]);

/**
 * Sends one task and waits for its answer, the process's end, or a limit.
 *
 * @param isForeign whether the limits grow with what the file declares, from those of a small one
 */
function once(
  child: ChildProcess,
  task: Task,
  limits: TaskLimits,
  isForeign = false,
): Promise<Answer> {
  return new Promise((resolve) => {
    const { pid = 0 } = child;
    const begun = computedMs(pid);
    const from = performance.now();
    let declaredBytes = 0;
    const finish = (answer: Answer): void => {
      clearTimeout(timer);
      clearInterval(watch);
      child.off('message', onMessage);
      child.off('exit', onExit);
      child.off('error', onExit);
      resolve(answer);
    };
    const timer = setTimeout(() => finish(refused('imaging/too-slow')), limits.maxMs);
    const onMessage = (message: Answer | Declared): void => {
      if ('ok' in message) finish(message);
      else declaredBytes += Math.max(0, message.declared);
    };
    const onExit = (): void => finish(refused('imaging/decoder-crashed'));
    const watch = setInterval(() => {
      const allowed = isForeign ? allowanceOf(declaredBytes, limits) : limits;
      const now = computedMs(pid);
      const spentMs = begun === null || now === null ? performance.now() - from : now - begun;
      if (spentMs > allowed.maxMs) finish(refused('imaging/too-slow'));
      else if (residentBytes(pid) > allowed.maxMemoryBytes) {
        finish(refused('imaging/too-much-memory'));
      }
    }, 100);
    child.on('message', onMessage);
    child.on('exit', onExit);
    child.on('error', onExit);
    child.send(task, (error) => {
      if (error) onExit();
    });
  });
}

function start(): ChildProcess {
  const isSource = import.meta.url.endsWith('.ts');
  const entry = fileURLToPath(new URL(isSource ? './child.ts' : './child.js', import.meta.url));
  const loader = isSource
    ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href]
    : [];
  return fork(entry, [], {
    execArgv: [...loader, '--max-old-space-size=2048'],
    // Nothing of the parent's surroundings; what codecs print goes nowhere.
    env: { PATH: process.env['PATH'] ?? '' },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

/** Time that a process has computed, milliseconds; null where the system does not tell. */
function computedMs(pid: number): number | null {
  try {
    // Behind the name, which may hold anything: from the state on. Times in hundredths (proc(5)).
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
    const ticks = Number(fields[11]) + Number(fields[12]);
    return Number.isFinite(ticks) ? ticks * 10 : null;
  } catch {
    return null;
  }
}

function residentBytes(pid: number): number {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]);
    return pages * 4096;
  } catch {
    return 0;
  }
}

function refused(code: ImagingErrorCode): Answer {
  const mends: Partial<Record<ImagingErrorCode, string>> = {
    'imaging/too-slow': 'Allow more time or send a smaller file.',
    'imaging/too-much-memory': 'Allow more memory or send a smaller file.',
  };
  const refusal: Refusal = {
    code,
    tag: null,
    offset: null,
    message: imagingErrors[code],
    mend: mends[code] ?? 'Export the file again from its source.',
  };
  return { ok: false, refusal };
}
