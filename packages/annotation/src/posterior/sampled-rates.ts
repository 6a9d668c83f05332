import { type Limits, quantileSorted, type Uniform } from '@equipoise/stats';
import { fail } from '../errors.ts';
import type { Readings } from '../fusion/readings.ts';
import { type PanelSamplerOptions, panelSampler } from './panel-sampler.ts';

/** A rate with the range that holds most of its draws. */
export interface SampledRate {
  /** Median of the draws. */
  readonly median: number;
  /** Equal-tailed limits. */
  readonly limits: Limits;
}

/** How one reader does on one class, as far as the panel alone tells. */
export interface SampledReaderRates {
  readonly reader: number;
  readonly label: number;
  /** P(answers the class | case is of the class). */
  readonly sensitivity: SampledRate;
  /** P(answers another class | case is of another class). */
  readonly specificity: SampledRate;
}

/**
 * Sensitivity and specificity of every reader without any reference: medians and limits of the posterior of
 * Dawid-Skene. Labels, prevalence and the other readers are drawn along, so the limits hold all that is unknown,
 * under the model that readers err independently given the truth.
 *
 * @param readings the answers
 * @param uniform random stream
 * @param options draws (1000), level (0.95) and the options of the sampler
 * @returns reader-major, one entry per reader and class; a reader without answers has the prior
 * @throws annotation/bad-argument for fewer than 20 draws
 * @see Paun et al. 2018, doi:10.1162/tacl_a_00040
 */
export function sampledReaderRates(
  readings: Readings,
  uniform: Uniform,
  options: PanelSamplerOptions & { readonly draws?: number; readonly level?: number } = {},
): SampledReaderRates[] {
  const { draws = 1000, level = 0.95, ...rest } = options;
  if (!(draws >= 20)) {
    fail('annotation/bad-argument', `${draws} draws give no limits.`, 'Ask for 20 or more.');
  }
  const { readerCount, classCount: k } = readings;
  const sampler = panelSampler(readings, uniform, { thin: 2, ...rest });
  const cells = Array.from({ length: readerCount * k * 2 }, () => new Float64Array(draws));
  for (let d = 0; d < draws; d++) {
    sampler.next();
    for (let r = 0; r < readerCount; r++) {
      for (let c = 0; c < k; c++) {
        const at = (r * k + c) * k;
        let elsewhere = 0;
        let missed = 0;
        for (let truth = 0; truth < k; truth++) {
          if (truth === c) continue;
          elsewhere += sampler.prevalence[truth]!;
          missed += sampler.prevalence[truth]! * (1 - sampler.confusion[at + truth]!);
        }
        cells[2 * (r * k + c)]![d] = sampler.confusion[at + c]!;
        cells[2 * (r * k + c) + 1]![d] = elsewhere > 0 ? missed / elsewhere : 1;
      }
    }
  }
  const summary = (values: Float64Array): SampledRate => {
    values.sort();
    const tail = (1 - level) / 2;
    return {
      median: quantileSorted(values, 0.5),
      limits: [quantileSorted(values, tail), quantileSorted(values, 1 - tail)],
    };
  };
  return Array.from({ length: readerCount * k }, (_, cell) => ({
    reader: Math.floor(cell / k),
    label: cell % k,
    sensitivity: summary(cells[2 * cell]!),
    specificity: summary(cells[2 * cell + 1]!),
  }));
}
