import type { MomentTable } from './plan.ts';

/** Patients in an order that keeps a sum in a register: run r is places start[r] to start[r + 1] - 1. */
export interface Runs {
  readonly start: Int32Array;
  readonly patient: Int32Array;
}

/** Entries pattern by pattern. */
export function patternRuns({ entryPatient, entryPattern, patternLevel }: MomentTable): Runs {
  const { start, order } = sortByKey(entryPattern, patternLevel.length);
  return { start, patient: order.map((e) => entryPatient[e]!) };
}

/** Entries with a vector of two each, level by level and within a level by what they feed. */
export interface VectorRuns extends Runs {
  /** run -> level × 16 + feeds */
  readonly target: Int32Array;
  /** two per place */
  readonly vector: Float64Array;
}

/**
 * Entries by level where nearly every entry has a vector of its own, which is then read once, forwards.
 *
 * @param table a table of vectors of two without cross terms
 */
export function vectorRuns(table: MomentTable): VectorRuns {
  const { entryPatient, entryPattern, patternLevel, feeds, levelCount } = table;
  const keys = entryPattern.map((q) => patternLevel[q]! * 16 + feeds[q]!);
  const { start, order } = sortByKey(keys, levelCount * 16);
  const vector = new Float64Array(2 * order.length);
  for (let i = 0; i < order.length; i++) {
    const q = entryPattern[order[i]!]!;
    vector[2 * i] = table.vector[2 * q]!;
    vector[2 * i + 1] = table.vector[2 * q + 1]!;
  }
  const filled = Int32Array.from({ length: levelCount * 16 }, (_, t) => t).filter(
    (t) => start[t + 1]! > start[t]!,
  );
  return {
    target: filled,
    start: Int32Array.from([...filled.map((t) => start[t]!), order.length]),
    patient: order.map((e) => entryPatient[e]!),
    vector,
  };
}

function sortByKey(keys: Int32Array, count: number): { start: Int32Array; order: Int32Array } {
  const start = new Int32Array(count + 1);
  for (let i = 0; i < keys.length; i++) start[keys[i]! + 1]!++;
  for (let k = 0; k < count; k++) start[k + 1]! += start[k]!;
  const next = start.slice();
  const order = new Int32Array(keys.length);
  for (let i = 0; i < keys.length; i++) order[next[keys[i]!]!++] = i;
  return { start, order };
}

/** Draws per pattern. */
export function countPatterns(runs: Runs, draws: Int32Array, histogram: Float64Array): void {
  const { start, patient } = runs;
  for (let q = 0; q + 1 < start.length; q++) {
    let sum = 0;
    for (let i = start[q]!, end = start[q + 1]!; i < end; i++) {
      sum = (sum + draws[patient[i]!]!) | 0;
    }
    histogram[q] = sum;
  }
}

/** {@link countPatterns} for draws of two replicates: first + 65536 × second, neither with more than 65535 in all. */
export function countPatternPairs(
  runs: Runs,
  draws: Int32Array,
  first: Float64Array,
  second: Float64Array,
): void {
  const { start, patient } = runs;
  for (let q = 0; q + 1 < start.length; q++) {
    let sum = 0;
    for (let i = start[q]!, end = start[q + 1]!; i < end; i++) {
      sum = (sum + draws[patient[i]!]!) | 0;
    }
    first[q] = sum & 65535;
    second[q] = sum >>> 16;
  }
}

/**
 * Totals, second moments (upper triangle) and feeds per level from {@link vectorRuns}.
 *
 * @param totals level × 2, overwritten
 * @param squares level × 4, overwritten
 * @param fed level × 16, overwritten
 */
export function addVectors(
  runs: VectorRuns,
  draws: Int32Array,
  totals: Float64Array,
  squares: Float64Array,
  fed: Float64Array,
): void {
  const { target, start, patient, vector } = runs;
  totals.fill(0);
  squares.fill(0);
  fed.fill(0);
  for (let r = 0; r < target.length; r++) {
    let a = 0;
    let b = 0;
    let aa = 0;
    let ab = 0;
    let bb = 0;
    let count = 0;
    for (let i = start[r]!, end = start[r + 1]!; i < end; i++) {
      const drawn = draws[patient[i]!]!;
      const x = vector[2 * i]!;
      const y = vector[2 * i + 1]!;
      const dx = drawn * x;
      const dy = drawn * y;
      a += dx;
      b += dy;
      aa += dx * x;
      ab += dx * y;
      bb += dy * y;
      count = (count + drawn) | 0;
    }
    const level = target[r]! >> 4;
    totals[2 * level] = totals[2 * level]! + a;
    totals[2 * level + 1] = totals[2 * level + 1]! + b;
    squares[4 * level] = squares[4 * level]! + aa;
    squares[4 * level + 1] = squares[4 * level + 1]! + ab;
    squares[4 * level + 3] = squares[4 * level + 3]! + bb;
    fed[target[r]!] = count;
  }
}
