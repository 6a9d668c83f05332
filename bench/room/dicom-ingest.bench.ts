import { join } from 'node:path';
import { hasOrthanc } from '../../test/support/orthanc.ts';
import type { Bench, Side } from '../bench.ts';
import { timeScript } from '../measure.ts';
import { writeSlices } from './slices.ts';

// Scratch folders are known only when a bench runs; the script gets its files from here.
let folder = '';

function side(who: 'ours' | 'orthanc', name: string, computes: string): Side {
  return {
    name,
    isPeer: who === 'orthanc',
    computes,
    ...(who === 'orthanc' ? { canRun: hasOrthanc } : {}),
    run: () => timeScript('scripts/dicom-ingest-run.ts', [who, folder]),
  };
}

/** A thousand slices taken in by our server and by Orthanc. */
export const dicomIngest: Bench = {
  id: 'dicom-ingest',
  title: '1,000 DICOM instances of 512 × 512 × 16 bits over HTTP, ten series of a hundred',
  target: { seconds: null, peakMb: null },
  data: { series: 10, slices: 100, bytesEach: 524_288 },
  prepare: (context) => {
    folder = join(context.folder, 'slices');
    writeSlices(folder, context.isSmall ? 2 : 10, context.isSmall ? 25 : 100);
    return Promise.resolve();
  },
  sides: [
    side(
      'ours',
      'equipoise serve',
      'Upload of a series a request; each file parsed in a child process, identifiers removed, pixels decoded, hashed, packed without loss and kept on disk, series made volumes and cases, with events.',
    ),
    side(
      'orthanc',
      'Orthanc, STOW-RS',
      'Upload of a series a request; each file parsed, indexed in SQLite and kept as it came; pixels are not decoded.',
    ),
  ],
};
