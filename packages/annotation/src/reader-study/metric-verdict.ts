import type { Verdict } from '@equipoise/domain';
import type { StudyDifference } from './core.ts';
import { testMargin } from './core.ts';
import type { MetricEstimates } from './metric-estimates.ts';
import type { MetricResult } from './metric-result.ts';
import type { StudyContext } from './study-context.ts';
import {
  because,
  difference,
  figure,
  listed,
  metricWords,
  points,
  pText,
  quoted,
  share,
  withRange,
} from './study-words.ts';

/** Findings about the differences against the reference, and about what was pooled or is identical. */
export function metricFindings(
  result: MetricResult,
  estimates: MetricEstimates,
  context: StudyContext,
  tests: number,
): ReadonlyMap<number, Verdict> {
  const verdicts = new Map<number, Verdict>();
  const { rows, reference } = context;
  const words = metricWords[result.metric];
  const standard = rows.modalities[reference]!;
  for (const [a, b] of result.identical) {
    context.warn(
      'identical-modalities',
      `${quoted(rows.modalities[a]!)} and ${quoted(rows.modalities[b]!)} give the same ${words.noun} for every reader and their difference does not vary: either the same readings stand under both names, or readers told no cases apart.`,
    );
  }
  for (const { analysis, pair, estimate } of estimates.differences) {
    if (!analysis.isPrimary || pair.testB !== reference) continue;
    const name = rows.modalities[pair.testA]!;
    const margin = context.question.margins[result.metric];
    const isSame = result.identical.some(([a, b]) => a === pair.testA && b === reference);
    const key = `${result.metric}|${name}`;
    const common = {
      key,
      model: name,
      metric: result.metric,
      estimateIds: [estimate.id],
      margin: margin ?? null,
    };
    if (estimate.value === null || estimate.low === null) {
      const reason = estimate.undefinedReason ?? estimate.caution ?? 'no-variance';
      context.find({
        ...common,
        verdict: 'not-assessable',
        role: margin === undefined ? 'description' : 'confirmatory',
        reason,
        sentence: `The ${words.noun} of ${quoted(name)} and ${quoted(standard)} cannot be compared: ${because(reason)}.`,
      });
      continue;
    }
    const range = withRange(estimate, difference);
    const p = pText(pair.p.value);
    if (margin === undefined || isSame) {
      context.find({
        ...common,
        verdict: 'not-assessable',
        role: 'description',
        reason: isSame ? 'identical-modalities' : 'no-margin-declared',
        sentence: isSame
          ? `${quoted(name)} and ${quoted(standard)} are identical: the difference in ${words.noun} is 0, p = 1.`
          : `${sign(estimate, name, standard, words.noun)} (difference ${range}, ${p}).`,
      });
      continue;
    }
    const told = marginVerdict(pair, margin, name, standard, words.noun, range, p, context, tests);
    verdicts.set(pair.testA, told.verdict);
    context.find({ ...common, role: 'confirmatory', ...told });
  }
  return verdicts;
}

function sign(
  one: { readonly low: number | null; readonly high: number | null },
  name: string,
  standard: string,
  noun: string,
): string {
  if ((one.low ?? 0) > 0)
    return `The ${noun} is higher with ${quoted(name)} than with ${quoted(standard)}`;
  if ((one.high ?? 0) < 0)
    return `The ${noun} is lower with ${quoted(name)} than with ${quoted(standard)}`;
  return `Whether ${quoted(name)} or ${quoted(standard)} has the higher ${noun} cannot be told`;
}

