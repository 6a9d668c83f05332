import type { Estimate, EvidenceOf, Figure, Finding, Study } from '@equipoise/domain';
import { holm, type Linearised, linearisedLimits, minus } from '@equipoise/stats';
import { smallCell } from '../fairness/performance.ts';
import {
  type AuditContext,
  type AuditOutcome,
  type AuditSpec,
  defineAudit,
  notAssessed,
} from '../frame/audit-spec.ts';
import { evidenceBase } from '../frame/evidence-base.ts';
import { judgeGap } from '../frame/judge.ts';
import { makeEstimate } from '../frame/make-estimate.ts';
import type { PredictionRun, RunAttribute } from '../frame/prediction-run.ts';
import { countsOfRows, rowsOfLevel, undefinedFigure } from '../frame/rates.ts';
import { sayGap, sayLimits, sayMetric } from '../frame/wording.ts';
import { crudeGap, type HeldMetric, heldMetrics } from '../strata/gap-within.ts';
import {
  type ModelDifference,
  modelDifference,
  onStudy,
  type SharedCases,
  sharedCases,
} from './model-difference.ts';

/** Gaps of the models of one task, each worked out once for all pairs. */
interface TaskGaps {
  /** Gap of each level against the rest, over the patients of the study; null where a side has no value. */
  of(
    run: PredictionRun,
    metric: HeldMetric,
    attribute: RunAttribute,
  ): readonly (Linearised | null)[];
}

/** Keeps the gaps of one task at a time: they hold an entry a patient. */
function taskGaps(study: Study): TaskGaps {
  const known = new Map<string, readonly (Linearised | null)[]>();
  let task: string | null = null;
  return {
    of(run, metric, attribute) {
      if (task !== run.task) known.clear();
      task = run.task;
      const key = JSON.stringify([run.model, run.class, metric, attribute.index]);
      const found = known.get(key);
      if (found) return found;
      const gaps = attribute.levels.map((_, index) => {
        const gap = crudeGap(run, metric, attribute, index);
        return gap === null ? null : onStudy(study, run, gap);
      });
      known.set(key, gaps);
      return gaps;
    },
  };
}

/** Models against each other on the same patients; unpaired where their cases differ. */
export const modelComparison: AuditSpec = defineAudit({
  id: 'model-comparison',
  title: 'Models side by side',
  question: 'Is one model better than another, and is its gap smaller?',
  items: [6, 7],
  needs: 'two or more models of one task',
  sources: [
    'doi:10.2307/2531595',
    'doi:10.2307/2533958',
    'Newcombe 1998, Statistics in Medicine 17:2635 and 17:873',
    'McNemar 1947, Psychometrika 12:153',
    'Holm 1979, Scandinavian Journal of Statistics 6:65',
  ],
  isPerTask: true,
  run(study, context): Promise<AuditOutcome> {
    if (pairsOf(context.runs).length === 0)
      return Promise.resolve(notAssessed('two or more models of one task (--model)'));
    const comparisons = comparisonsOf(study, context);
    const holmed = adjust(comparisons);
    const gaps = taskGaps(study);
    const outcomes = comparisons.map((comparison, index) =>
      report(gaps, comparison, holmed[index]!, context),
    );
    return Promise.resolve({
      estimates: outcomes.map((outcome) => outcome.estimate),
      findings: outcomes.map((outcome) => outcome.finding),
      evidence: outcomes.map((outcome) => outcome.evidence),
      needs: null,
    });
  },
});

function pairsOf(runs: readonly PredictionRun[]): (readonly [PredictionRun, PredictionRun])[] {
  const out: (readonly [PredictionRun, PredictionRun])[] = [];
  runs.forEach((a, i) => {
    for (const b of runs.slice(i + 1)) {
      if (a.task === b.task && a.class === b.class && a.model !== b.model) out.push([a, b]);
    }
  });
  return out;
}

