import { fail } from '../errors.ts';

/** Adjusted p-values of a max-T family from null replicates. */
export interface MaxTResampled {
  /** Each observed value against the maximum over the whole family. */
  readonly singleStep: Float64Array;
  /** Step-down: against the maximum over the hypotheses not larger than it. */
  readonly stepDown: Float64Array;
}

/**
 * Family-wise adjusted two-sided p-values from joint null replicates, by the maximum of absolute values.
 *
 * @param observed m test statistics, any sign
 * @param nullReplicates B joint replicates of m statistics under the null; NaN in a replicate counts as 0
 * @returns m p-values each, (1 + count) / (B + 1)
 * @throws stats/length-mismatch when a replicate has another length
 * @see Westfall, Young 1993; Ge, Dudoit, Speed 2003, doi:10.1007/BF02595811
 */
export function maxTResampled(
  observed: ArrayLike<number>,
  nullReplicates: ArrayLike<ArrayLike<number>>,
): MaxTResampled {
  const m = observed.length;
  const order = Array.from({ length: m }, (_, i) => i).sort(
    (a, b) => Math.abs(observed[b]!) - Math.abs(observed[a]!) || a - b,
  );
  const single = new Float64Array(m).fill(1);
  const step = new Float64Array(m).fill(1);
  for (let b = 0; b < nullReplicates.length; b++) {
    const replicate = nullReplicates[b]!;
    if (replicate.length !== m) {
      fail(
        'stats/length-mismatch',
        `Null replicate ${b} has ${replicate.length} statistics, observed has ${m}.`,
        'Pass the same hypotheses in the same order.',
      );
    }
    let maximum = 0;
    for (let rank = m - 1; rank >= 0; rank--) {
      const place = order[rank]!;
      const size = Math.abs(replicate[place]!);
      if (size > maximum) maximum = size;
      if (maximum >= Math.abs(observed[place]!)) step[place]!++;
    }
    for (let i = 0; i < m; i++) if (maximum >= Math.abs(observed[i]!)) single[i]!++;
  }
  const total = nullReplicates.length + 1;
  let running = 0;
  for (const place of order) {
    running = Math.max(running, step[place]! / total);
    step[place] = running;
    single[place] = single[place]! / total;
  }
  return { singleStep: single, stepDown: step };
}
