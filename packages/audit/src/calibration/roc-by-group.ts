import type { EvidenceOf } from '@equipoise/domain';
import { type Linearised, linearisedLogitLimits, ratioOf } from '@equipoise/stats';
import {
  type AuditContext,
  type AuditOutcome,
  type AuditSpec,
  defineAudit,
  notAssessed,
} from '../frame/audit-spec.ts';
import { cellFigure } from '../frame/make-estimate.ts';
import type { PredictionRun } from '../frame/prediction-run.ts';
import { allRows, rowsOfLevel } from '../frame/rates.ts';

const gridSize = 41;
const maxCurves = 8;

/** ROC curves per group with pointwise patient-clustered bands. */
export const rocByGroup: AuditSpec = defineAudit({
  id: 'roc-by-group',
  title: 'ROC curves by group',
  question:
    'Does the model rank as well in each group, and where on its curve does each group sit?',
  items: [6, 13],
  needs: 'scores',
  sources: ['doi:10.1148/radiology.143.1.7063747'],
  run(_study, context): Promise<AuditOutcome> {
    const runs = context.runs.filter((run) => run.job.score !== null);
    if (runs.length === 0) return Promise.resolve(notAssessed('scores'));
    return Promise.resolve({
      estimates: [],
      findings: [],
      evidence: runs.flatMap((run) => runCurves(run, context)),
      needs: null,
    });
  },
});

function runCurves(run: PredictionRun, context: AuditContext): EvidenceOf<'roc'>[] {
  const auroc = run.byMetric.get('auroc');
  const everyone = {
    level: 'everyone',
    ...curve(run, allRows(run), context.settings.level),
    auroc: auroc ? cellFigure(auroc.overall) : empty,
  };
  const make = (
    attribute: string | null,
    curves: EvidenceOf<'roc'>['data']['curves'],
  ): EvidenceOf<'roc'> => ({
    id: `roc/${run.task}/${run.model}/${run.class ?? ''}/${attribute ?? '(all)'}`,
    kind: 'roc',
    audit: rocByGroup.id,
    task: run.task,
    model: run.model,
    attribute,
    title: attribute === null ? 'ROC curve' : `ROC curves by ${attribute}`,
    data: { curves },
  });
  const out = [make(null, [everyone])];
  for (const attribute of run.attributes) {
    const curves = [];
    for (let level = 0; level < attribute.levels.length && curves.length < maxCurves; level += 1) {
      const cell = auroc?.attributes[attribute.index]?.cells[level];
      if (!cell || cell.value.value === null) continue;
      curves.push({
        level: attribute.levels[level]!,
        ...curve(run, rowsOfLevel(attribute, level), context.settings.level),
        auroc: cellFigure(cell),
      });
    }
    if (curves.length > 0) out.push(make(attribute.name, curves));
  }
  return out;
}

const empty = { value: null, low: null, high: null, reason: 'no-auroc' };

function curve(
  run: PredictionRun,
  rows: Int32Array,
  level: number,
): Pick<EvidenceOf<'roc'>['data']['curves'][number], 'points' | 'operatingPoint'> {
  const { label, score, decision, patient, patientCount } = run.job;
  const positives = rows.filter((i) => label[i] === 1);
  const negatives = rows.filter((i) => label[i] === 0);
  if (score === null || positives.length === 0 || negatives.length === 0)
    return { points: [], operatingPoint: null };
  const negativeScores = Float64Array.from(negatives, (i) => score[i]!).sort();
  const positiveScores = Float64Array.from(positives, (i) => score[i]!);
  const hits = new Float64Array(positives.length);
  const cluster = Int32Array.from(positives, (i) => patient[i]!);
  const ones = new Float64Array(positives.length).fill(1);
  const points = [];
  for (let g = 0; g < gridSize; g += 1) {
    const fpr = g / (gridSize - 1);
    const rank = Math.ceil((1 - fpr) * negativeScores.length) - 1;
    const cut = rank < 0 ? Number.NEGATIVE_INFINITY : negativeScores[rank]!;
    const isLast = g === gridSize - 1;
    for (let i = 0; i < hits.length; i += 1) hits[i] = isLast || positiveScores[i]! > cut ? 1 : 0;
    const tpr: Linearised | null = ratioOf(hits, ones, cluster, patientCount);
    const limits = tpr === null ? null : linearisedLogitLimits(tpr, level);
    points.push({ fpr, tpr: tpr?.value ?? 0, low: limits?.[0] ?? null, high: limits?.[1] ?? null });
  }
  const share = (of: Int32Array): number =>
    of.reduce((n, i) => n + (decision?.[i] ?? 0), 0) / of.length;
  return {
    points,
    operatingPoint: decision === null ? null : { fpr: share(negatives), tpr: share(positives) },
  };
}
