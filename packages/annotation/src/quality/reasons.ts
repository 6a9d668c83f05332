import type { ConfidentJoint } from './confident-joint.ts';
import type { ScoredLabels } from './label-scores.ts';
import { adjustedProbabilities, selfConfidence } from './label-scores.ts';

/** Why a label is suspect. */
export type SuspectReason =
  | {
      readonly code: 'other-class-confident';
      readonly label: number;
      readonly probability: number;
      readonly threshold: number;
    }
  | { readonly code: 'low-self-confidence'; readonly probability: number; readonly usual: number }
  | {
      readonly code: 'prefers-other-class';
      readonly label: number;
      readonly probability: number;
      readonly margin: number;
    }
  | { readonly code: 'neighbours-differ'; readonly share: number }
  | { readonly code: 'readers-differ'; readonly label: number; readonly share: number }
  | { readonly code: 'unusual-case'; readonly typicality: number };

/** One suspect label. */
export interface Suspect {
  /** Row. */
  readonly at: number;
  /** Given class. */
  readonly given: number;
  /** Class that is probably right. */
  readonly suggested: number;
  /** Self-confidence with the class thresholds taken out; lower = worse. */
  readonly quality: number;
  /** Reasons, the strongest first. */
  readonly reasons: readonly SuspectReason[];
}

/** More that may be known about the rows; every array has one entry per row. */
export interface SuspectEvidence {
  /** Share of nearest neighbours with another label, 0 to 1. */
  readonly neighbourShare?: ArrayLike<number>;
  /** How usual a row is among its neighbours, 0 to 1. */
  readonly typicality?: ArrayLike<number>;
  /** Class that the readers of the row settled on, -1 = none. */
  readonly consensus?: ArrayLike<number>;
  /** Share of readers behind it. */
  readonly consensusShare?: ArrayLike<number>;
}

const NEIGHBOUR_SHARE = 0.5;
const UNUSUAL = 0.05;

/** More that may be known about one row. */
export interface RowEvidence {
  readonly neighbourShare?: number;
  readonly typicality?: number;
  readonly consensus?: number;
  readonly consensusShare?: number;
}

/**
 * Given and suggested class of one row, and why its label is suspect.
 *
 * @param input labels and out-of-sample probabilities
 * @param joint their confident joint
 * @param at the row
 * @param evidence neighbours and readers, where they are known
 */
export function explainRow(
  { classCount: k, labels, probabilities }: ScoredLabels,
  joint: ConfidentJoint,
  at: number,
  evidence: RowEvidence = {},
): Pick<Suspect, 'given' | 'suggested' | 'reasons'> {
  const given = labels[at]!;
  const confident = joint.confidentClass[at]!;
  const own = probabilities[at * k + given]!;
  const usual = joint.thresholds[given]!;
  let predicted = 0;
  let other = k > 1 ? Number.NEGATIVE_INFINITY : 0;
  for (let c = 0; c < k; c++) {
    const p = probabilities[at * k + c]!;
    if (p > probabilities[at * k + predicted]!) predicted = c;
    if (c !== given && p > other) other = p;
  }
  const reasons: SuspectReason[] = [];
  if (confident >= 0 && confident !== given) {
    const probability = probabilities[at * k + confident]!;
    const threshold = joint.thresholds[confident]!;
    reasons.push({ code: 'other-class-confident', label: confident, probability, threshold });
  }
  if (predicted !== given) {
    const probability = probabilities[at * k + predicted]!;
    const margin = (own - other + 1) / 2;
    reasons.push({ code: 'prefers-other-class', label: predicted, probability, margin });
  }
  if (own < usual) reasons.push({ code: 'low-self-confidence', probability: own, usual });
  const share = evidence.neighbourShare ?? 0;
  if (share > NEIGHBOUR_SHARE) reasons.push({ code: 'neighbours-differ', share });
  const settled = evidence.consensus ?? -1;
  if (settled >= 0 && settled !== given) {
    const behind = evidence.consensusShare ?? 1;
    reasons.push({ code: 'readers-differ', label: settled, share: behind });
  }
  const typical = evidence.typicality ?? 1;
  if (typical < UNUSUAL) reasons.push({ code: 'unusual-case', typicality: typical });
  return {
    given,
    suggested: confident >= 0 && confident !== given ? confident : predicted,
    reasons,
  };
}

/**
 * Ranked suspects with the reason for each.
 *
 * @param input labels and out-of-sample probabilities
 * @param joint their confident joint
 * @param rows rows to explain, in any order
 * @param evidence neighbours and readers, where they are known
 * @returns the same rows, the worst quality first
 */
export function explainSuspects(
  input: ScoredLabels,
  joint: ConfidentJoint,
  rows: readonly number[],
  evidence: SuspectEvidence = {},
): Suspect[] {
  const quality = selfConfidence(adjustedProbabilities(input, joint.thresholds));
  const of = (name: keyof RowEvidence, at: number): RowEvidence => {
    const value = evidence[name]?.[at];
    return value === undefined ? {} : { [name]: value };
  };
  return rows
    .map((at) => ({
      at,
      quality: quality[at]!,
      ...explainRow(input, joint, at, {
        ...of('neighbourShare', at),
        ...of('typicality', at),
        ...of('consensus', at),
        ...of('consensusShare', at),
      }),
    }))
    .sort((a, b) => a.quality - b.quality || a.at - b.at);
}

/**
 * A reason as a sentence.
 *
 * @param reason the reason
 * @param className name of a class
 */
export function reasonSentence(
  reason: SuspectReason,
  className: (label: number) => string,
): string {
  const percent = (x: number): string => `${Math.round(x * 100)} %`;
  switch (reason.code) {
    case 'other-class-confident':
      return `The model gives ${className(reason.label)} ${percent(reason.probability)}; rows labelled so have ${percent(reason.threshold)} on average.`;
    case 'low-self-confidence':
      return `The given label gets ${percent(reason.probability)}; rows labelled so have ${percent(reason.usual)} on average.`;
    case 'prefers-other-class':
      return `The most probable class is ${className(reason.label)} with ${percent(reason.probability)}.`;
    case 'neighbours-differ':
      return `${percent(reason.share)} of the nearest cases have another label.`;
    case 'readers-differ':
      return `${percent(reason.share)} of the readers say ${className(reason.label)}.`;
    case 'unusual-case':
      return 'The case is far from all others: the model may not know this kind.';
  }
}
