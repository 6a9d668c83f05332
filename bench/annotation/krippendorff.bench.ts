import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomStream } from '@equipoise/stats';
import type { Bench, BenchContext, Side } from '../bench.ts';
import { timePeer, timeScript } from '../measure.ts';

const table = {
  units: 100_000,
  readers: 5,
  categories: 4,
  missingShare: 0.2,
  replicates: 1000,
  seed: 20_240_503,
};

// Scratch folders are known only when a bench runs; the scripts get their file from here.
let folder = '';
const file = 'answers.i8';

/** One byte a unit and reader, −1 where a reader gave no answer. */
function answers(): Int8Array {
  const uniform = randomStream(table.seed);
  const any = (): number => Math.floor(uniform() * table.categories);
  const out = new Int8Array(table.units * table.readers);
  for (let u = 0; u < table.units; u++) {
    const truth = any();
    for (let r = 0; r < table.readers; r++) {
      const answer = uniform() < 0.7 ? truth : any();
      out[u * table.readers + r] = uniform() < table.missingShare ? -1 : answer;
    }
  }
  return out;
}

function ours(metric: 'nominal' | 'ordinal'): Side {
  return {
    name: `equipoise, ${metric}`,
    isPeer: false,
    computes:
      'Ratings from the table, alpha, jackknife error and percentile limits of 1,000 bootstraps of units; 1 thread.',
    run: () =>
      timeScript('scripts/krippendorff-run.ts', [
        join(folder, file),
        String(table.readers),
        String(table.categories),
        metric,
        String(table.replicates),
      ]),
  };
}

function peer(kind: string, metric: string, name: string, computes: string): Side {
  return {
    name: `${name}, ${metric}`,
    isPeer: true,
    against: `equipoise, ${metric}`,
    isOnce: kind === 'package',
    computes,
    run: (context: BenchContext) =>
      timePeer(context, 'krippendorff_peer.py', [
        ...['--answers', join(context.folder, file), '--readers', String(table.readers)],
        ...['--categories', String(table.categories), '--metric', metric, '--kind', kind],
        ...['--replicates', String(table.replicates)],
      ]),
  };
}

const packageWords =
  'krippendorff.alpha on counts of each unit, in a loop of bootstraps of units; a slow loop is extrapolated.';

/** Krippendorff's alpha of 100,000 units with bootstrap limits. */
export const krippendorffBench: Bench = {
  id: 'krippendorff',
  title: "100,000 units x 5 readers: Krippendorff's alpha with 1,000 bootstraps",
  target: { seconds: null, peakMb: null },
  data: table,
  prepare: (context) => {
    folder = context.folder;
    writeFileSync(join(folder, file), new Uint8Array(answers().buffer));
    return Promise.resolve();
  },
  sides: [
    ours('nominal'),
    peer('package', 'nominal', 'krippendorff in a loop', packageWords),
    peer(
      'numpy',
      'nominal',
      'numpy, coincidences of each unit',
      'Coincidences of each unit once, then one product of draw counts and coincidences a bootstrap, as a careful script does.',
    ),
    ours('ordinal'),
    peer('package', 'ordinal', 'krippendorff in a loop', packageWords),
  ],
};
