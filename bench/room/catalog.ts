import type { Bench } from '../bench.ts';
import { agreementPage } from './agreement-page.bench.ts';
import { dicomIngest } from './dicom-ingest.bench.ts';
import { readersBench } from './readers.bench.ts';
import { readingBench } from './reading.bench.ts';

/** Every benchmark of the reading room. */
export const roomBenches: readonly Bench[] = [
  dicomIngest,
  readersBench,
  readingBench,
  agreementPage,
];
