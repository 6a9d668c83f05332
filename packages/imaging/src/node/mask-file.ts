import { basename } from 'node:path';
import { fail } from '../errors.ts';
import type { Mask } from '../mask/mask.ts';
import type { LabelImage } from '../mask/multilabel.ts';
import { labelImageOfNifti, maskOfNifti } from '../nifti/cells.ts';
import { readNiftiFile } from './nifti-file.ts';
import { readPngLabels, readPngMask } from './png-file.ts';

/** Which part of a file becomes a mask. */
export interface MaskFileOptions {
  readonly label?: number;
  readonly threshold?: number;
  /** Printed in errors; default the file's name. */
  readonly name?: string;
}

/**
 * Reads a mask of a NIfTI or PNG file, told by the name's ending.
 *
 * @param path .nii, .nii.gz, .hdr or .png file
 * @param options label or threshold
 * @throws imaging/bad-argument for other endings, and the errors of the readers
 */
export async function readMaskFile(path: string, options: MaskFileOptions = {}): Promise<Mask> {
  const named = options.name === undefined ? {} : { name: options.name };
  if (kindOf(path) === 'png') return readPngMask(path, options);
  const { label, threshold } = options;
  return maskOfNifti(await readNiftiFile(path, named), {
    ...(label === undefined ? {} : { label }),
    ...(threshold === undefined ? {} : { threshold }),
  });
}

/**
 * Reads a label image of a NIfTI or PNG file, told by the name's ending.
 *
 * @param path .nii, .nii.gz, .hdr or .png file
 * @param name printed in errors; default the file's name
 * @throws imaging/bad-argument for other endings, and the errors of the readers
 */
export async function readLabelFile(path: string, name?: string): Promise<LabelImage> {
  const named = name === undefined ? {} : { name };
  if (kindOf(path) === 'png') return readPngLabels(path, named);
  return labelImageOfNifti(await readNiftiFile(path, named));
}

/** Whether a file's name ends like one that holds masks. */
export function isMaskFile(path: string): boolean {
  return /\.(nii|nii\.gz|hdr|png)$/i.test(path);
}

function kindOf(path: string): 'png' | 'nifti' {
  if (!isMaskFile(path)) {
    fail(
      'imaging/bad-argument',
      `${basename(path)} ends in neither .nii, .nii.gz, .hdr nor .png.`,
      'Give masks as NIfTI or grey PNG files.',
    );
  }
  return /\.png$/i.test(path) ? 'png' : 'nifti';
}
