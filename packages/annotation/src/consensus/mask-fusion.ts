import {
  type Box,
  cellSize,
  countCells,
  cutBox,
  frameOf,
  type Mask,
  surfaceMetrics,
  unionBox,
} from '@equipoise/imaging';
import { maskEm, maskMajority, maskProbability, maskRasa } from '../fusion/mask-vote.ts';
import { staple } from '../fusion/staple.ts';

/** Ways of making one mask of several. */
export const maskMethods = ['majority', 'staple', 'rasa', 'em'] as const;

/** One of {@link maskMethods}. */
export type MaskMethod = (typeof maskMethods)[number];

/** Which cells count for models of readers: all, or a box around every mask with so many cells on each side. */
export type MaskField = 'whole' | number;

/** What one reader's mask says beside the fused one. */
export interface FusedReader {
  readonly reader: number;
  /** Share of the true cells that the reader marked, by STAPLE; null with fewer than three masks or no object. */
  readonly sensitivity: number | null;
  readonly specificity: number | null;
  /** Overlap with the fused mask; 1 where both are empty. */
  readonly dice: number;
  /** Overlap with the majority of the others; null with fewer than two others. */
  readonly diceOthers: number | null;
  readonly hd95: number | null;
  readonly surfaceDice: number | null;
  /** Volume or area. */
  readonly size: number;
}

/** One case fused in every way. */
export interface FusedCase {
  readonly caseIndex: number;
  readonly readers: readonly FusedReader[];
  /** Volume or area by method. */
  readonly sizes: Readonly<Record<MaskMethod, number>>;
  /** Overlap of each method's mask with the majority's. */
  readonly withMajority: Readonly<Record<MaskMethod, number>>;
  /** Size of what some but not all marked. */
  readonly disputedSize: number;
  /** Expected size of what the majority gets wrong if each reader is right as often: sum of min(share, 1 − share). */
  readonly doubtSize: number;
  readonly isConverged: boolean;
}

/** The layers of a case on its own grid. */
export interface MaskLayers {
  /** 0 or 1 per cell, by the method taken. */
  readonly mask: Uint8Array;
  /** Probability per cell under that method; the share of readers for the majority. */
  readonly probability: Float32Array;
  /** Share of readers who marked the cell. */
  readonly voteShare: Float32Array;
}

function overlapOf(a: Uint8Array, b: Uint8Array): number {
  let both = 0;
  let sum = 0;
  for (let v = 0; v < a.length; v++) {
    const x = a[v]!;
    const y = b[v]!;
    both += x & y;
    sum += x + y;
  }
  return sum === 0 ? 1 : (2 * both) / sum;
}

/** A box widened by cells on every side, within the image. */
function widened(box: Box, mask: Mask, field: MaskField): Box {
  const { nz, ny, nx, isFlat } = frameOf(mask);
  if (field === 'whole') return { z0: 0, y0: 0, x0: 0, nz, ny, nx };
  const side = (from: number, length: number, all: number): [number, number] => {
    const low = Math.max(0, from - field);
    return [low, Math.min(all, from + length + field) - low];
  };
  const [z0, dz] = isFlat ? [0, 1] : side(box.z0, box.nz, nz);
  const [y0, dy] = side(box.y0, box.ny, ny);
  const [x0, dx] = side(box.x0, box.nx, nx);
  return { z0, y0, x0, nz: dz, ny: dy, nx: dx };
}

/** Puts a cut back where it came from. */
function pasted<T extends Uint8Array | Float32Array>(
  into: T,
  cut: ArrayLike<number>,
  box: Box,
  mask: Mask,
): T {
  const { ny, nx } = frameOf(mask);
  for (let z = 0; z < box.nz; z++)
    for (let y = 0; y < box.ny; y++) {
      const from = (z * box.ny + y) * box.nx;
      const to = ((z + box.z0) * ny + y + box.y0) * nx + box.x0;
      for (let x = 0; x < box.nx; x++) into[to + x] = cut[from + x]!;
    }
  return into;
}

/** Cells that more than half of the other masks hold. */
function majorityWithout(votes: Uint16Array, own: Uint8Array, others: number): Uint8Array {
  const out = new Uint8Array(own.length);
  for (let v = 0; v < own.length; v++) out[v] = 2 * (votes[v]! - own[v]!) > others ? 1 : 0;
  return out;
}

