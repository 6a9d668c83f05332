import { client } from '../shell/client.ts';

/** Fetches the stored bytes of a frame of an image of a study. */
export function frameFetcher(
  studyId: string,
  imageId: string,
): (frame: number, signal?: AbortSignal) => Promise<Uint8Array> {
  return async (frame, signal) =>
    (await client.imageFrame({ params: { studyId, imageId, frame } }, signal)).bytes;
}
