import type { Input } from '../input.ts';
import { causeAdapters } from './causes.ts';
import { gapAdapters } from './gaps.ts';
import { groupAdapters } from './groups.ts';

/** Library calls behind every `fair.` function of the golden files. */
export const fairnessAdapters: Record<string, (input: Input) => unknown> = {
  ...groupAdapters,
  ...gapAdapters,
  ...causeAdapters,
};
