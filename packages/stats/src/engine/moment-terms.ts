import type { MomentTable } from './plan.ts';

/**
 * Sums over patterns, target by target: target t is the sum of count × left × right over its terms. A sum stays in a
 * register, and terms that are 0 are not there.
 */
export interface Terms {
  /** target -> its first term, then the end */
  readonly start: Int32Array;
  readonly pattern: Int32Array;
  readonly left: Float64Array;
  readonly right: Float64Array;
}

/** Terms of everything that a replicate adds up from patterns. */
export interface MomentTerms {
  /** level × dimension */
  readonly totals: Terms;
  /** level × dimension × dimension, upper triangle */
  readonly squares: Terms;
  /** level × dimension × dimension; null when no patient has several levels */
  readonly cross: Terms | null;
  /** level × 16 */
  readonly fed: Terms;
}

type Add = (target: number, pattern: number, left: number, right: number) => void;

function collect(targetCount: number, visit: (add: Add) => void): Terms {
  const start = new Int32Array(targetCount + 1);
  visit((target) => {
    start[target + 1]!++;
  });
  for (let t = 0; t < targetCount; t++) start[t + 1]! += start[t]!;
  const next = start.slice();
  const count = start[targetCount]!;
  const pattern = new Int32Array(count);
  const left = new Float64Array(count);
  const right = new Float64Array(count);
  visit((target, q, a, b) => {
    const at = next[target]!;
    next[target] = at + 1;
    pattern[at] = q;
    left[at] = a;
    right[at] = b;
  });
  return { start, pattern, left, right };
}

/** Terms pay where several patients share a pattern; null where they do not. */
export function momentTerms(table: MomentTable, dimension: number): MomentTerms | null {
  const { patternLevel, entryPatient, vector, rest, feeds, levelCount } = table;
  const count = patternLevel.length;
  if (2 * count > entryPatient.length) return null;
  const square = dimension * dimension;
  const products = (from: Float64Array, isUpper: boolean): Terms =>
    collect(levelCount * square, (add) => {
      for (let q = 0; q < count; q++) {
        for (let i = 0; i < dimension; i++) {
          const v = vector[q * dimension + i]!;
          if (v === 0) continue;
          for (let j = isUpper ? i : 0; j < dimension; j++) {
            const w = from[q * dimension + j]!;
            if (w !== 0) add(patternLevel[q]! * square + i * dimension + j, q, v, w);
          }
        }
      }
    });
  return {
    ...plainTerms(vector, dimension, patternLevel, levelCount),
    squares: products(vector, true),
    cross: rest === null ? null : products(rest, false),
    fed: collect(levelCount * 16, (add) => {
      for (let q = 0; q < count; q++) add(patternLevel[q]! * 16 + feeds[q]!, q, 1, 1);
    }),
  };
}

function plainTerms(
  vector: Float64Array,
  dimension: number,
  patternLevel: Int32Array,
  levelCount: number,
): { totals: Terms } {
  return {
    totals: collect(levelCount * dimension, (add) => {
      for (let q = 0; q < patternLevel.length; q++) {
        for (let i = 0; i < dimension; i++) {
          const v = vector[q * dimension + i]!;
          if (v !== 0) add(patternLevel[q]! * dimension + i, q, v, 1);
        }
      }
    }),
  };
}

/**
 * Totals and upper squares of vectors without levels.
 *
 * @param vectors vector × dimension
 * @param dimension numbers per vector
 */
export function vectorTerms(
  vectors: Float64Array,
  dimension: number,
): { totals: Terms; squares: Terms } {
  const count = vectors.length / dimension;
  const { totals } = plainTerms(vectors, dimension, new Int32Array(count), 1);
  const squares = collect(dimension * dimension, (add) => {
    for (let q = 0; q < count; q++) {
      for (let i = 0; i < dimension; i++) {
        const v = vectors[q * dimension + i]!;
        if (v === 0) continue;
        for (let j = i; j < dimension; j++) {
          const w = vectors[q * dimension + j]!;
          if (w !== 0) add(i * dimension + j, q, v, w);
        }
      }
    }
  });
  return { totals, squares };
}

/**
 * Adds up every target.
 *
 * @param terms of the targets
 * @param counts pattern -> drawn patients, from `from` on
 * @param from first place of the counts
 * @param out receives the sums, from `at` on
 * @param at first place of the sums
 */
export function applyTerms(
  terms: Terms,
  counts: Float64Array,
  from: number,
  out: Float64Array,
  at: number,
): void {
  const { start, pattern, left, right } = terms;
  let j = 0;
  for (let t = 0; t + 1 < start.length; t++) {
    let sum = 0;
    for (const end = start[t + 1]!; j < end; j++) {
      sum += counts[from + pattern[j]!]! * left[j]! * right[j]!;
    }
    out[at + t] = sum;
  }
}
