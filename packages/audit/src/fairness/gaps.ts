import type { Estimate, EvidenceOf, Finding, GapLevel, Study, Verdict } from '@equipoise/domain';
import type {
  EngineAttributeResult,
  EngineGap,
  EngineMetricResult,
  Limits,
} from '@equipoise/stats';
import {
  type AuditContext,
  type AuditOutcome,
  type AuditSpec,
  defineAudit,
  notAssessed,
} from '../frame/audit-spec.ts';
import { isAtWidest } from '../frame/bounded-limits.ts';
import { judgeFamily, judgeGap } from '../frame/judge.ts';
import { cellFigure, estimateId, makeEstimate, toFigure } from '../frame/make-estimate.ts';
import { decidedClasses } from '../frame/measure-whole.ts';
import type { PredictionRun, RunAttribute } from '../frame/prediction-run.ts';
import { sayOpening } from '../frame/wording.ts';
import { gapSentence } from './gap-sentence.ts';
import { smallCell } from './performance.ts';

/** Metrics that describe the data rather than the model: shown by group, never judged. */
const descriptive = new Set(['prevalence']);

/** Gaps of every level against the rest with simultaneous limits, judged against the margin. */
export const subgroupGaps: AuditSpec = defineAudit({
  id: 'subgroup-gaps',
  title: 'Gaps between groups',
  question: 'Whom does the model serve worse, by how much at least and at most?',
  items: [1, 7],
  needs: 'at least one attribute with two levels',
  sources: ['doi:10.1002/bimj.200810425', 'doi:10.1198/016214504000000539'],
  isPerTask: true,
  run(study, context): Promise<AuditOutcome> {
    if (study.attributes.length === 0)
      return Promise.resolve(notAssessed('an attribute (--group)'));
    const families = [...context.wholeRuns, ...context.runs].flatMap((run) =>
      runFamilies(study, run, context),
    );
    return Promise.resolve({
      estimates: families.flatMap((family) => family.estimates),
      findings: families.map((family) => family.finding),
      evidence: families.map((family) => family.evidence),
      needs: null,
    });
  },
});

interface Family {
  readonly estimates: readonly Estimate[];
  readonly finding: Finding;
  readonly evidence: EvidenceOf<'gap-family'>;
}

function runFamilies(study: Study, run: PredictionRun, context: AuditContext): Family[] {
  const out: Family[] = [];
  for (const attribute of run.attributes) {
    for (const [metric, result] of run.byMetric) {
      const part = result.attributes[attribute.index];
      if (descriptive.has(metric) || !part) continue;
      out.push(makeFamily(study, run, context, attribute, metric, result, part));
    }
  }
  return out;
}