function marginVerdict(
  pair: StudyDifference,
  margin: number,
  name: string,
  standard: string,
  noun: string,
  range: string,
  p: string,
  context: StudyContext,
  tests: number,
): { verdict: 'within-margin' | 'beyond-margin' | 'cannot-tell'; sentence: string } {
  const level = 1 - (1 - context.level) / Math.max(1, tests);
  const test = testMargin(pair, margin, level);
  const wide =
    tests > 1 && test.low.value !== null
      ? `; simultaneous limits ${difference(test.low.value)} to ${difference(test.high.value)}`
      : '';
  const tail = `(difference in ${noun} ${range}, ${p}${wide})`;
  if (test.isNonInferior) {
    const better = test.isSuperior ? `, and it is better` : '';
    return {
      verdict: 'within-margin',
      sentence: `${quoted(name)} is not worse than ${quoted(standard)} by ${margin} or more${better} ${tail}.`,
    };
  }
  if ((test.high.value ?? 0) < -margin) {
    return {
      verdict: 'beyond-margin',
      sentence: `${quoted(name)} is worse than ${quoted(standard)} by more than ${margin} ${tail}.`,
    };
  }
  const isWorse =
    (test.high.value ?? 0) < 0
      ? `${quoted(name)} is worse, and whether by ${margin} or more`
      : `Whether ${quoted(name)} is worse than ${quoted(standard)} by ${margin} or more`;
  return {
    verdict: 'cannot-tell',
    sentence: `${isWorse} cannot be told: the interval reaches past the margin ${tail}.`,
  };
}

/** One plain sentence about one figure, for the first screen. */
export function metricSentence(
  result: MetricResult,
  estimates: MetricEstimates,
  context: StudyContext,
  verdicts: ReadonlyMap<number, Verdict>,
): string {
  const words = metricWords[result.metric];
  const { rows, reference } = context;
  const { said } = words;
  const parts = estimates.means.flatMap((one) =>
    one.value === null
      ? []
      : [`${said === null ? figure(one.value) : share(one.value)}${label(one.model)}`],
  );
  if (parts.length === 0) {
    const why = because(estimates.means[0]?.undefinedReason);
    return `The ${words.noun} is not shown: ${why}.`;
  }
  const head =
    said === null
      ? `${result.average === 'pairs' ? 'Pooled' : 'Mean'} ${words.noun} of the readers: ${listed(parts)}.`
      : `${said[0]} ${listed(parts)} ${said[1]}.`;
  const format = said === null ? difference : points;
  const unit = said === null ? '' : ' points';
  const main = estimates.differences.filter(
    ({ analysis, pair }) => analysis.isPrimary && pair.testB === reference,
  );
  const compared = main.flatMap(({ estimate, pair }) => {
    if (estimate.value === null) return [];
    const standard = rows.modalities[reference]!;
    const isSame = result.identical.some(([a, b]) => a === pair.testA && b === pair.testB);
    if (isSame) return [` ${quoted(estimate.model)} and ${quoted(standard)} are identical.`];
    const { low, high } = estimate;
    const name = `Difference (${estimate.model} minus ${standard})`;
    if (low === null || high === null)
      return [
        ` ${name}: ${format(estimate.value)}${unit}, without an interval: ${because(estimate.caution)}.`,
      ];
    const chance = low > 0 || high < 0 ? 'more than chance explains' : 'chance can explain it';
    const range = `${format(estimate.value)}${unit} (${format(low)} to ${format(high)})`;
    const margin = context.question.margins[result.metric];
    return [
      ` ${name}: ${range}, ${chance}${marginWords(verdicts.get(pair.testA), margin, estimate.model, standard)}.`,
    ];
  });
  return head + compared.join('');
}

function label(modality: string): string {
  return modality === 'all' ? '' : ` (${modality})`;
}

function marginWords(
  verdict: Verdict | undefined,
  margin: number | undefined,
  name: string,
  standard: string,
): string {
  if (margin === undefined) return '';
  if (verdict === 'within-margin')
    return `; ${quoted(name)} is not worse than ${quoted(standard)} by ${margin} or more`;
  if (verdict === 'beyond-margin')
    return `; ${quoted(name)} is worse than ${quoted(standard)} by over ${margin}`;
  return `; whether the loss stays below ${margin} cannot be told`;
}
