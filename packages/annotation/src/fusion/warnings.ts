import { answerCounts, type Readings } from './readings.ts';

/** A doubt about a fused reference. */
export interface ConsensusWarning {
  /** What is doubtful. */
  readonly code:
    | 'prevalence-outside-readers'
    | 'most-readers-below-half'
    | 'reader-below-chance'
    | 'differs-from-vote'
    | 'few-cases'
    | 'not-converged';
  /** Class concerned, or -1. */
  readonly label: number;
  /** Readers concerned. */
  readonly readers: readonly number[];
  /** Numbers behind the doubt, by name. */
  readonly numbers: Readonly<Record<string, number>>;
}

/** What a fused reference is judged by. */
export interface FittedPanel {
  /** Prevalence of each class under the model. */
  readonly prevalence: ArrayLike<number>;
  /** P(answer | truth) as [reader][answer][truth]. */
  readonly confusion: ArrayLike<number>;
  /** Class per case, -1 = none. */
  readonly labels: ArrayLike<number>;
  /** Whether the fit stood still. */
  readonly isConverged: boolean;
}

/** Slack around the readers' range: rounding is no finding. */
const SLACK = 1e-9;
const FEW_CASES = 100;
const LEAST_AGREEMENT = 0.9;

/**
 * Doubts about a latent-class reference: a prevalence that no reader reports, a class that most readers would
 * miss more often than not, readers who are right less often than by chance, a reference that leaves the vote in
 * more than a tenth of the cases, too few cases, and a fit that did not end. Such a model may have named another
 * trait than the one that was asked about.
 *
 * @param readings the answers
 * @param fit the latent-class fit
 * @param vote class per case by plain vote, -1 = tie or none
 * @returns doubts, by class and then by reader; empty when there are none
 */
export function consensusWarnings(
  readings: Readings,
  fit: FittedPanel,
  vote: ArrayLike<number>,
): ConsensusWarning[] {
  const { classCount: k, readerCount, caseCount } = readings;
  const out: ConsensusWarning[] = [];
  const counts = answerCounts(readings);
  const active: number[] = [];
  const totals = new Float64Array(readerCount);
  for (let r = 0; r < readerCount; r++) {
    for (let c = 0; c < k; c++) totals[r]! += counts[r * k + c]!;
    if (totals[r]! > 0) active.push(r);
  }
  for (let c = 0; c < k; c++) {
    let low = 1;
    let high = 0;
    for (const r of active) {
      const share = counts[r * k + c]! / totals[r]!;
      low = Math.min(low, share);
      high = Math.max(high, share);
    }
    const latent = fit.prevalence[c]!;
    if (active.length > 1 && (latent < low - SLACK || latent > high + SLACK)) {
      const numbers = { latent, lowestReader: low, highestReader: high };
      out.push({ code: 'prevalence-outside-readers', label: c, readers: [], numbers });
    }
    // A class that nobody ever names has no sensitivity worth a word.
    const below = active.filter((r) => fit.confusion[(r * k + c) * k + c]! < 0.5);
    if (high > 0 && below.length * 2 > active.length) {
      const numbers = { below: below.length, readers: active.length };
      out.push({ code: 'most-readers-below-half', label: c, readers: below, numbers });
    }
  }
  for (const r of active) {
    let right = 0;
    let byChance = 0;
    for (let c = 0; c < k; c++) {
      right += fit.prevalence[c]! * fit.confusion[(r * k + c) * k + c]!;
      byChance += fit.prevalence[c]! * (counts[r * k + c]! / totals[r]!);
    }
    // An answer that tells nothing about the class is right this often.
    if (right < byChance - 1e-6) {
      const numbers = { accuracy: right, byChance };
      out.push({ code: 'reader-below-chance', label: -1, readers: [r], numbers });
    }
  }
  const { compared, same } = labelAgreement(fit.labels, vote);
  if (compared > 0 && same / compared < LEAST_AGREEMENT) {
    const numbers = { agreement: same / compared, compared, differing: compared - same };
    out.push({ code: 'differs-from-vote', label: -1, readers: [], numbers });
  }
  if (caseCount < FEW_CASES) {
    out.push({ code: 'few-cases', label: -1, readers: [], numbers: { cases: caseCount } });
  }
  if (!fit.isConverged) {
    out.push({ code: 'not-converged', label: -1, readers: [], numbers: {} });
  }
  return out;
}

/**
 * How often two labellings agree where both have a label.
 *
 * @param a class per case, -1 = none
 * @param b class per case, -1 = none
 * @returns cases compared and cases equal
 */
export function labelAgreement(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): { readonly compared: number; readonly same: number } {
  let compared = 0;
  let same = 0;
  for (let t = 0; t < a.length; t++) {
    if (a[t]! < 0 || b[t]! < 0) continue;
    compared++;
    if (a[t] === b[t]) same++;
  }
  return { compared, same };
}
