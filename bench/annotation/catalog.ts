import type { Bench } from '../bench.ts';
import { dawidSkeneBench } from './dawid-skene.bench.ts';
import { krippendorffBench } from './krippendorff.bench.ts';
import { labelErrorsBench } from './label-errors.bench.ts';
import { mrmcBench } from './mrmc.bench.ts';

/** Every benchmark of readers and labels. */
export const annotationBenches: readonly Bench[] = [
  dawidSkeneBench,
  labelErrorsBench,
  krippendorffBench,
  mrmcBench,
];
