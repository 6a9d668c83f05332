import {
  type AdjustMethod,
  adjustPValues,
  compareCodePoints,
  detectableProportion,
  fitBetaBinomial,
  fitLogisticNormal,
  fitNormalRandomEffects,
  gapBootstrap,
  logitRates,
  type MaybeP,
  maxT,
  maxTResampled,
  minDetectableGap,
  powerTwoProportions,
  powerUnequalProportions,
  rateGaps,
  sizeTwoProportions,
} from '@equipoise/stats';
import type { Input } from '../input.ts';
import { groupsOf, keyed, matrix, number, numberOrNull, numbers } from './fairness-input.ts';

const methodNames: readonly (readonly [string, AdjustMethod])[] = [
  ['bonferroni', 'bonferroni'],
  ['holm', 'holm'],
  ['hochberg', 'hochberg'],
  ['hommel', 'hommel'],
  ['bh', 'bh'],
  ['by', 'by'],
  ['sidak', 'sidak'],
  ['holmSidak', 'holm-sidak'],
];

/** Library calls behind the golden `fair.` functions that weigh gaps: intervals, tests, power, shrinkage. */
export const gapAdapters: Record<string, (input: Input) => unknown> = {
  'fair.rateGaps': (input) => {
    const counts = input['counts'] as Record<string, [number, number]>;
    const labels = Object.keys(counts).sort(compareCodePoints);
    const result = rateGaps(
      labels.map((label) => counts[label]![0]),
      labels.map((label) => counts[label]![1]),
    );
    return {
      wilson: keyed(labels, (g) => result.wilson[g]),
      pairs: Object.fromEntries(
        result.pairs.map((pair) => [
          `${labels[pair.a]} vs ${labels[pair.b]}`,
          {
            diff: pair.difference,
            newcombe: pair.newcombe,
            ratio: numberOrNull(pair.ratio),
            katz: pair.katz,
            z: numberOrNull(pair.z),
            p: numberOrNull(pair.pValue),
            fisherP: pair.fisherP,
          },
        ]),
      ),
      chi2: numberOrNull(result.chiSquare),
      df: result.degreesOfFreedom,
      p: numberOrNull(result.pValue),
    };
  },
  'fair.multiplicity': (input) => {
    const p = input['p'] as MaybeP[];
    return Object.fromEntries(methodNames.map(([key, method]) => [key, adjustPValues(p, method)]));
  },
  'fair.maxT': (input) => {
    const result = maxT(matrix(input, 'corr'), numbers(input, 'z'), number(input, 'level', 0.95), {
      pointCount: 4096,
    });
    return { critical: numberOrNull(result.critical), p: result.pValues };
  },
  'fair.maxTResampled': (input) => {
    const result = maxTResampled(numbers(input, 'observed'), matrix(input, 'null'));
    return { singleStep: [...result.singleStep], stepDown: [...result.stepDown] };
  },
  'fair.power': (input) => {
    const [n, p1, p2] = [number(input, 'n'), number(input, 'p1'), number(input, 'p2')];
    const alpha = number(input, 'alpha', 0.05);
    const power = number(input, 'power', 0.8);
    return {
      power: numberOrNull(powerTwoProportions(n, p1, p2, alpha)),
      nPerGroup: numberOrNull(sizeTwoProportions(p1, p2, { alpha, power })),
      detectableP2: numberOrNull(detectableProportion(n, p1, { alpha, power })),
    };
  },
  'fair.powerUnequal': (input) => {
    const n1 = number(input, 'n1');
    const p2 = number(input, 'p2');
    return {
      power: numberOrNull(
        powerUnequalProportions(
          n1,
          p2 + number(input, 'diff'),
          n1 * number(input, 'ratio', 1),
          p2,
          number(input, 'alpha', 0.05),
        ),
      ),
    };
  },
  'fair.minDetectableGap': (input) => ({
    mdg: minDetectableGap(
      number(input, 'se1'),
      number(input, 'se2'),
      number(input, 'alpha', 0.05),
      number(input, 'power', 0.8),
    ),
  }),
  'fair.gapBootstrapBand': (input) => {
    const groups = groupsOf(input);
    const y = numbers(input, 'y');
    const pred = numbers(input, 'pred');
    const { summary } = gapBootstrap({
      codes: groups.codes,
      groupCount: groups.labels.length,
      isHit: pred,
      isCounted: y,
      replicateCount: number(input, 'B', 10000),
      seed: number(input, 'seed', 1),
    });
    return { ci95: summary.percentile.limits, mean: numberOrNull(summary.mean) };
  },
  'fair.shrinkageNormal': (input) => {
    const { logit, variance } = logitRates(numbers(input, 'k'), numbers(input, 'n'));
    const fitBy = (method: 'DL' | 'REML' | 'PM'): unknown => {
      const f = fitNormalRandomEffects(logit, variance, method);
      return {
        tau2: f.tau2,
        mu: f.mu,
        se: f.se,
        QE: f.q,
        QEp: f.qP,
        I2: f.i2,
        blup: [...f.blup],
        blupSe: [...f.blupSe],
      };
    };
    return {
      yi: [...logit],
      vi: [...variance],
      DL: fitBy('DL'),
      REML: fitBy('REML'),
      PM: fitBy('PM'),
    };
  },
  'fair.shrinkageBetaBinomial': (input) => {
    const fit = fitBetaBinomial(numbers(input, 'k'), numbers(input, 'n'));
    return {
      alpha: numberOrNull(fit.alpha),
      beta: numberOrNull(fit.beta),
      posteriorMean: [...fit.posteriorMean],
    };
  },
  'fair.shrinkageGlmm': (input) => {
    const fit = fitLogisticNormal(numbers(input, 'k'), numbers(input, 'n'));
    return { mu: fit.mu, sd: fit.sd, mode: [...fit.mode] };
  },
};
