import { fail } from '../errors.ts';
import { findLabelIssues, type IssueFilter, worstFirst } from './find-issues.ts';
import { scoredLabels } from './label-scores.ts';

/** Quality of rows that carry several yes/no findings. */
export interface MultilabelIssues {
  /** One score per row, 0 = worst. */
  readonly scores: Float64Array;
  /** Suspect rows, the worst first. */
  readonly rows: readonly number[];
  /** Suspect rows of each finding, ascending. */
  readonly byFinding: readonly (readonly number[])[];
}

/** Weight of the newest, smaller score in the moving average. */
const ALPHA = 0.8;

/**
 * Label quality where one image has several findings: per finding a binary search for wrong labels; per row the
 * exponential moving average of the findings' self-confidence from the largest to the smallest.
 *
 * @param labels row-major 0/1, rowCount x findingCount
 * @param probabilities row-major P(present), same shape
 * @param findingCount columns
 * @param filter filter of each finding
 * @throws annotation/length-mismatch, annotation/bad-code, annotation/not-a-probability
 * @see Thyagarajan et al. 2022, arXiv:2211.13895
 */
export function multilabelIssues(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  findingCount: number,
  filter: IssueFilter = 'prune-by-noise-rate',
): MultilabelIssues {
  const rowCount = findingCount > 0 ? labels.length / findingCount : 0;
  if (!Number.isInteger(rowCount) || probabilities.length !== labels.length) {
    fail(
      'annotation/length-mismatch',
      `${labels.length} labels and ${probabilities.length} probabilities came for ${findingCount} findings.`,
      'Pass one of each per row and finding.',
    );
  }
  const isSuspect = new Uint8Array(rowCount);
  const byFinding: (readonly number[])[] = [];
  for (let f = 0; f < findingCount; f++) {
    const given = new Int32Array(rowCount);
    const pair = new Float64Array(2 * rowCount);
    for (let i = 0; i < rowCount; i++) {
      given[i] = labels[i * findingCount + f]!;
      const p = probabilities[i * findingCount + f]!;
      pair[2 * i] = 1 - p;
      pair[2 * i + 1] = p;
    }
    const { rows } = findLabelIssues(scoredLabels(given, pair, 2), filter);
    for (const i of rows) isSuspect[i] = 1;
    byFinding.push(rows);
  }
  const scores = new Float64Array(rowCount);
  const row = new Float64Array(findingCount);
  for (let i = 0; i < rowCount; i++) {
    for (let f = 0; f < findingCount; f++) {
      const p = probabilities[i * findingCount + f]!;
      row[f] = labels[i * findingCount + f] === 1 ? p : 1 - p;
    }
    row.sort();
    let average = row[findingCount - 1]!;
    for (let f = findingCount - 2; f >= 0; f--) average = ALPHA * row[f]! + (1 - ALPHA) * average;
    scores[i] = average;
  }
  const suspects = Array.from(isSuspect.keys()).filter((i) => isSuspect[i] === 1);
  return { scores, rows: worstFirst(suspects, scores), byFinding };
}
