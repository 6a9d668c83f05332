import { expit } from '@equipoise/stats';
import { argmaxLabels, type LabelPosterior } from './label-posterior.ts';
import { majorityVote } from './majority.ts';
import { answersPerCase, type Readings } from './readings.ts';

/** A fitted ordinal panel model. */
export interface OrdinalFit {
  /** Distribution of each case over the grades; the prevalence for a case without answers. */
  readonly posterior: LabelPosterior;
  /** Prevalence of each grade. */
  readonly prevalence: Float64Array;
  /** Sharpness per reader, above 0: the slope of the reader's cumulative curve per grade. */
  readonly sharpness: Float64Array;
  /** Leaning per reader in grades: above 0 reads higher than the truth. */
  readonly leaning: Float64Array;
  /** P(answer | truth) as [reader][answer][truth]. */
  readonly confusion: Float64Array;
  /** Most probable grade, the first of equal ones; -1 for a case without answers. */
  readonly labels: Int32Array;
  /** Expected grade per case. */
  readonly expectedGrade: Float64Array;
  /** Log posterior before each E-step. */
  readonly logLikelihoods: Float64Array;
  /** Rounds done. */
  readonly rounds: number;
  /** Whether no posterior moved by the tolerance in the last round. */
  readonly isConverged: boolean;
}

/** How the ordinal model is fitted. */
export interface OrdinalOptions {
  /** Most rounds; 500 by default. */
  readonly maxRounds?: number;
  /** Largest change of a posterior at which to stop; 1e-8 by default. */
  readonly tolerance?: number;
  /** Spread of the normal prior on log sharpness around log 2 and on leaning around 0; 1 by default. */
  readonly priorSd?: number;
}

const LEAST = 1e-12;
const USUAL_LOG_SHARPNESS = Math.LN2;

/**
 * Dawid-Skene for ordered grades: each reader has two numbers instead of a whole confusion matrix. A reader who
 * leans by b and is sharp by a answers at most grade j of a case of true grade t with probability
 * expit(a (j + 1/2 - t - b)). Maximum of the posterior by EM; the M-step is a Fisher-scoring step per reader.
 *
 * @param readings the answers, classes in their order
 * @param options stopping rule and prior
 * @see Dawid, Skene 1979, doi:10.2307/2346806; McCullagh 1980, doi:10.1111/j.2517-6161.1980.tb01109.x (cumulative logit);
 * Uebersax, Grove 1993, doi:10.2307/2532199 (latent-trait agreement)
 */
