import type { Bench } from '../bench.ts';
import { surface } from './surface.bench.ts';

/** Every benchmark of masks and volumes. */
export const imagingBenches: readonly Bench[] = [surface];
