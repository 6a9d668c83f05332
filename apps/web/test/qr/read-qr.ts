/** A square of modules, row by row; 1 is dark. */
export interface Modules {
  readonly size: number;
  readonly dark: Uint8Array;
}

/** What a reader finds in a picture. */
interface Found {
  readonly level: string;
  readonly text: string;
}

// Of level M: codewords in all, and data codewords of each block, by version.
const layouts: Readonly<Record<number, readonly [number, readonly number[]]>> = {
  1: [26, [16]],
  2: [44, [28]],
  3: [70, [44]],
  4: [100, [32, 32]],
  5: [134, [43, 43]],
  6: [172, [27, 27, 27, 27]],
  7: [196, [31, 31, 31, 31]],
  8: [242, [38, 38, 39, 39]],
  9: [292, [36, 36, 36, 37, 37]],
  10: [346, [43, 43, 43, 43, 44]],
};

const turns = [
  (y: number, x: number) => (y + x) % 2,
  (y: number) => y % 2,
  (_: number, x: number) => x % 3,
  (y: number, x: number) => (y + x) % 3,
  (y: number, x: number) => ((y >> 1) + Math.trunc(x / 3)) % 2,
  (y: number, x: number) => (y * x) % 6,
  (y: number, x: number) => (((y * x) % 2) + ((y * x) % 3)) % 2,
  (y: number, x: number) => (((y + x) % 2) + ((y * x) % 3)) % 2,
];

/** A small reader of undamaged pictures of level M, written apart from the encoder. */
export function readQr({ size, dark }: Modules): Found {
  const at = (y: number, x: number): number => dark[y * size + x] ?? 0;
  const version = (size - 17) / 4;
  // Around the square at the top left: along row 8, then up column 8.
  const line = [0, 1, 2, 3, 4, 5, 7, 8].map((x) => at(8, x));
  line.push(...[7, 5, 4, 3, 2, 1, 0].map((y) => at(y, 8)));
  const format = line.reduce((bits, bit) => bits * 2 + bit, 0) ^ 0b101010000010010;
  const level = ['M', 'L', 'H', 'Q'][format >> 13] ?? '?';
  const mask = (format >> 10) & 7;
  const [all, dataCounts] = layouts[version] ?? [0, []];
  const step = version === 1 ? 0 : (size - 13) / (version < 7 ? 1 : 2);
  const centres = version === 1 ? [] : version < 7 ? [6, size - 7] : [6, 6 + step, size - 7];
  const isFixed = (y: number, x: number): boolean => {
    const far = size - 9;
    if (y === 6 || x === 6) return true;
    if ((y < 9 && x < 9) || (y < 9 && x > far) || (y > far && x < 9)) return true;
    if (version >= 7 && ((y < 6 && x > size - 12) || (x < 6 && y > size - 12))) return true;
    return centres.some((cy, i) =>
      centres.some((cx, j) => {
        const last = centres.length - 1;
        const isCorner = (i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0);
        return !isCorner && Math.abs(y - cy) < 3 && Math.abs(x - cx) < 3;
      }),
    );
  };
  const bits: number[] = [];
  let isUp = true;
  for (let x = size - 1; x > 0; x -= x === 8 ? 3 : 2) {
    for (let n = 0; n < size; n += 1) {
      const y = isUp ? size - 1 - n : n;
      for (const column of [x, x - 1]) {
        if (isFixed(y, column)) continue;
        const isTurned = turns[mask]?.(y, column) === 0;
        bits.push(at(y, column) ^ (isTurned ? 1 : 0));
      }
    }
    isUp = !isUp;
  }
  const words = Array.from({ length: all }, (_, i) =>
    bits.slice(8 * i, 8 * i + 8).reduce((word, bit) => word * 2 + bit, 0),
  );
  const blocks: number[][] = dataCounts.map(() => []);
  let taken = 0;
  for (let row = 0; row < Math.max(...dataCounts); row += 1) {
    dataCounts.forEach((count, block) => {
      if (row < count) blocks[block]?.push(words[taken++] ?? 0);
    });
  }
  const data = blocks.flat();
  const stream = data.map((word) => word.toString(2).padStart(8, '0')).join('');
  const head = version < 10 ? 12 : 20;
  const length = Number.parseInt(stream.slice(4, head), 2);
  const bytes = Array.from({ length }, (_, i) =>
    Number.parseInt(stream.slice(head + 8 * i, head + 8 * i + 8), 2),
  );
  const isBytes = stream.startsWith('0100');
  const text = isBytes ? new TextDecoder().decode(Uint8Array.from(bytes)) : 'not bytes';
  return { level, text };
}
