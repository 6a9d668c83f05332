import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isCodedError } from '@equipoise/domain';
import type { StoreWorld } from '@equipoise/store';
import { helpText, readCommandLine } from './command-line.ts';
import { createServer } from './create-server.ts';

/** The world as it is: clock, ids, randomness, and lines for the operator. */
export function realWorld(): StoreWorld {
  return {
    now: () => new Date().toISOString(),
    newId: () => randomUUID(),
    randomBytes: (count) => randomBytes(count),
    tell: (sentence) => process.stderr.write(`${sentence}\n`),
  };
}

/** Where the built web app lies beside this package; undefined when it is not there. */
function builtWebApp(): string | undefined {
  const folder = fileURLToPath(new URL('../../web/dist/app', import.meta.url));
  return existsSync(folder) ? folder : undefined;
}

/**
 * Serves until it is asked to stop. One sentence says what went wrong when it cannot.
 *
 * @param argv arguments behind the command's name
 */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    const options = readCommandLine(argv, process.env, realWorld());
    if (options === null) {
      process.stdout.write(helpText);
      return;
    }
    const web = options.webFolder ?? builtWebApp();
    const server = await createServer({
      ...options,
      ...(web === undefined ? {} : { webFolder: web }),
    });
    const stop = (): void => {
      process.exitCode = 0;
      void server.close().finally(() => process.exit());
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    process.once('disconnect', stop);
    process.stdout.write(
      `Reading room at ${server.url}/ (research use, not for primary diagnosis)\n`,
    );
    if (server.ownerLink !== null) {
      process.stdout.write(`Make the first account, once, within a day: ${server.ownerLink}\n`);
    }
    process.send?.({ kind: 'ready', url: server.url, ownerLink: server.ownerLink });
  } catch (error) {
    if (isCodedError(error)) {
      const sentence = error.sentence.charAt(0).toUpperCase() + error.sentence.slice(1);
      process.stderr.write(`${sentence} ${error.mend}\n`);
      process.exitCode = error.exitCode ?? 70;
    } else {
      process.stderr.write('The server could not be started for a reason that was not foreseen.\n');
      if (error instanceof Error) process.stderr.write(`${error.stack ?? error.message}\n`);
      process.exitCode = 70;
    }
  }
}
