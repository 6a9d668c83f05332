import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * Starts one of this package's entries as a process of its own, from the built files or from source.
 *
 * @param from `import.meta.url` of the file beside which the entry lies
 * @param name of the entry, without its end
 */
export function forkEntry(from: string, name: string): ChildProcess {
  const isSource = from.endsWith('.ts');
  const entry = fileURLToPath(new URL(`./${name}.${isSource ? 'ts' : 'js'}`, from));
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
    serialization: 'advanced',
  });
}
