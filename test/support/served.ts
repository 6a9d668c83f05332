import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const bin = resolve(import.meta.dirname, '../../apps/server/bin/equipoise-server.js');

/** The built server as a process of its own. */
export interface ServedProcess {
  readonly child: ChildProcess;
  readonly url: string;
  /** For the first account; null when there is one. */
  readonly ownerLink: string | null;
  /** Milliseconds from the start of the process to the first answer. */
  readonly readyMs: number;
  /** What it has printed so far. */
  readonly printed: () => string;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
}

interface Ready {
  readonly kind: string;
  readonly url: string;
  readonly ownerLink: string | null;
}

/**
 * Starts the built server on a folder.
 *
 * @param options further arguments of its command line
 * @throws Error with what it printed, when it does not become ready
 */
export async function startServer(
  folder: string,
  options: readonly string[] = [],
): Promise<ServedProcess> {
  if (!existsSync(bin)) throw new Error(`${bin} is missing: run npm run build`);
  const from = performance.now();
  const child = fork(bin, ['--data', folder, '--port', '0', ...options], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Not the conditions of the test runner: the built files run.
    execArgv: [],
    env: { ...process.env, DATABASE_URL: '' },
  });
  let printed = '';
  const keep = (part: unknown): void => {
    printed += String(part);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const { url, ownerLink } = await new Promise<Ready>((done, refuse) => {
    child.on('message', (said: Ready) => {
      if (said.kind === 'ready') done(said);
    });
    child.once('exit', (code) => refuse(new Error(`the server stopped with ${code}: ${printed}`)));
  });
  const readyMs = performance.now() - from;
  return { child, url, ownerLink, readyMs, printed: () => printed, ended };
}
