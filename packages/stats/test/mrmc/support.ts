import { randomStream } from '../../src/random.ts';

/** A reader study drawn from a seed: diseased cases score higher, readers share cases. */
export interface DrawnStudy {
  readonly truth: number[];
  readonly ratings: number[][][];
}

/**
 * Draws a study.
 *
 * @param seed of the stream
 * @param tests how many tests
 * @param readers how many readers
 * @param cases how many cases; every third is diseased
 * @param levels rating categories, for ties
 */
export function drawStudy(
  seed: number,
  tests = 2,
  readers = 3,
  cases = 24,
  levels = 6,
): DrawnStudy {
  const next = randomStream(seed, 1);
  const truth = Array.from({ length: cases }, (_, i) => (i % 3 === 0 ? 1 : 0));
  const own = truth.map((t) => 0.5 * t + next());
  const ratings = Array.from({ length: tests }, () =>
    Array.from({ length: readers }, () =>
      own.map((x) => Math.round(((x + next()) * levels) / 2.5)),
    ),
  );
  return { truth, ratings };
}

/** The study with its cases in another order. */
export function reorder(study: DrawnStudy, order: readonly number[]): DrawnStudy {
  const pick = (row: readonly number[]): number[] => order.map((i) => row[i]!);
  return { truth: pick(study.truth), ratings: study.ratings.map((rows) => rows.map(pick)) };
}

/** The study without one case. */
export function without(study: DrawnStudy, index: number): DrawnStudy {
  return reorder(
    study,
    study.truth.map((_, i) => i).filter((i) => i !== index),
  );
}
