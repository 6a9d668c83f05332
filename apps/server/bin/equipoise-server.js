#!/usr/bin/env node
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);

if (existsSync(main)) {
  const { main: run } = await import(main.href);
  await run(process.argv.slice(2));
} else {
  process.stderr.write(
    'equipoise-server is not built yet: its compiled files are missing. Run npm run build in the repository.\n',
  );
  process.exitCode = 70;
}
