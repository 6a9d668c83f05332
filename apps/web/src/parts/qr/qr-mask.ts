import type { Drawn, Modules } from './qr-shape.ts';

/** The eight masks: where data modules are turned over. @see ISO/IEC 18004:2015, table 10 */
export const masks: readonly ((row: number, column: number) => boolean)[] = [
  (i, j) => (i + j) % 2 === 0,
  (i) => i % 2 === 0,
  (_, j) => j % 3 === 0,
  (i, j) => (i + j) % 3 === 0,
  (i, j) => (Math.floor(i / 2) + Math.floor(j / 3)) % 2 === 0,
  (i, j) => ((i * j) % 2) + ((i * j) % 3) === 0,
  (i, j) => (((i * j) % 2) + ((i * j) % 3)) % 2 === 0,
  (i, j) => (((i + j) % 2) + ((i * j) % 3)) % 2 === 0,
];

/** Turns the data modules of a mask over. */
export function applyMask({ size, dark, fixed }: Drawn, mask: number): void {
  const turns = masks[mask]!;
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const at = row * size + column;
      if (fixed[at] === 0 && turns(row, column)) dark[at] = dark[at]! ^ 1;
    }
  }
}

// What a reader may take for the beginning of a large square: dark 1:1:3:1:1, with four light modules on one side.
const deceptive = [0b10111010000, 0b00001011101];

/** Points of one line: long runs, and what looks like a large square. */
function linePoints(size: number, at: (i: number) => number): number {
  let points = 0;
  let run = 0;
  let window = 0;
  for (let i = 0; i < size; i += 1) {
    run = i > 0 && at(i) === at(i - 1) ? run + 1 : 1;
    if (run === 5) points += 3;
    else if (run > 5) points += 1;
    window = ((window << 1) | at(i)) & 0x7ff;
    if (i >= 10 && deceptive.includes(window)) points += 40;
  }
  return points;
}

/**
 * How hard a picture is to read; the mask with the fewest points is taken.
 *
 * @see ISO/IEC 18004:2015, 7.8.3.1
 */
export function penalty({ size, dark }: Modules): number {
  let points = 0;
  let count = 0;
  for (let row = 0; row < size; row += 1) {
    points += linePoints(size, (i) => dark[row * size + i]!);
    points += linePoints(size, (i) => dark[i * size + row]!);
    for (let column = 0; column < size; column += 1) {
      const at = row * size + column;
      count += dark[at]!;
      const isCorner = row + 1 < size && column + 1 < size;
      const sum = dark[at]! + dark[at + 1]! + dark[at + size]! + dark[at + size + 1]!;
      if (isCorner && sum % 4 === 0) points += 3;
    }
  }
  const percent = (count * 100) / (size * size);
  return points + 10 * Math.floor(Math.abs(percent - 50) / 5);
}
