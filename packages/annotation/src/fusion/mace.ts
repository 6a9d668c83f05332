import type { Uniform } from '@equipoise/stats';
import { digamma } from './digamma.ts';
import { argmaxLabels, type LabelPosterior } from './label-posterior.ts';
import { answersPerCase, type Readings } from './readings.ts';

/** Where one run of MACE begins. */
export interface MaceStart {
  /** [reader] x [P(spams), P(knows)]. */
  readonly spamming: ArrayLike<number>;
  /** [reader] x [class]: what a reader answers when spamming. */
  readonly strategy: ArrayLike<number>;
}

/** How MACE is fitted. */
export interface MaceOptions {
  /** Plain EM with additive smoothing, or variational Bayes (default). */
  readonly method?: 'em' | 'vb';
  /** Rounds of M- and E-step per start; 50 by default. */
  readonly rounds?: number;
  /** Added to every expected count in EM; 0.01 / classCount by default. */
  readonly smoothing?: number;
  /** Beta pseudo-count of spamming and of knowing in VB; 0.5 by default. */
  readonly betaPrior?: number;
  /** Dirichlet pseudo-count of each strategy in VB; 10 by default. */
  readonly dirichletPrior?: number;
  /** Random starts, each its own; the best marginal likelihood wins; 10 by default. */
  readonly restarts?: number;
  /** A start to use instead of random ones. */
  readonly start?: MaceStart;
}

/** A fitted MACE model. */
export interface MaceFit {
  /** Distribution of each case; uniform for a case without answers. */
  readonly posterior: LabelPosterior;
  /** [reader] x [spams, knows]; under VB a row need not sum to 1. */
  readonly spamming: Float64Array;
  /** [reader] x [class]. */
  readonly strategy: Float64Array;
  /** Share of the spamming row that knows, 0 to 1: the reader's competence. */
  readonly competence: Float64Array;
  /** Most probable class; -1 for a case without answers. */
  readonly labels: Int32Array;
  /** Log marginal likelihood at the end, of the start that won. */
  readonly logLikelihood: number;
}

/**
 * MACE: a reader either knows the class or spams by an own habit.
 *
 * @param readings the answers
 * @param options method, rounds, priors, starts
 * @param uniform random stream for the starts; needed unless a start is given
 * @see Hovy et al. 2013, NAACL N13-1132
 */
export function mace(readings: Readings, options: MaceOptions = {}, uniform?: Uniform): MaceFit {
  const starts: MaceStart[] = [];
  if (options.start || uniform === undefined) {
    starts.push(options.start ?? evenStart(readings));
  } else {
    for (let s = 0; s < (options.restarts ?? 10); s++) starts.push(randomStart(readings, uniform));
  }
  let best: MaceFit | null = null;
  for (const start of starts) {
    const fit = runFrom(readings, start, options);
    if (best === null || fit.logLikelihood > best.logLikelihood) best = fit;
  }
  return best ?? runFrom(readings, evenStart(readings), options);
}

function evenStart({ readerCount, classCount }: Readings): MaceStart {
  return {
    spamming: new Float64Array(readerCount * 2).fill(0.5),
    strategy: new Float64Array(readerCount * classCount).fill(1 / classCount),
  };
}

function randomStart({ readerCount, classCount }: Readings, uniform: Uniform): MaceStart {
  const draw = (columns: number): Float64Array => {
    const out = new Float64Array(readerCount * columns);
    for (let r = 0; r < readerCount; r++) {
      let sum = 0;
      for (let c = 0; c < columns; c++) sum += out[r * columns + c] = 0.5 + uniform();
      for (let c = 0; c < columns; c++) out[r * columns + c]! /= sum;
    }
    return out;
  };
  return { spamming: draw(2), strategy: draw(classCount) };
}

