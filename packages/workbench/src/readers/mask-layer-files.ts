import { gzipSync } from 'node:zlib';
import type { MaskLayers } from '@equipoise/annotation';
import { type Affine, type Mask, type StoredVoxels, writeNifti } from '@equipoise/imaging';
import { encodePngGrey } from '@equipoise/imaging/node';

/** Most grey of a probability in a PNG of 16 bits. */
const mostGrey = 65_535;

function nifti(grid: Mask, data: StoredVoxels): Uint8Array {
  // The cells of a mask run slowest axis first; a file names its fastest first. A flat image gets a third axis of one.
  const isFlat = grid.shape.length === 2;
  const [x = 1, y = 1, z = 1] = [...grid.spacingMm].reverse();
  const affine = grid.affine as Affine | undefined;
  const bytes = writeNifti({
    shape: [...[...grid.shape].reverse(), ...(isFlat ? [1] : [])],
    spacingMm: [x, y, z],
    data,
    ...(affine === undefined ? {} : { affine }),
  });
  return gzipSync(bytes);
}

/**
 * The fused mask of a case and its probability maps as files of the kind the masks came in: PNG (255 inside; 16 bits
 * for probabilities, 65535 = 1) or packed NIfTI (0 and 1; 32-bit probabilities) on the grid of the case.
 *
 * @param name of the case
 * @param isPng whether the readers' masks are PNG files
 */
export async function maskLayerFiles(
  name: string,
  grid: Mask,
  layers: MaskLayers,
  isPng: boolean,
): Promise<Map<string, Uint8Array>> {
  const { mask, probability, voteShare } = layers;
  const maps: readonly [string, Float32Array][] = [
    ['probability', probability],
    ['vote-share', voteShare],
  ];
  const files = new Map<string, Uint8Array>();
  if (isPng) {
    files.set(
      `masks/${name}.png`,
      await encodePngGrey(
        grid.shape,
        mask.map((cell) => 255 * cell),
      ),
    );
    for (const [folder, map] of maps) {
      const grey = Uint16Array.from(map, (p) => Math.round(p * mostGrey));
      files.set(`${folder}/${name}.png`, await encodePngGrey(grid.shape, grey));
    }
    return files;
  }
  files.set(`masks/${name}.nii.gz`, nifti(grid, mask));
  for (const [folder, map] of maps) files.set(`${folder}/${name}.nii.gz`, nifti(grid, map));
  return files;
}
