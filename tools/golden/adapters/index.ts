import { classificationAdapters } from './classification.ts';
import { fairnessAdapters } from './fairness.ts';
import { resamplingAdapters } from './resampling.ts';

/** Takes the decoded input of a case and returns an object with the expected field names. */
export type Adapter = (input: Record<string, unknown>) => unknown;

/** The library call behind every golden `fn` that is covered. */
export const adapters: Readonly<Record<string, Adapter>> = {
  ...classificationAdapters,
  ...resamplingAdapters,
  ...fairnessAdapters,
};
