import { anchorHeads, openStore, verifyLog as verify, writeAnchors } from '@equipoise/store';
import { readStoreOptions, type Typed } from '../command-line.ts';
import { anchorsOf } from './anchors.ts';
import type { Operator } from './operator.ts';

/** Checks the event log, whoever serves meanwhile. @returns 1 where something was found */
export async function verifyLog(typed: Typed, operator: Operator): Promise<number> {
  const { steps, out, world } = operator;
  const outside = anchorsOf(typed);
  const options = readStoreOptions(typed, operator.env, world);
  const store = await openStore({ ...options, isBeside: true });
  try {
    const check = await store.read((tx) =>
      verify(tx, outside, (done, total) => {
        steps.progress?.('checking the log', done, total);
        operator.signal.throwIfAborted();
      }),
    );
    const isWhole = check.faults.length === 0;
    const note = typed.text('note');
    if (note !== undefined && isWhole) {
      writeAnchors(note, await store.change({ actor: 'server' }, (tx) => anchorHeads(tx)));
    }
    if (typed.has('json')) out(`${JSON.stringify(check, null, 2)}\n`);
    else if (isWhole) {
      const chains = `${check.heads.length} ${check.heads.length === 1 ? 'chain' : 'chains'}`;
      out(`${check.eventCount} events in ${chains}: each is where it was written and as it was.\n`);
      for (const { chain, seq, hash } of check.heads) out(`${chain}  ${seq}  ${hash}\n`);
    } else {
      for (const { chain, sentence } of check.faults) out(`${chain}: ${sentence}\n`);
      out(`${check.faults.length} found among ${check.eventCount} events.\n`);
    }
    return isWhole ? 0 : 1;
  } finally {
    await store.close();
  }
}
