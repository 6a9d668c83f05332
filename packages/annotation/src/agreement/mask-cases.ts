import {
  cellSize,
  countCells,
  cutBox,
  type Mask,
  surfaceMetrics,
  unionBox,
} from '@equipoise/imaging';
import { maskAgreement, maskVariabilityByReaders } from '@equipoise/stats';

/** One case with two masks or more. */
export interface MaskCase {
  readonly caseIndex: number;
  readonly readers: readonly number[];
  readonly diceMean: number;
  readonly diceMin: number;
  readonly conformity: number | null;
  readonly hd95: number | null;
  readonly surfaceDice: number | null;
  /** Pairs of which one mask is empty: without a distance. */
  readonly noDistanceCount: number;
  readonly volumes: readonly number[];
  readonly captured: readonly (number | null)[];
}

/** Sums over cases for two readers. */
export interface PairSums {
  dice: number[];
  cases: number[];
  equalCount: number;
  surface: number[];
  distance: number[];
}

/** Beyond this number of readers of a case distances are taken for neighbouring pairs only. */
const mostDistancePairs = 60;

/** Dice of every pair of masks of a case, the reference among them. */
export function addPairs(
  masks: readonly Mask[],
  readers: readonly number[],
  caseIndex: number,
  readerCount: number,
  pairs: Map<number, PairSums>,
): void {
  const { dice } = maskAgreement(masks.map((mask) => mask.data));
  const k = masks.length;
  for (let i = 0; i < k; i++)
    for (let j = i + 1; j < k; j++) {
      const sums = sumsOf(pairs, readers[i]!, readers[j]!, readerCount);
      const value = dice[i * k + j]!;
      sums.dice.push(value);
      sums.cases.push(caseIndex);
      if (value === 1) sums.equalCount++;
    }
}

function sumsOf(
  pairs: Map<number, PairSums>,
  first: number,
  second: number,
  readerCount: number,
): PairSums {
  const key = Math.min(first, second) * readerCount + Math.max(first, second);
  let sums = pairs.get(key);
  if (sums === undefined) {
    sums = { dice: [], cases: [], equalCount: 0, surface: [], distance: [] };
    pairs.set(key, sums);
  }
  return sums;
}

/** Figures of one case over its readers; distances are added to the pairs. */
export function maskCase(
  masks: readonly Mask[],
  readers: readonly number[],
  caseIndex: number,
  tolerance: number,
  pairs: Map<number, PairSums>,
  readerCount: number,
): MaskCase {
  const found = maskAgreement(masks.map((mask) => mask.data));
  const k = masks.length;
  const isMany = (k * (k - 1)) / 2 > mostDistancePairs;
  let distance = 0;
  let distances = 0;
  let surface = 0;
  let surfaces = 0;
  let noDistanceCount = 0;
  for (let i = 0; i < k; i++)
    for (let j = i + 1; j < k; j++) {
      // With many readers a ring of neighbours stands for all pairs: each reader enters equally often.
      if (isMany && j - i > 3 && k - (j - i) > 3) continue;
      const sums = sumsOf(pairs, readers[i]!, readers[j]!, readerCount);
      const border = surfaceMetrics(masks[i]!, masks[j]!, 'border', tolerance).hausdorff95.value;
      const near = surfaceMetrics(masks[i]!, masks[j]!, 'surfel', tolerance).surfaceDice.value;
      if (border === null) {
        if (found.volumes[i]! + found.volumes[j]! > 0) noDistanceCount++;
      } else {
        distance += border;
        distances++;
        sums.distance.push(border);
      }
      if (near !== null) {
        surface += near;
        surfaces++;
        sums.surface.push(near);
      }
    }
  const cell = cellSize(masks[0]!.spacingMm);
  return {
    caseIndex,
    readers,
    diceMean: found.pairwiseDiceMean.value ?? Number.NaN,
    diceMin: found.pairwiseDiceMin.value ?? Number.NaN,
    conformity: found.conformity.value,
    hd95: distances > 0 ? distance / distances : null,
    surfaceDice: surfaces > 0 ? surface / surfaces : null,
    noDistanceCount,
    volumes: masks.map((mask) => countCells(mask) * cell),
    captured: maskVariabilityByReaders(found.voters).map((one) => one.variabilityCaptured.value),
  };
}

/** Dice of each reader with the strict majority of the others; from two others on. */
export function addAgainstMajority(
  masks: readonly Mask[],
  readers: readonly number[],
  caseIndex: number,
  against: Map<number, { dice: number[]; cases: number[] }>,
): void {
  const k = masks.length;
  if (k < 3) return;
  const cells = masks[0]!.data.length;
  const votes = new Uint16Array(cells);
  for (const { data } of masks) for (let v = 0; v < cells; v++) votes[v]! += data[v]!;
  masks.forEach(({ data }, g) => {
    let both = 0;
    let own = 0;
    let others = 0;
    for (let v = 0; v < cells; v++) {
      const vote = votes[v]!;
      if (vote === 0) continue;
      const mine = data[v]!;
      const isMost = 2 * (vote - mine) > k - 1;
      own += mine;
      if (isMost) {
        others++;
        both += mine;
      }
    }
    const entry = against.get(readers[g]!) ?? { dice: [], cases: [] };
    entry.dice.push(own + others === 0 ? 1 : (2 * both) / (own + others));
    entry.cases.push(caseIndex);
    against.set(readers[g]!, entry);
  });
}

/** Standard deviation of the sizes over their mean. */
export function volumeSpread(volumes: readonly number[]): number | null {
  const mean = volumes.reduce((sum, x) => sum + x, 0) / volumes.length;
  if (!(mean > 0) || volumes.length < 2) return null;
  const square = volumes.reduce((sum, x) => sum + (x - mean) * (x - mean), 0);
  return Math.sqrt(square / (volumes.length - 1)) / mean;
}

/**
 * Masks cut to the smallest box that holds every object of the case. What lies outside an image counts as
 * background everywhere, so no figure changes.
 */
export function cutToObjects(masks: readonly Mask[]): readonly Mask[] {
  const box = unionBox(...masks);
  if (box === null) return masks;
  return masks.map((mask) => ({
    shape: mask.shape.length === 2 ? [box.ny, box.nx] : [box.nz, box.ny, box.nx],
    spacingMm: mask.spacingMm,
    data: cutBox(mask, box),
  }));
}
