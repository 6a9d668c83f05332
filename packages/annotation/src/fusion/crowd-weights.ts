import type { Readings } from './readings.ts';

/** Trust in the model and in each reader. */
export interface CrowdWeights {
  /** Weight of the model's probabilities. */
  readonly model: number;
  /** Weight per reader. */
  readonly readers: Float64Array;
  /** Probability that an answer is right, over cases with more than one answer. */
  readonly likelihood: number;
}

const LEAST = 1e-6;

/**
 * Weights of CROWDLAB: skill over always answering the commonest class, for readers by agreement with each
 * other, for the model by agreement with the consensus. Only cases with two answers or more speak.
 *
 * @param readings the answers
 * @param probabilities case-major model probabilities
 * @param consensus class per case
 * @param readerAgreement share of each case's answers equal to the consensus
 * @returns weights; all 1 with likelihood 1 where no case has two answers
 * @see Goh, Tkachenko, Mueller 2022, arXiv:2210.06812
 */
export function crowdWeights(
  readings: Readings,
  probabilities: Float64Array,
  consensus: Int32Array,
  readerAgreement: Float64Array,
): CrowdWeights {
  const { caseCount, classCount: k, readerCount, starts, label } = readings;
  const frequency = new Float64Array(k);
  let shared = 0;
  let agreed = 0;
  let modelErrors = 0;
  for (let t = 0; t < caseCount; t++) {
    if (starts[t + 1]! - starts[t]! < 2) continue;
    shared++;
    agreed += readerAgreement[t]!;
    frequency[consensus[t]!]!++;
    let best = 0;
    for (let c = 1; c < k; c++)
      if (probabilities[t * k + c]! > probabilities[t * k + best]!) best = c;
    if (best !== consensus[t]) modelErrors++;
  }
  if (shared === 0)
    return { model: 1, readers: new Float64Array(readerCount).fill(1), likelihood: 1 };
  const baseError = Math.max(LEAST, 1 - Math.max(...frequency) / shared);
  const readers = pooledAgreement(readings).map((a) => Math.max(LEAST, 1 - (1 - a) / baseError));
  const skill = Math.max(LEAST, 1 - modelErrors / shared / baseError);
  return {
    model: skill * Math.sqrt(label.length / caseCount),
    readers,
    likelihood: agreed / shared,
  };
}

/**
 * Share of other readers' answers that equal the reader's own, pooled over the cases they share.
 *
 * @param readings the answers
 * @returns share per reader; the mean of the others for a reader who shares no case (1 where nobody does)
 */
export function pooledAgreement(readings: Readings): Float64Array {
  const { caseCount, classCount: k, readerCount, starts, reader, label } = readings;
  const same = new Float64Array(readerCount);
  const pairs = new Float64Array(readerCount);
  const votes = new Int32Array(k);
  for (let t = 0; t < caseCount; t++) {
    const from = starts[t]!;
    const to = starts[t + 1]!;
    if (to - from < 2) continue;
    votes.fill(0);
    for (let i = from; i < to; i++) votes[label[i]!]!++;
    for (let i = from; i < to; i++) {
      same[reader[i]!]! += votes[label[i]!]! - 1;
      pairs[reader[i]!]! += to - from - 1;
    }
  }
  let sum = 0;
  let counted = 0;
  for (let r = 0; r < readerCount; r++) {
    if (pairs[r]! === 0) continue;
    sum += same[r]! / pairs[r]!;
    counted++;
  }
  const usual = counted > 0 ? sum / counted : 1;
  return same.map((count, r) => (pairs[r]! > 0 ? count / pairs[r]! : usual));
}
