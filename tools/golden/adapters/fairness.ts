import {
  type AdjustMethod,
  adjustPValues,
  aurocByGroup,
  averageOdds,
  betweenGroupEntropy,
  calibrationByGroup,
  compareCodePoints,
  countByGroup,
  countsAtPrevalence,
  crossAuroc,
  decisionBenefit,
  decomposeCovariate,
  decomposePrevalence,
  decomposeThreshold,
  detectableProportion,
  differentialFairness,
  encodeGroups,
  fitBetaBinomial,
  fitLogisticNormal,
  fitNormalRandomEffects,
  type GapSummary,
  type GroupCodes,
  type GroupMetrics,
  gapBootstrap,
  generalisedEntropy,
  groupMetric,
  groupMetricNames,
  groupMetrics,
  groupMetricsWithin,
  logitRates,
  type MaybeP,
  maxT,
  maxTResampled,
  minDetectableGap,
  multicalibration,
  parity,
  powerTwoProportions,
  powerUnequalProportions,
  rateGaps,
  sizeTwoProportions,
  theilIndex,
  thresholdForFpr,
  type Value,
} from '@equipoise/stats';

type Input = Record<string, unknown>;
type Label = string | number | null;

// The case files fix the types of their fields (README of the golden values), so casts here are reads.
const numbers = (input: Input, key: string): number[] => input[key] as number[];
const matrix = (input: Input, key: string): number[][] => input[key] as number[][];
const number = (input: Input, key: string, standard?: number): number =>
  (input[key] as number | undefined) ?? standard ?? Number.NaN;
const groupsOf = (input: Input, key = 'group'): GroupCodes => encodeGroups(input[key] as Label[]);
const weightsOf = (input: Input): number[] | undefined => input['weight'] as number[] | undefined;
const numberOrNull = (x: Value): number | null => x.value;

/** An object with one entry per label. */
function keyed<T>(labels: readonly string[], make: (place: number) => T): Record<string, T> {
  return Object.fromEntries(labels.map((label, place) => [label, make(place)]));
}

/** An object with one entry per metric. */
function perMetric<T>(make: (name: (typeof groupMetricNames)[number]) => T): Record<string, T> {
  return Object.fromEntries(groupMetricNames.map((name) => [name, make(name)]));
}

function describeGroups(m: GroupMetrics): Record<string, unknown> {
  const gap = (read: (summary: GapSummary) => Value): unknown =>
    perMetric((name) => numberOrNull(read(m.gaps[name])));
  return {
    overall: perMetric((name) => numberOrNull(m.overall[name])),
    byGroup: keyed(m.labels, (g) => perMetric((name) => numberOrNull(m.byGroup[name][g]!))),
    differenceBetween: gap((s) => s.differenceBetween),
    differenceToOverall: gap((s) => s.differenceToOverall),
    ratioBetween: gap((s) => s.ratioBetween),
    ratioToOverall: gap((s) => s.ratioToOverall),
    min: gap((s) => s.min),
    max: gap((s) => s.max),
  };
}

/** Rows of one group. */
function rowsOf(groups: GroupCodes, label: string): number[] {
  const code = groups.labels.indexOf(label);
  const rows: number[] = [];
  groups.codes.forEach((c, i) => {
    if (c === code) rows.push(i);
  });
  return rows;
}

function take(values: readonly number[], rows: readonly number[]): number[] {
  return rows.map((i) => values[i]!);
}

/** Two named groups of a decomposition, as strings. */
function sides(input: Input): [string, string] {
  return [String(input['a']), String(input['b'])];
}

/** Largest minus smallest of the numbers that exist. */
function rangeOf(values: readonly (number | null)[]): number | null {
  const present = values.filter((v) => v !== null);
  return present.length === 0 ? null : Math.max(...present) - Math.min(...present);
}

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

