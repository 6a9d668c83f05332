import type { SequentialRule } from '@equipoise/domain';

/** Where the test of one reader stands. */
export interface SequentialState {
  /** Log of how much likelier the answers are at the unacceptable sensitivity than at the acceptable one. */
  readonly logRatio: number;
  /** The reader is suspended where the log ratio reaches it. */
  readonly limit: number;
  readonly positives: number;
  readonly hits: number;
  /** Positives until the limit was reached first; null while it was not. */
  readonly reachedAt: number | null;
}

function steps(rule: SequentialRule): readonly [hit: number, miss: number, limit: number] {
  const { acceptable, unacceptable, falseSuspension, missedSuspension } = rule;
  return [
    Math.log(unacceptable / acceptable),
    Math.log((1 - unacceptable) / (1 - acceptable)),
    Math.log((1 - missedSuspension) / falseSuspension),
  ];
}

/**
 * The sequential probability ratio test over the positive gold cases of one reader, oldest first. It has no limit at
 * which it lets a reader stay for good: who was good may become worse.
 *
 * @param hits whether each positive case was called positive
 * @see Wald 1945, doi:10.1214/aoms/1177731118
 */
export function sequentialTest(rule: SequentialRule, hits: readonly boolean[]): SequentialState {
  const [hit, miss, limit] = steps(rule);
  let found = 0;
  let reachedAt: number | null = null;
  hits.forEach((isHit, at) => {
    if (isHit) found += 1;
    const ratio = found * hit + (at + 1 - found) * miss;
    if (reachedAt === null && ratio >= limit) reachedAt = at + 1;
  });
  const positives = hits.length;
  const logRatio = found * hit + (positives - found) * miss;
  return { logRatio, limit, positives, hits: found, reachedAt };
}

/**
 * Chance that the test suspends a reader within so many positive gold cases, computed exactly over all orders of hits
 * and misses.
 *
 * @param sensitivity of the reader, 0 to 1
 * @param positives gold cases that are positive
 */
export function suspensionChance(
  rule: SequentialRule,
  sensitivity: number,
  positives: number,
): number {
  const [hit, miss, limit] = steps(rule);
  let open = new Float64Array([1]);
  let suspended = 0;
  for (let count = 1; count <= positives; count += 1) {
    const next = new Float64Array(count + 1);
    for (let hits = 0; hits < open.length; hits += 1) {
      next[hits] = next[hits]! + open[hits]! * (1 - sensitivity);
      next[hits + 1] = next[hits + 1]! + open[hits]! * sensitivity;
    }
    for (let hits = 0; hits <= count; hits += 1) {
      if (hits * hit + (count - hits) * miss < limit) continue;
      suspended += next[hits]!;
      next[hits] = 0;
    }
    open = next;
  }
  return suspended;
}
