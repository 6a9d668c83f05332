import type { EvidenceOf, Finding } from '@equipoise/domain';
import { smallCell } from '../fairness/performance.ts';
import {
  type AuditContext,
  type AuditOutcome,
  type AuditSpec,
  defineAudit,
  notAssessed,
} from '../frame/audit-spec.ts';
import { evidenceBase } from '../frame/evidence-base.ts';
import { cellFigure } from '../frame/make-estimate.ts';
import type { PredictionRun, RunAttribute } from '../frame/prediction-run.ts';
import { rowsOfLevel } from '../frame/rates.ts';
import { hasSeveralModels } from '../frame/wording.ts';

type Data = EvidenceOf<'threshold'>['data'];

/** Where the operating threshold came from, what it yields in each group, and what moving it costs. */
export const thresholdTransfer: AuditSpec = defineAudit({
  id: 'threshold-transfer',
  title: 'Operating threshold',
  question:
    'Where did the threshold come from, and does it mean the same in each group and at each site?',
  items: [13],
  needs: 'scores and a threshold',
  sources: ['doi:10.1186/s12916-019-1425-3'],
  isPerTask: true,
  run(_study, context): Promise<AuditOutcome> {
    const runs = context.runs.filter(
      (run) => run.class === null && run.threshold !== null && run.threshold.threshold !== null,
    );
    if (runs.length === 0)
      return Promise.resolve(
        notAssessed('scores and a threshold (--threshold or --threshold-from)'),
      );
    return Promise.resolve({
      estimates: [],
      findings: runs.map((run) => sourceFinding(run, context)),
      evidence: runs.map((run) => thresholdEvidence(run, context)),
      needs: null,
    });
  },
});

function sourceFinding(run: PredictionRun, context: AuditContext): Finding {
  const model = hasSeveralModels(run.task, context) ? `${run.model}: ` : '';
  return {
    id: `finding/threshold/${run.task}/${run.model}`,
    audit: thresholdTransfer.id,
    task: run.task,
    model: run.model,
    attribute: null,
    metric: null,
    verdict: 'not-assessable',
    reason: run.threshold?.isValidated ? 'description' : 'threshold-not-validated',
    margin: null,
    role: 'description',
    sentence: `${run.task}: ${model}${run.threshold?.note ?? 'no threshold'}`,
    estimateIds: [],
    evidenceIds: [`threshold/${run.task}/${run.model}//(all)/`],
  };
}

function thresholdEvidence(run: PredictionRun, _context: AuditContext): EvidenceOf<'threshold'> {
  const threshold = run.threshold!;
  const overall = run.byMetric.get('sensitivity')?.overall.value.value ?? null;
  return {
    ...evidenceBase('threshold', thresholdTransfer.id, run, null, 'Operating threshold'),
    data: {
      threshold: threshold.threshold,
      source: threshold.source,
      isValidated: threshold.isValidated,
      note: threshold.note,
      rows: run.attributes.flatMap((attribute) => attributeRows(run, attribute, overall)),
      cost: costOfMoving(run),
    },
  };
}

function attributeRows(
  run: PredictionRun,
  attribute: RunAttribute,
  overall: number | null,
): Data['rows'][number][] {
  const sensitivity = run.byMetric.get('sensitivity')?.attributes[attribute.index];
  const specificity = run.byMetric.get('specificity')?.attributes[attribute.index];
  if (!sensitivity || !specificity) return [];
  return attribute.levels.map((level, index) => {
    const cell = sensitivity.cells[index]!;
    const small = smallCell('sensitivity', cell);
    const needed =
      small !== null || overall === null
        ? null
        : neededThreshold(run, rowsOfLevel(attribute, index), overall);
    return {
      attribute: attribute.name,
      level,
      sensitivity: cellFigure(cell),
      specificity: cellFigure(specificity.cells[index]!),
      neededThreshold: needed?.threshold ?? null,
      specificityThere: needed?.specificity ?? null,
      reason: small,
    };
  });
}

/** The largest achievable threshold at which the rows reach a sensitivity, and the specificity it leaves. */
function neededThreshold(
  run: PredictionRun,
  rows: Int32Array,
  sensitivity: number,
): { threshold: number; specificity: number | null } | null {
  const { score, label } = run.job;
  if (score === null) return null;
  const scores = new Float64Array(rows.length);
  let count = 0;
  for (let k = 0; k < rows.length; k += 1) {
    const i = rows[k]!;
    if (label[i] === 1) scores[count++] = score[i]!;
  }
  if (count === 0) return null;
  const positives = scores.subarray(0, count).sort();
  const need = Math.max(1, Math.ceil(sensitivity * count - 1e-12));
  const threshold = positives[count - need]!;
  let quiet = 0;
  for (let k = 0; k < rows.length; k += 1) {
    const i = rows[k]!;
    if (label[i] === 0 && score[i]! < threshold) quiet += 1;
  }
  const negatives = rows.length - count;
  return { threshold, specificity: negatives === 0 ? null : quiet / negatives };
}

/** What the threshold and its neighbours cost, per 1000 cases at the observed prevalence. */
function costOfMoving(run: PredictionRun): Data['cost'] {
  const { score, label, rowCount } = run.job;
  const at = run.threshold?.threshold ?? null;
  if (score === null || at === null || rowCount === 0) return [];
  const sorted = Float64Array.from(score).sort();
  const position = sorted.filter((s) => s < at).length / rowCount;
  const candidates = [-0.2, -0.1, -0.05, 0, 0.05, 0.1, 0.2]
    .map((shift) =>
      shift === 0
        ? at
        : sorted[Math.round(Math.min(1, Math.max(0, position + shift)) * (rowCount - 1))]!,
    )
    .filter((value, index, all) => all.indexOf(value) === index)
    .sort((a, b) => a - b);
  const positives = label.reduce((n, y) => n + y, 0);
  return candidates.map((threshold) => {
    let hits = 0;
    let alarms = 0;
    for (let i = 0; i < rowCount; i += 1) {
      if (score[i]! < threshold) continue;
      if (label[i] === 1) hits += 1;
      else alarms += 1;
    }
    const negatives = rowCount - positives;
    return {
      threshold,
      sensitivity: positives === 0 ? 0 : hits / positives,
      specificity: negatives === 0 ? 0 : 1 - alarms / negatives,
      missedPer1000: (1000 * (positives - hits)) / rowCount,
      falseAlarmsPer1000: (1000 * alarms) / rowCount,
    };
  });
}
