import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store, type StoreOptions, type StoreWorld } from '../../src/index.ts';

/** The world as it is. */
export function realWorld(): StoreWorld {
  return {
    now: () => new Date().toISOString(),
    newId: () => randomUUID(),
    randomBytes: (count) => randomBytes(count),
  };
}

const made: string[] = [];

/** Removes every folder made so far; for tests that do not remove their own. */
export function removeTemporaryFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** A folder that the database's user can pass through. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'equipoise-store-'));
  chmodSync(folder, 0o711);
  made.push(folder);
  return folder;
}

/** A store in a new folder, and how to be rid of both. */
export async function temporaryStore(options: Partial<StoreOptions> = {}): Promise<{
  readonly store: Store;
  readonly folder: string;
  readonly remove: () => Promise<void>;
}> {
  const folder = temporaryFolder();
  const store = await openStore({ folder: join(folder, 'data'), world: realWorld(), ...options });
  return {
    store,
    folder,
    async remove(): Promise<void> {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
