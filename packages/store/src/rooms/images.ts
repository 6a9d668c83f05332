import { and, asc, count, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { Blob } from '../blobs/blob-folder.ts';
import { hashDocument } from '../canonical-json.ts';
import { prepareTable } from '../database/prepared.ts';
import type { ReadTx, Tx } from '../database/transaction.ts';
import { caseImages, cases, imageFrames, images } from '../schema/studies.ts';
import { useBlobs } from './blob-uses.ts';
import type { Page, PageQuery } from './cases.ts';
import { maybe, one } from './rows.ts';

/** An image as readers see it. */
export type Image = typeof images.$inferSelect;

/** Where one frame lies. */
export type ImageFrame = typeof imageFrames.$inferSelect;

/** What a new image needs. Its frames are in the blob folder already. */
export interface NewImage {
  readonly studyId: string;
  /** The canonical record: size, spacing, orientation, presets. */
  readonly record: unknown;
  /** What may be kept of the source's header. */
  readonly header: unknown;
  /** SHA-256 of the decoded pixels. */
  readonly pixelHash: string;
  /** Blobs of the frames in their order. */
  readonly frames: readonly Blob[];
  readonly thumbnail?: Blob;
  /** An id given earlier; a new one when absent. */
  readonly id?: string;
}

/** Adds an image. */
export async function addImage(tx: Tx, image: NewImage): Promise<Image> {
  const { frames, thumbnail, ...values } = image;
  const row = one(
    await tx.db
      .insert(images)
      .values({
        ...values,
        id: image.id ?? tx.newId(),
        thumbnailHash: thumbnail?.hash ?? null,
        createdAt: tx.at,
      })
      .returning(),
    'image',
  );
  await addFrames(tx, row.id, frames);
  const use = { objectKind: 'image', objectId: row.id, studyId: row.studyId };
  await useBlobs(tx, use, frames, 'application/x-equipoise-frame');
  if (thumbnail) await useBlobs(tx, use, [thumbnail], 'image/png');
  tx.record({
    chain: row.studyId,
    action: 'image.add',
    object: { kind: 'image', id: row.id },
    after: hashDocument({ record: row.record, pixelHash: row.pixelHash }),
    detail: { pixelHash: row.pixelHash, frames: frames.length },
  });
  return row;
}

async function addFrames(tx: Tx, imageId: string, frames: readonly Blob[]): Promise<void> {
  if (frames.length === 0) return;
  await tx.client.query(
    `insert into image_frames (image_id, frame, blob_hash, byte_count)
     select $1, i - 1, h, b from unnest($2::text[], $3::bigint[]) with ordinality f (h, b, i)`,
    [imageId, frames.map(({ hash }) => hash), frames.map(({ byteCount }) => byteCount)],
  );
}

/** The image of an id, or null. */
export async function imageById(tx: ReadTx, id: string): Promise<Image | null> {
  return maybe(await byId(tx, [id]));
}

const byId = prepareTable('image-by-id', images, 'where id = $1');

/** Where a frame (0, 1, 2 …) of an image lies, or null. */
export async function imageFrame(
  tx: ReadTx,
  imageId: string,
  frame: number,
): Promise<ImageFrame | null> {
  return maybe(await frameOf(tx, [imageId, frame]));
}

const frameOf = prepareTable('image-frame', imageFrames, 'where image_id = $1 and frame = $2::int');

/** All frames of an image in order. */
export async function listFrames(tx: ReadTx, imageId: string): Promise<readonly ImageFrame[]> {
  return tx.db
    .select()
    .from(imageFrames)
    .where(eq(imageFrames.imageId, imageId))
    .orderBy(asc(imageFrames.frame));
}

/** Images of a study with the same decoded pixels: an import that is repeated finds itself. */
export async function imagesByPixels(
  tx: ReadTx,
  studyId: string,
  pixelHash: string,
): Promise<readonly Image[]> {
  const same = and(eq(images.studyId, studyId), eq(images.pixelHash, pixelHash));
  return tx.db.select().from(images).where(same).orderBy(asc(images.createdAt), asc(images.id));
}

/** All images of a study. */
export async function listImages(tx: ReadTx, studyId: string): Promise<readonly Image[]> {
  return tx.db
    .select()
    .from(images)
    .where(eq(images.studyId, studyId))
    .orderBy(asc(images.createdAt), asc(images.id));
}

/** An image with the names of the cases it is in. */
export interface ImageRow extends Image {
  readonly caseNames: readonly string[];
}

/**
 * A page of the images of a study; found by id, format and names of cases.
 *
 * @param page its name is the image's id
 */
export async function pageImages(
  tx: ReadTx,
  studyId: string,
  page: PageQuery & { readonly isFree?: boolean },
): Promise<Page<ImageRow>> {
  const named = (name: SQL): SQL =>
    sql`select ${name} from ${caseImages} join ${cases} on ${cases.id} = ${caseImages.caseId}
      where ${caseImages.imageId} = ${images.id} and ${cases.removedAt} is null`;
  const where: SQL[] = [eq(images.studyId, studyId)];
  const find = page.find?.trim().toLowerCase() ?? '';
  if (find !== '') {
    where.push(
      sql`position(${find} in lower(concat_ws(' ', ${images.id}, ${images.record} -> 'source' ->> 'format',
        (${named(sql`string_agg(${cases.name}, ' ')`)})))) > 0`,
    );
  }
  if (page.isFree === true) where.push(sql`not exists (${named(sql`1`)})`);
  const orders = {
    name: [asc(images.id)],
    '-name': [desc(images.id)],
    added: [asc(images.createdAt), asc(images.id)],
    '-added': [desc(images.createdAt), desc(images.id)],
  };
  const rows = await tx.db
    .select()
    .from(images)
    .where(and(...where))
    .orderBy(...orders[page.sort ?? 'added'])
    .offset(page.from)
    .limit(page.count);
  const [found] = await tx.db
    .select({ total: count() })
    .from(images)
    .where(and(...where));
  const names = await namesOf(
    tx,
    rows.map(({ id }) => id),
  );
  return {
    total: found?.total ?? 0,
    rows: rows.map((row) => ({ ...row, caseNames: names.get(row.id) ?? [] })),
  };
}

/** Names of the cases that some images are in. */
async function namesOf(
  tx: ReadTx,
  imageIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  if (imageIds.length === 0) return found;
  const links = await tx.db
    .select({ imageId: caseImages.imageId, name: cases.name })
    .from(caseImages)
    .innerJoin(cases, eq(cases.id, caseImages.caseId))
    .where(and(inArray(caseImages.imageId, [...imageIds]), sql`${cases.removedAt} is null`))
    .orderBy(asc(cases.name));
  for (const { imageId, name } of links) found.set(imageId, [...(found.get(imageId) ?? []), name]);
  return found;
}

/** How many frames some images have. */
export async function frameCounts(
  tx: ReadTx,
  imageIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (imageIds.length === 0) return new Map();
  const { rows } = await tx.client.query<{ id: string; count: number }>(
    `select id, (record ->> 'frameCount')::int as count from images where id = any($1)`,
    [[...new Set(imageIds)]],
  );
  return new Map(rows.map(({ id, count: frames }) => [id, frames]));
}
