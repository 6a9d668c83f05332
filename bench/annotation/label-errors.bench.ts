import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomStream } from '@equipoise/stats';
import type { Bench, BenchContext } from '../bench.ts';
import { timePeer, timeScript } from '../measure.ts';

const table = { rows: 1_000_000, classes: 14, flippedShare: 0.1, seed: 20_240_502 };

// Scratch folders are known only when a bench runs; the script gets its files from here.
let folder = '';

function write(): void {
  const uniform = randomStream(table.seed);
  const labels = new Int32Array(table.rows);
  const probabilities = new Float64Array(table.rows * table.classes);
  for (let i = 0; i < table.rows; i++) {
    const truth = Math.floor(uniform() * table.classes);
    const isFlipped = uniform() < table.flippedShare;
    labels[i] = isFlipped ? Math.floor(uniform() * table.classes) : truth;
    let sum = 0;
    for (let c = 0; c < table.classes; c++) {
      const value = -Math.log(1 - uniform()) * (c === truth ? 12 : 1);
      probabilities[i * table.classes + c] = value;
      sum += value;
    }
    for (let c = 0; c < table.classes; c++) probabilities[i * table.classes + c]! /= sum;
  }
  writeFileSync(join(folder, 'labels.raw'), new Uint8Array(labels.buffer));
  writeFileSync(join(folder, 'probabilities.raw'), new Uint8Array(probabilities.buffer));
}

/** Suspect labels among a million rows of fourteen classes. */
export const labelErrorsBench: Bench = {
  id: 'label-errors',
  title: '1,000,000 labels x 14 classes: suspects by noise rate, ranked',
  target: { seconds: 1.5, peakMb: null },
  data: table,
  prepare: (context) => {
    folder = context.folder;
    write();
    return Promise.resolve();
  },
  sides: [
    {
      name: 'equipoise',
      isPeer: false,
      computes:
        'Checks, confident joint, prune by noise rate, ranked by self-confidence; 1 thread.',
      run: () =>
        timeScript('scripts/label-errors-run.ts', [
          join(folder, 'labels.raw'),
          join(folder, 'probabilities.raw'),
          String(table.classes),
        ]),
    },
    {
      name: 'cleanlab',
      isPeer: true,
      computes: 'find_label_issues by noise rate with n_jobs=1, ranked by self-confidence.',
      run: (context: BenchContext) =>
        timePeer(context, 'cleanlab_peer.py', [
          '--labels',
          join(context.folder, 'labels.raw'),
          '--probabilities',
          join(context.folder, 'probabilities.raw'),
          '--classes',
          String(table.classes),
        ]),
    },
  ],
};
