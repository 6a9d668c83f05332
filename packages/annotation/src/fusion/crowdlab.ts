import { fail } from '../errors.ts';
import { type CrowdWeights, crowdWeights, pooledAgreement } from './crowd-weights.ts';
import { checkProbabilityMatrix, type LabelPosterior } from './label-posterior.ts';
import { majorityVote } from './majority.ts';
import { answersPerCase, type Readings } from './readings.ts';

/** Consensus of readers and a model. */
export interface CrowdlabResult {
  /** Consensus class per case; the model's class for a case without answers. */
  readonly consensus: Int32Array;
  /** Probability that the consensus is right (crowdlab), or the share of answers equal to it (agreement). */
  readonly consensusQuality: Float64Array;
  /** Share of a case's answers equal to the consensus; 0 without answers. */
  readonly readerAgreement: Float64Array;
  /** Answers per case. */
  readonly answerCount: Int32Array;
  /** Quality per reader, 0 to 1; -1 where a reader has no answer on a case that others read too. */
  readonly readerQuality: Float64Array;
  /** Quality of each answer, in the order of the entries of the readings. */
  readonly answerQuality: Float64Array;
  /** Distribution behind the consensus. */
  readonly posterior: LabelPosterior;
  /** Weights of the model and the readers; null for `agreement`. */
  readonly weights: CrowdWeights | null;
}

/**
 * CROWDLAB: readers and a model's out-of-sample probabilities are one weighted panel. The consensus starts from
 * the majority vote, is taken once from the weighted panel, and weights and agreement are then computed anew.
 *
 * @param readings the answers
 * @param probabilities case-major caseCount x classCount out-of-sample probabilities
 * @param quality `crowdlab` (default), or `agreement`: the plain majority vote and its share
 * @throws annotation/length-mismatch, annotation/not-a-probability
 * @see Goh, Tkachenko, Mueller 2022, arXiv:2210.06812
 */
export function crowdlab(
  readings: Readings,
  probabilities: Float64Array,
  quality: 'crowdlab' | 'agreement' = 'crowdlab',
): CrowdlabResult {
  const { caseCount, classCount: k } = readings;
  if (probabilities.length !== caseCount * k) {
    fail(
      'annotation/length-mismatch',
      `${probabilities.length} probabilities came for ${caseCount} cases and ${k} classes.`,
      'Pass one probability per case and class.',
    );
  }
  checkProbabilityMatrix(probabilities, k);
  const answerCount = answersPerCase(readings);
  const vote = settledVote(readings, probabilities);
  if (quality === 'agreement') {
    const readerAgreement = agreementWith(readings, vote);
    const answerQuality = answerMatches(readings, vote);
    return {
      consensus: vote,
      consensusQuality: readerAgreement,
      readerAgreement,
      answerCount,
      readerQuality: meanOnShared(readings, answerQuality),
      answerQuality,
      posterior: majorityVote(readings).posterior,
      weights: null,
    };
  }
  const first = crowdWeights(readings, probabilities, vote, agreementWith(readings, vote));
  const consensus = leaders(panelPosterior(readings, probabilities, first), vote);
  const readerAgreement = agreementWith(readings, consensus);
  const weights = crowdWeights(readings, probabilities, consensus, readerAgreement);
  const posterior = panelPosterior(readings, probabilities, weights);
  const consensusQuality = new Float64Array(caseCount);
  const answerQuality = new Float64Array(readings.label.length);
  for (let t = 0; t < caseCount; t++) {
    consensusQuality[t] = posterior.values[t * k + consensus[t]!]!;
    for (let i = readings.starts[t]!; i < readings.starts[t + 1]!; i++) {
      answerQuality[i] = posterior.values[t * k + readings.label[i]!]!;
    }
  }
  const perReader = readings.label.length / Math.max(1, caseCount) / readings.readerCount;
  let readerWeight = 0;
  for (const one of weights.readers) readerWeight += one;
  const share = weights.model / (weights.model + readerWeight * perReader);
  const byAgreement = meanOnShared(readings, answerMatches(readings, consensus));
  const byScore = meanPerReader(readings, answerQuality);
  const readerQuality = byAgreement.map((agreed, r) =>
    byScore[r]! < 0 ? -1 : agreed < 0 ? byScore[r]! : share * byScore[r]! + (1 - share) * agreed,
  );
  return {
    consensus,
    consensusQuality,
    readerAgreement,
    answerCount,
    readerQuality,
    answerQuality,
    posterior,
    weights,
  };
}

