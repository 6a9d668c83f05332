import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the driver of the database reads beside its address: users, passwords and certificates of the house. */
const ofDatabase = /^(PG[A-Z]+|HOME|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|SSL_CERT_DIR)$/;

/**
 * The environment of a process of its own: nothing of the server's but the path, and what reaching the database takes
 * where it does that.
 */
export function childEnvironment(env: Environment, asksDatabase: boolean): NodeJS.ProcessEnv {
  const passed = asksDatabase ? Object.entries(env).filter(([key]) => ofDatabase.test(key)) : [];
  return { ...Object.fromEntries(passed), PATH: env['PATH'] ?? '', NODE_ENV: 'production' };
}

/**
 * Starts one of this package's entries as a process of its own, from the built files or from source.
 *
 * @param from `import.meta.url` of the file beside which the entry lies
 * @param name of the entry, without its end
 * @param asksDatabase whether it opens the database by itself. @default false
 */
export function forkEntry(from: string, name: string, asksDatabase: boolean = false): ChildProcess {
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
    env: childEnvironment(process.env, asksDatabase),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
  });
}
