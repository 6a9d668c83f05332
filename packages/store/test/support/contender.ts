// Waits for the file `go`, then tries to lock the folder and says how it went.
import { existsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { lockFolder } from '../../src/postgres/data-lock.ts';

const [, , folder = '', token = ''] = process.argv;
writeSync(1, '{}\n');
while (!existsSync(join(folder, '..', 'go'))) {
  // All contenders begin in the same instant.
}
try {
  lockFolder(folder, token);
  writeSync(1, `${JSON.stringify({ won: true })}\n`);
} catch {
  writeSync(1, `${JSON.stringify({ won: false })}\n`);
}
setInterval(() => undefined, 1000);