/** Weighted mean of the model's distribution and each answer's likelihood. */
function panelPosterior(
  readings: Readings,
  probabilities: Float64Array,
  { model, readers, likelihood }: CrowdWeights,
): LabelPosterior {
  const { caseCount, classCount: k, starts, reader, label } = readings;
  const values = new Float64Array(caseCount * k);
  const miss = k > 1 ? (1 - likelihood) / (k - 1) : 0;
  for (let t = 0; t < caseCount; t++) {
    const row = t * k;
    let total = model;
    for (let c = 0; c < k; c++) values[row + c] = model * probabilities[row + c]!;
    for (let i = starts[t]!; i < starts[t + 1]!; i++) {
      const weight = readers[reader[i]!]!;
      total += weight;
      for (let c = 0; c < k; c++) values[row + c]! += weight * (c === label[i] ? likelihood : miss);
    }
    for (let c = 0; c < k; c++) values[row + c]! /= total;
  }
  return { caseCount, classCount: k, values };
}

/** Class in the lead; an equal lead stays with the vote where it is among the equal ones. */
function leaders(
  { caseCount, classCount: k, values }: LabelPosterior,
  vote: Int32Array,
): Int32Array {
  const out = new Int32Array(caseCount);
  for (let t = 0; t < caseCount; t++) {
    let best = 0;
    for (let c = 1; c < k; c++) if (values[t * k + c]! > values[t * k + best]!) best = c;
    const voted = vote[t]!;
    out[t] = values[t * k + best]! - values[t * k + voted]! < 1e-15 ? voted : best;
  }
  return out;
}

/** Majority vote with ties settled by the model, then the rarer class, then the readers' agreement. */
function settledVote(readings: Readings, probabilities: Float64Array): Int32Array {
  const { caseCount, classCount: k, starts, reader, label } = readings;
  const vote = majorityVote(readings);
  const frequency = new Float64Array(k);
  for (let i = 0; i < label.length; i++) frequency[label[i]!]!++;
  const agreement = pooledAgreement(readings);
  const out = vote.labels.slice();
  for (let t = 0; t < caseCount; t++) {
    if (out[t]! >= 0) continue;
    const row = vote.posterior.values.subarray(t * k, (t + 1) * k);
    const top = Math.max(...row);
    let best = -1;
    let bestKey: readonly [number, number, number] = [0, 0, 0];
    for (let c = 0; c < k; c++) {
      if (row[c]! < top - 1e-12) continue;
      let support = 0;
      for (let i = starts[t]!; i < starts[t + 1]!; i++)
        if (label[i] === c) support += agreement[reader[i]!]!;
      const key = [probabilities[t * k + c]!, -frequency[c]!, support] as const;
      if (best < 0 || isAbove(key, bestKey)) {
        best = c;
        bestKey = key;
      }
    }
    out[t] = best;
  }
  return out;
}

function isAbove(a: readonly number[], b: readonly number[]): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i]! > b[i]!;
  return false;
}

function answerMatches(
  { caseCount, starts, label }: Readings,
  consensus: Int32Array,
): Float64Array {
  const out = new Float64Array(label.length);
  for (let t = 0; t < caseCount; t++) {
    for (let i = starts[t]!; i < starts[t + 1]!; i++) out[i] = label[i] === consensus[t] ? 1 : 0;
  }
  return out;
}

function agreementWith(readings: Readings, consensus: Int32Array): Float64Array {
  const matches = answerMatches(readings, consensus);
  const out = new Float64Array(readings.caseCount);
  for (let t = 0; t < out.length; t++) {
    const from = readings.starts[t]!;
    const to = readings.starts[t + 1]!;
    let sum = 0;
    for (let i = from; i < to; i++) sum += matches[i]!;
    out[t] = to > from ? sum / (to - from) : 0;
  }
  return out;
}

function meanPerReader({ readerCount, reader }: Readings, values: Float64Array): Float64Array {
  const sums = new Float64Array(readerCount);
  const counts = new Float64Array(readerCount);
  for (let i = 0; i < values.length; i++) {
    sums[reader[i]!]! += values[i]!;
    counts[reader[i]!]!++;
  }
  return sums.map((sum, r) => (counts[r]! > 0 ? sum / counts[r]! : -1));
}

function meanOnShared(readings: Readings, values: Float64Array): Float64Array {
  const { caseCount, starts, reader, readerCount } = readings;
  const sums = new Float64Array(readerCount);
  const counts = new Float64Array(readerCount);
  for (let t = 0; t < caseCount; t++) {
    if (starts[t + 1]! - starts[t]! < 2) continue;
    for (let i = starts[t]!; i < starts[t + 1]!; i++) {
      sums[reader[i]!]! += values[i]!;
      counts[reader[i]!]!++;
    }
  }
  return sums.map((sum, r) => (counts[r]! > 0 ? sum / counts[r]! : -1));
}
