// Saves answers and blobs one after the other and prints an acknowledgement after each.
import { writeSync } from 'node:fs';
import { openStore, saveAnswer } from '../../src/index.ts';
import { answerTo, smallStudy } from './small-study.ts';
import { realWorld } from './temporary-store.ts';

const [, , folder = ''] = process.argv;
const store = await openStore({ folder, world: realWorld() });
const { assignments } = await smallStudy(store, 1, 1);
const id = assignments[0]?.id ?? '';
const acknowledge = (what: string): void => {
  writeSync(1, `${JSON.stringify({ ack: what })}\n`);
};
acknowledge('start');
for (let version = 0; version < 40; version += 1) {
  await store.change({ actor: 'x' }, (tx) =>
    saveAnswer(tx, answerTo(id, version, { version }, `${version}`)),
  );
  acknowledge('answer');
}
for (let i = 0; i < 40; i += 1) {
  await store.blobs.put(Buffer.from(`blob ${i}`));
  acknowledge('blob');
}
await store.close();
acknowledge('closed');
