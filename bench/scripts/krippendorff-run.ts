/**
 * Krippendorff's alpha with bootstrap limits in a fresh process on the built package:
 * `krippendorff-run.ts ANSWERS READERS CATEGORIES METRIC REPLICATES`. Reading the file is not timed.
 */
import { readFileSync } from 'node:fs';
import { agreementInterval, ratingsFromTable } from '@equipoise/stats';

const [path = '', readers = '5', categories = '4', metric = 'nominal', replicates = '1000'] =
  process.argv.slice(2);
const answers = new Int8Array(new Uint8Array(readFileSync(path)).buffer);
const start = process.hrtime.bigint();
const ratings = ratingsFromTable(answers, Number(readers), { categoryCount: Number(categories) });
const found = agreementInterval(
  ratings,
  { kind: 'krippendorff', metric: metric === 'ordinal' ? 'ordinal' : 'nominal' },
  { method: 'percentile', replicates: Number(replicates), seed: 1 },
);
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
console.log(
  JSON.stringify({
    seconds,
    peakMb: process.resourceUsage().maxRSS / 1024,
    versions: { node: process.version },
    alpha: found.estimate.value,
    limits: found.limits,
  }),
);
