import type { KnownImage } from '@equipoise/annotation';
import { affineOfRecord } from '@equipoise/imaging';
import { client } from '../../shell/client.ts';

const pageSize = 1000;

/** Every image of a study, as files of drawings may name them. */
export async function knownImages(studyId: string): Promise<readonly KnownImage[]> {
  const found: KnownImage[] = [];
  for (;;) {
    const { images, total } = await client.images({
      params: { studyId },
      query: { from: found.length, count: pageSize },
    });
    for (const { record, caseIds } of images) {
      const { imageId, width, height, frameCount, pixelHash } = record;
      const affine = affineOfRecord(record);
      found.push({ imageId, caseIds, width, height, frameCount, pixelHash, affine });
    }
    if (images.length === 0 || found.length >= total) return found;
  }
}
