import { openStore, verifyBackup, verifyStore } from '@equipoise/store';
import { readStoreOptions, type Typed } from '../command-line.ts';
import { anchorsOf } from './anchors.ts';
import type { Operator } from './operator.ts';
import { faultsText } from './texts.ts';

async function verifyFolder(folder: string, typed: Typed, operator: Operator): Promise<number> {
  const { manifest, faults } = await verifyBackup(folder, operator.steps);
  if (typed.has('json')) operator.out(`${JSON.stringify({ manifest, faults }, null, 2)}\n`);
  else if (faults.length > 0) operator.out(faultsText(faults));
  else {
    operator.out(
      `The backup of ${manifest.at} is whole: ${manifest.tables.length} tables, ${manifest.blobs.count} blobs.\n`,
    );
  }
  return faults.length === 0 ? 0 : 1;
}

/** Checks the store, whoever serves meanwhile, or a backup. @returns 1 where something was found */
export async function verify(typed: Typed, operator: Operator): Promise<number> {
  if (typed.argument !== undefined) return verifyFolder(typed.argument, typed, operator);
  const outside = anchorsOf(typed);
  const options = readStoreOptions(typed, operator.env, operator.world);
  const store = await openStore({ ...options, isBeside: true });
  try {
    const check = await verifyStore(store, outside, operator.steps);
    if (typed.has('json')) operator.out(`${JSON.stringify(check, null, 2)}\n`);
    else if (check.faults.length > 0) operator.out(faultsText(check.faults));
    else {
      const { eventCount, documentCount, blobCount } = check;
      operator.out(
        `Everything is whole: ${eventCount} events, ${documentCount} documents, ${blobCount} blobs.\n`,
      );
    }
    return check.faults.length === 0 ? 0 : 1;
  } finally {
    await store.close();
  }
}
