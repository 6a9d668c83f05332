import type { Bench } from '../bench.ts';
import { timeScript } from '../measure.ts';

const minutes = Number(process.env['EQUIPOISE_SOAK_MINUTES'] ?? 3);
let isSmall = false;

/** Two hundred readers at once. */
export const readersBench: Bench = {
  id: 'readers',
  title: '200 virtual readers at work: 95 % of saves within',
  target: { seconds: 0.3, peakMb: null },
  data: { readers: 200, minutes, caseSeconds: 20, savesACase: 3 },
  prepare: (context) => {
    isSmall = context.isSmall;
    return Promise.resolve();
  },
  sides: [
    {
      name: 'equipoise serve',
      isPeer: false,
      isOnce: true,
      computes:
        'Each reader takes the next case, its image and pixels, saves three times while drawing, sends what was done and hands in, every 20 s; server, database and readers share the machine. The seconds are the 95th percentile of a save.',
      run: () =>
        timeScript('scripts/readers-run.ts', isSmall ? ['20', '10'] : ['200', `${60 * minutes}`]),
    },
  ],
};
