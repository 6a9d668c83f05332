import { imageRecordSchema } from '@equipoise/domain';
import type { Thumbnailer } from '@equipoise/imaging/node';
import { blobsOf, type Image, imageFrame, type Store, useBlobs } from '@equipoise/store';
import { found } from '../http/refuse.ts';

/** A small picture of an image. */
export interface Thumbnail {
  readonly bytes: Uint8Array;
  /** Changes with the bytes. */
  readonly etag: string;
}

/** Small pictures: drawn when one is first asked for, kept as blobs. */
export interface Thumbnails {
  readonly of: (image: Image) => Promise<Thumbnail>;
  readonly close: () => void;
}

/** Longest side, pixels: sharp at twice the density of a list or a gallery. */
const side = 256;
const kind = 'thumbnail';

/** Thumbnails of the images of a store, drawn by the imaging package in a process of its own. */
export function keptThumbnails(store: Store): Thumbnails {
  let drawer: Promise<Thumbnailer> | null = null;
  const underWay = new Map<string, Promise<Thumbnail>>();

  const make = async (image: Image): Promise<Thumbnail> => {
    const record = imageRecordSchema.parse(image.record);
    // The middle of a volume shows more than its end.
    const middle = Math.floor(record.frameCount / 2);
    const frame = await store.read(async (tx) => found(await imageFrame(tx, image.id, middle)));
    drawer ??= import('@equipoise/imaging/node').then(({ thumbnailer }) => thumbnailer());
    const { draw } = await drawer;
    const bytes = await draw({ frame: store.blobs.pathOf(frame.blobHash), record, side });
    const blob = await store.blobs.put(bytes);
    const user = { objectKind: kind, objectId: image.id, studyId: image.studyId };
    await store.change({ actor: 'server' }, (tx) => useBlobs(tx, user, [blob], 'image/jpeg'));
    return { bytes, etag: blob.hash };
  };

  return {
    async of(image): Promise<Thumbnail> {
      const [kept] = await store.read((tx) => blobsOf(tx, kind, image.id));
      if (kept !== undefined && (await store.blobs.size(kept.hash)) !== null) {
        return { bytes: await store.blobs.get(kept.hash), etag: kept.hash };
      }
      const made = underWay.get(image.id) ?? make(image);
      underWay.set(image.id, made);
      try {
        return await made;
      } finally {
        underWay.delete(image.id);
      }
    },
    close(): void {
      void drawer?.then(({ close }) => close());
    },
  };
}
