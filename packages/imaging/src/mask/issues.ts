import { suspectInverted } from './inverted.ts';
import { countCells, type Mask } from './mask.ts';

/** Something odd about a mask that a person should see; the mask is used all the same. */
export interface MaskIssue {
  readonly code: 'empty-mask' | 'full-mask' | 'inverted-mask';
  /** One sentence that names the mask. */
  readonly message: string;
}

/** What a look at a mask counts. */
export interface MaskCounts {
  /** Cells of the grid. */
  readonly cellCount: number;
  /** Cells of the object. */
  readonly objectCount: number;
  /** Share of the cells on the rim of the image that belong to the object. */
  readonly rimShare: number;
}

/** Of the rim, the object of an ordinary mask covers no more than this. */
const mostRim = 0.5;

/**
 * Looks for masks that are empty, cover everything, or seem drawn black on white.
 *
 * @param mask a mask
 * @returns what was found, in one sentence each; nothing for an ordinary mask
 */
export function maskIssues(mask: Mask): readonly MaskIssue[] {
  const counts = { cellCount: mask.data.length, objectCount: countCells(mask) };
  const { rimShare } = suspectInverted(mask, mostRim);
  return issuesOfCounts({ ...counts, rimShare }, mask.name ?? 'the mask');
}

/**
 * The same of a mask that was counted elsewhere, e.g. run by run.
 *
 * @param name of the mask, in the sentences
 */
export function issuesOfCounts(counts: MaskCounts, name: string): readonly MaskIssue[] {
  const { cellCount, objectCount, rimShare } = counts;
  if (objectCount === 0) return [{ code: 'empty-mask', message: `${name} holds no object.` }];
  if (objectCount === cellCount) {
    return [{ code: 'full-mask', message: `${name} is object everywhere.` }];
  }
  if (!(rimShare > mostRim)) return [];
  const percent = Math.round(100 * rimShare);
  return [
    {
      code: 'inverted-mask',
      message: `${name} covers ${percent} % of the image's rim; object and background may have changed places.`,
    },
  ];
}
