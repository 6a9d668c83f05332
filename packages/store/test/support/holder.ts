// Opens a store and holds it until it is killed.
import { writeSync } from 'node:fs';
import { isCodedError } from '@equipoise/domain';
import { openStore } from '../../src/index.ts';
import { realWorld } from './temporary-store.ts';

const start = performance.now();
try {
  const store = await openStore({ folder: process.argv[2] ?? '', world: realWorld() });
  const took = performance.now() - start;
  writeSync(1, `${JSON.stringify({ ready: true, took, database: store.databasePid() })}\n`);
  setInterval(() => undefined, 1000);
} catch (error) {
  const took = performance.now() - start;
  const facts = isCodedError(error) ? { code: error.code, sentence: error.sentence } : `${error}`;
  writeSync(1, `${JSON.stringify({ refused: facts, took })}\n`);
}