interface Comparison {
  readonly a: PredictionRun;
  readonly b: PredictionRun;
  readonly metric: HeldMetric;
  readonly shared: SharedCases;
  readonly isIdentical: boolean;
  readonly found: ModelDifference;
  /** why the two have too few patients for a verdict; null where they have enough */
  readonly small: string | null;
}

/** All pairs of models on all metrics, in the order of the runs. */
function comparisonsOf(study: Study, context: AuditContext): Comparison[] {
  return pairsOf(context.runs).flatMap(([a, b]) => {
    const shared = sharedCases(study, a, b);
    return heldMetrics
      .filter((metric) => a.byMetric.has(metric) && b.byMetric.has(metric))
      .map((metric): Comparison => {
        const isIdentical = shared.isPaired && sameAnswers(a, b, metric);
        const { level } = context.settings;
        const found = modelDifference(study, a, b, metric, shared, level);
        return {
          a,
          b,
          metric,
          shared,
          isIdentical,
          found:
            isIdentical && found.value !== null
              ? { ...found, value: 0, limits: [0, 0], standardError: 0, pValue: 1, statistic: 0 }
              : found,
          small: smallOf(a, metric) ?? smallOf(b, metric),
        };
      });
  });
}

function smallOf(run: PredictionRun, metric: string): string | null {
  const cell = run.byMetric.get(metric)?.overall;
  return cell === undefined ? null : smallCell(metric, cell);
}

/** Holm-adjusted p of every comparison; one family is all pairs of models on one metric of one task. */
function adjust(comparisons: readonly Comparison[]): { p: number | null; count: number }[] {
  const families = new Map<string, number[]>();
  comparisons.forEach(({ a, metric }, index) => {
    const key = JSON.stringify([a.task, a.class, metric]);
    families.set(key, [...(families.get(key) ?? []), index]);
  });
  const out = comparisons.map(() => ({ p: null as number | null, count: 1 }));
  for (const members of families.values()) {
    const adjusted = holm(members.map((index) => comparisons[index]!.found.pValue));
    members.forEach((index, k) => {
      out[index] = { p: adjusted[k] ?? null, count: members.length };
    });
  }
  return out;
}

function report(
  gaps: TaskGaps,
  comparison: Comparison,
  holmed: { p: number | null; count: number },
  context: AuditContext,
): { estimate: Estimate; finding: Finding; evidence: EvidenceOf<'model-comparison'> } {
  const { a, b, metric, shared, isIdentical, found, small } = comparison;
  const margin = context.settings.margins[metric] ?? null;
  const caution = isIdentical ? 'identical-scores' : small;
  const estimate = makeEstimate(
    a,
    { metric, slice: {}, versus: b.model, scale: 'difference' },
    {
      value:
        found.value === null
          ? { value: null, reason: found.reason ?? 'undefined-on-one-side' }
          : { value: found.value },
      limits: found.limits,
      method: found.method,
      standardError: found.standardError,
      caution,
    },
    a.byMetric.get(metric)!.overall.counts,
  );
  const evidence: EvidenceOf<'model-comparison'> = {
    ...evidenceBase(
      'model-comparison',
      modelComparison.id,
      a,
      null,
      `${a.model} against ${b.model}: ${metric}`,
      `${b.model}/${metric}`,
    ),
    data: {
      metric,
      a: a.model,
      b: b.model,
      isPaired: shared.isPaired,
      sharedCaseCount: shared.rowCount,
      sharedPatientCount: shared.patientCount,
      difference: {
        value: estimate.value,
        low: estimate.low,
        high: estimate.high,
        reason: estimate.undefinedReason,
      },
      pValue: found.pValue,
      pHolm: holmed.p,
      comparisonCount: holmed.count,
      statistic: found.statistic,
      mcNemarExactP: found.mcNemar?.exactP ?? null,
      mcNemarChiSquare: found.mcNemar?.chiSquare ?? null,
      mcNemarChiSquareP: found.mcNemar?.chiSquareP ?? null,
      method: found.method,
      isIdentical,
      gapDifferences: gapDifferences(gaps, a, b, metric, context, isIdentical),
    },
  };
  const judged: Finding['verdict'] =
    margin === null
      ? 'not-assessable'
      : small !== null && !isIdentical
        ? 'cannot-tell'
        : judgeGap(found.limits, margin);
  return {
    estimate,
    evidence,
    finding: {
      id: `finding/${evidence.id}`,
      audit: modelComparison.id,
      task: a.task,
      model: a.model,
      attribute: null,
      metric,
      verdict: judged,
      reason: margin === null && !isIdentical ? 'no-margin-declared' : caution,
      margin,
      role: 'exploratory',
      sentence: sentenceOf(a, b, metric, evidence.data),
      estimateIds: [estimate.id],
      evidenceIds: [evidence.id],
    },
  };
}

