import type { RankAttributeScratch } from './evaluate-rank.ts';
import { rowWeights } from './gather.ts';
import { MovedLevels } from './moved-levels.ts';
import { PermutedMoments } from './permute-moments.ts';
import type { AttributePlan, Grouping, Plan } from './plan.ts';
import { auprcPass } from './precision-pass.ts';
import { aurocFinish, aurocPass, belowPass, type RankScratch, rankScratch } from './rank-pass.ts';
import { influenceOfSlots } from './slot-sums.ts';

/** What one attribute's permutations work on; reused. */
export interface PermutationScratch {
  readonly draws: Int32Array;
  readonly entryLevel: Int32Array;
  readonly rowEntry: Int32Array;
  readonly constantLevels: Int32Array;
  /** entry of each row of `shuffle.variedRow` */
  readonly variedEntries: Int32Array;
  readonly grouping: Grouping;
  readonly rank: RankAttributeScratch;
  readonly weight: Float64Array;
  readonly below: Float64Array;
  /** sum of `below` over the rows of each slot; null where rows have weights, or without AUROC */
  readonly slotBelow: Float64Array | null;
  /** entry × 3: influence of positives and negatives on everyone's AUROC, and of both on average precision */
  readonly influence: Float64Array;
  /** AUROC level by level; null where a patient has several levels, rows have weights or are too many */
  readonly moved: MovedLevels | null;
  /** level × 3: sums of squares and products of influences */
  readonly pooled: Float64Array;
  readonly moments: readonly PermutedMoments[];
  readonly restVariance: Float64Array;
}

/** Makes the scratch of one attribute. */
export function permutationScratch(plan: Plan, a: number): PermutationScratch {
  const attribute = plan.attributes[a]!;
  const { grouping, shuffle } = attribute;
  const draws = new Int32Array(plan.patientCount).fill(1);
  const weight = rowWeights(grouping, plan.weight);
  const below = new Float64Array(grouping.rowCount);
  const total = attribute.total ?? plan.overall;
  const ranks = plan.aurocMetric >= 0 || plan.auprcMetric >= 0;
  if (ranks) belowPass(total, weight, below);
  const permuted = permutedGrouping(attribute, weight, ranks);
  const moves = plan.aurocMetric >= 0 && plan.weight === null;
  const bins = attribute.bin === null ? 0 : plan.binCount;
  const slotBelow = moves ? new Float64Array(permuted.slotWeight.length) : null;
  if (slotBelow !== null) sumBelowSlots({ below, grouping: permuted }, slotBelow);
  const influence = ranks
    ? commonInfluence(plan, attribute, total, weight, draws)
    : new Float64Array(0);
  return {
    draws,
    entryLevel: shuffle.entryLevel.slice(),
    rowEntry: shuffle.rowEntry.slice(),
    constantLevels: new Int32Array(shuffle.constantEntry.length),
    variedEntries: new Int32Array(shuffle.variedRow.length),
    grouping: permuted,
    rank: {
      levels: rankScratch(permuted),
      total: null,
      rest: [],
      precision: null,
      weight,
      below,
      restWeight: weight,
      restValue: new Float64Array(attribute.levelCount),
      histogram: new Float64Array(2 * bins * attribute.levelCount),
      everyone: new Float64Array(2 * bins),
      edges: { place: new Int32Array(0), positive: new Int32Array(0) },
      overallSlot: null,
      overallPlace: null,
      referenceVariance: new Float64Array(0),
    },
    weight,
    below,
    slotBelow,
    influence,
    moved:
      slotBelow !== null && shuffle.name === 'patient-level'
        ? MovedLevels.for(permuted, slotBelow, influence)
        : null,
    moments: plan.families.map((family, f) => new PermutedMoments(attribute, f, family.dimension)),
    restVariance: new Float64Array(attribute.levelCount),
    pooled: new Float64Array(3 * attribute.levelCount),
  };
}

/** Slots for every entry and class, rows where they were found. */
function permutedGrouping(
  attribute: AttributePlan,
  weight: Float64Array,
  ranks: boolean,
): Grouping {
  const { grouping, shuffle } = attribute;
  const entries = shuffle.entryPatient.length;
  const slotWeight = new Float64Array(2 * entries);
  const slot = new Int32Array(ranks ? grouping.rowCount : 0);
  for (let i = 0; i < slot.length; i++) {
    const s = 2 * shuffle.rowEntry[i]! + (grouping.key[i]! & 1);
    slot[i] = s;
    slotWeight[s] = slotWeight[s]! + weight[i]!;
  }
  const slotPatient = new Int32Array(2 * entries);
  for (let s = 0; s < slotPatient.length; s++) slotPatient[s] = shuffle.entryPatient[s >> 1]!;
  const moves = new Uint8Array(entries);
  for (const i of shuffle.variedRow) moves[shuffle.rowEntry[i]!] = 1;
  // Entries with one class have no cross term, whatever their level; entries whose rows move may get one.
  const paired = Int32Array.from(moves.keys()).filter(
    (e) => moves[e] === 1 || (slotWeight[2 * e]! > 0 && slotWeight[2 * e + 1]! > 0),
  );
  return {
    ...grouping,
    key: grouping.key.slice(),
    slot,
    slotPatient,
    slotKey: new Int32Array(2 * entries),
    keyStart: null,
    slotWeight,
    pairPositive: paired.map((e) => 2 * e + 1),
    pairNegative: paired.map((e) => 2 * e),
    pairStart: null,
    order: null,
    auroc: null,
  };
}

/** Sums over each slot's rows of what lies below them among everyone. */
export function sumBelowSlots(
  { below, grouping }: Pick<PermutationScratch, 'below' | 'grouping'>,
  slotBelow: Float64Array,
): void {
  const { slot } = grouping;
  slotBelow.fill(0);
  for (let i = 0; i < slot.length; i++) slotBelow[slot[i]!] = slotBelow[slot[i]!]! + below[i]!;
}

/** Influences on the pooled value, not yet divided by class totals, per patient × level entry. */
function commonInfluence(
  plan: Plan,
  attribute: AttributePlan,
  total: Grouping,
  weight: Float64Array,
  draws: Int32Array,
): Float64Array {
  const { shuffle } = attribute;
  const byPatient = new Float64Array(3 * plan.patientCount);
  const scratch = rankScratch(total);
  if (plan.aurocMetric >= 0) {
    aurocPass(total, weight, null, scratch);
    aurocFinish(total, draws, scratch);
    influenceOfSlots(total, draws, scratch);
    addInfluence(
      total,
      scratch,
      byPatient,
      (label) => label,
      (label) => label,
    );
  }
  if (plan.auprcMetric >= 0) {
    auprcPass(total, weight, draws, scratch);
    influenceOfSlots(total, draws, scratch);
    addInfluence(
      total,
      scratch,
      byPatient,
      () => 2,
      () => 1,
    );
  }
  const out = new Float64Array(3 * shuffle.entryPatient.length);
  for (let e = 0; e < shuffle.entryPatient.length; e++) {
    const p = shuffle.entryPatient[e]!;
    out.set(byPatient.subarray(3 * p, 3 * p + 3), 3 * e);
  }
  return out;
}

function addInfluence(
  total: Grouping,
  scratch: RankScratch,
  byPatient: Float64Array,
  column: (label: number) => number,
  divisor: (label: number) => number,
): void {
  for (let s = 0; s < total.slotKey.length; s++) {
    const label = total.slotKey[s]! & 1;
    const place = 3 * total.slotPatient[s]! + column(label);
    byPatient[place] = byPatient[place]! + scratch.influence[s]! * scratch.total[divisor(label)]!;
  }
}
