import { fail } from '../errors.ts';

type Point = readonly [z: number, y: number, x: number];
type Triangle = readonly [Point, Point, Point];

/** What a corner of a 2 × 2 × 2 neighbourhood adds to its code; corners in the order z, y, x, last fastest. */
export const cornerCodes: readonly number[] = [128, 64, 32, 16, 8, 4, 2, 1];

/**
 * The fourteen ways in which a surface can pass between eight corners, up to rotation and exchange
 * of inside and outside: code of the set corners, and the triangles, three vertices each, written as
 * coordinates z y x in half cells from the first corner. Every vertex is the middle of an edge.
 */
const patterns: readonly (readonly [code: number, triangles: string])[] = [
  [1, '212 221 122'],
  [3, '122 212 120 120 212 210'],
  [6, '212 102 201 120 221 210'],
  [7, '210 120 201 120 102 201 120 122 102'],
  [15, '100 122 102 100 120 122'],
  [22, '201 212 102 021 012 122 120 221 210'],
  [23, '210 120 201 201 120 102 120 021 102 021 012 102'],
  [24, '122 021 012 210 201 100'],
  [25, '021 012 221 012 212 221 100 210 201'],
  [27, '012 212 021 212 100 021 100 120 021 100 212 201'],
  [29, '221 021 012 100 221 012 102 100 012 210 221 100'],
  [30, '122 021 012 120 212 102 100 120 102 221 212 120'],
  [60, '100 212 102 210 212 100 010 012 122 120 010 122'],
  [105, '102 012 001 100 210 201 120 010 021 221 122 212'],
];

const rotations: readonly (readonly [axes: Point, signs: Point])[] = quarterTurns();

/**
 * Triangles of the surface inside a neighbourhood of eight cell centres, for each of its 256 codes.
 *
 * Each code with at most four set corners is a rotation of one of fourteen patterns; codes with more
 * take their complement, so a mask and its inverse have the same surface.
 *
 * @returns per code the triangles, vertices as z, y, x in half cells from the first corner
 * @see Lorensen & Cline 1987, doi:10.1145/37401.37422
 */
export function surfelTriangles(): readonly (readonly Triangle[])[] {
  const table: (readonly Triangle[] | undefined)[] = new Array(256).fill(undefined);
  table[0] = [];
  for (const [code, text] of patterns) {
    for (const turn of rotations) {
      const turned = turnCode(code, turn);
      table[turned] ??= readTriangles(text).map(
        ([a, b, c]): Triangle => [turnPoint(a, turn), turnPoint(b, turn), turnPoint(c, turn)],
      );
    }
  }
  // Half-filled codes are rotations themselves; only fuller ones take their complement.
  return Array.from({ length: 256 }, (_, code) => table[code] ?? table[255 - code] ?? []);
}

/**
 * Area of the surface inside a neighbourhood, for each of its 256 codes.
 *
 * @param spacingMm distance of cells along z, y and x
 * @returns square millimetres per code; 0 only for codes 0 and 255
 */
export function surfelAreas(spacingMm: Point): Float64Array {
  if (spacingMm.some((s) => !(s > 0))) {
    fail('imaging/bad-argument', 'a spacing is not positive.', 'Give three positive spacings.');
  }
  return Float64Array.from(surfelTriangles(), (triangles) =>
    triangles.reduce((sum, triangle) => sum + triangleArea(triangle, spacingMm), 0),
  );
}

/**
 * Length of the contour inside a neighbourhood of four pixels, for each of its 16 codes (8 4 over 2 1).
 *
 * One or three set pixels: half the pixel diagonal; two neighbours: the side across; two opposite: the diagonal.
 *
 * @param sy distance of rows in millimetres
 * @param sx distance of columns in millimetres
 */
export function contourLengths(sy: number, sx: number): Float64Array {
  const diagonal = Math.sqrt(sy * sy + sx * sx);
  const half = diagonal / 2;
  const lengths = new Float64Array(16).fill(half);
  lengths[0] = 0;
  lengths[15] = 0;
  for (const code of [12, 3]) lengths[code] = sx;
  for (const code of [10, 5]) lengths[code] = sy;
  for (const code of [9, 6]) lengths[code] = diagonal;
  return lengths;
}

function triangleArea([a, b, c]: Triangle, [sz, sy, sx]: Point): number {
  const uz = ((b[0] - a[0]) * sz) / 2;
  const uy = ((b[1] - a[1]) * sy) / 2;
  const ux = ((b[2] - a[2]) * sx) / 2;
  const vz = ((c[0] - a[0]) * sz) / 2;
  const vy = ((c[1] - a[1]) * sy) / 2;
  const vx = ((c[2] - a[2]) * sx) / 2;
  const nz = uy * vx - ux * vy;
  const ny = ux * vz - uz * vx;
  const nx = uz * vy - uy * vz;
  return Math.sqrt(nz * nz + ny * ny + nx * nx) / 2;
}

function readTriangles(text: string): Triangle[] {
  const points = text
    .split(' ')
    .map((p): Point => [Number(p.charAt(0)), Number(p.charAt(1)), Number(p.charAt(2))]);
  const triangles: Triangle[] = [];
  for (let k = 0; k < points.length; k += 3) {
    triangles.push([points[k]!, points[k + 1]!, points[k + 2]!]);
  }
  return triangles;
}

function turnPoint(point: Point, [axes, signs]: readonly [Point, Point]): Point {
  const at = (k: 0 | 1 | 2): number => signs[k] * (point[axes[k]]! - 1) + 1;
  return [at(0), at(1), at(2)];
}

function turnCode(code: number, turn: readonly [Point, Point]): number {
  let turned = 0;
  cornerCodes.forEach((bit, corner) => {
    if ((code & bit) === 0) return;
    const from: Point = [(corner >> 2) * 2, ((corner >> 1) & 1) * 2, (corner & 1) * 2];
    const [z, y, x] = turnPoint(from, turn);
    turned |= cornerCodes[z * 2 + y + x / 2]!;
  });
  return turned;
}

/** The 24 rotations of a cube as an order of axes and a sign for each. */
function quarterTurns(): (readonly [Point, Point])[] {
  const orders: readonly (readonly [Point, parity: number])[] = [
    [[0, 1, 2], 1],
    [[1, 2, 0], 1],
    [[2, 0, 1], 1],
    [[0, 2, 1], -1],
    [[2, 1, 0], -1],
    [[1, 0, 2], -1],
  ];
  const turns: (readonly [Point, Point])[] = [];
  for (const [axes, parity] of orders) {
    for (let bits = 0; bits < 8; bits++) {
      const signs: Point = [bits & 1 ? -1 : 1, bits & 2 ? -1 : 1, bits & 4 ? -1 : 1];
      if (parity * signs[0] * signs[1] * signs[2] === 1) turns.push([axes, signs]);
    }
  }
  return turns;
}
