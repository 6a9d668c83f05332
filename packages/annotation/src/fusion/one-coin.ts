import { argmaxLabels, type LabelPosterior } from './label-posterior.ts';
import { majorityVote } from './majority.ts';
import { answersPerCase, type Readings } from './readings.ts';

/** A fitted one-coin model. */
export interface OneCoinFit {
  /** Distribution of each case. */
  readonly posterior: LabelPosterior;
  /** Prevalence of each class. */
  readonly prevalence: Float64Array;
  /** Expected share of correct answers per reader, 0 to 1; 1 / classCount for a reader without answers. */
  readonly skill: Float64Array;
  /** Most probable class; -1 for a case without answers. */
  readonly labels: Int32Array;
  /** Rounds done. */
  readonly rounds: number;
  /** Whether no posterior moved by the tolerance in the last round. */
  readonly isConverged: boolean;
}

const FLOOR = 1e-10;

/**
 * Dawid-Skene with one number per reader: right with probability s, else any wrong class alike.
 *
 * @param readings the answers
 * @param options most rounds (1000) and the largest change of a posterior at which to stop (1e-10)
 * @see Dawid, Skene 1979, doi:10.2307/2346806; Zhang et al. 2016, JMLR 17(102) (homogeneous model)
 */
export function oneCoin(
  readings: Readings,
  options: { readonly maxRounds?: number; readonly tolerance?: number } = {},
): OneCoinFit {
  const { caseCount, classCount: k, readerCount, starts, reader, label } = readings;
  const maxRounds = options.maxRounds ?? 1000;
  const tolerance = options.tolerance ?? 1e-10;
  const posterior = majorityVote(readings).posterior;
  const { values } = posterior;
  const given = new Float64Array(readerCount);
  for (let i = 0; i < reader.length; i++) given[reader[i]!]!++;
  const skill = new Float64Array(readerCount);
  const prevalence = new Float64Array(k);
  const estimate = (): void => {
    skill.fill(0);
    prevalence.fill(0);
    let read = 0;
    for (let t = 0; t < caseCount; t++) {
      if (starts[t] === starts[t + 1]) continue;
      read++;
      for (let c = 0; c < k; c++) prevalence[c]! += values[t * k + c]!;
      for (let i = starts[t]!; i < starts[t + 1]!; i++)
        skill[reader[i]!]! += values[t * k + label[i]!]!;
    }
    for (let c = 0; c < k; c++) prevalence[c] = read > 0 ? prevalence[c]! / read : 1 / k;
    for (let r = 0; r < readerCount; r++) skill[r] = given[r]! > 0 ? skill[r]! / given[r]! : 1 / k;
  };
  estimate();
  const gain = new Float64Array(readerCount);
  const row = new Float64Array(k);
  let rounds = 0;
  let isConverged = false;
  while (rounds < maxRounds && !isConverged) {
    // Only the difference between right and wrong matters: the wrong part is common to all classes.
    for (let r = 0; r < readerCount; r++) {
      const s = Math.min(1 - FLOOR, Math.max(FLOOR, skill[r]!));
      gain[r] = k > 1 ? Math.log(s) - Math.log((1 - s) / (k - 1)) : 0;
    }
    let change = 0;
    for (let t = 0; t < caseCount; t++) {
      for (let c = 0; c < k; c++) row[c] = Math.log(Math.max(FLOOR, prevalence[c]!));
      for (let i = starts[t]!; i < starts[t + 1]!; i++) row[label[i]!]! += gain[reader[i]!]!;
      let top = Number.NEGATIVE_INFINITY;
      for (let c = 0; c < k; c++) top = Math.max(top, row[c]!);
      let sum = 0;
      for (let c = 0; c < k; c++) {
        row[c] = Math.exp(row[c]! - top);
        sum += row[c]!;
      }
      for (let c = 0; c < k; c++) {
        const value = row[c]! / sum;
        change = Math.max(change, Math.abs(value - values[t * k + c]!));
        values[t * k + c] = value;
      }
    }
    estimate();
    rounds++;
    isConverged = change < tolerance;
  }
  const labels = argmaxLabels(posterior);
  const answers = answersPerCase(readings);
  for (let t = 0; t < caseCount; t++) if (answers[t] === 0) labels[t] = -1;
  return { posterior, prevalence, skill, labels, rounds, isConverged };
}
