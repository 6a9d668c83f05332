import type { Affine } from '@equipoise/imaging';

/** An image of a study, as a file of drawings may name it. */
export interface KnownImage {
  readonly imageId: string;
  readonly caseIds: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly frameCount: number;
  /** SHA-256 of its pixels. */
  readonly pixelHash: string;
  /** Map from (column, row, frame) to millimetres in right-anterior-superior space; null where it has no place. */
  readonly affine: Affine | null;
}

/** The name of a file without folder and endings. */
export function stemOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).replace(/(\.nii)?\.[A-Za-z0-9]+$/, '');
}

/** Images of the cases that have one alone. */
export function onlyImages(images: readonly KnownImage[]): ReadonlyMap<string, KnownImage> {
  const counts = new Map<string, KnownImage | null>();
  for (const image of images) {
    for (const caseId of image.caseIds) counts.set(caseId, counts.has(caseId) ? null : image);
  }
  return new Map([...counts].flatMap(([id, one]) => (one === null ? [] : [[id, one] as const])));
}
