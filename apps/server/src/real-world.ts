import { randomBytes, randomUUID } from 'node:crypto';
import type { StoreWorld } from '@equipoise/store';

/** The world as it is: clock, ids, randomness, and lines for the operator. */
export function realWorld(): StoreWorld {
  return {
    now: () => new Date().toISOString(),
    newId: () => randomUUID(),
    randomBytes: (count) => randomBytes(count),
    tell: (sentence) => process.stderr.write(`${sentence}\n`),
  };
}
