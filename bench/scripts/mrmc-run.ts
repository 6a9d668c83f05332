/**
 * A multi-reader study in a fresh process on the built package:
 * `mrmc-run.ts TRUTH RATINGS TESTS READERS VARIANT`. Reading the files is not timed.
 */
import { readFileSync } from 'node:fs';
import { dorfmanBerbaumMetz, obuchowskiRockette, uStatistic } from '@equipoise/stats';

const [truthPath = '', ratingPath = '', tests = '2', readers = '20', variant = 'jackknife'] =
  process.argv.slice(2);
const truth = new Uint8Array(readFileSync(truthPath));
const all = new Float64Array(new Uint8Array(readFileSync(ratingPath)).buffer);
const [testCount, readerCount] = [Number(tests), Number(readers)];
const ratings = Array.from({ length: testCount }, (_, t) =>
  Array.from({ length: readerCount }, (_, r) => {
    const from = (t * readerCount + r) * truth.length;
    return all.subarray(from, from + truth.length);
  }),
);
const study = { truth, ratings };
const start = process.hrtime.bigint();
const main = obuchowskiRockette(study);
if (variant === 'all') {
  for (const random of ['cases', 'readers'] as const) obuchowskiRockette(study, { random });
  obuchowskiRockette(study, { covariance: 'delong' });
  dorfmanBerbaumMetz(study);
  uStatistic(study, { metric: { kind: 'auc' } });
  uStatistic(study, { metric: { kind: 'auc' }, moments: 'mle' });
}
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
const [difference] = main.differences;
console.log(
  JSON.stringify({
    seconds,
    peakMb: process.resourceUsage().maxRSS / 1024,
    versions: { node: process.version },
    difference: difference?.estimate.value,
    limits: difference?.limits,
    p: difference?.p.value,
  }),
);
