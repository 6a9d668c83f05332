import { binWeights, covariance } from './evaluate-rank.ts';
import { rowWeights } from './gather.ts';
import { pairSlots } from './grouping.ts';
import type { Grouping, RankBaseline, RestMode } from './plan.ts';
import { auprcPass, binnedRestPrecision } from './precision-pass.ts';
import { aurocFinish, aurocPass, type RankScratch, rankScratch } from './rank-pass.ts';
import { influenceOfSlots } from './slot-sums.ts';

/** What the baselines are made from. */
export interface BaselineSources {
  readonly grouping: Grouping;
  readonly total: Grouping;
  readonly mode: readonly RestMode[];
  readonly varies: boolean;
  readonly bin: Int32Array | null;
  readonly weight: Float64Array | null;
  readonly patientCount: number;
  readonly counts: Float64Array;
  readonly aurocMetric: number;
  readonly auprcMetric: number;
  readonly binsWanted: number;
}

type Measure = (grouping: Grouping, weight: Float64Array, scratch: RankScratch) => void;

/** Most levels whose rest is measured exactly: each costs a pass over all rows. */
const mostLevels = 600;

/**
 * Exact values and variances, in the original sample, of rests that replicates get by subtraction.
 *
 * @param sources grouping, everyone's grouping and the rest modes
 */
export function rankBaselines(sources: BaselineSources): {
  auroc: RankBaseline | null;
  auprc: RankBaseline | null;
} {
  const draws = new Int32Array(sources.patientCount).fill(1);
  const auroc: Measure = (grouping, weight, scratch) => {
    aurocPass(grouping, weight, null, scratch);
    aurocFinish(grouping, draws, scratch);
  };
  const auprc: Measure = (grouping, weight, scratch) => auprcPass(grouping, weight, draws, scratch);
  return {
    auroc: sources.aurocMetric >= 0 ? baseline(sources, auroc, draws) : null,
    auprc: sources.auprcMetric >= 0 ? baseline(sources, auprc, draws) : null,
  };
}

function baseline(sources: BaselineSources, measure: Measure, draws: Int32Array): RankBaseline {
  const { grouping, total, mode, varies, patientCount } = sources;
  const levels = grouping.levelCount;
  const empty = (): Float64Array => new Float64Array(levels).fill(Number.NaN);
  const out = {
    restValue: empty(),
    restVariance: empty(),
    gapVariance: empty(),
    levelVariance: empty(),
    binnedRest: empty(),
  };
  const weight = rowWeights(grouping, sources.weight);
  const own = rankScratch(grouping);
  measure(grouping, weight, own);
  if (varies) influenceOfSlots(grouping, draws, own);
  const measured = mostPatients(sources, levels);
  const rest = rankScratch(total);
  for (let k = 0; k < levels; k++) {
    out.levelVariance[k] = own.variance[k]!;
    if (mode[k] !== 'subtracted' || measured[k] === 0) continue;
    const outside = weight.slice();
    for (let i = 0; i < outside.length; i++) if (grouping.key[i]! >> 1 === k) outside[i] = 0;
    const slotWeight = new Float64Array(total.slotWeight.length);
    for (let i = 0; i < outside.length; i++) {
      slotWeight[total.slot[i]!] = slotWeight[total.slot[i]!]! + outside[i]!;
    }
    const masked = { ...total, slotWeight, pairStart: null };
    measure(masked, outside, rest);
    if (varies) influenceOfSlots(masked, draws, rest);
    out.restValue[k] = rest.value[0]!;
    out.restVariance[k] = rest.variance[0]!;
    const pairs = varies ? pairSlots(grouping, k, total, 0, patientCount) : null;
    const shared = covariance(pairs, grouping.slotPatient, own.influence, rest.influence, draws);
    out.gapVariance[k] = own.variance[k]! + rest.variance[0]! - 2 * shared;
  }
  if (sources.bin !== null) {
    const histogram = new Float64Array(2 * sources.binsWanted * levels);
    binWeights(grouping, sources.bin, sources.binsWanted, weight, histogram);
    const everyone = new Float64Array(2 * sources.binsWanted);
    binnedRestPrecision(histogram, levels, sources.binsWanted, out.binnedRest, everyone);
  }
  return out;
}

function mostPatients(sources: BaselineSources, levels: number): Uint8Array {
  const order = Array.from({ length: levels }, (_, k) => k);
  order.sort((a, b) => sources.counts[8 * b + 1]! - sources.counts[8 * a + 1]! || a - b);
  const measured = new Uint8Array(levels);
  for (const k of order.slice(0, mostLevels)) measured[k] = 1;
  return measured;
}
