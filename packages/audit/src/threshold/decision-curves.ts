import type { EvidenceOf } from '@equipoise/domain';
import {
  addRatioOfKinds,
  type Linearised,
  linearisedLimits,
  minus,
  type RatioOfKinds,
  scaled,
} from '@equipoise/stats';
import {
  type AuditContext,
  type AuditOutcome,
  type AuditSpec,
  defineAudit,
  notAssessed,
} from '../frame/audit-spec.ts';
import { pick } from '../frame/compact-rows.ts';
import { evidenceBase } from '../frame/evidence-base.ts';
import type { PredictionRun, RunAttribute } from '../frame/prediction-run.ts';
import {
  allRows,
  countsOfRows,
  differenceFigure,
  localPatients,
  rowsOfLevel,
  rowsOfRest,
  undefinedFigure,
} from '../frame/rates.ts';

const points = 21;
const maxCurves = 8;
type Curve = EvidenceOf<'decision-curve'>['data']['curves'][number];

/** Net benefit per group over the range of thresholds, and its difference at the operating point. */
export const decisionCurves: AuditSpec = defineAudit({
  id: 'decision-curves',
  title: 'Decision curves by group',
  question: 'Does acting on the model do more good than harm in every group?',
  items: [14],
  needs: 'scores that are probabilities (0 to 1)',
  sources: ['doi:10.1177/0272989X06295361'],
  readsRowsOnly: true,
  isPerTask: true,
  run(_study, context): Promise<AuditOutcome> {
    const runs = context.runs.filter(
      (run) => run.job.score !== null && run.isProbability && run.class === null,
    );
    if (runs.length === 0)
      return Promise.resolve(notAssessed('scores that are probabilities (0 to 1)'));
    return Promise.resolve({
      estimates: [],
      findings: [],
      evidence: runs.flatMap((run) => runCurves(run, context)),
      needs: null,
    });
  },
});

function runCurves(run: PredictionRun, context: AuditContext): EvidenceOf<'decision-curve'>[] {
  const thresholds = thresholdGrid(run, context);
  const operating = run.threshold?.threshold ?? null;
  const at = operating !== null && operating > 0 && operating < 1 ? operating : null;
  const make = (attribute: RunAttribute | null): EvidenceOf<'decision-curve'> => {
    const curves =
      attribute === null
        ? [curveOf(run, 'everyone', allRows(run), null, thresholds, at, context)]
        : attributeCurves(run, attribute, thresholds, at, context);
    const worst = at === null || attribute === null ? null : worstAt(run, attribute, at);
    return {
      ...evidenceBase(
        'decision-curve',
        decisionCurves.id,
        run,
        attribute?.name ?? null,
        attribute === null ? 'Decision curve' : `Decision curves by ${attribute.name}`,
      ),
      data: { thresholds, operatingThreshold: at, curves, worst },
    };
  };
  return [make(null), ...run.attributes.map((attribute) => make(attribute))];
}

function attributeCurves(
  run: PredictionRun,
  attribute: RunAttribute,
  thresholds: readonly number[],
  at: number | null,
  context: AuditContext,
): Curve[] {
  const out: Curve[] = [];
  for (let level = 0; level < attribute.levels.length && out.length < maxCurves; level += 1) {
    const rows = rowsOfLevel(attribute, level);
    if (countsOfRows(run, rows).positivePatientCount < 10) continue;
    out.push(
      curveOf(
        run,
        attribute.levels[level]!,
        rows,
        rowsOfRest(attribute, level),
        thresholds,
        at,
        context,
      ),
    );
  }
  return out;
}

function curveOf(
  run: PredictionRun,
  name: string,
  rows: Int32Array,
  rest: Int32Array | null,
  thresholds: readonly number[],
  at: number | null,
  context: AuditContext,
): Curve {
  const { level } = context.settings;
  const positives = rows.reduce((n, i) => n + (run.job.label[i] === 1 ? 1 : 0), 0);
  const prevalence = rows.length === 0 ? 0 : positives / rows.length;
  const here = at === null ? null : netBenefit(run, rows, at);
  const there = at === null || rest === null ? null : netBenefit(run, rest, at);
  return {
    level: name,
    points: curveBenefits(run, rows, thresholds, (threshold, value) => {
      const limits = value === null ? null : linearisedLimits(value, level);
      return {
        threshold,
        netBenefit: value?.value ?? 0,
        low: limits?.[0] ?? null,
        high: limits?.[1] ?? null,
        treatAll: prevalence - ((1 - prevalence) * threshold) / (1 - threshold),
      };
    }),
    differencePer1000:
      here === null || there === null
        ? undefinedFigure('no-operating-point')
        : differenceFigure(scaled(minus(here, there), 1000), level),
  };
}