function makeFamily(
  study: Study,
  run: PredictionRun,
  context: AuditContext,
  attribute: RunAttribute,
  metric: string,
  result: EngineMetricResult,
  part: EngineAttributeResult,
): Family {
  const margin = context.settings.margins[metric] ?? null;
  const described = part.cells.map((_, level) =>
    describeLevel(run.isWhole, attribute, metric, part, level, margin),
  );
  const obstacle = obstacleOf(run, attribute, metric, described);
  const levels =
    obstacle === 'one-level'
      ? described.map((level) => ({ ...level, reason: obstacle }))
      : described;
  const { verdict, reason } =
    obstacle === null
      ? judgeFamily(
          part.versusRest.gaps.map((gap) => (gap.leftOut === null ? gap.simultaneous : null)),
          margin,
        )
      : { verdict: 'not-assessable' as const, reason: obstacle };
  const estimates = familyEstimates(run, attribute, metric, part, result);
  const evidenceId = `gap-family/${run.task}/${run.model}/${run.class ?? ''}/${attribute.name}/${metric}`;
  const base = {
    task: run.task,
    model: run.model,
    attribute: attribute.name,
    audit: subgroupGaps.id,
  };
  const evidence: EvidenceOf<'gap-family'> = {
    ...base,
    id: evidenceId,
    kind: 'gap-family',
    title: `${metric} by ${attribute.name}${run.class === null ? '' : `, class ${run.class}`}`,
    data: {
      metric,
      margin,
      level: context.settings.level,
      criticalValue: part.versusRest.criticalValue,
      replicates: context.settings.replicates,
      omnibus: {
        pValue: part.omnibus.p,
        test: part.omnibus.name,
        permutations: part.omnibus.permutations,
        reason: part.omnibus.p === null ? 'no-assessable-gap' : null,
      },
      range: {
        ...toFigure(part.range.corrected, part.range.limits),
        raw: part.range.value.value,
        nullMean: part.range.nullMean,
      },
      reference:
        attribute.reference === null ? 'rest' : (attribute.levels[attribute.reference] ?? 'rest'),
      levels,
    },
  };
  const finding: Finding = {
    ...base,
    id: `finding/${evidenceId}`,
    metric,
    verdict,
    reason,
    margin,
    role: margin === null ? 'description' : 'confirmatory',
    sentence: gapSentence({
      opening: sayOpening(run, context),
      attribute: attribute.name,
      metric,
      verdict,
      obstacle,
      margin,
      confidence: context.settings.level,
      levels,
      unit: study.unit,
    }),
    estimateIds: estimates
      .filter((estimate) => estimate.versus === 'rest' && estimate.scale === 'difference')
      .map((estimate) => estimate.id),
    evidenceIds: [evidenceId],
  };
  return { estimates, finding, evidence };
}

/** Why no gap of a family can exist, whatever the number of patients: one group only, or answers that never vary. */
function obstacleOf(
  run: PredictionRun,
  attribute: RunAttribute,
  metric: string,
  levels: readonly GapLevel[],
): string | null {
  if (levels.filter((level) => level.caseCount > 0).length < 2) return 'one-level';
  if (levels.some((level) => level.isAssessable)) return null;
  const isSame = (list: ArrayLike<number>, at: ArrayLike<number>): boolean =>
    Array.from(at).every((i) => list[i] === list[at[0]!]);
  const { job, prediction, rows } = run;
  const inLevels = job.patient.map((_, k) => k).filter((k) => attribute.codes[k]! >= 0);
  if (run.isWhole) {
    const isNumber = prediction.kind === 'regression';
    const given = isNumber ? prediction.scores?.[0] : decidedClasses(prediction, rows);
    if (given === undefined) return null;
    const at = isNumber ? inLevels.map((k) => rows[k]!) : inLevels;
    if (!isSame(given, at)) return null;
    return isNumber ? 'constant-scores' : 'constant-decisions';
  }
  if (job.score !== null && isSame(job.score, inLevels)) return 'constant-scores';
  const isByDecision = job.decision !== null && !metric.startsWith('au');
  return isByDecision && isSame(job.decision, inLevels) ? 'constant-decisions' : null;
}

