/**
 * Distances between the surfaces of two volumes in a fresh process on the built package:
 * `surface-run.ts REFERENCE PREDICTED SIDE VARIANT`. Reading the files is not timed.
 */
import { readFileSync } from 'node:fs';
import { type Mask, surfaceMetrics } from '@equipoise/imaging';

const [referencePath = '', predictedPath = '', side = '256', variant = 'surfel'] =
  process.argv.slice(2);

function read(path: string): Mask {
  const n = Number(side);
  return {
    shape: [n, n, n],
    spacingMm: [1, 1, 1],
    data: new Uint8Array(readFileSync(path)),
  };
}

const reference = read(referencePath);
const predicted = read(predictedPath);
const start = process.hrtime.bigint();
const result = surfaceMetrics(reference, predicted, variant === 'border' ? 'border' : 'surfel', 2);
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
console.log(
  JSON.stringify({
    seconds,
    peakMb: process.resourceUsage().maxRSS / 1024,
    versions: { node: process.version },
    hausdorff95: result.hausdorff95.value,
    surfaceDice: result.surfaceDice.value,
    assd: result.assd.value,
  }),
);
