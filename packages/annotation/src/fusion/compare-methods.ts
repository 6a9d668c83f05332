import type { Consensus, FusionMethod } from './fuse.ts';
import { labelAgreement } from './warnings.ts';

/** Two methods side by side. */
export interface MethodPair {
  readonly a: FusionMethod;
  readonly b: FusionMethod;
  /** Cases to which both give a label. */
  readonly compared: number;
  /** Of these, cases with the same label. */
  readonly same: number;
}

/** A case on which methods differ. */
export interface DisputedCase {
  /** Case code. */
  readonly at: number;
  /** Label of each method in the order given; -1 = tie or none. */
  readonly labels: readonly number[];
}

/** Methods side by side. */
export interface MethodComparison {
  readonly methods: readonly FusionMethod[];
  /** Prevalence of each class under each method. */
  readonly prevalence: readonly Float64Array[];
  readonly pairs: readonly MethodPair[];
  /** Cases on which two labels differ, ascending. A tie differs from nothing. */
  readonly disputed: readonly DisputedCase[];
}

/**
 * Puts fused references of the same readings side by side: agreement of each pair and the cases on which they
 * differ.
 *
 * @param results references of the same cases
 */
export function compareMethods(results: readonly Consensus[]): MethodComparison {
  const pairs: MethodPair[] = [];
  results.forEach((one, i) => {
    for (const other of results.slice(i + 1)) {
      pairs.push({ a: one.method, b: other.method, ...labelAgreement(one.labels, other.labels) });
    }
  });
  const disputed: DisputedCase[] = [];
  const cases = results[0]?.labels.length ?? 0;
  for (let t = 0; t < cases; t++) {
    const labels = results.map((one) => one.labels[t]!);
    const given = new Set(labels.filter((label) => label >= 0));
    if (given.size > 1) disputed.push({ at: t, labels });
  }
  return {
    methods: results.map((one) => one.method),
    prevalence: results.map((one) => one.prevalence),
    pairs,
    disputed,
  };
}
