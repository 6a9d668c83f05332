import {
  aurocByGroup,
  averageOdds,
  betweenGroupEntropy,
  calibrationByGroup,
  crossAuroc,
  decisionBenefit,
  differentialFairness,
  encodeGroups,
  type GapSummary,
  type GroupMetrics,
  generalisedEntropy,
  groupMetricNames,
  groupMetrics,
  groupMetricsWithin,
  multicalibration,
  parity,
  theilIndex,
  type Value,
} from '@equipoise/stats';
import type { Input } from '../input.ts';
import { groupsOf, keyed, number, numberOrNull, numbers, weightsOf } from './fairness-input.ts';

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

/** Library calls behind the golden `fair.` functions that describe groups. */
export const groupAdapters: Record<string, (input: Input) => unknown> = {
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
    const side = input['protected'] as (string | number | null)[];
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
};
