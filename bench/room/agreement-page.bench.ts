import type { Bench } from '../bench.ts';
import { timeScript } from '../measure.ts';

let isSmall = false;

const run = (questions: number): ReturnType<typeof timeScript> => {
  const size = isSmall ? ['30000', '6'] : ['1000000', '20'];
  return timeScript('scripts/agreement-page-run.ts', [...size, String(questions)]);
};

/** The page of agreement of a study with a million readings, and the lists of its cases. */
export const agreementPage: Bench = {
  id: 'agreement-page',
  title: 'Agreement and lists of a study of 1,000,000 readings: slowest page within',
  target: { seconds: 2, peakMb: null },
  data: { readings: 1_000_000, readers: 20, cases: 50_080 },
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
        "The study is filled in the database; then a browser's requests for agreement before any figure is known, after it was computed, after one more answer and after a restart, and for progress, cases, images and gallery. At the end a reader with nearly all of the cases behind goes on: the own page, the next case, the one behind it, the hand-in. The seconds are those of the slowest of these answers; how long the figures took beside the server, and how long other requests waited meanwhile, stands in the detail. The memory is that of the server; the process of the figures has its own.",
      run: () => run(1),
    },
  ],
};
