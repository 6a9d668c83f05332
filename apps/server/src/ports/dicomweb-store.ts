import { type DicomJson, type DicomwebPeer, refuseStatus, texts } from './dicomweb.ts';

/** An object that a peer did not take. */
export interface RefusedObject {
  readonly instanceUid: string;
  /** The failure reason of PS3.18 as the peer gave it, such as 272; null where it gave none. */
  readonly reason: number | null;
}

const ends = '\r\n';

function multipart(objects: readonly Uint8Array[], boundary: string): Uint8Array {
  const head = Buffer.from(`--${boundary}${ends}Content-Type: application/dicom${ends}${ends}`);
  const parts = objects.flatMap((bytes) => [head, bytes, Buffer.from(ends)]);
  return Buffer.concat([...parts, Buffer.from(`--${boundary}--${ends}`)]);
}

function isObject(value: unknown): value is DicomJson {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function itemsOf(answer: DicomJson, tag: string): readonly DicomJson[] {
  const element = Object.hasOwn(answer, tag) ? answer[tag] : undefined;
  return (element?.Value ?? []).filter(isObject);
}

/**
 * Stores objects at a peer (STOW-RS), all in one request.
 *
 * @param objects DICOM files
 * @param boundary text that stands in none of them
 * @returns those that the peer did not take; what it says nothing of counts as taken where it answered well
 * @throws room/away where it answers something else than a result
 * @see DICOM PS3.18 section 10.5
 */
export async function storeInstances(
  peer: DicomwebPeer,
  objects: readonly Uint8Array[],
  boundary: string,
): Promise<readonly RefusedObject[]> {
  const response = await peer('studies', 'application/dicom+json', {
    contentType: `multipart/related; type="application/dicom"; boundary=${boundary}`,
    bytes: multipart(objects, boundary),
  });
  const answer: unknown = await response.json().catch(() => null);
  // 409 says that some or all were refused, and the answer which.
  if (!response.ok && !(response.status === 409 && isObject(answer))) {
    return refuseStatus(response.status);
  }
  if (!isObject(answer)) return [];
  return itemsOf(answer, '00081198').map((item) => {
    const reason = Number(texts(item, '00081197')[0]);
    return {
      instanceUid: texts(item, '00081155')[0] ?? '',
      reason: Number.isFinite(reason) ? reason : null,
    };
  });
}