export function ordinalPanel(readings: Readings, options: OrdinalOptions = {}): OrdinalFit {
  const { caseCount, classCount: k, readerCount, starts, reader, label } = readings;
  const { maxRounds = 500, tolerance = 1e-8, priorSd = 1 } = options;
  const posterior = majorityVote(readings).posterior;
  const { values } = posterior;
  const logSharpness = new Float64Array(readerCount).fill(USUAL_LOG_SHARPNESS);
  const leaning = new Float64Array(readerCount);
  const prevalence = new Float64Array(k);
  const confusion = new Float64Array(readerCount * k * k);
  const counts = new Float64Array(confusion.length);
  const estimate = (steps: number): void => {
    counts.fill(0);
    prevalence.fill(0);
    let read = 0;
    for (let t = 0; t < caseCount; t++) {
      if (starts[t] === starts[t + 1]) continue;
      read++;
      for (let c = 0; c < k; c++) prevalence[c]! += values[t * k + c]!;
      for (let i = starts[t]!; i < starts[t + 1]!; i++) {
        const at = (reader[i]! * k + label[i]!) * k;
        for (let c = 0; c < k; c++) counts[at + c]! += values[t * k + c]!;
      }
    }
    for (let c = 0; c < k; c++) prevalence[c] = read > 0 ? prevalence[c]! / read : 1 / k;
    for (let r = 0; r < readerCount; r++) {
      const mine = counts.subarray(r * k * k, (r + 1) * k * k);
      let at: Curve = { logSharpness: logSharpness[r]!, leaning: leaning[r]! };
      for (let s = 0; s < steps; s++) at = improve(at, mine, k, priorSd);
      logSharpness[r] = at.logSharpness;
      leaning[r] = at.leaning;
      fillConfusion(at, k, confusion.subarray(r * k * k, (r + 1) * k * k));
    }
  };
  estimate(8);
  const history: number[] = [];
  const row = new Float64Array(k);
  let rounds = 0;
  let isConverged = false;
  while (rounds < maxRounds && !isConverged) {
    let change = 0;
    let total = logPrior(logSharpness, leaning, priorSd);
    const logConfusion = confusion.map((p) => Math.log(Math.max(LEAST, p)));
    for (let t = 0; t < caseCount; t++) {
      for (let c = 0; c < k; c++) row[c] = Math.log(Math.max(LEAST, prevalence[c]!));
      for (let i = starts[t]!; i < starts[t + 1]!; i++) {
        const at = (reader[i]! * k + label[i]!) * k;
        for (let c = 0; c < k; c++) row[c]! += logConfusion[at + c]!;
      }
      let top = Number.NEGATIVE_INFINITY;
      for (let c = 0; c < k; c++) top = Math.max(top, row[c]!);
      let sum = 0;
      for (let c = 0; c < k; c++) {
        row[c] = Math.exp(row[c]! - top);
        sum += row[c]!;
      }
      if (starts[t] !== starts[t + 1]) total += top + Math.log(sum);
      for (let c = 0; c < k; c++) {
        const value = row[c]! / sum;
        change = Math.max(change, Math.abs(value - values[t * k + c]!));
        values[t * k + c] = value;
      }
    }
    history.push(total);
    estimate(1);
    rounds++;
    isConverged = change < tolerance;
  }
  const labels = argmaxLabels(posterior);
  const answers = answersPerCase(readings);
  for (let t = 0; t < caseCount; t++) if (answers[t] === 0) labels[t] = -1;
  return {
    posterior,
    prevalence,
    sharpness: logSharpness.map(Math.exp),
    leaning,
    confusion,
    labels,
    expectedGrade: expectedGrades(posterior),
    logLikelihoods: Float64Array.from(history),
    rounds,
    isConverged,
  };
}

/**
 * Expected grade of each case.
 *
 * @param posterior distribution over the grades
 * @returns 0 to classCount - 1 per case; 0 for a row of zeros
 */
export function expectedGrades({ caseCount, classCount, values }: LabelPosterior): Float64Array {
  return Float64Array.from({ length: caseCount }, (_, t) => {
    let sum = 0;
    for (let c = 0; c < classCount; c++) sum += c * values[t * classCount + c]!;
    return sum;
  });
}

/**
 * Weighted median of the grades of each case: the lowest grade at which half of the weight is reached.
 *
 * @param readings the answers, classes in their order
 * @param weights one per reader, 0 or above; all 1 by default
 * @returns grade per case, -1 without answers or weight
 */
export function medianGrades(readings: Readings, weights?: ArrayLike<number>): Int32Array {
  const { caseCount, classCount: k, starts, reader, label } = readings;
  const mass = new Float64Array(k);
  return Int32Array.from({ length: caseCount }, (_, t) => {
    mass.fill(0);
    let total = 0;
    for (let i = starts[t]!; i < starts[t + 1]!; i++) {
      const weight = weights ? weights[reader[i]!]! : 1;
      mass[label[i]!]! += weight;
      total += weight;
    }
    if (!(total > 0)) return -1;
    let below = 0;
    for (let c = 0; c < k; c++) {
      below += mass[c]!;
      if (below >= total / 2 - 1e-12 * total) return c;
    }
    return k - 1;
  });
}

/**
 * Agreement of each reader's grades with the mean of the others, as 1 less the mean squared difference over
 * that of answers drawn at random from all answers; negative values become 0. Made to weigh a median or a vote.
 *
 * @param readings the answers, classes in their order
 * @returns 0 to 1 per reader; 0 where nothing is shared or the panel does not vary
 */
