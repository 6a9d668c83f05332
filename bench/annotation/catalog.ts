import type { Bench } from '../bench.ts';
import { dawidSkeneBench } from './dawid-skene.bench.ts';
import { labelErrorsBench } from './label-errors.bench.ts';

/** Every benchmark of readers and labels. */
export const annotationBenches: readonly Bench[] = [dawidSkeneBench, labelErrorsBench];
