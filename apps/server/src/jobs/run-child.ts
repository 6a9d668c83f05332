import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ChildMessage, ChildTask } from './child-messages.ts';

/** How a job's process ended. */
export type ChildEnd =
  | Exclude<ChildMessage, { readonly kind: 'progress' }>
  | { readonly kind: 'cancelled' };

function start(): ChildProcess {
  const isSource = import.meta.url.endsWith('.ts');
  const entry = fileURLToPath(
    new URL(isSource ? './job-child.ts' : './job-child.js', import.meta.url),
  );
  const loader = isSource
    ? [
        '--conditions=@equipoise/source',
        '--import',
        pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href,
      ]
    : [];
  return fork(entry, [], {
    execArgv: [...loader, '--max-old-space-size=4096'],
    // Nothing of the server's surroundings: no address of a database, no secret.
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

/**
 * Runs a task in a process of its own; a cancelled one is ended at once.
 *
 * @param onProgress told with the name of the step and its share done
 */
export function runChild(
  task: ChildTask,
  signal: AbortSignal,
  onProgress: (label: string, share: number) => void,
): Promise<ChildEnd> {
  return new Promise((resolve) => {
    const child = start();
    let isOver = false;
    const finish = (end: ChildEnd): void => {
      if (isOver) return;
      isOver = true;
      signal.removeEventListener('abort', onAbort);
      child.kill('SIGKILL');
      resolve(end);
    };
    const onAbort = (): void => finish({ kind: 'cancelled' });
    const died = (): void =>
      finish({
        kind: 'failed',
        code: 'server/job-failed',
        sentence: 'The process of the job ended without an answer.',
        mend: 'Try again with a smaller file, or run the command on the export.',
      });
    child.on('message', (message: ChildMessage) => {
      if (message.kind === 'progress') onProgress(message.label, message.share);
      else finish(message);
    });
    child.on('exit', died);
    child.on('error', died);
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    else child.send(task);
  });
}
