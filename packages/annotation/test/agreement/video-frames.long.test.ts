import { agreementInterval, type Ratings, randomStream, ratingsFromTable } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';

const videos = 30;
const framesOf = 20;
/** Share of frames on which both readers say the same; classes are equally frequent, so that kappa is 2 × .7 − 1. */
const same = 0.7;
const truth = { percent: same, fleiss: 2 * same - 1 };

/**
 * Frames of videos read by two readers. Whether both say the same, and what the first says, repeats one draw of the
 * video in a share √.5 of the frames and is drawn alone in the others: two frames of a video correlate by .5.
 */
function frames(run: number): number[] {
  const uniform = randomStream(run, 17);
  const shared = Math.sqrt(0.5);
  return Array.from({ length: videos }, () => {
    const ofVideo = { isSame: uniform() < same, isYes: uniform() < 0.5 };
    return Array.from({ length: framesOf }, () => {
      const isSame = uniform() < shared ? ofVideo.isSame : uniform() < same;
      const isYes = uniform() < shared ? ofVideo.isYes : uniform() < 0.5;
      const first = Number(isYes);
      return [first, isSame ? first : 1 - first];
    }).flat();
  }).flat();
}

const patients = Array.from({ length: videos * framesOf }, (_, frame) =>
  Math.floor(frame / framesOf),
);
const rate = (codes: number[], isClustered: boolean): Ratings =>
  ratingsFromTable(codes, 2, { categoryCount: 2, ...(isClustered ? { patients } : {}) });

describe('frames of 30 videos with a correlation of .5 within a video', () => {
  it('have limits that cover with the video as the patient, and not without', () => {
    const runs = 400;
    const ways = {
      jackknife: { isClustered: true, settings: {} },
      bootstrap: { isClustered: true, settings: { method: 'percentile', replicates: 400 } },
      unclustered: { isClustered: false, settings: {} },
    } as const;
    const covered: Record<string, number> = {};
    let [products, sums] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const codes = frames(run);
      for (let video = 0; video < videos; video++) {
        const at = 2 * video * framesOf;
        const [a, b] = [0, 2].map((step) => Number(codes[at + step] === codes[at + step + 1]));
        products += (a! - same) * (b! - same);
        sums += (a! - same) * (a! - same);
      }
      for (const [name, { isClustered, settings }] of Object.entries(ways)) {
        for (const kind of ['percent', 'fleiss'] as const) {
          const { limits } = agreementInterval(rate(codes, isClustered), { kind }, settings);
          const holds = limits !== null && limits[0] <= truth[kind] && truth[kind] <= limits[1];
          covered[`${name} ${kind}`] = (covered[`${name} ${kind}`] ?? 0) + Number(holds) / runs;
        }
      }
    }
    expect(Math.abs(products / sums - 0.5)).toBeLessThan(0.03);
    for (const [name, share] of Object.entries(covered)) {
      if (name.startsWith('unclustered')) expect(share, name).toBeLessThan(0.7);
      else expect(share, name).toBeGreaterThanOrEqual(0.92);
    }
    expect(Object.keys(covered)).toHaveLength(6);
  });
});
