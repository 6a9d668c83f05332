import { fail } from '../errors.ts';
import type { LabelPosterior } from './label-posterior.ts';
import type { Readings } from './readings.ts';

/** Pseudo-counts of a Dirichlet prior, in answers. */
export interface DirichletPrior {
  /** Added to the expected number of cases of each class: one number, or one per class. */
  readonly classes?: number | ArrayLike<number>;
  /** Added to each reader's correct answers of a class. */
  readonly correct?: number;
  /** Added to each of a reader's wrong answers of a class. */
  readonly wrong?: number;
}

/** Least expected count before the columns of a confusion matrix are normalised. */
const COUNT_FLOOR = 1e-10;

/** Answers of a case up to which likelihoods are multiplied, and the least product that is trusted. */
const mostFactors = 24;
const leastProduct = 1e-200;

/** Parameters and scratch of one Dawid-Skene fit; it changes the posterior it is given in place. */
export class DawidSkeneModel {
  /** Prevalence of each class. */
  readonly prevalence: Float64Array;
  /** P(answer | truth) as [reader][answer][truth]. */
  readonly confusion: Float64Array;
  /** Log-likelihood (plus log prior) of the parameters before the last E-step. */
  logLikelihood: number = Number.NEGATIVE_INFINITY;
  private readonly readings: Readings;
  private readonly posterior: LabelPosterior;
  private readonly logConfusion: Float64Array;
  private readonly counts: Float64Array;
  private readonly classCounts: Float64Array;
  private readonly classPrior: Float64Array;
  private readonly correct: number;
  private readonly wrong: number;
  private readonly offsets: Int32Array;
  private logPrior = 0;

  constructor(readings: Readings, posterior: LabelPosterior, prior: DirichletPrior = {}) {
    const { classCount, readerCount } = readings;
    this.readings = readings;
    this.posterior = posterior;
    this.offsets = readings.label.map(
      (answer, i) => (readings.reader[i]! * classCount + answer) * classCount,
    );
    this.prevalence = new Float64Array(classCount);
    this.classCounts = new Float64Array(classCount);
    this.confusion = new Float64Array(readerCount * classCount * classCount);
    this.logConfusion = new Float64Array(this.confusion.length);
    this.counts = new Float64Array(this.confusion.length);
    const { classes = 0 } = prior;
    this.classPrior = Float64Array.from({ length: classCount }, (_, k) =>
      typeof classes === 'number' ? classes : (classes[k] ?? Number.NaN),
    );
    this.correct = prior.correct ?? 0;
    this.wrong = prior.wrong ?? 0;
    if (!(this.correct >= 0 && this.wrong >= 0 && this.classPrior.every((one) => one >= 0))) {
      fail(
        'annotation/bad-argument',
        'A pseudo-count of the prior is negative, missing or not a number.',
        'Pass pseudo-counts of 0 or above, one per class.',
      );
    }
    this.count();
    this.estimate();
  }

  /** Expected counts of the posterior as it stands. */
  private count(): void {
    const { caseCount, classCount: k, starts } = this.readings;
    const { values } = this.posterior;
    this.counts.fill(0);
    this.classCounts.fill(0);
    for (let t = 0; t < caseCount; t++) {
      const row = t * k;
      for (let c = 0; c < k; c++) this.classCounts[c]! += values[row + c]!;
      for (let i = starts[t]!; i < starts[t + 1]!; i++) {
        const at = this.offsets[i]!;
        for (let c = 0; c < k; c++) this.counts[at + c]! += values[row + c]!;
      }
    }
  }

  /** M-step: prevalence and confusion from the expected counts. */
  private estimate(): void {
    const { readerCount, classCount: k } = this.readings;
    const { confusion, logConfusion, counts } = this;
    let total = 0;
    for (let c = 0; c < k; c++) total += this.classCounts[c]! + this.classPrior[c]!;
    this.logPrior = 0;
    for (let c = 0; c < k; c++) {
      const share = total > 0 ? (this.classCounts[c]! + this.classPrior[c]!) / total : 1 / k;
      this.prevalence[c] = share;
      if (this.classPrior[c]! > 0) this.logPrior += this.classPrior[c]! * Math.log(share);
    }
    for (let r = 0; r < readerCount; r++) {
      for (let c = 0; c < k; c++) {
        let sum = 0;
        for (let a = 0; a < k; a++) {
          const at = (r * k + a) * k + c;
          const pseudo = a === c ? this.correct : this.wrong;
          const value = Math.max(COUNT_FLOOR, counts[at]! + pseudo);
          confusion[at] = value;
          sum += value;
        }
        for (let a = 0; a < k; a++) {
          const at = (r * k + a) * k + c;
          const share = confusion[at]! / sum;
          confusion[at] = share;
          const log = Math.log(share);
          logConfusion[at] = log;
          const pseudo = a === c ? this.correct : this.wrong;
          if (pseudo > 0) this.logPrior += pseudo * log;
        }
      }
    }
  }

  /** One E-step, counting as it goes, and the M-step behind it; gives the largest change of a posterior. */
  round(gold: Int32Array | null): number {
    this.counts.fill(0);
    this.classCounts.fill(0);
    const change = this.readings.classCount === 2 ? this.expectTwo(gold) : this.expect(gold);
    this.estimate();
    return change;
  }

