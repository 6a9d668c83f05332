import { runEngine } from '../engine/run-in-process.ts';
import type { EngineJob, EngineMetric } from '../engine/types.ts';
import { randomStream } from '../random.ts';
import { normalCdf, normalPdf, normalQuantile } from '../special/normal.ts';
import { verifyRow } from './row.ts';
import type { CoverageDesign, VerifyProgress, VerifyRow } from './types.ts';

const metrics: readonly EngineMetric[] = [
  'accuracy',
  'sensitivity',
  'specificity',
  'ppv',
  'auroc',
  'auprc',
  'loss:0',
  'calibration-slope',
];
const prevalence = 0.3;
const shift = 1.5;
const threshold = 0.8;

/** Probability of the positive class given a score, exact for two normal classes. */
function posterior(score: number): number {
  const odds = Math.log(prevalence / (1 - prevalence)) + shift * score - (shift * shift) / 2;
  return 1 / (1 + Math.exp(-odds));
}

/** Integral over the score of a function of the score, Simpson's rule on -9 to 11. */
function integrate(f: (score: number) => number): number {
  const steps = 4000;
  const width = 20 / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const weight = i === 0 || i === steps ? 1 : i % 2 === 0 ? 2 : 4;
    sum += weight * f(-9 + i * width);
  }
  return (sum * width) / 3;
}

/** The true value of each metric in an endless population. */
export function coverageTruth(): Readonly<Record<string, number>> {
  const sensitivity = normalCdf(shift - threshold);
  const specificity = normalCdf(threshold);
  const truePositive = prevalence * sensitivity;
  const falsePositive = (1 - prevalence) * (1 - specificity);
  const precision = (s: number): number => {
    const above = prevalence * normalCdf(shift - s);
    return above / (above + (1 - prevalence) * normalCdf(-s));
  };
  const brier = (s: number): number => {
    const p = posterior(s);
    const positive = prevalence * normalPdf(s - shift) * (1 - p) * (1 - p);
    return positive + (1 - prevalence) * normalPdf(s) * p * p;
  };
  return {
    accuracy: truePositive + (1 - prevalence) * specificity,
    sensitivity,
    specificity,
    ppv: truePositive / (truePositive + falsePositive),
    auroc: normalCdf(shift / Math.SQRT2),
    auprc: integrate((s) => normalPdf(s - shift) * precision(s)),
    'loss:0': integrate(brier),
    'calibration-slope': 1,
  };
}

/** One study of the design. */
export function coverageStudy(design: CoverageDesign, seed: number, run: number): EngineJob {
  const { patients, images, icc } = design;
  const uniform = randomStream(seed, patients, images, Math.round(100 * icc), run);
  const normal = (): number => normalQuantile(Math.max(1e-12, uniform()));
  const rowCount = patients * images;
  const shared = Math.sqrt(icc);
  const own = Math.sqrt(1 - icc);
  const cut = normalQuantile(1 - prevalence);
  const patient = new Int32Array(rowCount);
  const label = new Uint8Array(rowCount);
  const score = new Float64Array(rowCount);
  const decision = new Uint8Array(rowCount);
  const loss = new Float64Array(rowCount);
  for (let p = 0, i = 0; p < patients; p++) {
    const forLabel = shared * normal();
    const forScore = shared * normal();
    for (let j = 0; j < images; j++, i++) {
      patient[i] = p;
      const y = forLabel + own * normal() > cut ? 1 : 0;
      const s = y * shift + forScore + own * normal();
      label[i] = y;
      score[i] = posterior(s);
      decision[i] = s >= threshold ? 1 : 0;
      loss[i] = (score[i]! - y) * (score[i]! - y);
    }
  }
  return {
    rowCount,
    patientCount: patients,
    patient,
    label,
    score,
    decision,
    loss: [loss],
    rowWeight: null,
    attributes: [],
    metrics,
    replicates: 0,
    permutations: 0,
    level: 0.95,
    seed,
    stream: run,
  };
}

/**
 * Coverage of the printed interval of each metric (C1).
 *
 * @param design patients, images, intraclass correlation
 * @param seed seed of the cell
 * @param runs number of simulated studies
 * @param onProgress called now and then
 */
export function coverageCell(
  design: CoverageDesign,
  seed: number,
  runs: number,
  onProgress?: VerifyProgress,
): VerifyRow[] {
  const truth = coverageTruth();
  const hits = metrics.map(() => 0);
  const counted = metrics.map(() => 0);
  for (let run = 0; run < runs; run++) {
    const result = runEngine(coverageStudy(design, seed, run));
    result.metrics.forEach(({ metric, overall }, m) => {
      if (overall.limits === null || isTooSmall(metric, overall.counts.positivePatients)) return;
      const value = truth[metric]!;
      counted[m] = counted[m]! + 1;
      if (overall.limits[0] <= value && value <= overall.limits[1]) hits[m] = hits[m]! + 1;
    });
    onProgress?.(run + 1, runs);
  }
  const band: [number, number] = design.patients >= 200 ? [0.93, 0.97] : [0.9, 0.98];
  return metrics.map((metric, m) =>
    verifyRow({
      claim: 'C1',
      design: `${design.patients} patients × ${design.images} images, ICC ${design.icc}`,
      measure: `coverage of ${metric === 'loss:0' ? 'brier' : metric}`,
      nominal: 0.95,
      band,
      hits: hits[m]!,
      runs: counted[m]!,
      undefinedRuns: runs - counted[m]!,
    }),
  );
}

/** Sensitivity with fewer than ten positive patients is shown as counts, never as an interval. */
function isTooSmall(metric: EngineMetric, positivePatients: number): boolean {
  return metric === 'sensitivity' && positivePatients < 10;
}
