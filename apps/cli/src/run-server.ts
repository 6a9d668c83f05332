import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ServerMessage } from '@equipoise/domain/commands';
import { fail } from './errors.ts';
import { makeProgress } from './progress.ts';
import type { Terminal } from './terminal.ts';

/** Where the server's program lies. */
function serverBin(): string {
  try {
    return fileURLToPath(import.meta.resolve('@equipoise/server/bin'));
  } catch {
    return fail(
      'cli/no-server',
      'The server is not installed beside this command.',
      'Install @equipoise/server of the same release.',
    );
  }
}

/**
 * Runs the server's program and waits for its end. It writes to the same terminal; its progress comes by a channel.
 * When this process is asked to stop, or ends in whatever way, the channel closes and the program stops in good order.
 *
 * @param argv verb and options
 * @returns its exit code; 130 where it was ended by an interrupt, 70 by anything else
 */
export function runServer(argv: readonly string[], terminal: Terminal): Promise<number> {
  const bin = serverBin();
  const progress = makeProgress(terminal);
  return new Promise((resolve, reject) => {
    const child = fork(bin, [...argv], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
    const stop = (): void => {
      if (child.connected) child.disconnect();
    };
    terminal.signal.addEventListener('abort', stop, { once: true });
    child.on('message', (message: ServerMessage) => {
      if (message.kind === 'progress') progress.report(message.label, message.done, message.total);
      else progress.end();
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      terminal.signal.removeEventListener('abort', stop);
      progress.end();
      resolve(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 130 : 70));
    });
  });
}
