import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Version of this release. */
export function equipoiseVersion(): string {
  // package.json is part of the package and always carries a version.
  return (require('../../package.json') as { version: string }).version;
}
