import { fail } from '../errors.ts';
import { none, some, type Value } from '../value.ts';

/** Agreement of several readers' masks of one image. */
export interface MaskAgreement {
  readonly pairwiseDiceMean: Value;
  readonly pairwiseDiceMin: Value;
  /** Dice of every pair, readers x readers, row-major, ones on the diagonal. */
  readonly dice: Float64Array;
  /** Sum of the pair intersections over the sum of the pair unions. */
  readonly conformity: Value;
  /** Fleiss' kappa over every voxel of the frame, two categories. It grows with the empty frame around. */
  readonly voxelFleiss: Value;
  /** Voxels of each mask. */
  readonly volumes: number[];
  /** voters[k] = voxels marked by exactly k readers. */
  readonly voters: Float64Array;
}

/**
 * Agreement of masks of one grid. An empty mask against one with voxels has a Dice of 0, two empty masks of 1.
 *
 * @param masks one per reader, any number but 0 is inside; all of one length
 * @returns `too-few-readers` under two masks; `all-empty` conformity and `no-variation` kappa of empty masks
 * @throws stats/length-mismatch when the grids differ
 * @see Dice 1945, doi:10.2307/1932409; Kouwenhoven, Giezen, Struikmans 2009, doi:10.1088/0031-9155/54/9/018;
 *   Fleiss 1971, doi:10.1037/h0031619
 */
export function maskAgreement(masks: readonly ArrayLike<number>[]): MaskAgreement {
  const readers = masks.length;
  const voxels = readers > 0 ? masks[0]!.length : 0;
  masks.forEach((mask, g) => {
    if (mask.length !== voxels) {
      fail(
        'stats/length-mismatch',
        `Mask ${g} has ${mask.length} voxels, the first has ${voxels}.`,
        'Bring all masks to one grid.',
      );
    }
  });
  const { shared, voters } = sharedVoxels(masks, voxels);
  const volumes = masks.map((_, g) => shared[g * readers + g]!);
  const dice = new Float64Array(readers * readers);
  let sum = 0;
  let least = Number.POSITIVE_INFINITY;
  let intersections = 0;
  let unions = 0;
  for (let g = 0; g < readers; g++) {
    dice[g * readers + g] = 1;
    for (let h = g + 1; h < readers; h++) {
      const both = shared[g * readers + h]!;
      const size = volumes[g]! + volumes[h]!;
      const value = size === 0 ? 1 : (2 * both) / size;
      dice[g * readers + h] = value;
      dice[h * readers + g] = value;
      sum += value;
      least = Math.min(least, value);
      intersections += both;
      unions += size - both;
    }
  }
  const few = none('too-few-readers');
  const pairs = (readers * (readers - 1)) / 2;
  return {
    pairwiseDiceMean: pairs > 0 ? some(sum / pairs) : few,
    pairwiseDiceMin: pairs > 0 ? some(least) : few,
    dice,
    conformity: pairs === 0 ? few : unions > 0 ? some(intersections / unions) : none('all-empty'),
    voxelFleiss: pairs === 0 ? few : voxelFleiss(voters),
    volumes,
    voters,
  };
}

function sharedVoxels(
  masks: readonly ArrayLike<number>[],
  voxels: number,
): { shared: Float64Array; voters: Float64Array } {
  const readers = masks.length;
  const shared = new Float64Array(readers * readers);
  const voters = new Float64Array(readers + 1);
  const inside = new Int32Array(readers);
  for (let v = 0; v < voxels; v++) {
    let count = 0;
    for (let g = 0; g < readers; g++) if (masks[g]![v] !== 0) inside[count++] = g;
    voters[count]!++;
    for (let i = 0; i < count; i++)
      for (let j = i; j < count; j++) shared[inside[i]! * readers + inside[j]!]!++;
  }
  return { shared, voters };
}

function voxelFleiss(voters: Float64Array): Value {
  const m = voters.length - 1;
  let voxels = 0;
  let marks = 0;
  let apart = 0;
  for (let k = 0; k <= m; k++) {
    voxels += voters[k]!;
    marks += k * voters[k]!;
    apart += (k * (m - k) * voters[k]!) / (m * (m - 1));
  }
  const share = marks / (m * voxels);
  const chance = share * (1 - share);
  return chance > 0 ? some(1 - apart / voxels / chance) : none('no-variation');
}
