import { readFileSync } from 'node:fs';

/** Version of the command line, from its package. */
export function cliVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  // The package's own manifest always carries a version.
  return (JSON.parse(text) as { version: string }).version;
}
