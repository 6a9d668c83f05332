import { fork } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../../..');
const bin = join(root, 'apps/server/bin/equipoise-server.js');

/** A server as people start it: the built program, its own database, the built web app. */
export interface ServedRoom {
  readonly url: string;
  /** For the first account; null when there is one. */
  readonly ownerLink: string | null;
  /** Folder of the data. */
  readonly folder: string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts the built server in a new folder.
 *
 * @throws Error when it is not built, or does not become ready
 */
export async function serveRoom(options: readonly string[] = []): Promise<ServedRoom> {
  for (const made of [bin, join(root, 'apps/web/dist/app/index.html')]) {
    if (!existsSync(made)) throw new Error(`${made} is missing: run npm run build`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'equipoise-web-'));
  // The database drops its rights, and must find the way to its folder.
  chmodSync(folder, 0o711);
  const lines: string[] = [];
  // A copy of the built app, while it is built anew.
  const copy = process.env['EQUIPOISE_WEB'];
  const web = copy === undefined ? [] : ['--web', copy];
  const child = fork(bin, ['--data', join(folder, 'data'), '--port', '0', ...web, ...options], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Not the conditions of the test runner: the built files run.
    execArgv: [],
    env: { ...process.env, DATABASE_URL: '' },
  });
  child.stdout?.on('data', (part) => lines.push(String(part)));
  child.stderr?.on('data', (part) => lines.push(String(part)));
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  const ready = await new Promise<{ url: string; ownerLink: string | null }>((done, fail) => {
    child.on('message', (said: { kind?: string; url: string; ownerLink: string | null }) => {
      if (said.kind === 'ready') done(said);
    });
    child.once('exit', (code) =>
      fail(new Error(`the server stopped with ${code}: ${lines.join('')}`)),
    );
  });
  return {
    url: ready.url,
    ownerLink: ready.ownerLink,
    folder,
    async stop() {
      if (child.exitCode === null) child.kill('SIGTERM');
      await gone;
      rmSync(folder, { recursive: true, force: true });
      if (process.env['EQUIPOISE_TELL']) process.stderr.write(lines.join(''));
    },
  };
}
