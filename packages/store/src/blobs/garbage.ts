import type { ReadTx } from '../database/transaction.ts';
import type { Blob, BlobFolder } from './blob-folder.ts';

/** What the folder and the tables do not agree on. */
export interface BlobBalance {
  /** In the folder, used by no record, and older than asked. */
  readonly unused: readonly Blob[];
  /** Used by a record, not in the folder. */
  readonly missing: readonly string[];
}

/**
 * Compares the folder with the uses that records declare.
 *
 * @param beforeMs only blobs stored before this instant (ms since 1970) count as unused: a younger one may
 *   belong to a change that is not committed yet
 */
export async function balanceBlobs(
  tx: ReadTx,
  blobs: BlobFolder,
  beforeMs: number,
): Promise<BlobBalance> {
  const { rows } = await tx.client.query<{ hash: string }>('select distinct hash from blob_uses');
  const missing = new Set(rows.map((row) => row.hash));
  const used = new Set(missing);
  const unused: Blob[] = [];
  for await (const { hash, byteCount, changedMs } of blobs.list()) {
    missing.delete(hash);
    if (!used.has(hash) && changedMs < beforeMs) unused.push({ hash, byteCount });
  }
  return { unused, missing: [...missing].sort() };
}