function describeLevel(
  isWhole: boolean,
  attribute: RunAttribute,
  metric: string,
  part: EngineAttributeResult,
  level: number,
  margin: number | null,
): GapLevel {
  const cell = part.cells[level]!;
  const gap = part.versusRest.gaps.find((entry) => entry.level === level);
  const toReference =
    attribute.reference === null
      ? undefined
      : part.versusReference.gaps.find((entry) => entry.level === level);
  const isAssessable = gap !== undefined && gap.leftOut === null && gap.simultaneous !== null;
  const verdict: Verdict =
    margin === null || !isAssessable ? 'not-assessable' : judgeGap(gap.simultaneous, margin);
  return {
    level: attribute.levels[level] ?? String(level),
    caseCount: cell.counts.rows,
    patientCount: cell.counts.patients,
    positiveCount: isWhole ? null : cell.counts.positives,
    positivePatientCount: isWhole ? null : cell.counts.positivePatients,
    negativePatientCount: isWhole ? null : cell.counts.negativePatients,
    metric: cellFigure(cell),
    numerator: cell.numerator,
    denominator: cell.denominator,
    gap: gap
      ? toFigure(gap.value, gap.leftOut === null ? gap.simultaneous : null)
      : { value: null, low: null, high: null, reason: 'one-level' },
    gapToReference: toReference
      ? toFigure(toReference.value, toReference.leftOut === null ? toReference.simultaneous : null)
      : null,
    unadjustedLow: gap?.unadjusted?.[0] ?? null,
    unadjustedHigh: gap?.unadjusted?.[1] ?? null,
    pAdjusted: gap?.adjustedP ?? null,
    isAssessable,
    reason: isAssessable
      ? null
      : (gap?.leftOut ??
        smallCell(metric, cell, isWhole) ??
        (gap?.value.value === null ? gap.value.reason : 'no-limits')),
    perThousand: perThousand(metric, gap),
    verdict,
  };
}

/** Additional wrong calls per 1000 cases the metric is taken over; negative = fewer. */
function perThousand(metric: string, gap: EngineGap | undefined): number | null {
  if (!gap || gap.value.value === null) return null;
  if (['sensitivity', 'specificity', 'ppv', 'npv', 'accuracy'].includes(metric))
    return -1000 * gap.value.value;
  return ['fnr', 'fpr'].includes(metric) ? 1000 * gap.value.value : null;
}

function familyEstimates(
  run: PredictionRun,
  attribute: RunAttribute,
  metric: string,
  part: EngineAttributeResult,
  result: EngineMetricResult,
): Estimate[] {
  const out: Estimate[] = [];
  const method = 'simultaneous studentised max-T, patient bootstrap';
  const add = (gap: EngineGap, versus: string): void => {
    const slice = { [attribute.name]: attribute.levels[gap.level] ?? String(gap.level) };
    const limits: Limits | null = gap.leftOut === null ? gap.simultaneous : null;
    out.push(
      makeEstimate(
        run,
        { metric, slice, versus, scale: 'difference' },
        {
          value: gap.value,
          limits,
          method: limits ? method : 'none',
          standardError: gap.standardError.value,
          caution: gap.leftOut ?? (isAtWidest(metric, limits) ? 'limits-cut-at-the-range' : null),
        },
        part.cells[gap.level]!.counts,
      ),
    );
  };
  for (const gap of part.versusRest.gaps) add(gap, 'rest');
  if (attribute.reference !== null) {
    for (const gap of part.versusReference.gaps) {
      if (gap.level !== attribute.reference) add(gap, 'reference');
    }
  }
  for (const ratio of part.ratios) {
    const slice = { [attribute.name]: attribute.levels[ratio.level] ?? String(ratio.level) };
    const leftOut = part.versusRest.gaps.find((gap) => gap.level === ratio.level)?.leftOut ?? null;
    out.push(
      makeEstimate(
        run,
        { metric, slice, versus: 'rest', scale: 'ratio' },
        {
          value: ratio.value,
          limits: leftOut === null ? ratio.simultaneous : null,
          method: `${method}, log scale`,
          caution: leftOut,
        },
        part.cells[ratio.level]!.counts,
      ),
    );
  }
  const key = {
    metric,
    slice: { [attribute.name]: '(any)' },
    versus: 'range',
    scale: 'difference',
  } as const;
  out.push({
    ...makeEstimate(
      run,
      key,
      {
        value: part.range.corrected,
        limits: part.range.limits,
        method: 'largest minus smallest, bootstrap-bias corrected, patient bootstrap',
        caution: part.versusRest.gaps.some(
          (gap) => gap.leftOut !== null && part.cells[gap.level]!.counts.rows > 0,
        )
          ? 'levels-left-out'
          : null,
      },
      result.overall.counts,
    ),
    id: estimateId(run, key),
  });
  return out;
}
