import type { LabelSampling } from '@equipoise/domain';
import { labelSampler } from './label-sampler.ts';
import { oneReaderSampler } from './one-reader.ts';

/** The port by which an audit draws labels: {@link labelSampler} and {@link oneReaderSampler}. */
export const labelSampling: LabelSampling = {
  posterior: (evidence, uniform) => labelSampler(evidence, uniform),
  oneReader: oneReaderSampler,
};
