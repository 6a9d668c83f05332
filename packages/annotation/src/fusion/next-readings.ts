import type { LabelPosterior } from './label-posterior.ts';
import { posteriorEntropy } from './label-posterior.ts';
import type { Readings } from './readings.ts';

/** A case worth one more reading. */
export interface NextReading {
  /** Case code. */
  readonly at: number;
  /** Uncertainty now, in nats. */
  readonly entropy: number;
  /** Expected fall of the uncertainty by one more answer, in nats, 0 to entropy. */
  readonly expectedGain: number;
  /** Reader who would settle most among those who have not read the case; -1 where all have. */
  readonly bestReader: number;
  /** Expected fall if that reader answers. */
  readonly bestGain: number;
  /** Whether the plain vote is tied. */
  readonly isTied: boolean;
}

/**
 * Cases in the order in which one more reading would settle most: the expected fall of the entropy of the label
 * under the fitted model, for the average reader among those who have not read the case (of the whole panel where
 * all have). The gain is the mutual information of label and answer.
 *
 * @param readings the answers
 * @param posterior distribution per case
 * @param confusion P(answer | truth) as [reader][answer][truth]
 * @param isTied 1 where the plain vote is tied
 * @returns one entry per case whose label is not certain, the largest expected gain first
 * @see Lindley 1956, doi:10.1214/aoms/1177728069 (expected information of an experiment)
 */
export function nextReadings(
  readings: Readings,
  posterior: LabelPosterior,
  confusion: Float64Array,
  isTied: ArrayLike<number>,
): NextReading[] {
  const { caseCount, readerCount, classCount: k, starts, reader } = readings;
  const entropies = posteriorEntropy(posterior);
  const hasRead = new Int32Array(readerCount).fill(-1);
  const out: NextReading[] = [];
  for (let t = 0; t < caseCount; t++) {
    const entropy = entropies[t]!;
    if (!(entropy > 1e-9)) continue;
    for (let i = starts[t]!; i < starts[t + 1]!; i++) hasRead[reader[i]!] = t;
    const row = posterior.values.subarray(t * k, (t + 1) * k);
    let fresh = 0;
    let freshSum = 0;
    let allSum = 0;
    let bestReader = -1;
    let bestGain = 0;
    for (let r = 0; r < readerCount; r++) {
      const gain = Math.min(entropy, answerInformation(row, confusion, r));
      allSum += gain;
      if (hasRead[r] === t) continue;
      fresh++;
      freshSum += gain;
      if (bestReader < 0 || gain > bestGain) {
        bestReader = r;
        bestGain = gain;
      }
    }
    const expectedGain = fresh > 0 ? freshSum / fresh : readerCount > 0 ? allSum / readerCount : 0;
    out.push({ at: t, entropy, expectedGain, bestReader, bestGain, isTied: isTied[t] === 1 });
  }
  return out.sort((a, b) => b.expectedGain - a.expectedGain || a.at - b.at);
}

/** Mutual information of the class and the answer of one reader, in nats. */
function answerInformation(row: Float64Array, confusion: Float64Array, reader: number): number {
  const k = row.length;
  let sum = 0;
  for (let a = 0; a < k; a++) {
    const at = (reader * k + a) * k;
    let answer = 0;
    for (let c = 0; c < k; c++) answer += row[c]! * confusion[at + c]!;
    if (!(answer > 0)) continue;
    for (let c = 0; c < k; c++) {
      const joint = row[c]! * confusion[at + c]!;
      if (joint > 0) sum += joint * Math.log(confusion[at + c]! / answer);
    }
  }
  return Math.max(0, sum);
}
