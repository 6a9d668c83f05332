import type { EngineJob, Linearised } from '@equipoise/stats';
import type { Room } from '../frame/room.ts';
import { type Cells, labelledCells } from './cells.ts';

/** What a gap is made of: prevalence of the rest and of the group, and the rates of calling positive in mixtures of both. */
export interface Mixtures {
  /** [of the rest, of the group] */
  readonly prevalence: readonly [Linearised, Linearised];
  /**
   * Rate of calling positive, by label and by whose case mix (bit 1) and whose error rates (bit 2) are taken:
   * rates[label][0] is all of the rest, rates[label][3] all of the group.
   */
  readonly rates: readonly (readonly Linearised[])[];
}

/** The two sides in the order of bits: 0 the rest, 1 the group. */
const sides = [0, 1] as const;

/**
 * The mixtures of a level and the rest over the strata that both share: the mix of each label over strata and the
 * rate of calling positive within them, taken from either side.
 *
 * @param kept strata in which both sides have positives and negatives, ascending
 * @param room its arrays hold the result until the next call
 * @returns null where a label or a stratum has no weight on a side
 */
export function mixtures(
  job: EngineJob,
  cells: Cells,
  kept: readonly number[],
  room: Room,
): Mixtures | null {
  const of = sides.map((side) => sumLabels(job, cells, kept, side, room));
  const prevalence = sides.map((side) => prevalenceOf(of[side]!, room.cleared(`p${side}`)));
  const [ofRest, ofGroup] = prevalence as [Linearised | null, Linearised | null]; // two sides
  if (ofRest === null || ofGroup === null) return null;
  const rates: Linearised[][] = [];
  for (const label of [0, 1]) {
    const found = ratesOfLabel(job, cells, kept, label, [of[0]![label]!, of[1]![label]!], room);
    if (found === null) return null;
    rates.push(found);
  }
  return { prevalence: [ofRest, ofGroup], rates };
}

/** First row and the one after the last of a stratum on one side. */
function range(cells: Cells, stratum: number, side: number): [number, number] {
  const at = 2 * stratum + (side === 1 ? 0 : 1);
  return [cells.start[at]!, cells.start[at + 1]!];
}

/** Weight of each patient's rows in the kept strata, by label. */
function sumLabels(
  { label, patient, rowWeight }: EngineJob,
  cells: Cells,
  kept: readonly number[],
  side: number,
  room: Room,
): readonly [Float64Array, Float64Array] {
  const negatives = room.cleared(`n${side}`);
  const positives = room.cleared(`y${side}`);
  for (const stratum of kept) {
    const [from, to] = range(cells, stratum, side);
    for (let k = from; k < to; k += 1) {
      const i = cells.rows[k]!;
      const w = rowWeight === null ? 1 : rowWeight[i]!;
      if (label[i] === 1) positives[patient[i]!]! += w;
      else negatives[patient[i]!]! += w;
    }
  }
  return [negatives, positives];
}

function prevalenceOf(
  [negatives, positives]: readonly [Float64Array, Float64Array],
  byCluster: Float64Array,
): Linearised | null {
  let top = 0;
  let bottom = 0;
  for (let p = 0; p < byCluster.length; p += 1) {
    top += positives[p]!;
    bottom += negatives[p]! + positives[p]!;
  }
  if (bottom === 0) return null;
  const value = top / bottom;
  for (let p = 0; p < byCluster.length; p += 1)
    byCluster[p] = (positives[p]! - value * (negatives[p]! + positives[p]!)) / bottom;
  return { value, byCluster };
}

/** One stratum on one side: its share of the label and its rate of calling positive. */
interface Part {
  readonly heldSum: number;
  readonly share: number;
  readonly rate: number;
}

