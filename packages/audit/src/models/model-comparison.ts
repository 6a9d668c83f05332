import type { Estimate, EvidenceOf, Figure, Finding, Study } from '@equipoise/domain';
import {
  type Limits,
  type Linearised,
  linearisedLimits,
  minus,
  normalCdf,
  standardErrorOf,
} from '@equipoise/stats';
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
import type { PredictionRun } from '../frame/prediction-run.ts';
import {
  aurocOfRows,
  countsOfRows,
  linearisedMetric,
  rowsOfLevel,
  rowsOfRest,
  undefinedFigure,
} from '../frame/rates.ts';
import { sayGap, sayLimits, sayMetric } from '../frame/wording.ts';

const compared = ['auroc', 'sensitivity', 'specificity'] as const;

/** Models against each other on the same patients; unpaired where their cases differ. */
export const modelComparison: AuditSpec = defineAudit({
  id: 'model-comparison',
  title: 'Models side by side',
  question: 'Is one model better than another, and is its gap smaller?',
  items: [6, 7],
  needs: 'two or more models of one task',
  sources: ['doi:10.2307/2531595', 'doi:10.2307/2533958'],
  run(study, context): Promise<AuditOutcome> {
    const pairs = pairsOf(context.runs);
    if (pairs.length === 0)
      return Promise.resolve(notAssessed('two or more models of one task (--model)'));
    const outcomes = pairs.flatMap(([a, b]) =>
      compared
        .filter((metric) => a.byMetric.has(metric) && b.byMetric.has(metric))
        .map((metric) => compare(study, a, b, metric, context)),
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

/** A metric of one run with its linearisation laid on the patients of the whole study. */
function onStudy(
  study: Study,
  run: PredictionRun,
  metric: string,
  rows: Int32Array,
): Linearised | null {
  const value = metric === 'auroc' ? aurocOfRows(run, rows) : linearisedMetric(run, metric, rows);
  if (value === null) return null;
  const byCluster = new Float64Array(study.patientCount);
  const placed = new Uint8Array(run.job.patientCount);
  for (let k = 0; k < run.rows.length; k += 1) {
    const local = run.job.patient[k]!;
    if (placed[local] === 1) continue;
    placed[local] = 1;
    byCluster[study.patient[run.rows[k]!]!] = value.byCluster[local]!;
  }
  return { value: value.value, byCluster };
}

function compare(
  study: Study,
  a: PredictionRun,
  b: PredictionRun,
  metric: string,
  context: AuditContext,
): { estimate: Estimate; finding: Finding; evidence: EvidenceOf<'model-comparison'> } {
  const shared = sharedRows(study, a, b);
  const isPaired = shared.rowCount === a.rows.length && shared.rowCount === b.rows.length;
  const isIdentical = isPaired && sameScores(a, b, metric);
  const all = (run: PredictionRun): Int32Array =>
    Int32Array.from({ length: run.job.rowCount }, (_, i) => i);
  const left = onStudy(study, a, metric, all(a));
  const right = onStudy(study, b, metric, all(b));
  const gap = left && right ? minus(left, right) : null;
  const limits =
    gap === null
      ? null
      : isIdentical
        ? ([0, 0] as const)
        : linearisedLimits(gap, context.settings.level);
  const se = gap === null ? null : standardErrorOf(gap);
  const pValue =
    gap === null
      ? null
      : isIdentical || se === 0
        ? gap.value === 0
          ? 1
          : null
        : 2 * normalCdf(-Math.abs(gap.value) / se!);
  const method = isPaired
    ? 'paired, patient-clustered linearisation'
    : 'unpaired where cases differ, patient-clustered linearisation';
  const margin = context.settings.margins[metric] ?? null;
  const estimate = makeEstimate(
    a,
    { metric, slice: {}, versus: b.model, scale: 'difference' },
    {
      value: gap === null ? { value: null, reason: 'undefined-on-one-side' } : { value: gap.value },
      limits,
      method,
      standardError: se,
      caution: isIdentical ? 'identical-scores' : null,
    },
    toCounts(a),
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
      isPaired,
      sharedCaseCount: shared.rowCount,
      sharedPatientCount: shared.patientCount,
      difference: {
        value: estimate.value,
        low: estimate.low,
        high: estimate.high,
        reason: estimate.undefinedReason,
      },
      pValue,
      method,
      isIdentical,
      gapDifferences: gapDifferences(study, a, b, metric, context, isIdentical),
    },
  };
  const verdict = margin === null ? 'not-assessable' : judgeGap(limits as Limits | null, margin);
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
      verdict,
      reason: isIdentical ? 'identical-scores' : margin === null ? 'no-margin-declared' : null,
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
  if (value === null || low === null || high === null)
    return `${where}: ${a.model} and ${b.model} cannot be compared on ${sayMetric(metric)}.`;
  const paired = data.isPaired
    ? `on the same ${data.sharedPatientCount} patients`
    : `not on the same cases (${data.sharedCaseCount} cases of ${data.sharedPatientCount} patients in common)`;
  return `${where}: ${sayMetric(metric)} of ${a.model} is ${sayGap(metric, value)} ${value < 0 ? 'lower' : 'higher'} than of ${b.model} (limits ${sayLimits(metric, low, high)}), ${paired}.`;
}

function gapDifferences(
  study: Study,
  a: PredictionRun,
  b: PredictionRun,
  metric: string,
  context: AuditContext,
  isIdentical: boolean,
): EvidenceOf<'model-comparison'>['data']['gapDifferences'] {
  return a.attributes.flatMap((attribute) => {
    const other = b.attributes[attribute.index];
    if (!other) return [];
    return attribute.levels.map((level, index) => {
      const gapOf = (run: PredictionRun, at: typeof attribute): Linearised | null => {
        const inside = onStudy(study, run, metric, rowsOfLevel(at, index));
        const outside = onStudy(study, run, metric, rowsOfRest(at, index));
        return inside && outside ? minus(inside, outside) : null;
      };
      const left = gapOf(a, attribute);
      const right = gapOf(b, other);
      const small = countsOfRows(a, rowsOfLevel(attribute, index));
      const difference: Figure =
        left === null ||
        right === null ||
        small.positivePatientCount < 10 ||
        small.negativePatientCount < 10
          ? undefinedFigure('too-few-patients')
          : figure(minus(left, right), context.settings.level, isIdentical);
      return { attribute: attribute.name, level, difference };
    });
  });
}

function figure(value: Linearised, level: number, isIdentical: boolean): Figure {
  const [low, high] = isIdentical ? [0, 0] : linearisedLimits(value, level);
  return { value: value.value, low, high, reason: null };
}

function sharedRows(
  study: Study,
  a: PredictionRun,
  b: PredictionRun,
): { rowCount: number; patientCount: number } {
  const patients = new Set<number>();
  let rowCount = 0;
  for (let i = 0; i < study.rowCount; i += 1) {
    if (a.prediction.present[i] === 1 && b.prediction.present[i] === 1) {
      rowCount += 1;
      patients.add(study.patient[i]!);
    }
  }
  return { rowCount, patientCount: patients.size };
}

function sameScores(a: PredictionRun, b: PredictionRun, metric: string): boolean {
  const x = metric === 'auroc' ? a.job.score : a.job.decision;
  const y = metric === 'auroc' ? b.job.score : b.job.decision;
  if (x === null || y === null || x.length !== y.length) return false;
  for (let i = 0; i < x.length; i += 1) if (x[i] !== y[i]) return false;
  return true;
}

function toCounts(run: PredictionRun): Parameters<typeof makeEstimate>[3] {
  return run.byMetric.values().next().value!.overall.counts;
}