function runFrom(readings: Readings, start: MaceStart, options: MaceOptions): MaceFit {
  const { caseCount, classCount: k, readerCount, starts, reader, label } = readings;
  const isEm = options.method === 'em';
  const smoothing = options.smoothing ?? 0.01 / k;
  const spamming = Float64Array.from(start.spamming);
  const strategy = Float64Array.from(start.strategy);
  const spamCounts = new Float64Array(readerCount * 2);
  const strategyCounts = new Float64Array(readerCount * k);
  const values = new Float64Array(caseCount * k);
  let logLikelihood = 0;
  const row = new Float64Array(k);
  const expect = (): void => {
    spamCounts.fill(0);
    strategyCounts.fill(0);
    logLikelihood = 0;
    for (let t = 0; t < caseCount; t++) {
      row.fill(-Math.log(k));
      for (let i = starts[t]!; i < starts[t + 1]!; i++) {
        const r = reader[i]!;
        const a = label[i]!;
        const spam = spamming[2 * r]! * strategy[r * k + a]!;
        const other = Math.log(spam);
        for (let c = 0; c < k; c++) {
          row[c]! += c === a ? Math.log(spam + spamming[2 * r + 1]!) : other;
        }
      }
      let top = Number.NEGATIVE_INFINITY;
      for (let c = 0; c < k; c++) top = Math.max(top, row[c]!);
      let sum = 0;
      for (let c = 0; c < k; c++) {
        row[c] = top === Number.NEGATIVE_INFINITY ? 1 : Math.exp(row[c]! - top);
        sum += row[c]!;
      }
      if (top > Number.NEGATIVE_INFINITY) logLikelihood += top + Math.log(sum);
      for (let c = 0; c < k; c++) values[t * k + c] = row[c]! / sum;
      for (let i = starts[t]!; i < starts[t + 1]!; i++) {
        const r = reader[i]!;
        const a = label[i]!;
        const spam = spamming[2 * r]! * strategy[r * k + a]!;
        const both = spam + spamming[2 * r + 1]!;
        const knew = both > 0 ? (values[t * k + a]! * spamming[2 * r + 1]!) / both : 0;
        spamCounts[2 * r]! += 1 - knew;
        spamCounts[2 * r + 1]! += knew;
        strategyCounts[r * k + a]! += 1 - knew;
      }
    }
  };
  expect();
  for (let round = 0; round < (options.rounds ?? 50); round++) {
    if (isEm) {
      shares(spamCounts, spamming, 2, smoothing);
      shares(strategyCounts, strategy, k, smoothing);
    } else {
      variational(spamCounts, spamming, 2, options.betaPrior ?? 0.5);
      variational(strategyCounts, strategy, k, options.dirichletPrior ?? 10);
    }
    expect();
  }
  const posterior = { caseCount, classCount: k, values };
  const labels = argmaxLabels(posterior);
  const answers = answersPerCase(readings);
  for (let t = 0; t < caseCount; t++) if (answers[t] === 0) labels[t] = -1;
  const competence = Float64Array.from({ length: readerCount }, (_, r) => {
    const both = spamming[2 * r]! + spamming[2 * r + 1]!;
    return both > 0 ? spamming[2 * r + 1]! / both : 0;
  });
  return { posterior, spamming, strategy, competence, labels, logLikelihood };
}

function shares(counts: Float64Array, out: Float64Array, columns: number, added: number): void {
  for (let at = 0; at < counts.length; at += columns) {
    let sum = 0;
    for (let c = 0; c < columns; c++) sum += counts[at + c]! + added;
    for (let c = 0; c < columns; c++)
      out[at + c] = sum > 0 ? (counts[at + c]! + added) / sum : 1 / columns;
  }
}

function variational(
  counts: Float64Array,
  out: Float64Array,
  columns: number,
  prior: number,
): void {
  for (let at = 0; at < counts.length; at += columns) {
    let sum = 0;
    for (let c = 0; c < columns; c++) sum += counts[at + c]! + prior;
    const whole = digamma(sum);
    for (let c = 0; c < columns; c++)
      out[at + c] = Math.exp(digamma(counts[at + c]! + prior) - whole);
  }
}
