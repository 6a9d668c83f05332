import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readServeOptions, type Typed } from '../command-line.ts';
import { createServer } from '../create-server.ts';
import type { Operator } from './operator.ts';

/** Where the built web app lies beside this package; undefined when it is not there. */
function builtWebApp(): string | undefined {
  const folder = fileURLToPath(new URL('../../../web/dist/app', import.meta.url));
  return existsSync(folder) ? folder : undefined;
}

/** Serves until it is asked to stop. */
export async function serve(typed: Typed, operator: Operator): Promise<number> {
  const options = readServeOptions(typed, operator.env, operator.world);
  const web = options.webFolder ?? builtWebApp();
  const server = await createServer({
    ...options,
    ...(web === undefined ? {} : { webFolder: web }),
  });
  const stopped = new Promise<void>((resolve) => {
    if (operator.signal.aborted) resolve();
    operator.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  operator.out(`Reading room at ${server.url}/ (research use, not for primary diagnosis)\n`);
  if (server.ownerLink !== null) {
    operator.out(`Make the first account, once, within a day: ${server.ownerLink}\n`);
  }
  operator.send({ kind: 'ready', url: server.url, ownerLink: server.ownerLink });
  await stopped;
  await server.close();
  return 0;
}
