import { fail } from '../errors.ts';
import { binaryMask, type Mask } from '../mask/mask.ts';
import type { LabelImage } from '../mask/multilabel.ts';
import type { Affine } from './affine.ts';
import { type NiftiImage, niftiValues } from './read.ts';

/** Which part of an image becomes a mask. */
export interface NiftiMaskOptions {
  /** Only voxels with this label; for label images. */
  readonly label?: number;
  /** Voxels at or above this value; for probability maps. */
  readonly threshold?: number;
  /** Which volume of a series, from 0; must be given when there are several. */
  readonly volume?: number;
}

/**
 * Label image of a NIfTI image, its axes turned round so that the last runs fastest.
 *
 * A volume with one axis of length one becomes a flat image of the other two.
 *
 * @param image two or three axes, or a series with `volume` chosen
 * @param volume which volume of a series, from 0
 * @throws imaging/bad-argument when a series has several volumes and none is chosen
 */
export function labelImageOfNifti(image: NiftiImage, volume?: number): LabelImage {
  const name = image.name ?? 'the image';
  const lengths = [0, 1, 2].map((k) => image.shape[k] ?? 1);
  const count = lengths.reduce((a, b) => a * b, 1);
  const volumes = image.data.length / count;
  if ((volumes > 1 && volume === undefined) || !((volume ?? 0) < volumes)) {
    fail(
      'imaging/bad-argument',
      `${name} is a series of ${volumes} volumes (${image.shape.join('×')})${volume === undefined ? '' : `, there is no volume ${volume}`}.`,
      'Say which volume is meant, counting from 0.',
    );
  }
  const values = niftiValues(image);
  const start = (volume ?? 0) * count;
  const axes = keptAxes(lengths);
  return {
    shape: [...axes].reverse().map((k) => lengths[k]!),
    spacingMm: [...axes].reverse().map((k) => image.spacingMm[k]!),
    affine: reordered(image.affine, axes),
    data: volumes === 1 ? values : values.subarray(start, start + count),
    ...(image.name === undefined ? {} : { name: image.name }),
  };
}

/**
 * Mask of a NIfTI image.
 *
 * @param image an image that holds one value besides 0, or a label or threshold to take
 * @param options label, threshold, volume
 * @throws imaging/label-image when there are several labels and none is chosen; imaging/not-a-number; imaging/bad-argument
 */
export function maskOfNifti(image: NiftiImage, options: NiftiMaskOptions = {}): Mask {
  const cells = labelImageOfNifti(image, options.volume);
  return binaryMask({ ...cells, label: options.label, threshold: options.threshold });
}

/** Two or three of the axes: one axis of length one is dropped, the last if there are several. */
function keptAxes(lengths: readonly number[]): number[] {
  const dropped = lengths.lastIndexOf(1);
  return [0, 1, 2].filter((k) => k !== dropped);
}

/** Columns of the kept axes first, then the dropped one, then the offset. */
function reordered(affine: Affine, axes: readonly number[]): number[][] {
  const rest = [0, 1, 2].filter((k) => !axes.includes(k));
  return affine.map((row) => [...axes, ...rest, 3].map((k) => row[k]!));
}
