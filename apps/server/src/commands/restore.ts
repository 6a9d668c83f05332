import { restore as read } from '@equipoise/store';
import { readStoreOptions, type Typed } from '../command-line.ts';
import type { Operator } from './operator.ts';
import { faultsText } from './texts.ts';

/** Restores a backup and checks what came of it. @returns 1 where the check found something */
export async function restore(typed: Typed, operator: Operator): Promise<number> {
  const options = readStoreOptions(typed, operator.env, operator.world);
  const { manifest, check } = await read(typed.argument ?? '', options, 'server', operator.steps);
  if (typed.has('json')) operator.out(`${JSON.stringify({ manifest, check }, null, 2)}\n`);
  else {
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    operator.out(
      `Restored the backup of ${manifest.at}: ${rows} rows, ${manifest.blobs.count} blobs, ${check.eventCount} events.\n`,
    );
    operator.out(
      check.faults.length === 0 ? 'Checked: everything is whole.\n' : faultsText(check.faults),
    );
  }
  return check.faults.length === 0 ? 0 : 1;
}