/** Library calls behind every `fair.` function of the golden files. */
export const fairnessAdapters: Record<string, (input: Input) => unknown> = {
  'fair.groupMetrics': (input) => {
    const y = numbers(input, 'y');
    const pred = numbers(input, 'pred');
    const groups = groupsOf(input);
    if (input['control'] === undefined) {
      return describeGroups(groupMetrics(y, pred, groups, weightsOf(input)));
    }
    const levels = groupMetricsWithin(
      y,
      pred,
      groups,
      groupsOf(input, 'control'),
      weightsOf(input),
    );
    const described = levels.map((level) => [level.label, describeGroups(level.metrics)] as const);
    const fields = Object.keys(described[0]?.[1] ?? {});
    return Object.fromEntries(
      fields.map((field) => [
        field,
        Object.fromEntries(described.map(([label, result]) => [label, result[field]])),
      ]),
    );
  },
  'fair.parity': (input) => {
    const result = parity(
      numbers(input, 'y'),
      numbers(input, 'pred'),
      groupsOf(input),
      weightsOf(input),
    );
    return {
      demographicParityDifference: numberOrNull(result.demographicParityDifference),
      demographicParityRatio: numberOrNull(result.demographicParityRatio),
      equalizedOddsDifference: numberOrNull(result.equalizedOddsDifference),
      equalizedOddsRatio: numberOrNull(result.equalizedOddsRatio),
      equalizedOddsDifferenceMean: numberOrNull(result.equalizedOddsDifferenceMean),
      equalizedOddsDifferenceToOverall: numberOrNull(result.equalizedOddsDifferenceToOverall),
      equalOpportunityDifference: numberOrNull(result.equalOpportunityDifference),
      equalOpportunityRatio: numberOrNull(result.equalOpportunityRatio),
    };
  },
  'fair.groupMetricsPolicy': (input) => {
    const m = groupMetrics(numbers(input, 'y'), numbers(input, 'pred'), groupsOf(input));
    const by = (name: 'tpr' | 'fpr' | 'n' | 'accuracy'): unknown =>
      keyed(m.labels, (g) => numberOrNull(m.byGroup[name][g]!));
    return {
      tpr: by('tpr'),
      fpr: by('fpr'),
      n: by('n'),
      accuracy: by('accuracy'),
      tprGap: numberOrNull(m.gaps.tpr.differenceBetween),
      fprGap: numberOrNull(m.gaps.fpr.differenceBetween),
      undefinedTpr: m.gaps.tpr.undefinedPlaces.map((g) => m.labels[g]),
      undefinedFpr: m.gaps.fpr.undefinedPlaces.map((g) => m.labels[g]),
    };
  },
  'fair.aif': (input) => {
    const y = numbers(input, 'y');
    const pred = numbers(input, 'pred');
    const side = input['protected'] as Label[];
    const isPrivileged = Int32Array.from(side, (v) => (v === input['privileged'] ? 1 : 0));
    const odds = averageOdds(y, pred, isPrivileged);
    const benefit = decisionBenefit(y, pred);
    return {
      averageOddsDifference: numberOrNull(odds.difference),
      averageOddsError: numberOrNull(odds.error),
      generalizedEntropyAlpha2: numberOrNull(generalisedEntropy(benefit)),
      betweenGroupGE: numberOrNull(betweenGroupEntropy(benefit, encodeGroups(side).codes)),
      theil: numberOrNull(theilIndex(benefit)),
    };
  },
  'fair.differentialFairness': (input) => {
    const groups = groupsOf(input);
    const positives = new Float64Array(groups.labels.length);
    const totals = new Float64Array(groups.labels.length);
    const y = numbers(input, 'y');
    groups.codes.forEach((g, i) => {
      totals[g]!++;
      positives[g]! += y[i]!;
    });
    return {
      epsilon: numberOrNull(
        differentialFairness(positives, totals, number(input, 'concentration', 1)),
      ),
    };
  },
  'fair.xauc': (input) => {
    const result = crossAuroc(numbers(input, 'y'), numbers(input, 'score'), groupsOf(input));
    const { labels, matrix: cells } = result;
    const xauc: Record<string, number | null> = {};
    labels.forEach((a, i) => {
      labels.forEach((b, j) => {
        xauc[`${a}>${b}`] = numberOrNull(cells[i]![j]!);
      });
    });
    const ab = labels.length > 1 ? cells[0]![1]!.value : null;
    const ba = labels.length > 1 ? cells[1]![0]!.value : null;
    return {
      xauc,
      delta: ab === null || ba === null ? null : ab - ba,
      withinAuc: keyed(labels, (g) => numberOrNull(cells[g]![g]!)),
      posVsAll: keyed(labels, (g) => numberOrNull(result.positivesVersusAll[g]!)),
    };
  },
  'fair.aurocByGroup': (input) => {
    const result = aurocByGroup(numbers(input, 'y'), numbers(input, 'score'), groupsOf(input));
    const { labels, estimates } = result;
    return {
      auroc: keyed(labels, (g) => numberOrNull(estimates[g]!.auroc)),
      se: keyed(labels, (g) => numberOrNull(estimates[g]!.se)),
      pairs: Object.fromEntries(
        result.pairs.map((pair) => [
          `${labels[pair.a]}-${labels[pair.b]}`,
          {
            diff: pair.difference,
            ci95: pair.limits,
            z: numberOrNull(pair.z),
            p: numberOrNull(pair.pValue),
          },
        ]),
      ),
      homogeneityQ: numberOrNull(result.homogeneityQ),
      df: result.degreesOfFreedom,
      p: numberOrNull(result.homogeneityP),
      I2: numberOrNull(result.i2),
      overall: numberOrNull(result.overall),
      equityScaled: numberOrNull(result.equityScaled),
      worst: labels[result.worst] ?? null,
      gap: numberOrNull(result.gap),
    };
  },
  'fair.multicalibration': (input) => {
    const result = multicalibration(
      numbers(input, 'y'),
      numbers(input, 'proba'),
      groupsOf(input),
      number(input, 'bins', 10),
    );
    return {
      perGroup: keyed(result.labels, (g) => ({
        ece: numberOrNull(result.perGroup[g]!.ece),
        alphaMax: numberOrNull(result.perGroup[g]!.alphaMax),
        signed: numberOrNull(result.perGroup[g]!.signed),
      })),
      maxGroupEce: numberOrNull(result.maxGroupEce),
      alpha: numberOrNull(result.alpha),
      eceGap: numberOrNull(result.eceGap),
    };
  },
  'fair.calibrationByGroup': (input) => {
    const result = calibrationByGroup(
      numbers(input, 'y'),
      numbers(input, 'proba'),
      groupsOf(input),
    );
    return Object.fromEntries(
      result.map(({ label, calibration }) => [
        label,
        {
          slope: numberOrNull(calibration.slope.estimate),
          slopeSe: numberOrNull(calibration.slope.se),
          citl: numberOrNull(calibration.calibrationInTheLarge.estimate),
          citlSe: numberOrNull(calibration.calibrationInTheLarge.se),
        },
      ]),
    );
  },
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
  'fair.prevalenceAdjusted': (input) => {
    const groups = groupsOf(input);
    const counts = countByGroup(
      numbers(input, 'y'),
      numbers(input, 'pred'),
      groups.codes,
      groups.labels.length,
    );
    const adjusted = counts.map((c) => countsAtPrevalence(c, number(input, 'prevalence')));
    return {
      ...keyed(groups.labels, (g) => ({
        accuracy: numberOrNull(adjusted[g]!.accuracy),
        ppv: numberOrNull(adjusted[g]!.ppv),
        npv: numberOrNull(adjusted[g]!.npv),
        prevalence: numberOrNull(groupMetric(counts[g]!, 'prevalence')),
      })),
      ppvGap: rangeOf(adjusted.map((a) => a.ppv.value)),
    };
  },
  'fair.decomposePrevalence': (input) => {
    const groups = groupsOf(input);
    const counts = countByGroup(
      numbers(input, 'y'),
      numbers(input, 'pred'),
      groups.codes,
      groups.labels.length,
    );
    const empty = { tp: 0, fp: 0, fn: 0, tn: 0 };
    const [a, b] = sides(input).map((label) => counts[groups.labels.indexOf(label)] ?? empty);
    const result = decomposePrevalence(a!, b!);
    return {
      accuracyGap: numberOrNull(result.accuracyGap),
      prevalencePart: numberOrNull(result.prevalencePart),
      conditionalPart: numberOrNull(result.conditionalPart),
      ppvGap: numberOrNull(result.ppvGap),
      ppvShapley: {
        prevalence: numberOrNull(result.ppvShapley.prevalence),
        sensitivity: numberOrNull(result.ppvShapley.sensitivity),
        specificity: numberOrNull(result.ppvShapley.specificity),
      },
    };
  },
  'fair.decomposeThreshold': (input) => {
    const groups = groupsOf(input);
    const [a, b] = sides(input).map((label) => {
      const rows = rowsOf(groups, label);
      return { y: take(numbers(input, 'y'), rows), score: take(numbers(input, 'score'), rows) };
    });
    const result = decomposeThreshold(a!, b!, number(input, 'threshold'));
    return {
      tprGap: numberOrNull(result.tprGap),
      separability: numberOrNull(result.separability),
      operatingPoint: numberOrNull(result.operatingPoint),
      meanFpr: numberOrNull(result.meanFpr),
    };
  },
  'fair.decomposeCovariate': (input) => {
    const groups = groupsOf(input);
    const [a, b] = sides(input).map((label) => groups.labels.indexOf(label));
    const side = Int32Array.from(groups.codes, (code) => (code === a ? 0 : code === b ? 1 : -1));
    const result = decomposeCovariate(
      numbers(input, 'loss'),
      groupsOf(input, 'covariate').codes,
      side,
    );
    return {
      gap: numberOrNull(result.gap),
      xShiftA: numberOrNull(result.xShiftA),
      conditional: numberOrNull(result.conditional),
      xShiftB: numberOrNull(result.xShiftB),
      oaxacaExplained: numberOrNull(result.oaxacaExplained),
      oaxacaUnexplained: numberOrNull(result.oaxacaUnexplained),
    };
  },
  'fair.groupThresholds': (input) => {
    const groups = groupsOf(input);
    const points = groups.labels.map((label) => {
      const rows = rowsOf(groups, label);
      return thresholdForFpr(
        take(numbers(input, 'y'), rows),
        take(numbers(input, 'score'), rows),
        number(input, 'maxFpr'),
      );
    });
    return {
      ...keyed(groups.labels, (g) => points[g]),
      tprGap: rangeOf(points.map((point) => point?.tpr ?? null)),
    };
  },
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
};
