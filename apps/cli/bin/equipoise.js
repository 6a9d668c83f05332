#!/usr/bin/env node
import { existsSync, readFileSync, statSync } from 'node:fs';

const home = new URL('../', import.meta.url);

/** Whether the bundle was made from what is compiled now; an installed command has nothing to compile. */
function isBundleFresh() {
  const folder = new URL('dist/bundle/', home);
  try {
    const stamp = JSON.parse(readFileSync(new URL('stamp.json', folder), 'utf8'));
    if (!existsSync(new URL('src', home))) return true;
    return stamp.every(([path, time]) => statSync(new URL(path, folder)).mtimeMs === time);
  } catch {
    return false;
  }
}

const main = new URL(isBundleFresh() ? 'dist/bundle/main.js' : 'dist/main.js', home);

if (existsSync(main)) {
  const { main: run } = await import(main.href);
  await run(process.argv.slice(2));
} else {
  process.stderr.write(
    'equipoise is not built yet: its compiled files are missing. Run npm run build in the repository.\n',
  );
  process.exitCode = 70;
}
