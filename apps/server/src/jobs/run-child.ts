import type { ChildMessage, ChildTask } from './child-messages.ts';
import { forkEntry } from './fork-entry.ts';

/** How a job's process ended. */
export type ChildEnd =
  | Exclude<ChildMessage, { readonly kind: 'progress' }>
  | { readonly kind: 'cancelled' };

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
    const child = forkEntry(import.meta.url, 'job-child');
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
