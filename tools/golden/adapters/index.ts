import { agreementAdapters } from './agreement.ts';
import { classificationAdapters } from './classification.ts';
import { consensusAdapters } from './consensus.ts';
import { detectionAdapters } from './detection.ts';
import { fairnessAdapters } from './fairness/index.ts';
import { labelerrorsAdapters } from './labelerrors.ts';
import { mrmcAdapters } from './mrmc.ts';
import { resamplingAdapters } from './resampling.ts';
import { segmentationAdapters } from './segmentation.ts';

/** Takes the decoded input of a case and returns an object with the expected field names. */
export type Adapter = (input: Record<string, unknown>) => unknown;

/** The library call behind every golden `fn` that is covered. */
export const adapters: Readonly<Record<string, Adapter>> = {
  ...classificationAdapters,
  ...resamplingAdapters,
  ...fairnessAdapters,
  ...agreementAdapters,
  ...consensusAdapters,
  ...labelerrorsAdapters,
  ...mrmcAdapters,
  ...detectionAdapters,
  ...segmentationAdapters,
};
