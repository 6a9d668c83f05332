import type { Study, StudyPrediction } from '@equipoise/domain';
import {
  confusionStatistics,
  type EngineJob,
  type RowTotals,
  regressionRow,
  regressionStatistics,
  regressionTotals,
  runTotals,
  type TotalsStatistic,
} from '@equipoise/stats';
import { argmax } from './argmax.ts';
import type { AuditSettings } from './audit-spec.ts';
import { withinRange } from './bounded-limits.ts';
import { classShares } from './class-shares.ts';
import { compactRows, pickAttribute } from './compact-rows.ts';
import type { PredictionRun, RunAttribute } from './prediction-run.ts';

/** Metrics of a task as a whole, by kind; the ones asked for come first where any of them is asked. */
const wholeMetrics: Readonly<Record<string, readonly string[]>> = {
  multiclass: ['balanced-accuracy', 'accuracy', 'macro-f1', 'kappa', 'mcc'],
  ordinal: [
    'quadratic-kappa',
    'linear-kappa',
    'mean-absolute-error',
    'accuracy',
    'balanced-accuracy',
  ],
  regression: ['mae', 'rmse', 'bias', 'r2', 'concordance'],
};

/** Runs one multiclass, ordinal or regression prediction as a whole: statistics of its confusion or error totals. */
export function measureWhole(
  study: Study,
  prediction: StudyPrediction,
  settings: AuditSettings,
): PredictionRun | null {
  if (prediction.kind === 'binary') return null;
  const compact = compactRows(study, prediction);
  const attributes: RunAttribute[] = study.attributes.map((attribute, index) => ({
    ...pickAttribute(attribute, compact.rows),
    index,
    reference: null,
  }));
  const input = totalsOf(prediction, compact.rows, compact.weight);
  if (input === null) return null;
  const known = wholeMetrics[prediction.kind] ?? [];
  const asked = known.filter((id) => settings.metrics.includes(id));
  const ids =
    prediction.kind === 'multiclass'
      ? [...new Set([...asked, 'balanced-accuracy', 'accuracy'])]
      : known;
  const statistics = ids.flatMap((id) =>
    input.statistics.filter((statistic) => statistic.id === id),
  );
  const engineAttributes = attributes.map((attribute) => ({
    codes: attribute.codes,
    levelCount: attribute.levels.length,
  }));
  const classes =
    prediction.kind === 'regression'
      ? null
      : classShares(
          prediction,
          compact.rows,
          compact.patient,
          decidedClasses(prediction, compact.rows),
          compact.weight,
          attributes,
        );
  const results = runTotals({
    patientCount: compact.patientCount,
    patient: compact.patient,
    rows: input.rows,
    statistics,
    attributes: engineAttributes,
    replicates: settings.replicates,
    permutations: Math.min(settings.permutations, 999),
    level: settings.level,
    seed: settings.seed,
    stream: 1,
  }).map((result, k) => withinRange(statistics[k]!.id, result, classes, settings.level));
  const job: EngineJob = {
    rowCount: compact.rows.length,
    patientCount: compact.patientCount,
    patient: compact.patient,
    label: new Uint8Array(compact.rows.length),
    score: null,
    decision: null,
    loss: [],
    rowWeight: compact.weight,
    attributes: engineAttributes,
    metrics: [],
    replicates: settings.replicates,
    permutations: settings.permutations,
    level: settings.level,
    seed: settings.seed,
    stream: 1,
  };
  const byMetric = new Map(statistics.map((statistic, k) => [statistic.id, results[k]!]));
  return {
    task: prediction.task,
    model: prediction.model,
    class: null,
    isWhole: true,
    prediction,
    threshold: null,
    rows: compact.rows,
    job,
    result: {
      metrics: results,
      replicates: settings.replicates,
      permutations: settings.permutations,
      level: settings.level,
      seed: settings.seed,
      stream: 1,
    },
    attributes,
    measured: new Set(byMetric.keys()),
    byMetric,
    isProbability: prediction.isProbability,
    absent: new Map(),
    classes,
  };
}

/** The class each row was given; −1 unknown. */
export function decidedClasses(prediction: StudyPrediction, rows: Int32Array): Int32Array {
  return Int32Array.from(rows, (i) =>
    prediction.decision ? prediction.decision[i]! : argmax(prediction.scores ?? [], i),
  );
}

function totalsOf(
  prediction: StudyPrediction,
  rows: Int32Array,
  weight: Float64Array | null,
): { readonly rows: RowTotals; readonly statistics: readonly TotalsStatistic[] } | null {
  const w = (k: number): number => (weight === null ? 1 : weight[k]!);
  if (prediction.kind === 'regression') {
    const perRow = regressionTotals.length;
    const value = new Float64Array(rows.length * perRow);
    const score = prediction.scores?.[0];
    if (!score) return null;
    for (const [k, i] of rows.entries()) {
      const row = regressionRow(prediction.label[i]!, score[i]!);
      value.set(
        row.map((x) => x * w(k)),
        k * perRow,
      );
    }
    const index = Int32Array.from({ length: value.length }, (_, e) => e % perRow);
    return { rows: { perRow, totalCount: perRow, index, value }, statistics: regressionStatistics };
  }
  const classCount = prediction.classes?.length ?? 0;
  if (classCount === 0 || (prediction.decision === null && prediction.scores === null)) return null;
  const decided = decidedClasses(prediction, rows);
  const index = Int32Array.from(
    rows,
    (i, k) => prediction.label[i]! * classCount + Math.max(0, decided[k]!),
  );
  const value = Float64Array.from(rows, (_, k) => (decided[k]! < 0 ? 0 : w(k)));
  return {
    rows: { perRow: 1, totalCount: classCount * classCount, index, value },
    statistics: confusionStatistics(classCount),
  };
}
