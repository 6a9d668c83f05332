import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench, BenchContext, Side } from '../bench.ts';
import { timePeer, timeScript } from '../measure.ts';
import { type Blob, blobMask } from './blob.ts';

const reference: Blob = { side: 256, radius: 60, centre: [128, 128, 128], bump: 6, phase: 1 };
const predicted: Blob = { side: 256, radius: 62, centre: [131, 126, 130], bump: 6, phase: 2 };
const referenceFile = 'reference.raw';
const predictedFile = 'predicted.raw';

// Scratch folders are known only when a bench runs; the script gets its files from here.
let folder = '';

function ours(variant: 'surfel' | 'border', name: string, computes: string): Side {
  return {
    name,
    isPeer: false,
    computes,
    run: () =>
      timeScript('scripts/surface-run.ts', [
        join(folder, referenceFile),
        join(folder, predictedFile),
        String(reference.side),
        variant,
      ]),
  };
}

function peer(kind: string, name: string, computes: string): Side {
  return {
    name,
    isPeer: true,
    against: kind === 'border' ? 'equipoise, border cells' : 'equipoise, surface elements',
    computes,
    run: (context: BenchContext) =>
      timePeer(context, 'surface_peer.py', [
        '--kind',
        kind,
        '--reference',
        join(context.folder, referenceFile),
        '--predicted',
        join(context.folder, predictedFile),
        '--side',
        String(reference.side),
      ]),
  };
}

/** HD95, surface Dice and average distances of a pair of volumes. */
export const surface: Bench = {
  id: 'surface',
  title: '256³ pair: HD95, surface Dice at 2 mm, average surface distances',
  target: { seconds: 1, peakMb: null },
  data: { reference, predicted },
  prepare: (context) => {
    folder = context.folder;
    writeFileSync(join(folder, referenceFile), blobMask(reference).data);
    writeFileSync(join(folder, predictedFile), blobMask(predicted).data);
    return Promise.resolve();
  },
  sides: [
    ours(
      'surfel',
      'equipoise, surface elements',
      'Both surfaces, distances both ways, HD95, surface Dice and averages weighted by area; 1 thread, first call of the process.',
    ),
    ours(
      'border',
      'equipoise, border cells',
      'Both borders, distances both ways, HD, HD95, ASSD, MASD and NSD; 1 thread, first call of the process.',
    ),
    peer(
      'surfel',
      'surface-distance',
      'compute_surface_distances, robust Hausdorff 95, surface Dice and averages; the same figures as the surface elements.',
    ),
    peer(
      'border',
      'scipy on the whole volume',
      'Borders by binary_erosion, two distance transforms of the whole volume, HD95, ASSD and NSD, as general metric packages compute them.',
    ),
  ],
};
