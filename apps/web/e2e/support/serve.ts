import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startServer } from '../../../../test/support/served.ts';

const app = resolve(import.meta.dirname, '../../dist/app/index.html');

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
  if (!existsSync(app)) throw new Error(`${app} is missing: run npm run build`);
  const folder = mkdtempSync(join(tmpdir(), 'equipoise-web-'));
  // The database drops its rights, and must find the way to its folder.
  chmodSync(folder, 0o711);
  // A copy of the built app, while it is built anew.
  const copy = process.env['EQUIPOISE_WEB'];
  const web = copy === undefined ? [] : ['--web', copy];
  const served = await startServer(join(folder, 'data'), [...web, ...options]);
  const { url, ownerLink, child, ended, printed } = served;
  return {
    url,
    ownerLink,
    folder,
    async stop() {
      if (child.exitCode === null) child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
      if (process.env['EQUIPOISE_TELL']) process.stderr.write(printed());
    },
  };
}
