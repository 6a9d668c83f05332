import { type MaskEdit, paintRun } from './mask.ts';
import type { PlaneAxis, Voxel, VoxelGrid } from './volume.ts';

/**
 * Paints a run of plane pixels into a volume.
 *
 * @param edit the edit
 * @param grid the volume
 * @param axis which planes
 * @param index which plane
 * @param row v on the plane
 * @param from first u
 * @param to last u
 */
export function paintPlaneRun(
  edit: MaskEdit,
  grid: VoxelGrid,
  axis: PlaneAxis,
  index: number,
  row: number,
  from: number,
  to: number,
): void {
  if (axis === 'z') {
    paintRun(edit, index, row, from, to);
    return;
  }
  const z = grid.isZUp ? grid.depth - 1 - row : row;
  if (axis === 'y') paintRun(edit, z, index, from, to);
  else for (let y = from; y <= to; y++) paintRun(edit, z, y, index, index);
}

/**
 * Paints a ball swept along a straight line, in steps of a third of its radius.
 *
 * @param edit the edit
 * @param grid the volume; distances follow its spacing
 * @param from centre at the start, continuous voxel place
 * @param to centre at the end
 * @param radius in voxels along x
 */
export function sweepBall(
  edit: MaskEdit,
  grid: VoxelGrid,
  from: Voxel,
  to: Voxel,
  radius: number,
): void {
  const [sx, sy, sz] = grid.spacingMm ?? [1, 1, 1];
  const [ky, kz] = [sy / sx, sz / sx];
  const [dx, dy, dz] = [to[0] - from[0], (to[1] - from[1]) * ky, (to[2] - from[2]) * kz];
  const length = Math.sqrt(dx * dx + dy * dy + dz * dz);
  const steps = Math.max(1, Math.ceil(length / Math.max(radius / 3, 0.5)));
  for (let k = length === 0 ? steps : 0; k <= steps; k++) {
    const share = k / steps;
    const centre: Voxel = [
      from[0] + (to[0] - from[0]) * share,
      from[1] + (to[1] - from[1]) * share,
      from[2] + (to[2] - from[2]) * share,
    ];
    paintBall(edit, centre, Math.max(radius, 0.501), ky, kz);
  }
}

function paintBall(edit: MaskEdit, centre: Voxel, radius: number, ky: number, kz: number): void {
  const [cx, cy, cz] = centre;
  // The slice of the centre is painted even when slices are farther apart than the ball is wide.
  for (let z = Math.floor(cz - radius / kz); z <= cz + radius / kz; z++) {
    const dz = z === Math.floor(cz) ? 0 : (z + 0.5 - cz) * kz;
    const disc = radius * radius - dz * dz;
    if (disc < 0) continue;
    const down = Math.sqrt(disc) / ky;
    for (let y = Math.floor(cy - down); y <= cy + down; y++) {
      const dy = (y + 0.5 - cy) * ky;
      const run = disc - dy * dy;
      if (run < 0) continue;
      const half = Math.sqrt(run);
      paintRun(edit, z, y, Math.ceil(cx - half - 0.5), Math.floor(cx + half - 0.5));
    }
  }
}
