import { openStore, backup as write } from '@equipoise/store';
import { readStoreOptions, type Typed } from '../command-line.ts';
import type { Operator } from './operator.ts';
import { bytesText } from './texts.ts';

/** Writes a backup, whoever serves meanwhile. */
export async function backup(typed: Typed, operator: Operator): Promise<number> {
  const options = readStoreOptions(typed, operator.env, operator.world);
  const store = await openStore({ ...options, isBeside: true });
  try {
    const manifest = await write(store, typed.argument ?? '', operator.steps);
    if (typed.has('json')) operator.out(`${JSON.stringify(manifest, null, 2)}\n`);
    else {
      const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
      const { count, bytes } = manifest.blobs;
      operator.out(
        `Backup of ${manifest.at}: ${rows} rows in ${manifest.tables.length} tables, ${count} blobs (${bytesText(bytes)}).\nCheck it with: equipoise verify ${typed.argument}\n`,
      );
    }
    return 0;
  } finally {
    await store.close();
  }
}
