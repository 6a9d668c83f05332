import { and, asc, eq } from 'drizzle-orm';
import type { Blob } from '../blobs/blob-folder.ts';
import type { ReadTx, Tx } from '../database/transaction.ts';
import { blobUses } from '../schema/outcome.ts';

/** A record's need of a blob. */
export type BlobUse = typeof blobUses.$inferSelect;

/** Which record uses blobs. */
export interface BlobUser {
  /** `image`, `job`, `instructions`, `export` … */
  readonly objectKind: string;
  readonly objectId: string;
  readonly studyId: string | null;
}

/** Declares that a record uses blobs, so that backups carry them and sweeps leave them. */
export async function useBlobs(
  tx: Tx,
  user: BlobUser,
  blobs: readonly Blob[],
  mediaType: string,
): Promise<void> {
  if (blobs.length === 0) return;
  await tx.client.query(
    `insert into blob_uses (hash, object_kind, object_id, study_id, byte_count, media_type, created_at)
     select distinct on (h) h, $1, $2, $3, b, $4, $5::timestamptz from unnest($6::text[], $7::bigint[]) f (h, b)
     on conflict do nothing`,
    [
      user.objectKind,
      user.objectId,
      user.studyId,
      mediaType,
      tx.at,
      blobs.map(({ hash }) => hash),
      blobs.map(({ byteCount }) => byteCount),
    ],
  );
}

/** Blobs of a record, oldest first. */
export async function blobsOf(
  tx: ReadTx,
  objectKind: string,
  objectId: string,
): Promise<readonly BlobUse[]> {
  return tx.db
    .select()
    .from(blobUses)
    .where(and(eq(blobUses.objectKind, objectKind), eq(blobUses.objectId, objectId)))
    .orderBy(asc(blobUses.createdAt), asc(blobUses.hash));
}

/** Every use of a blob: who asks for it must have the right to one of them. */
export async function usesOf(tx: ReadTx, hash: string): Promise<readonly BlobUse[]> {
  return tx.db.select().from(blobUses).where(eq(blobUses.hash, hash));
}

/** Gives up a record's blobs; the files stay until a sweep. */
export async function dropBlobUses(tx: Tx, objectKind: string, objectId: string): Promise<void> {
  await tx.db
    .delete(blobUses)
    .where(and(eq(blobUses.objectKind, objectKind), eq(blobUses.objectId, objectId)));
}
