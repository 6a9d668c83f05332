import type { EvidenceOf } from '@equipoise/domain';
import { addRatioOfKinds, linearisedLogitLimits } from '@equipoise/stats';
import {
  type AuditContext,
  type AuditOutcome,
  type AuditSpec,
  defineAudit,
  notAssessed,
} from '../frame/audit-spec.ts';
import { pick } from '../frame/compact-rows.ts';
import { cellFigure } from '../frame/make-estimate.ts';
import type { PredictionRun } from '../frame/prediction-run.ts';
import { allRows, localPatients, rowsOfLevel } from '../frame/rates.ts';

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
  isPerTask: true,
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

const shareOfOnes = { top: Float64Array.of(0, 1), bottom: Float64Array.of(1, 1) };
const empty = { value: null, low: null, high: null, reason: 'no-auroc' };

function curve(
  run: PredictionRun,
  rows: Int32Array,
  level: number,
): Pick<EvidenceOf<'roc'>['data']['curves'][number], 'points' | 'operatingPoint'> {
  const { label, score, decision, patientCount } = run.job;
  const { codes, count } = localPatients(run, rows);
  const [positives, negatives] = [new Int32Array(rows.length), new Int32Array(rows.length)];
  const cluster = new Int32Array(rows.length);
  let [ones, zeros] = [0, 0];
  for (let k = 0; k < rows.length; k += 1) {
    if (label[rows[k]!] === 1) {
      cluster[ones] = codes[k]!;
      positives[ones++] = rows[k]!;
    } else negatives[zeros++] = rows[k]!;
  }
  if (score === null || ones === 0 || zeros === 0) return { points: [], operatingPoint: null };
  const negativeScores = pick(score, negatives.subarray(0, zeros)).sort();
  const positiveScores = pick(score, positives.subarray(0, ones));
  const every = Int32Array.from(positiveScores.keys());
  const isHit = new Uint8Array(ones);
  const columns = { cluster, weight: null };
  const byCluster = new Float64Array(count);
  const points = [];
  for (let g = 0; g < gridSize; g += 1) {
    const fpr = g / (gridSize - 1);
    const rank = Math.ceil((1 - fpr) * negativeScores.length) - 1;
    const cut = rank < 0 ? Number.NEGATIVE_INFINITY : negativeScores[rank]!;
    const isLast = g === gridSize - 1;
    for (let i = 0; i < isHit.length; i += 1) isHit[i] = isLast || positiveScores[i]! > cut ? 1 : 0;
    byCluster.fill(0);
    const tpr = addRatioOfKinds(every, 0, every.length, isHit, shareOfOnes, columns, byCluster);
    const limits =
      tpr === null
        ? null
        : linearisedLogitLimits({ value: tpr, byCluster, clusterCount: patientCount }, level);
    points.push({ fpr, tpr: tpr ?? 0, low: limits?.[0] ?? null, high: limits?.[1] ?? null });
  }
  const share = (of: Int32Array, length: number): number => {
    let called = 0;
    for (let k = 0; k < length; k += 1) called += decision?.[of[k]!] ?? 0;
    return called / length;
  };
  return {
    points,
    operatingPoint:
      decision === null ? null : { fpr: share(negatives, zeros), tpr: share(positives, ones) },
  };
}