export function gradeAgreement(readings: Readings): Float64Array {
  const { caseCount, readerCount, starts, reader, label } = readings;
  const off = new Float64Array(readerCount);
  const count = new Float64Array(readerCount);
  let mean = 0;
  for (let i = 0; i < label.length; i++) mean += label[i]! / label.length;
  let spread = 0;
  for (let i = 0; i < label.length; i++) spread += (label[i]! - mean) * (label[i]! - mean);
  spread /= Math.max(1, label.length);
  for (let t = 0; t < caseCount; t++) {
    const size = starts[t + 1]! - starts[t]!;
    if (size < 2) continue;
    let sum = 0;
    for (let i = starts[t]!; i < starts[t + 1]!; i++) sum += label[i]!;
    for (let i = starts[t]!; i < starts[t + 1]!; i++) {
      const d = label[i]! - (sum - label[i]!) / (size - 1);
      // The mean of the others is itself noisy: its share of the spread is known.
      off[reader[i]!]! += (d * d) / (1 + 1 / (size - 1));
      count[reader[i]!]!++;
    }
  }
  return off.map((sum, r) =>
    count[r]! > 0 && spread > 0 ? Math.max(0, 1 - sum / count[r]! / spread) : 0,
  );
}

interface Curve {
  readonly logSharpness: number;
  readonly leaning: number;
}

function fillConfusion({ logSharpness, leaning }: Curve, k: number, out: Float64Array): void {
  const a = Math.exp(logSharpness);
  for (let truth = 0; truth < k; truth++) {
    let below = 0;
    for (let answer = 0; answer < k; answer++) {
      const upTo = answer === k - 1 ? 1 : expit(a * (answer + 0.5 - truth - leaning));
      out[answer * k + truth] = Math.max(0, upTo - below);
      below = upTo;
    }
  }
}

/** Expected log-likelihood of one reader's counts plus the log prior. */
function score(curve: Curve, counts: Float64Array, k: number, sd: number): number {
  const table = new Float64Array(k * k);
  fillConfusion(curve, k, table);
  let sum = 0;
  for (let i = 0; i < table.length; i++) {
    if (counts[i]! > 0) sum += counts[i]! * Math.log(Math.max(LEAST, table[i]!));
  }
  return sum + priorOf(curve.logSharpness, curve.leaning, sd);
}

function priorOf(logSharpness: number, leaning: number, sd: number): number {
  const off = logSharpness - USUAL_LOG_SHARPNESS;
  return -(off * off + leaning * leaning) / (2 * sd * sd);
}

function logPrior(logSharpness: Float64Array, leaning: Float64Array, sd: number): number {
  let sum = 0;
  for (let r = 0; r < leaning.length; r++) sum += priorOf(logSharpness[r]!, leaning[r]!, sd);
  return sum;
}

/** One Fisher-scoring step, halved until the score does not fall. */
function improve(curve: Curve, counts: Float64Array, k: number, sd: number): Curve {
  const a = Math.exp(curve.logSharpness);
  const precision = 1 / (sd * sd);
  let g0 = -(curve.logSharpness - USUAL_LOG_SHARPNESS) * precision;
  let g1 = -curve.leaning * precision;
  let h00 = precision;
  let h01 = 0;
  let h11 = precision;
  for (let truth = 0; truth < k; truth++) {
    let size = 0;
    for (let answer = 0; answer < k; answer++) size += counts[answer * k + truth]!;
    if (size === 0) continue;
    let below = 0;
    let slopeBelow = 0;
    let pullBelow = 0;
    for (let answer = 0; answer < k; answer++) {
      const u = a * (answer + 0.5 - truth - curve.leaning);
      const isLast = answer === k - 1;
      const upTo = isLast ? 1 : expit(u);
      const density = isLast ? 0 : upTo * (1 - upTo);
      const p = Math.max(LEAST, upTo - below);
      const d0 = (isLast ? 0 : density * u) - slopeBelow;
      const d1 = -a * density - pullBelow;
      const n = counts[answer * k + truth]!;
      g0 += (n * d0) / p;
      g1 += (n * d1) / p;
      h00 += (size * d0 * d0) / p;
      h01 += (size * d0 * d1) / p;
      h11 += (size * d1 * d1) / p;
      below = upTo;
      slopeBelow = isLast ? 0 : density * u;
      pullBelow = -a * density;
    }
  }
  const determinant = h00 * h11 - h01 * h01;
  if (!(determinant > 0)) return curve;
  const step0 = (h11 * g0 - h01 * g1) / determinant;
  const step1 = (h00 * g1 - h01 * g0) / determinant;
  const before = score(curve, counts, k, sd);
  for (let length = 1; length > 1e-6; length /= 2) {
    const next = {
      logSharpness: curve.logSharpness + length * step0,
      leaning: curve.leaning + length * step1,
    };
    if (score(next, counts, k, sd) >= before) return next;
  }
  return curve;
}
