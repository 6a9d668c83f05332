/** Blocks of one version at level M. */
export interface Blocks {
  /** Mending codewords of each block. */
  readonly mending: number;
  /** How many data codewords each block holds, in order. */
  readonly data: readonly number[];
}

const blocks = (mending: number, ...groups: readonly (readonly [number, number])[]): Blocks => ({
  mending,
  data: groups.flatMap(([count, words]) => Array.from({ length: count }, () => words)),
});

/**
 * Versions 1 to 10 at level M.
 *
 * @see ISO/IEC 18004:2015, table 9
 */
export const blocksOf: readonly Blocks[] = [
  blocks(10, [1, 16]),
  blocks(16, [1, 28]),
  blocks(26, [1, 44]),
  blocks(18, [2, 32]),
  blocks(24, [2, 43]),
  blocks(16, [4, 27]),
  blocks(18, [4, 31]),
  blocks(22, [2, 38], [2, 39]),
  blocks(22, [3, 36], [2, 37]),
  blocks(26, [4, 43], [1, 44]),
];

/**
 * Centres of the small squares, by version.
 *
 * @see ISO/IEC 18004:2015, annex E
 */
const alignment: readonly (readonly number[])[] = [
  [],
  [6, 18],
  [6, 22],
  [6, 26],
  [6, 30],
  [6, 34],
  [6, 22, 38],
  [6, 24, 42],
  [6, 26, 46],
  [6, 28, 50],
];

/** A square of modules, row by row; 1 is dark. */
export interface Modules {
  readonly size: number;
  readonly dark: Uint8Array;
}

/** A square whose fixed patterns are drawn. */
export interface Drawn extends Modules {
  /** 1 where a module belongs to a fixed pattern and carries no data. */
  readonly fixed: Uint8Array;
}

/** Modules along one side. */
export function sizeOf(version: number): number {
  return 17 + 4 * version;
}

/** The bits of a BCH code: a value and what remains of it divided by a polynomial. */
function withCheck(value: number, polynomial: number, degree: number): number {
  let rest = value << degree;
  for (let bit = 31; bit >= degree; bit -= 1) {
    if (((rest >>> bit) & 1) === 1) rest ^= polynomial << (bit - degree);
  }
  return (value << degree) | rest;
}

/** The 15 bits that name level M and a mask, highest first. @see ISO/IEC 18004:2015, annex C */
export function formatBits(mask: number): number {
  return withCheck(mask, 0x537, 10) ^ 0x5412;
}

/** The 18 bits that name a version from 7. @see ISO/IEC 18004:2015, annex D */
export function versionBits(version: number): number {
  return withCheck(version, 0x1f25, 12);
}

/** Places of the format's bits, the lowest bit first; each stands twice. */
function formatPlaces(size: number): readonly (readonly [number, number])[][] {
  const beside: (readonly [number, number])[] = [];
  const apart: (readonly [number, number])[] = [];
  for (let bit = 0; bit < 15; bit += 1) {
    if (bit < 6) beside.push([bit, 8]);
    else if (bit < 8) beside.push([bit + 1, 8]);
    else beside.push([8, bit === 8 ? 7 : 14 - bit]);
    apart.push(bit < 8 ? [8, size - 1 - bit] : [size - 15 + bit, 8]);
  }
  return [beside, apart];
}

/** Draws the fixed patterns of a version; the format's places are kept free. */
export function drawFixed(version: number): Drawn {
  const size = sizeOf(version);
  const dark = new Uint8Array(size * size);
  const fixed = new Uint8Array(size * size);
  const set = (row: number, column: number, isDark: boolean): void => {
    if (row < 0 || column < 0 || row >= size || column >= size) return;
    dark[row * size + column] = isDark ? 1 : 0;
    fixed[row * size + column] = 1;
  };
  for (let i = 0; i < size; i += 1) {
    set(6, i, i % 2 === 0);
    set(i, 6, i % 2 === 0);
  }
  for (const [row, column] of [
    [3, 3],
    [3, size - 4],
    [size - 4, 3],
  ] as const) {
    for (let y = -4; y <= 4; y += 1) {
      for (let x = -4; x <= 4; x += 1) {
        const ring = Math.max(Math.abs(x), Math.abs(y));
        set(row + y, column + x, ring !== 2 && ring !== 4);
      }
    }
  }
  const centres = alignment[version - 1] ?? [];
  const last = size - 7;
  for (const row of centres) {
    for (const column of centres) {
      const isAtFinder =
        (row === 6 && (column === 6 || column === last)) || (row === last && column === 6);
      if (isAtFinder) continue;
      for (let y = -2; y <= 2; y += 1) {
        for (let x = -2; x <= 2; x += 1) {
          set(row + y, column + x, Math.max(Math.abs(x), Math.abs(y)) !== 1);
        }
      }
    }
  }
  for (const places of formatPlaces(size))
    for (const [row, column] of places) set(row, column, false);
  set(size - 8, 8, true);
  if (version >= 7) {
    const bits = versionBits(version);
    for (let bit = 0; bit < 18; bit += 1) {
      const isDark = ((bits >> bit) & 1) === 1;
      const far = size - 11 + (bit % 3);
      const near = Math.floor(bit / 3);
      set(far, near, isDark);
      set(near, far, isDark);
    }
  }
  return { size, dark, fixed };
}

/** Writes level M and a mask into their places. */
export function drawFormat({ size, dark }: Modules, mask: number): void {
  const bits = formatBits(mask);
  for (const places of formatPlaces(size)) {
    places.forEach(([row, column], bit) => {
      dark[row * size + column] = (bits >> bit) & 1;
    });
  }
}
