import type { ImageInfo } from './image-info.ts';
import type { View } from './view-transform.ts';
import { gridOf, type PlaneAxis, voxelOf, worldOf } from './volume.ts';

/** Where a plane's columns and rows rise to, each as a direction in LPS. */
export interface PlaneDirections {
  readonly across: readonly number[];
  readonly down: readonly number[];
}

/** The turn and mirror of a view. */
export type Turn = Pick<View, 'quarterTurns' | 'isMirrored'>;

/** What stands to the right and below of an upright plane across left-right, front-back and head-foot, in LPS. */
const upright: readonly PlaneDirections[] = [
  { across: [0, 1, 0], down: [0, 0, -1] },
  { across: [1, 0, 0], down: [0, 0, -1] },
  { across: [1, 0, 0], down: [0, 1, 0] },
];

const letters = ['LR', 'PA', 'HF'] as const;

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, one, at) => sum + one * (b[at] ?? 0), 0);

function mainAxis(vector: readonly number[]): number {
  const size = vector.map(Math.abs);
  return size.indexOf(Math.max(...size));
}

/**
 * Where the columns and rows of a plane lead in space.
 *
 * @param image an image with spacing, orientation and positions
 * @param axis which planes
 * @returns one pixel's steps in LPS millimetres; null where the file does not tell
 */
export function planeDirections(image: ImageInfo, axis: PlaneAxis): PlaneDirections | null {
  const grid = gridOf(image);
  const at = (x: number, y: number) => worldOf(image, voxelOf(grid, axis, 0, { x, y }));
  const [from, right, below] = [at(0, 0), at(1, 0), at(0, 1)];
  if (!from || !right || !below) return null;
  const step = (to: readonly number[]): number[] => to.map((one, k) => one - from[k]!);
  return { across: step(right), down: step(below) };
}

/**
 * What stands to the right and below on the screen when a plane lies as a view turns it.
 *
 * @param plane where its columns and rows lead
 * @param turn turn and mirror of the view
 */
export function turned({ across, down }: PlaneDirections, turn: Turn): PlaneDirections {
  const cos = [1, 0, -1, 0][turn.quarterTurns & 3] ?? 1;
  const sin = [0, 1, 0, -1][turn.quarterTurns & 3] ?? 0;
  const mirror = turn.isMirrored ? -1 : 1;
  return {
    across: across.map((one, k) => mirror * (cos * one - sin * down[k]!)),
    down: across.map((one, k) => sin * one + cos * down[k]!),
  };
}

/**
 * The turn by which a plane stands as radiologists hang it: the patient's right on the left of the screen, front or head
 * on top, and in planes across left and right the front on the left.
 *
 * @param plane where its columns and rows lead
 */
export function uprightTurn(plane: PlaneDirections): Turn {
  const main = [mainAxis(plane.across), mainAxis(plane.down)];
  const wanted = upright[[0, 1, 2].find((one) => !main.includes(one)) ?? 2]!;
  let best: { readonly turn: Turn; readonly fit: number } | null = null;
  for (const isMirrored of [false, true]) {
    for (let quarterTurns = 0; quarterTurns < 4; quarterTurns++) {
      const turn = { quarterTurns, isMirrored };
      const seen = turned(plane, turn);
      const fit = dot(seen.across, wanted.across) + dot(seen.down, wanted.down);
      if (best === null || fit > best.fit + 1e-6) best = { turn, fit };
    }
  }
  return best!.turn;
}

/**
 * Letters of the four sides of a plane on the screen: left, right, head, foot, and A and P for front and back.
 *
 * @param plane where its columns and rows lead
 * @param turn turn and mirror of the view
 */
export function sidesOf(
  plane: PlaneDirections,
  turn: Turn,
): Readonly<Record<'left' | 'right' | 'top' | 'bottom', string>> {
  const { across, down } = turned(plane, turn);
  const pair = (direction: readonly number[]): [string, string] => {
    const axis = mainAxis(direction);
    const [plus = '', minus = ''] = letters[axis] ?? '';
    return direction[axis]! > 0 ? [plus, minus] : [minus, plus];
  };
  const [right, left] = pair(across);
  const [bottom, top] = pair(down);
  return { left, right, top, bottom };
}
