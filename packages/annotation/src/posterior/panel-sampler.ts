import type { Uniform } from '@equipoise/stats';
import { dawidSkene } from '../fusion/dawid-skene.ts';
import type { Readings } from '../fusion/readings.ts';
import { dirichletDraw } from './gamma-draw.ts';

/** How the panel is sampled. */
export interface PanelSamplerOptions {
  /** Sweeps before the first draw; 50 by default. */
  readonly burnIn?: number;
  /** Sweeps between draws; 5 by default. */
  readonly thin?: number;
  /** Dirichlet pseudo-count of every class; 1 by default. */
  readonly classPrior?: number;
  /** Dirichlet pseudo-count of a right answer; 2 by default. */
  readonly correct?: number;
  /** Dirichlet pseudo-count of each wrong answer; 1 by default. */
  readonly wrong?: number;
  /**
   * A model's score per case, NaN = none. Needed when the labels drawn are to judge that model: labels drawn in
   * ignorance of the score are unrelated to it wherever readers are unsure, and make every model look worse than
   * it is. The scores enter in bins of equal size, as one more reader; that their errors and the readers' are
   * unrelated given the truth is an assumption.
   */
  readonly scores?: ArrayLike<number>;
  /** Bins of the scores; 20 by default. */
  readonly scoreBins?: number;
}

/** Pseudo-count of every bin of the scores. */
const BIN_PRIOR = 0.5;

/** Gives one draw of all labels after another; -1 for cases without answers. */
export interface PanelSampler {
  /** The next draw. */
  next(out?: Int32Array): Int32Array;
  /** Prevalence behind the last draw. */
  readonly prevalence: Float64Array;
  /** P(answer | truth) behind the last draw, as [reader][answer][truth]. */
  readonly confusion: Float64Array;
}

/**
 * Draws labels, prevalence and confusion matrices together from the posterior of Dawid-Skene (Gibbs sampling).
 * Unlike draws at the fitted parameters, these also carry how little a short panel says about its readers: labels
 * of different cases move together. The chain starts at the fitted labels.
 *
 * @param readings the answers
 * @param uniform random stream; all draws of the sampler come from it, in order
 * @param options sweeps and priors
 * @see Paun et al. 2018, doi:10.1162/tacl_a_00040; Geman, Geman 1984, doi:10.1109/TPAMI.1984.4767596
 */
export function panelSampler(
  readings: Readings,
  uniform: Uniform,
  options: PanelSamplerOptions = {},
): PanelSampler {
  const { caseCount, classCount: k, readerCount, starts, reader, label } = readings;
  const { burnIn = 50, thin = 5, classPrior = 1, correct = 2, wrong = 1 } = options;
  const prior = { classes: classPrior, correct, wrong };
  const labels = dawidSkene(readings, { prior, maxRounds: 200, tolerance: 1e-6 }).labels;
  const prevalence = new Float64Array(k);
  const confusion = new Float64Array(readerCount * k * k);
  const logConfusion = new Float64Array(readerCount * k * k);
  const counts = new Float64Array(readerCount * k * k);
  const classCounts = new Float64Array(k);
  const shapes = new Float64Array(k);
  const drawn = new Float64Array(k);
  const row = new Float64Array(k);
  const binCount = options.scores ? (options.scoreBins ?? 20) : 0;
  const bins = options.scores ? equalBins(options.scores, binCount) : null;
  const binCounts = new Float64Array(k * binCount);
  const logBins = new Float64Array(k * binCount);
  const binDraw = new Float64Array(binCount);

  const drawBins = (): void => {
    if (bins === null) return;
    binCounts.fill(BIN_PRIOR);
    for (let t = 0; t < caseCount; t++) {
      if (labels[t]! >= 0 && bins[t]! >= 0) binCounts[labels[t]! * binCount + bins[t]!]!++;
    }
    for (let c = 0; c < k; c++) {
      const mine = binCounts.subarray(c * binCount, (c + 1) * binCount);
      dirichletDraw(mine, uniform, binDraw);
      for (let b = 0; b < binCount; b++)
        logBins[c * binCount + b] = Math.log(Math.max(1e-300, binDraw[b]!));
    }
  };

  const sweep = (): void => {
    counts.fill(0);
    classCounts.fill(classPrior);
    for (let t = 0; t < caseCount; t++) {
      const truth = labels[t]!;
      if (truth < 0) continue;
      classCounts[truth]!++;
      for (let i = starts[t]!; i < starts[t + 1]!; i++)
        counts[(reader[i]! * k + label[i]!) * k + truth]!++;
    }
    dirichletDraw(classCounts, uniform, prevalence);
    drawBins();
    for (let r = 0; r < readerCount; r++) {
      for (let c = 0; c < k; c++) {
        for (let a = 0; a < k; a++)
          shapes[a] = counts[(r * k + a) * k + c]! + (a === c ? correct : wrong);
        dirichletDraw(shapes, uniform, drawn);
        for (let a = 0; a < k; a++) {
          const at = (r * k + a) * k + c;
          confusion[at] = drawn[a]!;
          logConfusion[at] = Math.log(Math.max(1e-300, drawn[a]!));
        }
      }
    }
    for (let t = 0; t < caseCount; t++) {
      if (labels[t]! < 0) continue;
      for (let c = 0; c < k; c++) row[c] = Math.log(Math.max(1e-300, prevalence[c]!));
      for (let i = starts[t]!; i < starts[t + 1]!; i++) {
        const at = (reader[i]! * k + label[i]!) * k;
        for (let c = 0; c < k; c++) row[c]! += logConfusion[at + c]!;
      }
      const bin = bins === null ? -1 : bins[t]!;
      if (bin >= 0) for (let c = 0; c < k; c++) row[c]! += logBins[c * binCount + bin]!;
      labels[t] = drawFromLogs(row, uniform);
    }
  };

  for (let s = 0; s < burnIn; s++) sweep();
  return {
    prevalence,
    confusion,
    next(out = new Int32Array(caseCount)) {
      for (let s = 0; s < Math.max(1, thin); s++) sweep();
      out.set(labels);
      return out;
    },
  };
}

/** Bins of equal size by rank; equal scores share a bin, -1 where there is no score. */
function equalBins(scores: ArrayLike<number>, binCount: number): Int32Array {
  const order = Array.from({ length: scores.length }, (_, i) => i)
    .filter((i) => !Number.isNaN(scores[i]!))
    .sort((a, b) => scores[a]! - scores[b]!);
  const out = new Int32Array(scores.length).fill(-1);
  order.forEach((i, rank) => {
    const before = order[rank - 1];
    const isTied = before !== undefined && scores[before] === scores[i];
    out[i] = isTied ? out[before]! : Math.floor((rank * binCount) / order.length);
  });
  return out;
}

function drawFromLogs(row: Float64Array, uniform: Uniform): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < row.length; c++) top = Math.max(top, row[c]!);
  let sum = 0;
  for (let c = 0; c < row.length; c++) sum += Math.exp(row[c]! - top);
  let left = uniform() * sum;
  for (let c = 0; c < row.length - 1; c++) {
    left -= Math.exp(row[c]! - top);
    if (left < 0) return c;
  }
  return row.length - 1;
}