/**
 * Fuses the masks of one case by every method, and holds each reader's mask against the result.
 *
 * @param masks of one case on one grid
 * @param readers of the masks
 * @param method whose mask and probability are taken
 * @param field cells that count for STAPLE: its prior, and with it its mask, changes with the field of view
 * @param tolerance of surface Dice, in the unit of the spacing
 */
export function fuseMasks(
  caseIndex: number,
  masks: readonly Mask[],
  readers: readonly number[],
  method: MaskMethod,
  field: MaskField,
  tolerance: number,
): { readonly fused: FusedCase; readonly layers: MaskLayers } {
  const [first] = masks;
  const grid = first!;
  const count = grid.data.length;
  const cell = cellSize(grid.spacingMm);
  const objects = unionBox(...masks);
  const empty = { majority: 0, staple: 0, rasa: 0, em: 0 };
  if (objects === null) {
    const one = { majority: 1, staple: 1, rasa: 1, em: 1 };
    const none = { sensitivity: null, specificity: null, hd95: null, surfaceDice: null };
    const diceOthers = masks.length > 2 ? 1 : null;
    return {
      fused: {
        caseIndex,
        readers: readers.map((reader) => ({ ...none, reader, dice: 1, diceOthers, size: 0 })),
        sizes: empty,
        withMajority: one,
        disputedSize: 0,
        doubtSize: 0,
        isConverged: true,
      },
      layers: {
        mask: new Uint8Array(count),
        probability: new Float32Array(count),
        voteShare: new Float32Array(count),
      },
    };
  }
  const box = widened(objects, grid, field);
  const cuts = masks.map((mask) => cutBox(mask, box));
  const votes = new Uint16Array(cuts[0]!.length);
  for (const cut of cuts) for (let v = 0; v < cut.length; v++) votes[v]! += cut[v]!;
  const majority = maskMajority(cuts);
  const share = maskProbability(cuts);
  const fit = staple(cuts);
  const rasa = maskRasa(cuts);
  const em = maskEm(cuts);
  const byMethod: Readonly<Record<MaskMethod, Uint8Array>> = {
    majority,
    staple: fit.mask,
    rasa: rasa.mask,
    em: em.mask,
  };
  const probabilities: Readonly<Record<MaskMethod, Float64Array>> = {
    majority: share,
    staple: fit.probability,
    rasa: rasa.probability,
    em: em.probability,
  };
  const taken = byMethod[method];
  const k = masks.length;
  let disputed = 0;
  let doubt = 0;
  for (let v = 0; v < votes.length; v++) {
    const vote = votes[v]!;
    if (vote === 0 || vote === k) continue;
    disputed++;
    doubt += Math.min(vote, k - vote) / k;
  }
  const shape = grid.shape.length === 2 ? [box.ny, box.nx] : [box.nz, box.ny, box.nx];
  const cutMask = (data: Uint8Array): Mask => ({ shape, spacingMm: grid.spacingMm, data });
  const record = (of: (mask: Uint8Array) => number): Record<MaskMethod, number> => ({
    majority: of(majority),
    staple: of(fit.mask),
    rasa: of(rasa.mask),
    em: of(em.mask),
  });
  const reference = cutMask(taken);
  const fusedReaders = cuts.map((cut, at): FusedReader => {
    const own = cutMask(cut);
    return {
      reader: readers[at]!,
      sensitivity: k < 3 ? null : fit.sensitivity[at]!.value,
      specificity: k < 3 ? null : fit.specificity[at]!.value,
      dice: overlapOf(cut, taken),
      diceOthers: k < 3 ? null : overlapOf(cut, majorityWithout(votes, cut, k - 1)),
      hd95: surfaceMetrics(reference, own, 'border', tolerance).hausdorff95.value,
      surfaceDice: surfaceMetrics(reference, own, 'surfel', tolerance).surfaceDice.value,
      size: countCells(own) * cell,
    };
  });
  return {
    fused: {
      caseIndex,
      readers: fusedReaders,
      sizes: record((mask) => countCells(cutMask(mask)) * cell),
      withMajority: record((mask) => overlapOf(mask, majority)),
      disputedSize: disputed * cell,
      doubtSize: doubt * cell,
      isConverged: fit.isConverged,
    },
    layers: {
      mask: pasted(new Uint8Array(count), taken, box, grid),
      probability: pasted(new Float32Array(count), probabilities[method], box, grid),
      voteShare: pasted(new Float32Array(count), share, box, grid),
    },
  };
}