function ratesOfLabel(
  job: EngineJob,
  cells: Cells,
  kept: readonly number[],
  label: number,
  of: readonly [Float64Array, Float64Array],
  room: Room,
): Linearised[] | null {
  const [ofRest, ofGroup] = of;
  const patients = patientsOf(ofRest, ofGroup);
  const [restSum, groupSum] = [sumOver(ofRest, patients), sumOver(ofGroup, patients)];
  if (restSum === 0 || groupSum === 0) return null;
  const moves = [0, 1, 2, 3].map((set) => room.cleared(`r${label}${set}`));
  const [m0, m1, m2, m3] = moves as [Float64Array, Float64Array, Float64Array, Float64Array];
  const values = [0, 0, 0, 0];
  // What patients hold of one stratum, set back to 0 after it.
  const [heldRest, heldGroup] = [room.cleared('held0'), room.cleared('held1')];
  const [calledRest, calledGroup] = [room.cleared('called0'), room.cleared('called1')];
  for (const stratum of kept) {
    const rest = partOf(job, cells, stratum, 0, label, restSum, heldRest, calledRest);
    const group = partOf(job, cells, stratum, 1, label, groupSum, heldGroup, calledGroup);
    if (rest === null || group === null) return null;
    for (let k = 0; k < patients.length; k += 1) {
      const p = patients[k]!;
      const inRest = heldRest[p]!;
      // Most patients are of one side and hold nothing of a stratum: what else they would add is 0.
      if (inRest === 0 && ofGroup[p] === 0) {
        const move = (-rest.share * ofRest[p]!) / restSum;
        m0[p]! += rest.rate * move;
        m2[p]! += group.rate * move;
        continue;
      }
      const inGroup = heldGroup[p]!;
      const shareRest = (inRest - rest.share * ofRest[p]!) / restSum;
      const shareGroup = (inGroup - group.share * ofGroup[p]!) / groupSum;
      const rateRest = inRest === 0 ? 0 : (calledRest[p]! - rest.rate * inRest) / rest.heldSum;
      const rateGroup =
        inGroup === 0 ? 0 : (calledGroup[p]! - group.rate * inGroup) / group.heldSum;
      heldRest[p] = 0;
      heldGroup[p] = 0;
      calledRest[p] = 0;
      calledGroup[p] = 0;
      m0[p]! += rest.rate * shareRest + rest.share * rateRest;
      m1[p]! += rest.rate * shareGroup + group.share * rateRest;
      m2[p]! += group.rate * shareRest + rest.share * rateGroup;
      m3[p]! += group.rate * shareGroup + group.share * rateGroup;
    }
    values[0]! += rest.share * rest.rate;
    values[1]! += group.share * rest.rate;
    values[2]! += rest.share * group.rate;
    values[3]! += group.share * group.rate;
  }
  return moves.map((byCluster, set) => ({ value: values[set]!, byCluster }));
}

/** Patients with a row of the label on either side, ascending. */
function patientsOf(rest: Float64Array, group: Float64Array): Int32Array {
  const out = new Int32Array(rest.length);
  let count = 0;
  for (let p = 0; p < rest.length; p += 1) {
    if (rest[p] === 0 && group[p] === 0) continue;
    out[count] = p;
    count += 1;
  }
  return out.subarray(0, count);
}

function sumOver(values: Float64Array, patients: Int32Array): number {
  let sum = 0;
  for (let k = 0; k < patients.length; k += 1) sum += values[patients[k]!]!;
  return sum;
}

function partOf(
  { decision, patient, rowWeight, label: labels }: EngineJob,
  cells: Cells,
  stratum: number,
  side: number,
  label: number,
  labelSum: number,
  held: Float64Array,
  called: Float64Array,
): Part | null {
  const { rows, start } = labelledCells(cells, labels);
  const part = 2 * (2 * stratum + (side === 1 ? 0 : 1)) + label;
  const to = start[part + 1]!;
  let heldSum = 0;
  let calledSum = 0;
  for (let k = start[part]!; k < to; k += 1) {
    const i = rows[k]!;
    const w = rowWeight === null ? 1 : rowWeight[i]!;
    const p = patient[i]!;
    held[p]! += w;
    heldSum += w;
    if (decision?.[i] === 1) {
      called[p]! += w;
      calledSum += w;
    }
  }
  if (heldSum === 0) return null;
  return { heldSum, share: heldSum / labelSum, rate: calledSum / heldSum };
}
