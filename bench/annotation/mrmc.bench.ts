import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { normalQuantile, randomStream } from '@equipoise/stats';
import type { Bench, BenchContext, Side } from '../bench.ts';
import { timePeer, timeScript } from '../measure.ts';

const study = { tests: 2, readers: 20, cases: 1000, diseased: 500, seed: 20_240_504 };

// Scratch folders are known only when a bench runs; the scripts get their files from here.
let folder = '';
const truthFile = 'truth.u8';
const ratingFile = 'ratings.f64';

/** Ratings by test, reader and case: a part of the case, of the reader's leaning, and of chance. */
function write(): void {
  const uniform = randomStream(study.seed);
  const normal = (): number => normalQuantile(Math.min(1 - 1e-12, Math.max(1e-12, uniform())));
  const { tests, readers, cases, diseased } = study;
  const truth = Uint8Array.from({ length: cases }, (_, c) => (c < diseased ? 1 : 0));
  const hard = Float64Array.from(truth, () => normal());
  const skill = Float64Array.from({ length: readers }, () => 1 + 0.2 * normal());
  const ratings = new Float64Array(tests * readers * cases);
  for (let t = 0, k = 0; t < tests; t++) {
    for (let r = 0; r < readers; r++)
      for (let c = 0; c < cases; c++, k++)
        ratings[k] = truth[c]! * (skill[r]! + 0.1 * t) + 0.6 * hard[c]! + 0.8 * normal();
  }
  writeFileSync(join(folder, truthFile), truth);
  writeFileSync(join(folder, ratingFile), new Uint8Array(ratings.buffer));
}

const sizes = [String(study.tests), String(study.readers)] as const;

function ours(variant: string, name: string, computes: string): Side {
  return {
    name,
    isPeer: false,
    computes,
    run: () =>
      timeScript('scripts/mrmc-run.ts', [
        join(folder, truthFile),
        join(folder, ratingFile),
        ...sizes,
        variant,
      ]),
  };
}

function peer(kind: string, name: string, computes: string): Side {
  return {
    name,
    isPeer: true,
    isOnce: kind === 'loop',
    computes,
    run: (context: BenchContext) =>
      timePeer(context, 'mrmc_peer.py', [
        ...['--truth', join(context.folder, truthFile)],
        ...['--ratings', join(context.folder, ratingFile)],
        ...['--tests', sizes[0], '--readers', sizes[1], '--kind', kind],
      ]),
  };
}

/** A reader study of twenty readers, a thousand cases and two modalities. */
export const mrmcBench: Bench = {
  id: 'mrmc',
  title: '20 readers x 1,000 cases x 2 modalities: difference in AUC, readers and cases random',
  target: { seconds: 2, peakMb: null },
  data: study,
  prepare: (context) => {
    folder = context.folder;
    write();
    return Promise.resolve();
  },
  sides: [
    ours(
      'jackknife',
      'equipoise, Obuchowski-Rockette',
      'Areas, jackknife covariances, components, F with Hillis’ degrees of freedom, all readers and differences; 1 thread.',
    ),
    ours(
      'all',
      'equipoise, every analysis of the report',
      'The same with readers or cases fixed, DeLong covariances, pseudovalues (DBM) and U-statistics by unbiased and MLE moments.',
    ),
    peer(
      'numpy',
      'numpy, placements',
      'Areas and jackknife values from pairwise comparisons, covariances, components and F in whole-array operations.',
    ),
    peer(
      'loop',
      'scikit-learn, each case left out',
      'roc_auc_score of every reader and modality without each case, then the same components and F; extrapolated where slow.',
    ),
  ],
};
