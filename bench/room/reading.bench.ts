import type { Bench, Side } from '../bench.ts';
import { timeScript } from '../measure.ts';

const side = (task: string, name: string, computes: string): Side => ({
  name,
  isPeer: false,
  computes,
  run: () => timeScript('scripts/reading-run.ts', [task]),
});

/** The reading page in a browser. */
export const readingBench: Bench = {
  id: 'reading',
  title: 'The reading page, radiographs of 2500 × 3000, a browser without a graphics card',
  target: { seconds: null, peakMb: null },
  data: { width: 2500, height: 3000, cases: 6 },
  prepare: () => Promise.resolve(),
  sides: [
    side(
      'first',
      'first image',
      'From opening the page to the first picture; the time until Enter is pressed is taken out.',
    ),
    side(
      'next',
      'next case',
      'From handing in to the next picture, which was fetched ahead; the median of five.',
    ),
    side(
      'window',
      'window',
      'Seconds of one picture, painted over the whole canvas, while the window is dragged for three seconds, a move with every beat of the screen.',
    ),
    {
      name: '20 dabs',
      isPeer: false,
      computes: 'Twenty dabs of a brush of radius 178 on 3000 × 2500, in Node, without drawing.',
      run: () => timeScript('../apps/web/test/stage/stage-run.ts', ['dabs']),
    },
    side(
      'weight',
      'weight',
      'JavaScript of the reading page, gzipped, in detail; it takes no time.',
    ),
  ],
};
