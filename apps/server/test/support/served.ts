import { type ChildProcess, fork } from 'node:child_process';
import { resolve } from 'node:path';

const bin = resolve(import.meta.dirname, '../../bin/equipoise-server.js');

/** The built server as a process of its own. */
export interface ServedProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly ownerLink: string | null;
  /** Milliseconds from the start of the process to the first answer. */
  readonly readyMs: number;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
}

/** Starts the built server on a folder; rejects with what it printed when it does not become ready. */
export async function startServer(folder: string): Promise<ServedProcess> {
  const from = performance.now();
  const child = fork(bin, ['--data', folder, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Not the conditions of the test runner: the built files run.
    execArgv: [],
    env: { ...process.env, DATABASE_URL: '' },
  });
  let printed = '';
  child.stdout?.on('data', (part) => {
    printed += part;
  });
  child.stderr?.on('data', (part) => {
    printed += part;
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  return new Promise((done, refuse) => {
    child.once('message', (said: { url: string; ownerLink: string | null }) => {
      done({ child, ...said, readyMs: performance.now() - from, ended });
    });
    child.once('exit', () => refuse(new Error(`the server did not start: ${printed}`)));
  });
}
