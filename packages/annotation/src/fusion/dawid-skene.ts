import { fail } from '../errors.ts';
import { DawidSkeneModel, type DirichletPrior } from './dawid-skene-model.ts';
import { argmaxLabels, type LabelPosterior } from './label-posterior.ts';
import { majorityVote } from './majority.ts';
import { answersPerCase, type Readings } from './readings.ts';

/** How Dawid-Skene is fitted. */
export interface DawidSkeneOptions {
  /** Most rounds; 1000 by default. One round is an E-step and the M-step behind it. */
  readonly maxRounds?: number;
  /** Tolerance of the stopping rule; 1e-8 by default, 0 runs all rounds. */
  readonly tolerance?: number;
  /** Stop on the largest change of a posterior (default) or on the relative gain of the log-likelihood. */
  readonly stop?: 'posterior' | 'likelihood';
  /** Dirichlet pseudo-counts; none by default. */
  readonly prior?: DirichletPrior;
  /** Known classes, -1 = unknown: these cases keep their class. */
  readonly gold?: ArrayLike<number>;
}

/** A fitted Dawid-Skene model. */
export interface DawidSkeneFit {
  /** Distribution of each case; the prior for a case without answers. */
  readonly posterior: LabelPosterior;
  /** Prevalence of each class. */
  readonly prevalence: Float64Array;
  /** P(answer | truth) as [reader][answer][truth], classCount squared per reader. */
  readonly confusion: Float64Array;
  /** Most probable class, the first of equal ones; -1 for a case without answers. */
  readonly labels: Int32Array;
  /** Log-likelihood of the answers (plus log prior, where there is one) before each E-step. */
  readonly logLikelihoods: Float64Array;
  /** Rounds done. */
  readonly rounds: number;
  /** Whether the stopping rule was met. */
  readonly isConverged: boolean;
}

/**
 * Dawid-Skene: a latent class for each case and a full confusion matrix for each reader, by EM in logs.
 * The start is the share of votes; priors and confusion follow from the posterior after each E-step.
 *
 * @param readings the answers
 * @param options stopping rule, prior, known cases
 * @returns the fit; with one reader the labels are that reader's
 * @throws annotation/length-mismatch, annotation/bad-code, annotation/bad-argument
 * @see Dawid, Skene 1979, doi:10.2307/2346806; Paun et al. 2018, doi:10.1162/tacl_a_00040 (priors)
 */
export function dawidSkene(readings: Readings, options: DawidSkeneOptions = {}): DawidSkeneFit {
  const maxRounds = options.maxRounds ?? 1000;
  const tolerance = options.tolerance ?? 1e-8;
  if (!(maxRounds >= 0 && tolerance >= 0)) {
    fail(
      'annotation/bad-argument',
      `Rounds and tolerance must be 0 or above, got ${maxRounds} and ${tolerance}.`,
      'Pass numbers from 0.',
    );
  }
  const gold = checkGold(options.gold, readings);
  const posterior = majorityVote(readings).posterior;
  if (gold) putGold(posterior, gold);
  const model = new DawidSkeneModel(readings, posterior, options.prior);
  const history: number[] = [];
  let rounds = 0;
  let isConverged = false;
  while (rounds < maxRounds && !isConverged) {
    const change = model.round(gold);
    rounds++;
    const last = history.at(-1);
    history.push(model.logLikelihood);
    const gain =
      last === undefined
        ? Number.POSITIVE_INFINITY
        : Math.abs(model.logLikelihood - last) / (1 + Math.abs(last));
    isConverged =
      tolerance > 0 && (options.stop === 'likelihood' ? gain < tolerance : change < tolerance);
  }
  if (rounds === 0) model.fillUnread();
  const labels = argmaxLabels(posterior);
  const answers = answersPerCase(readings);
  for (let t = 0; t < labels.length; t++) {
    if (answers[t] === 0 && (gold === null || gold[t] === -1)) labels[t] = -1;
  }
  return {
    posterior,
    prevalence: model.prevalence,
    confusion: model.confusion,
    labels,
    logLikelihoods: Float64Array.from(history),
    rounds,
    isConverged,
  };
}

function checkGold(gold: ArrayLike<number> | undefined, readings: Readings): Int32Array | null {
  if (gold === undefined) return null;
  if (gold.length !== readings.caseCount) {
    fail(
      'annotation/length-mismatch',
      `${gold.length} known classes came for ${readings.caseCount} cases.`,
      'Pass one per case, -1 where the class is not known.',
    );
  }
  for (let t = 0; t < gold.length; t++) {
    const code = gold[t]!;
    if (Number.isInteger(code) && code >= -1 && code < readings.classCount) continue;
    fail(
      'annotation/bad-code',
      `Known class ${t + 1} is ${code}; codes run from -1 (unknown) to ${readings.classCount - 1}.`,
      'Code known classes as the answers are coded.',
    );
  }
  return Int32Array.from(gold);
}

function putGold(posterior: LabelPosterior, gold: Int32Array): void {
  const k = posterior.classCount;
  for (let t = 0; t < gold.length; t++) {
    if (gold[t]! < 0) continue;
    posterior.values.fill(0, t * k, (t + 1) * k);
    posterior.values[t * k + gold[t]!] = 1;
  }
}
