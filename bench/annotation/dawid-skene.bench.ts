import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomStream } from '@equipoise/stats';
import type { Bench, BenchContext, Side } from '../bench.ts';
import { timePeer, timeScript } from '../measure.ts';

const crowd = { cases: 20_000, readers: 50, answersPerCase: 5, rounds: 100, seed: 20_240_501 };
const classCounts = [2, 5] as const;

// Scratch folders are known only when a bench runs; the script gets its files from here.
let folder = '';

/** Answers as int32 triples (case, reader, class). */
function answers(classes: number): Int32Array {
  const uniform = randomStream(crowd.seed, classes);
  const out = new Int32Array(3 * crowd.cases * crowd.answersPerCase);
  let at = 0;
  for (let t = 0; t < crowd.cases; t++) {
    const truth = Math.floor(uniform() * classes);
    const readers = new Set<number>();
    while (readers.size < crowd.answersPerCase) readers.add(Math.floor(uniform() * crowd.readers));
    for (const reader of readers) {
      const isSure = uniform() < 0.6 + (0.3 * reader) / crowd.readers;
      out.set([t, reader, isSure ? truth : Math.floor(uniform() * classes)], at);
      at += 3;
    }
  }
  return out;
}

function ours(classes: number): Side {
  return {
    name: `equipoise, ${classes} classes`,
    isPeer: false,
    computes: 'Readings from the columns, vote shares, then exactly 100 rounds; 1 thread.',
    run: () =>
      timeScript('scripts/dawid-skene-run.ts', [
        join(folder, `answers-${classes}.raw`),
        String(classes),
        String(crowd.rounds),
      ]),
  };
}

function peer(classes: number): Side {
  return {
    name: `crowd-kit, ${classes} classes`,
    isPeer: true,
    against: `equipoise, ${classes} classes`,
    computes: 'DawidSkene(n_iter=100) with the early stop off, from a data frame; 1 thread.',
    run: (context: BenchContext) =>
      timePeer(context, 'crowdkit_peer.py', [
        '--answers',
        join(context.folder, `answers-${classes}.raw`),
        '--rounds',
        String(crowd.rounds),
      ]),
  };
}

/** Dawid-Skene on 100,000 answers, 100 rounds. */
export const dawidSkeneBench: Bench = {
  id: 'dawid-skene',
  title: '100,000 answers of 50 readers: 100 rounds of Dawid-Skene',
  target: { seconds: 1, peakMb: null },
  data: { ...crowd, classCounts },
  prepare: (context) => {
    folder = context.folder;
    for (const classes of classCounts) {
      const file = join(folder, `answers-${classes}.raw`);
      writeFileSync(file, new Uint8Array(answers(classes).buffer));
    }
    return Promise.resolve();
  },
  sides: classCounts.flatMap((classes) => [ours(classes), peer(classes)]),
};
