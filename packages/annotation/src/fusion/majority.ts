import type { LabelPosterior } from './label-posterior.ts';
import type { Readings } from './readings.ts';

/** What a vote gives. */
export interface MajorityVote {
  /** Shares of the votes; a row of zeros for a case without answers. */
  readonly posterior: LabelPosterior;
  /** 1 where two or more classes share the lead. */
  readonly isTied: Uint8Array;
  /** The class in the lead; -1 on a tie and without answers. */
  readonly labels: Int32Array;
}

/**
 * Majority vote. A tie is reported as a tie, never settled silently.
 *
 * @param readings the answers
 */
export function majorityVote(readings: Readings): MajorityVote {
  return weightedVote(readings, new Float64Array(readings.readerCount).fill(1));
}

/**
 * Vote in which every reader counts with a weight. Leads that differ by less than 1e-12 of the total are tied.
 *
 * @param readings the answers
 * @param weights one weight per reader, 0 or above
 * @returns shares of the weight; a row of zeros where the weights of a case sum to 0
 */
export function weightedVote(readings: Readings, weights: ArrayLike<number>): MajorityVote {
  const { caseCount, classCount, starts, reader, label } = readings;
  const values = new Float64Array(caseCount * classCount);
  const isTied = new Uint8Array(caseCount);
  const labels = new Int32Array(caseCount).fill(-1);
  for (let t = 0; t < caseCount; t++) {
    const row = t * classCount;
    let total = 0;
    for (let i = starts[t]!; i < starts[t + 1]!; i++) {
      const weight = weights[reader[i]!]!;
      values[row + label[i]!]! += weight;
      total += weight;
    }
    if (!(total > 0)) continue;
    let top = 0;
    for (let k = 0; k < classCount; k++) {
      const share = values[row + k]! / total;
      values[row + k] = share;
      if (share > top + 1e-12) {
        top = share;
        labels[t] = k;
        isTied[t] = 0;
      } else if (share > top - 1e-12) isTied[t] = 1;
    }
    if (isTied[t] === 1) labels[t] = -1;
  }
  return { posterior: { caseCount, classCount, values }, isTied, labels };
}

/**
 * How often each reader gives the answer of the vote, the reader's own vote included.
 *
 * @param readings the answers
 * @returns share per reader, 0 to 1; the first class stands for a tie; NaN-free: a reader without answers has 0
 */
export function agreementWithVote(readings: Readings): Float64Array {
  const { caseCount, readerCount, classCount, starts, reader, label } = readings;
  const { values } = majorityVote(readings).posterior;
  const agreed = new Float64Array(readerCount);
  const given = new Float64Array(readerCount);
  for (let t = 0; t < caseCount; t++) {
    let lead = 0;
    for (let k = 1; k < classCount; k++) {
      if (values[t * classCount + k]! > values[t * classCount + lead]! + 1e-12) lead = k;
    }
    for (let i = starts[t]!; i < starts[t + 1]!; i++) {
      given[reader[i]!]!++;
      if (label[i] === lead) agreed[reader[i]!]!++;
    }
  }
  return agreed.map((count, r) => (given[r]! > 0 ? count / given[r]! : 0));
}

/**
 * Vote weighted by each reader's agreement with the plain vote.
 *
 * @param readings the answers
 * @returns the vote and the weights
 */
export function agreementWeightedVote(
  readings: Readings,
): MajorityVote & { readonly weights: Float64Array } {
  const weights = agreementWithVote(readings);
  return { ...weightedVote(readings, weights), weights };
}
