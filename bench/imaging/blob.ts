import type { Mask } from '@equipoise/imaging';

/** A bumpy ball in a cube of cells. */
export interface Blob {
  readonly side: number;
  readonly radius: number;
  readonly centre: readonly [number, number, number];
  readonly bump: number;
  readonly phase: number;
}

/**
 * Fills the cells of a ball whose radius waves.
 *
 * @param blob side of the cube, radius, centre, height and phase of the waves, all in cells
 * @returns a mask with a spacing of 1 mm
 */
export function blobMask({ side, radius, centre, bump, phase }: Blob): Mask {
  const data = new Uint8Array(side * side * side);
  let i = 0;
  for (let z = 0; z < side; z++) {
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++, i++) {
        const [a, b, c] = [z - centre[0], y - centre[1], x - centre[2]];
        const wave = Math.sin(a / 9 + phase) * Math.cos(b / 7 + 2 * phase) * Math.sin(c / 11);
        if (Math.sqrt(a * a + b * b + c * c) < radius + bump * wave) data[i] = 1;
      }
    }
  }
  return { shape: [side, side, side], spacingMm: [1, 1, 1], data };
}
