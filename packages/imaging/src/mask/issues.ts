import { suspectInverted } from './inverted.ts';
import { countCells, type Mask } from './mask.ts';

/** Something odd about a mask that a person should see; the mask is used all the same. */
export interface MaskIssue {
  readonly code: 'empty-mask' | 'full-mask' | 'inverted-mask';
  /** One sentence that names the mask. */
  readonly message: string;
}

/**
 * Looks for masks that are empty, cover everything, or seem drawn black on white.
 *
 * @param mask a mask
 * @returns what was found, in one sentence each; nothing for an ordinary mask
 */
export function maskIssues(mask: Mask): readonly MaskIssue[] {
  const name = mask.name ?? 'the mask';
  const count = countCells(mask);
  if (count === 0) return [{ code: 'empty-mask', message: `${name} holds no object.` }];
  if (count === mask.data.length) {
    return [{ code: 'full-mask', message: `${name} is object everywhere.` }];
  }
  const check = suspectInverted(mask);
  if (!check.isSuspected) return [];
  const percent = Math.round(100 * check.rimShare);
  return [
    {
      code: 'inverted-mask',
      message: `${name} covers ${percent} % of the image's rim; object and background may have changed places.`,
    },
  ];
}