  private expect(gold: Int32Array | null): number {
    const { caseCount, classCount: k, starts } = this.readings;
    const { values } = this.posterior;
    const { counts, classCounts, offsets } = this;
    const row = new Float64Array(k);
    let change = 0;
    let logLikelihood = this.logPrior;
    for (let t = 0; t < caseCount; t++) {
      const from = starts[t]!;
      const to = starts[t + 1]!;
      const known = gold === null ? -1 : gold[t]!;
      logLikelihood += this.weigh(from, to, known, row);
      const place = t * k;
      // A case nobody read tells nothing about prevalence.
      const counted = from < to || known >= 0 ? 1 : 0;
      for (let c = 0; c < k; c++) {
        const value = row[c]!;
        const moved = Math.abs(value - values[place + c]!);
        if (moved > change) change = moved;
        values[place + c] = value;
        classCounts[c]! += counted * value;
      }
      // Two answers at a time: half the loop around the same additions.
      let i = from;
      for (; i + 1 < to; i += 2) {
        const one = offsets[i]!;
        const two = offsets[i + 1]!;
        for (let c = 0; c < k; c++) {
          const value = row[c]!;
          counts[one + c]! += value;
          counts[two + c]! += value;
        }
      }
      if (i < to) {
        const at = offsets[i]!;
        for (let c = 0; c < k; c++) counts[at + c]! += row[c]!;
      }
    }
    this.logLikelihood = logLikelihood;
    return change;
  }

  /** Posterior of one case into `row`; gives the log of what its answers had. */
  private weigh(from: number, to: number, known: number, row: Float64Array): number {
    const { prevalence, confusion, offsets } = this;
    if (known >= 0 || to - from > mostFactors) return this.weighLogs(from, to, known, row);
    const k = row.length;
    let sum = 0;
    for (let c = 0; c < k; c++) {
      let product = prevalence[c]!;
      for (let i = from; i < to; i++) product *= confusion[offsets[i]! + c]!;
      row[c] = product;
      sum += product;
    }
    if (!(sum > leastProduct)) return this.weighLogs(from, to, known, row);
    const scale = 1 / sum;
    for (let c = 0; c < k; c++) row[c]! *= scale;
    return Math.log(sum);
  }

  /** The same in logs, where a product would leave the numbers that there are. */
  private weighLogs(from: number, to: number, known: number, row: Float64Array): number {
    const { prevalence, logConfusion, offsets } = this;
    const k = row.length;
    let top = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < k; c++) {
      let log = Math.log(prevalence[c]!);
      for (let i = from; i < to; i++) log += logConfusion[offsets[i]! + c]!;
      row[c] = log;
      if (log > top) top = log;
    }
    if (known >= 0) return pinInPlace(row, known);
    let sum = 0;
    for (let c = 0; c < k; c++) {
      const value = Math.exp(row[c]! - top);
      row[c] = value;
      sum += value;
    }
    const scale = 1 / sum;
    for (let c = 0; c < k; c++) row[c]! *= scale;
    return top + Math.log(sum);
  }

  /** The same for two classes, without inner loops: most questions are yes or no. */
  private expectTwo(gold: Int32Array | null): number {
    const { caseCount, starts } = this.readings;
    const { values } = this.posterior;
    const { counts, classCounts, logConfusion, offsets } = this;
    const log0 = Math.log(this.prevalence[0]!);
    const log1 = Math.log(this.prevalence[1]!);
    let change = 0;
    let logLikelihood = this.logPrior;
    for (let t = 0; t < caseCount; t++) {
      const from = starts[t]!;
      const to = starts[t + 1]!;
      let a = log0;
      let b = log1;
      for (let i = from; i < to; i++) {
        const at = offsets[i]!;
        a += logConfusion[at]!;
        b += logConfusion[at + 1]!;
      }
      const known = gold === null ? -1 : gold[t]!;
      const top = Math.max(a, b);
      const other = Math.exp(a > b ? b - a : a - b);
      const larger = 1 / (1 + other);
      let p0 = a > b ? larger : other * larger;
      let p1 = a > b ? other * larger : larger;
      if (known < 0) logLikelihood += top + Math.log1p(other);
      else {
        const log = known === 0 ? a : b;
        if (log > Number.NEGATIVE_INFINITY) logLikelihood += log;
        p0 = known === 0 ? 1 : 0;
        p1 = 1 - p0;
      }
      const moved = Math.abs(p1 - values[2 * t + 1]!);
      if (moved > change) change = moved;
      values[2 * t] = p0;
      values[2 * t + 1] = p1;
      if (from < to || known >= 0) {
        classCounts[0]! += p0;
        classCounts[1]! += p1;
      }
      for (let i = from; i < to; i++) {
        const at = offsets[i]!;
        counts[at]! += p0;
        counts[at + 1]! += p1;
      }
    }
    this.logLikelihood = logLikelihood;
    return change;
  }

  /** Gives cases without answers the prevalence. */
  fillUnread(): void {
    const { caseCount, classCount, starts } = this.readings;
    for (let t = 0; t < caseCount; t++) {
      if (starts[t] === starts[t + 1]) this.posterior.values.set(this.prevalence, t * classCount);
    }
  }
}

/** Puts all mass on the known class; gives the log of what it had. */
function pinInPlace(row: Float64Array, known: number): number {
  const log = row[known]!;
  row.fill(0);
  row[known] = 1;
  return log === Number.NEGATIVE_INFINITY ? 0 : log;
}
