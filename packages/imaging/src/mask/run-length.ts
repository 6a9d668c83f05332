import { fail } from '../errors.ts';
import { cellCount } from '../grid.ts';

/**
 * Writes a mask as run lengths over its cells, last axis fastest.
 *
 * @param data cells, 0 or 1
 * @returns lengths of alternating runs; the first counts zeros and may be 0
 */
export function encodeRuns(data: Uint8Array): number[] {
  const runs: number[] = [];
  let value = 0;
  let start = 0;
  for (let i = 0; i < data.length; i++) {
    if ((data[i] !== 0 ? 1 : 0) === value) continue;
    runs.push(i - start);
    start = i;
    value = 1 - value;
  }
  runs.push(data.length - start);
  return runs;
}

/**
 * Reads run lengths back into cells.
 *
 * @param shape cells along each axis
 * @param runs lengths of alternating runs, zeros first
 * @returns cells, 0 or 1
 * @throws imaging/bad-argument when the runs do not fill the shape
 */
export function decodeRuns(shape: readonly number[], runs: readonly number[]): Uint8Array {
  const total = cellCount(shape);
  const sum = runs.reduce((a, b) => a + b, 0);
  if (sum !== total || runs.some((r) => !Number.isInteger(r) || r < 0)) {
    fail(
      'imaging/bad-argument',
      `the runs add up to ${sum} cells where ${shape.join('×')} holds ${total}.`,
      'Give whole runs that fill the shape.',
    );
  }
  const data = new Uint8Array(total);
  let at = 0;
  runs.forEach((run, k) => {
    if (k % 2 === 1) data.fill(1, at, at + run);
    at += run;
  });
  return data;
}