/** What a row is at a threshold: not called, a false alarm, or (one more) a hit. */
const [quiet, alarm] = [0, 1] as const;

const benefits = (threshold: number): RatioOfKinds => ({
  top: Float64Array.of(0, -threshold / (1 - threshold), 1),
  bottom: Float64Array.of(1, 1, 1),
});

/** Net benefit at a threshold as a mean over rows: +1 for a hit, −t/(1−t) for a false alarm. */
function netBenefit(run: PredictionRun, rows: Int32Array, threshold: number): Linearised | null {
  const { score, label, patient, patientCount, rowWeight } = run.job;
  if (score === null) return null;
  const kinds = new Uint8Array(score.length);
  for (let k = 0; k < rows.length; k += 1) {
    const i = rows[k]!;
    kinds[i] = score[i]! >= threshold ? alarm + label[i]! : quiet;
  }
  const byCluster = new Float64Array(patientCount);
  const columns = { cluster: patient, weight: rowWeight };
  const ratio = benefits(threshold);
  const value = addRatioOfKinds(rows, 0, rows.length, kinds, ratio, columns, byCluster);
  return value === null ? null : { value, byCluster };
}

/** Net benefit of the same rows at several thresholds, each handed on before the next takes its arrays. */
function curveBenefits<T>(
  run: PredictionRun,
  rows: Int32Array,
  thresholds: readonly number[],
  hand: (threshold: number, value: Linearised | null) => T,
): T[] {
  const { score, label, patientCount, rowWeight } = run.job;
  if (score === null) return thresholds.map((threshold) => hand(threshold, null));
  const every = Int32Array.from(rows.keys());
  const { codes, count } = localPatients(run, rows);
  const columns = { cluster: codes, weight: rowWeight === null ? null : pick(rowWeight, rows) };
  const scores = pick(score, rows);
  const called = new Uint8Array(rows.length);
  for (let k = 0; k < rows.length; k += 1) called[k] = alarm + label[rows[k]!]!;
  const kinds = new Uint8Array(rows.length);
  const byCluster = new Float64Array(count);
  return thresholds.map((threshold) => {
    for (let k = 0; k < kinds.length; k += 1)
      kinds[k] = scores[k]! >= threshold ? called[k]! : quiet;
    byCluster.fill(0);
    const ratio = benefits(threshold);
    const value = addRatioOfKinds(every, 0, every.length, kinds, ratio, columns, byCluster);
    return hand(
      threshold,
      value === null ? null : { value, byCluster, clusterCount: patientCount },
    );
  });
}

/** The value of {@link netBenefit} alone. */
function benefitOf(run: PredictionRun, rows: Int32Array, threshold: number): number | null {
  const { score, label, rowWeight } = run.job;
  if (score === null) return null;
  const harm = threshold / (1 - threshold);
  let above = 0;
  let below = 0;
  for (let k = 0; k < rows.length; k += 1) {
    const i = rows[k]!;
    const w = rowWeight === null ? 1 : rowWeight[i]!;
    below += w;
    if (score[i]! >= threshold) above += label[i] === 1 ? w : -harm * w;
  }
  return below === 0 ? null : above / below;
}

function worstAt(
  run: PredictionRun,
  attribute: RunAttribute,
  at: number,
): { level: string; netBenefit: number } | null {
  let worst: { level: string; netBenefit: number } | null = null;
  attribute.levels.forEach((level, index) => {
    const rows = rowsOfLevel(attribute, index);
    if (countsOfRows(run, rows).positivePatientCount < 10) return;
    const value = benefitOf(run, rows, at);
    if (value !== null && (worst === null || value < worst.netBenefit))
      worst = { level, netBenefit: value };
  });
  return worst;
}

/** A declared range, else one from a fifth to three times the operating odds, else .02 to .5. */
function thresholdGrid(run: PredictionRun, context: AuditContext): number[] {
  const at = run.threshold?.threshold ?? null;
  const [low, high] =
    context.settings.thresholdRange ??
    (at !== null && at > 0 && at < 1
      ? [Math.max(0.001, at / 4), Math.min(0.95, Math.max(at * 3, at + 0.02))]
      : [0.02, 0.5]);
  return Array.from({ length: points }, (_, k) => low + ((high - low) * k) / (points - 1));
}
