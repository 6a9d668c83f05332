import type { Uniform } from '@equipoise/stats';
import { fail } from '../errors.ts';
import { crowdlab } from './crowdlab.ts';
import { type DawidSkeneOptions, dawidSkene } from './dawid-skene.ts';
import { glad } from './glad.ts';
import { type LabelPosterior, meanPosterior } from './label-posterior.ts';
import { mace } from './mace.ts';
import { agreementWeightedVote, majorityVote } from './majority.ts';
import { oneCoin } from './one-coin.ts';
import { ordinalPanel } from './ordinal.ts';
import { answersPerCase, type Readings } from './readings.ts';
import { type ConsensusWarning, consensusWarnings } from './warnings.ts';

/** Ways to fuse several readers into one label. */
export const fusionMethods = [
  'vote',
  'weighted-vote',
  'dawid-skene',
  'one-coin',
  'ordinal',
  'mace',
  'glad',
  'crowdlab',
] as const;

/** One way to fuse. */
export type FusionMethod = (typeof fusionMethods)[number];

/** What fusion is given beside the readings. */
export interface FuseOptions {
  /** Method; the rule of {@link chooseFusion} by default. */
  readonly method?: FusionMethod;
  /** Whether the classes are ordered grades; false by default. */
  readonly isOrdinal?: boolean;
  /** Whether a reader code is a person (true by default) or only a slot that anybody may fill. */
  readonly hasReaderIdentity?: boolean;
  /** Case-major out-of-sample model probabilities, for CROWDLAB. */
  readonly probabilities?: Float64Array;
  /** Options of Dawid-Skene. */
  readonly dawidSkene?: DawidSkeneOptions;
  /** Random stream for the starts of MACE. */
  readonly uniform?: Uniform;
}

/** One label per case with its uncertainty and its sources. */
export interface Consensus {
  readonly method: FusionMethod;
  /** Why this method: the rule, or `asked-for`. */
  readonly because: string;
  /** Distribution per case. */
  readonly posterior: LabelPosterior;
  /** Class per case; -1 on a tie of a vote and without answers. */
  readonly labels: Int32Array;
  /** 1 where the plain vote is tied. */
  readonly isTied: Uint8Array;
  /** Answers per case. */
  readonly answerCount: Int32Array;
  /** Prevalence of each class: the model's, else the mean of the distributions. */
  readonly prevalence: Float64Array;
  /** P(answer | truth) as [reader][answer][truth], for methods that have one. */
  readonly confusion: Float64Array | null;
  /** One number per reader: weight, skill, competence or ability; null for methods without. */
  readonly readerScore: Float64Array | null;
  /** Doubts about the result. */
  readonly warnings: readonly ConsensusWarning[];
}

/** A method and why it was chosen. */
export interface FusionChoice {
  readonly method: FusionMethod;
  /** A kebab-case reason. */
  readonly because: string;
}

/**
 * The default method for a panel: majority with ties left to adjudication for up to three readers, Dawid-Skene
 * with four readers or more and 100 cases or more (the ordinal model for grades); majority otherwise, and
 * whenever readers cannot be told apart.
 *
 * @param readings the answers
 * @param options scale and whether a reader code is a person
 */
export function chooseFusion(
  readings: Readings,
  options: Pick<FuseOptions, 'isOrdinal' | 'hasReaderIdentity'> = {},
): FusionChoice {
  const active = new Set(readings.reader).size;
  let read = 0;
  for (const count of answersPerCase(readings)) if (count > 0) read++;
  if (options.hasReaderIdentity === false) return { method: 'vote', because: 'readers-unknown' };
  if (active <= 3) return { method: 'vote', because: 'at-most-three-readers' };
  if (read < 100) return { method: 'vote', because: 'fewer-than-100-cases' };
  return options.isOrdinal && readings.classCount > 2
    ? { method: 'ordinal', because: 'four-readers-and-100-cases-ordered' }
    : { method: 'dawid-skene', because: 'four-readers-and-100-cases' };
}

/**
 * Fuses several readers into one label per case; every reading stays a source.
 *
 * @param readings the answers
 * @param options method and what it needs
 * @throws annotation/bad-argument when CROWDLAB is asked for without probabilities
 */
export function fuseReadings(readings: Readings, options: FuseOptions = {}): Consensus {
  const choice = options.method
    ? { method: options.method, because: 'asked-for' }
    : chooseFusion(readings, options);
  const vote = majorityVote(readings);
  const fitted = FUSERS[choice.method](readings, options);
  return {
    ...choice,
    isTied: vote.isTied,
    answerCount: answersPerCase(readings),
    posterior: fitted.posterior,
    labels: fitted.labels,
    prevalence: fitted.prevalence ?? meanPosterior(fitted.posterior),
    confusion: fitted.confusion ?? null,
    readerScore: fitted.readerScore ?? null,
    warnings:
      fitted.confusion && fitted.prevalence
        ? consensusWarnings(
            readings,
            {
              prevalence: fitted.prevalence,
              confusion: fitted.confusion,
              labels: fitted.labels,
              isConverged: fitted.isConverged ?? true,
            },
            vote.labels,
          )
        : [],
  };
}

interface Fitted {
  readonly posterior: LabelPosterior;
  readonly labels: Int32Array;
  readonly prevalence?: Float64Array;
  readonly confusion?: Float64Array;
  readonly readerScore?: Float64Array;
  readonly isConverged?: boolean;
}

const FUSERS: Readonly<Record<FusionMethod, (readings: Readings, options: FuseOptions) => Fitted>> =
  {
    vote: (readings) => majorityVote(readings),
    'weighted-vote': (readings) => {
      const vote = agreementWeightedVote(readings);
      return { ...vote, readerScore: vote.weights };
    },
    'dawid-skene': (readings, options) => dawidSkene(readings, options.dawidSkene),
    'one-coin': (readings) => {
      const fit = oneCoin(readings);
      const confusion = coinConfusion(fit.skill, readings.classCount);
      return { ...fit, confusion, readerScore: fit.skill };
    },
    ordinal: (readings) => {
      const fit = ordinalPanel(readings);
      return { ...fit, readerScore: fit.sharpness };
    },
    mace: (readings, options) => {
      const fit = mace(readings, {}, options.uniform);
      return { posterior: fit.posterior, labels: fit.labels, readerScore: fit.competence };
    },
    glad: (readings) => {
      const fit = glad(readings);
      return { posterior: fit.posterior, labels: fit.labels, readerScore: fit.ability };
    },
    crowdlab: (readings, options) => {
      if (!options.probabilities) {
        fail(
          'annotation/bad-argument',
          'CROWDLAB needs out-of-sample model probabilities and got none.',
          'Pass probabilities for the same cases, or choose another method.',
        );
      }
      const fit = crowdlab(readings, options.probabilities);
      const readerScore = fit.weights?.readers ?? fit.readerQuality;
      return { posterior: fit.posterior, labels: fit.consensus, readerScore };
    },
  };

function coinConfusion(skill: Float64Array, k: number): Float64Array {
  const out = new Float64Array(skill.length * k * k);
  for (let r = 0; r < skill.length; r++) {
    for (let a = 0; a < k; a++) {
      for (let c = 0; c < k; c++) {
        out[(r * k + a) * k + c] = a === c ? skill[r]! : (1 - skill[r]!) / Math.max(1, k - 1);
      }
    }
  }
  return out;
}
