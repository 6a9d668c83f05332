import {
  countByGroup,
  countsAtPrevalence,
  decomposeCovariate,
  decomposePrevalence,
  decomposeThreshold,
  type GroupCodes,
  groupMetric,
  thresholdForFpr,
} from '@equipoise/stats';
import type { Input } from '../input.ts';
import { groupsOf, keyed, number, numberOrNull, numbers } from './fairness-input.ts';

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

/** Library calls behind the golden `fair.` functions that ask where a gap comes from, and mend it. */
export const causeAdapters: Record<string, (input: Input) => unknown> = {
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
};