function sentenceOf(
  a: PredictionRun,
  b: PredictionRun,
  metric: string,
  data: EvidenceOf<'model-comparison'>['data'],
): string {
  const where = a.class === null ? a.task : `${a.task} (${a.class})`;
  if (data.isIdentical)
    return `${where}: ${a.model} and ${b.model} hold identical scores; the difference is 0 and p is 1.`;
  const { value, low, high } = data.difference;
  if (value === null)
    return `${where}: ${a.model} and ${b.model} cannot be compared on ${sayMetric(metric)}.`;
  const limits =
    low === null || high === null
      ? 'no limits: nothing varies'
      : `limits ${sayLimits(metric, low, high)}`;
  const several =
    data.comparisonCount > 1
      ? ` One of ${data.comparisonCount} comparisons${data.pHolm === null ? '' : `: p after Holm ${sayP(data.pHolm)}`}.`
      : '';
  const paired = data.isPaired
    ? `on the same ${data.sharedPatientCount} patients`
    : `not on the same cases (${data.sharedCaseCount} cases of ${data.sharedPatientCount} patients in common)`;
  return `${where}: ${sayMetric(metric)} of ${a.model} is ${sayGap(metric, value)} ${value < 0 ? 'lower' : 'higher'} than of ${b.model} (${limits}), ${paired}.${several}`;
}

function sayP(p: number): string {
  return p < 0.001 ? 'below .001' : p.toFixed(3);
}

function gapDifferences(
  gaps: TaskGaps,
  a: PredictionRun,
  b: PredictionRun,
  metric: HeldMetric,
  context: AuditContext,
  isIdentical: boolean,
): EvidenceOf<'model-comparison'>['data']['gapDifferences'] {
  return a.attributes.flatMap((attribute) => {
    const other = b.attributes[attribute.index];
    if (!other) return [];
    const left = gaps.of(a, metric, attribute);
    const right = gaps.of(b, metric, other);
    return attribute.levels.map((level, index) => {
      const [x, y] = [left[index] ?? null, right[index] ?? null];
      const small = countsOfRows(a, rowsOfLevel(attribute, index));
      const difference: Figure =
        x === null ||
        y === null ||
        small.positivePatientCount < 10 ||
        small.negativePatientCount < 10
          ? undefinedFigure('too-few-patients')
          : figure(minus(x, y), context.settings.level, isIdentical);
      return { attribute: attribute.name, level, difference };
    });
  });
}

function figure(value: Linearised, level: number, isIdentical: boolean): Figure {
  const [low, high] = isIdentical ? [0, 0] : linearisedLimits(value, level);
  return { value: value.value, low, high, reason: null };
}

function sameAnswers(a: PredictionRun, b: PredictionRun, metric: string): boolean {
  const x = metric === 'auroc' ? a.job.score : a.job.decision;
  const y = metric === 'auroc' ? b.job.score : b.job.decision;
  if (x === null || y === null || x.length !== y.length) return false;
  for (let i = 0; i < x.length; i += 1) if (x[i] !== y[i]) return false;
  return true;
}
