import { describe, expect, it } from 'vitest';
import { affineOfRecord, readNifti, stepsOfGrid, writeNifti } from '../../src/index.ts';
import { canonicalNifti } from '../../src/node/ingest/read-nifti.ts';

type Rows = readonly (readonly [number, number, number, number])[];

const shape = [4, 3, 2];
const spacingMm = [0.7, 1.3, 2.9] as const;
const voxels = Uint8Array.from({ length: 24 }, (_, at) => 5 + ((at * 37) % 101));

/** The 48 ways in which the axes of a file may run. */
const ways = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
].flatMap((order) =>
  [0, 1, 2, 3, 4, 5, 6, 7].map((bits): Rows => {
    const signs = [0, 1, 2].map((at) => ((bits >> at) & 1 ? -1 : 1));
    const cell = (row: number, axis: number): number =>
      order[axis] === row ? signs[axis]! * spacingMm[axis]! : 0;
    return [0, 1, 2].map(
      (row) => [cell(row, 0), cell(row, 1), cell(row, 2), 11 * row - 7] as const,
    );
  }),
);

/** Turns a map a little about two axes, as a scanner's gantry does. */
function tilted(rows: Rows): Rows {
  const [c, s] = [Math.cos(0.2), Math.sin(0.2)];
  const turn = [
    [c, -s, 0],
    [s * c, c * c, -s],
    [s * s, c * s, c],
  ];
  return turn.map(
    (by) =>
      [0, 1, 2, 3].map((at) => by.reduce((sum, one, k) => sum + one * rows[k]![at]!, 0)) as never, // four
  );
}

async function taken(affine: Rows) {
  const bytes = writeNifti({ shape, spacingMm, affine, data: voxels });
  const frames: number[][] = [];
  const record = await canonicalNifti(bytes, (frame) => void frames.push([...frame.samples]), 1e6);
  const placed = affineOfRecord(record);
  if (placed === null) throw new Error('it has a place');
  return { file: readNifti(bytes), frames, image: { ...record, affine: placed } };
}

describe('voxels of a file on the frames of an image', () => {
  it('are those that the image was made of, however its axes run', async () => {
    const starts = new Set<number>();
    for (const affine of [...ways, ...ways.map(tilted)]) {
      const { file, frames, image } = await taken(affine);
      const steps = stepsOfGrid(file, image);
      if (steps === null) throw new Error(JSON.stringify(affine));
      starts.add(steps.start);
      frames.forEach((samples, frame) => {
        samples.forEach((sample, at) => {
          const [row, column] = [Math.floor(at / image.width), at % image.width];
          const place = steps.start + frame * steps.frame + row * steps.row + column * steps.column;
          expect(voxels[place]).toBe(sample);
        });
      });
    }
    // Turned over in every way along rows and columns.
    expect(starts.size).toBeGreaterThanOrEqual(4);
  });

  it('are found of a single slice, and of two axes', async () => {
    const affine = ways[5]!;
    const one = { affine: affine as Rows, width: 4, height: 3, frameCount: 1 };
    const steps = { start: 0, column: 1, row: 4 };
    expect(stepsOfGrid({ shape: [4, 3], affine }, one)).toMatchObject(steps);
    expect(stepsOfGrid({ shape: [4, 3, 1, 1], affine }, one)).toMatchObject(steps);
  });

  it('are none of another grid', async () => {
    const { file, image } = await taken(ways[0]!);
    const moved = (by: number): Rows =>
      file.affine.map(([a, b, c, d], row) => [a, b, c, row === 0 ? d + by : d] as const);
    const stretched: Rows = file.affine.map(([a, ...rest], row) =>
      row === 0 ? [a * 1.2, ...rest] : [a, ...rest],
    );
    const flat: Rows = file.affine.map(([a, , c, d]) => [a, a, c, d] as const);
    expect(stepsOfGrid({ shape, affine: moved(0.1) }, image)).not.toBeNull();
    for (const affine of [moved(0.7), moved(-0.7), stretched, flat, tilted(file.affine)]) {
      expect(stepsOfGrid({ shape, affine }, image)).toBeNull();
    }
    expect(stepsOfGrid({ ...file, shape: [4, 3, 1] }, image)).toBeNull();
    expect(stepsOfGrid({ ...file, shape: [3, 4, 2] }, image)).toBeNull();
    expect(stepsOfGrid({ ...file, shape: [4, 3, 2, 2] }, image)).toBeNull();
    expect(stepsOfGrid({ ...file, shape: [4, 3, 5] }, { ...image, frameCount: 1 })).toBeNull();
  });
});
