import fc from 'fast-check';
import type { Mask } from '../../src/index.ts';

/** A mask from rows of `.` and `#`; slices are parted by empty strings. */
export function drawn(rows: readonly string[], spacingMm?: readonly number[]): Mask {
  const slices: string[][] = [[]];
  for (const row of rows) {
    if (row === '') slices.push([]);
    else slices.at(-1)!.push(row);
  }
  const isFlat = slices.length === 1;
  const shape = isFlat
    ? [slices[0]!.length, slices[0]![0]!.length]
    : [slices.length, slices[0]!.length, slices[0]![0]!.length];
  const text = slices.flat().join('');
  return {
    shape,
    spacingMm: spacingMm ?? shape.map(() => 1),
    data: Uint8Array.from(text, (c) => (c === '#' ? 1 : 0)),
  };
}

/** Random masks of two or three short axes with uneven spacing; sparse or dense. */
export function masks(most: number = 6): fc.Arbitrary<Mask> {
  return pairs(most).map(([a]) => a);
}

/** Two random masks on one grid. */
export function pairs(most: number = 6): fc.Arbitrary<readonly [Mask, Mask]> {
  const spacing = fc.constantFrom(0.5, 0.7, 1, 1.25, 2, 3);
  return fc
    .array(fc.tuple(fc.integer({ min: 1, max: most }), spacing), { minLength: 2, maxLength: 3 })
    .chain((axes) => {
      const shape = axes.map(([n]) => n);
      const spacingMm = axes.map(([, s]) => s);
      const count = shape.reduce((a, b) => a * b, 1);
      const cells = fc
        .constantFrom(1, 3, 5, 8)
        .chain((density) =>
          fc.array(
            fc.integer({ min: 0, max: 9 }).map((v) => (v < density ? 1 : 0)),
            { minLength: count, maxLength: count },
          ),
        )
        .map((values): Mask => ({ shape, spacingMm, data: Uint8Array.from(values) }));
      return fc.tuple(cells, cells);
    });
}

/** Coordinates of the object cells, slices first, in cells; flat masks have slice 0. */
export function cellsOf(mask: Mask): [number, number, number][] {
  const [ny, nx] = mask.shape.slice(-2) as [number, number];
  const found: [number, number, number][] = [];
  mask.data.forEach((v, i) => {
    if (v === 1) found.push([Math.floor(i / (ny * nx)), Math.floor(i / nx) % ny, i % nx]);
  });
  return found;
}

/** Distance of two points given in cells. */
export function distance(
  a: readonly number[],
  b: readonly number[],
  spacingMm: readonly number[],
): number {
  const s = spacingMm.length === 2 ? [1, ...spacingMm] : spacingMm;
  return Math.sqrt(a.reduce((sum, v, k) => sum + ((v - b[k]!) * s[k]!) ** 2, 0));
}

/** The same mask inside a larger image. */
export function padded(mask: Mask, before: number, after: number): Mask {
  const shape = mask.shape.map((n) => n + before + after);
  const data = new Uint8Array(shape.reduce((a, b) => a * b, 1));
  const [ny, nx] = shape.slice(-2) as [number, number];
  const isFlat = shape.length === 2;
  for (const [z, y, x] of cellsOf(mask)) {
    data[((isFlat ? z : z + before) * ny + y + before) * nx + x + before] = 1;
  }
  return { ...mask, shape, data };
}
