import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type ImagingErrorCode, imagingErrors, type Refusal } from '../../errors.ts';
import type { Answer, Setup, Task } from './messages.ts';

/** What one file may cost. */
export interface TaskLimits {
  readonly maxMs: number;
  /** Resident memory of the reading process, bytes; watched where the system tells it (Linux). */
  readonly maxMemoryBytes: number;
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
    const answer = await once(child, task, limits);
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

/** Sends one task and waits for its answer, the process's end, or a limit. */
function once(child: ChildProcess, task: Task, limits: TaskLimits): Promise<Answer> {
  return new Promise((resolve) => {
    const finish = (answer: Answer): void => {
      clearTimeout(timer);
      clearInterval(watch);
      child.off('message', onMessage);
      child.off('exit', onExit);
      child.off('error', onExit);
      resolve(answer);
    };
    const onMessage = (answer: Answer): void => finish(answer);
    const onExit = (): void => finish(refused('imaging/decoder-crashed'));
    const timer = setTimeout(() => finish(refused('imaging/too-slow')), limits.maxMs);
    const watch = setInterval(() => {
      const used = child.pid === undefined ? 0 : residentBytes(child.pid);
      if (used > limits.maxMemoryBytes) finish(refused('imaging/too-much-memory'));
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
