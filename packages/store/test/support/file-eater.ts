// Uses up all file handles of the process and tries the store meanwhile and afterwards.
import { closeSync, openSync, writeSync } from 'node:fs';
import { openStore, readSetting, writeSetting } from '../../src/index.ts';
import { realWorld } from './temporary-store.ts';

const [, , folder = ''] = process.argv;
const store = await openStore({ folder, world: realWorld() });
const by = { actor: 'x' };
const attempt = async (work: () => Promise<unknown>): Promise<string> => {
  try {
    await work();
    return 'done';
  } catch (error) {
    return String((error as { code?: unknown }).code);
  }
};
await store.change(by, (tx) => writeSetting(tx, 'kept', 1));
const eaten: number[] = [];
try {
  for (;;) eaten.push(openSync('/dev/null', 'r'));
} catch {
  // All are used up.
}
const during = {
  blob: await attempt(() => store.blobs.put(Buffer.from('x'))),
  // One connection is open already; more than one at a time needs new handles.
  changes: await Promise.all(
    [1, 2, 3].map((n) =>
      attempt(() => store.change(by, (tx) => writeSetting(tx, `during ${n}`, n))),
    ),
  ),
};
for (const handle of eaten) closeSync(handle);
const after = {
  blob: await attempt(() => store.blobs.put(Buffer.from('x'))),
  change: await attempt(() => store.change(by, (tx) => writeSetting(tx, 'after', 1))),
  kept: await store.read((tx) => readSetting(tx, 'kept')),
};
writeSync(1, `${JSON.stringify({ eaten: eaten.length, during, after })}\n`);
await store.close();
