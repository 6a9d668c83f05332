import { frameOf } from './box.ts';
import { countCells, type Mask } from './mask.ts';

/** Signs that object and background of a mask changed places. */
export interface InversionCheck {
  /** True when the object covers most of the image's rim and leaves some of the image free. */
  readonly isSuspected: boolean;
  /** Share of the cells on the rim of the image that belong to the object. */
  readonly rimShare: number;
  /** Share of all cells that belong to the object. */
  readonly objectShare: number;
}

/**
 * Suspects a mask of being drawn black on white: an object rarely covers most of the image's rim.
 *
 * @param mask a mask
 * @param threshold share of the rim above which it is suspected, default .5
 */
export function suspectInverted(mask: Mask, threshold: number = 0.5): InversionCheck {
  const { nz, ny, nx, isFlat } = frameOf(mask);
  let rim = 0;
  let covered = 0;
  for (let z = 0; z < nz; z++) {
    const isOuter = !isFlat && nz > 1 && (z === 0 || z === nz - 1);
    for (let y = 0; y < ny; y++) {
      const step = isOuter || y === 0 || y === ny - 1 ? 1 : Math.max(nx - 1, 1);
      for (let x = 0; x < nx; x += step) {
        rim++;
        covered += mask.data[(z * ny + y) * nx + x]!;
      }
    }
  }
  const objectShare = countCells(mask) / mask.data.length;
  const rimShare = covered / rim;
  return { isSuspected: rimShare > threshold && objectShare < 1, rimShare, objectShare };
}

/**
 * Exchanges object and background.
 *
 * @param mask a mask
 */
export function invertMask(mask: Mask): Mask {
  return { ...mask, data: Uint8Array.from(mask.data, (v) => 1 - v) };
}
