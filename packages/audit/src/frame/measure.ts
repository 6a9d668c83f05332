import type { LabelSampling, Study, StudyPrediction, ThresholdUse } from '@equipoise/domain';
import { findMetric } from '@equipoise/metrics';
import type { EngineJob, EngineMetric, EngineResult, EngineRunner } from '@equipoise/stats';
import { fail } from '../errors.ts';
import { argmax } from './argmax.ts';
import type { AuditSettings } from './audit-spec.ts';
import { gapsWithinRange } from './bounded-limits.ts';
import { type CompactRows, compactRows, pick, pickAttribute } from './compact-rows.ts';
import { measureWhole } from './measure-whole.ts';
import type { PredictionRun, RunAttribute } from './prediction-run.ts';

const countMetrics = new Set([
  'sensitivity',
  'specificity',
  'ppv',
  'npv',
  'accuracy',
  'balanced-accuracy',
  'f1',
  'mcc',
  'youden',
  'fnr',
  'fpr',
  'selection-rate',
]);
const rankMetrics = new Set(['auroc', 'auprc']);
const probabilityMetrics = new Set([
  'observed-expected',
  'calibration-slope',
  'calibration-intercept',
]);

/** What may be passed beside settings. */
export interface MeasureHooks {
  readonly signal?: AbortSignal;
  readonly onProgress?: (label: string, done: number, total: number) => void;
  /** Handed on to the audits that draw labels. */
  readonly labelSampling?: LabelSampling;
}

/** Runs whose engine is at work. */
export interface Measuring {
  /** All runs; `result` and `byMetric` of those that the engine measures may be read once `done`. */
  readonly runs: readonly PredictionRun[];
  readonly done: Promise<unknown>;
  /** Resolves once the engine has measured these runs. */
  readonly measured: (runs: readonly PredictionRun[]) => Promise<unknown>;
}

/**
 * Runs the engine once for every binary prediction and once for every class of a multiclass one.
 * All runs share seed and stream, so the same patients are drawn in replicate b of each when the
 * runs hold the same patients.
 */
export async function measure(
  study: Study,
  settings: AuditSettings,
  engine: EngineRunner,
  hooks: MeasureHooks = {},
): Promise<readonly PredictionRun[]> {
  const { runs, done } = startMeasure(study, settings, engine, hooks);
  await done;
  return runs;
}

/** Sets the engine to work as {@link measure} does, without waiting for it. */
export function startMeasure(
  study: Study,
  settings: AuditSettings,
  engine: EngineRunner,
  hooks: MeasureHooks = {},
): Measuring {
  const plans = study.predictions.flatMap((prediction) => planRuns(study, prediction, settings));
  const shares = new Float64Array(plans.length);
  const pending = plans.map((plan, index) => {
    const label = [plan.task, plan.model, plan.class].filter((part) => part).join(' · ');
    const { run, settle } = pendingRun(plan);
    const done = engine.run(plan.job, {
      ...(hooks.signal ? { signal: hooks.signal } : {}),
      onProgress: (count, total) => {
        shares[index] = count / Math.max(1, total);
        const sum = shares.reduce((a, b) => a + b, 0);
        hooks.onProgress?.(`replicates: ${label}`, sum, plans.length);
      },
    });
    return { run, done: done.then(settle) };
  });
  const done = Promise.all(pending.map((one) => one.done));
  // The caller awaits it later: a failure until then is no unhandled one.
  done.catch(() => undefined);
  const wholes = study.predictions.flatMap((prediction) => {
    const whole = measureWhole(study, prediction, settings);
    return whole === null ? [] : [whole];
  });
  const doneOf = new Map(pending.map((one) => [one.run, one.done]));
  const measured = (runs: readonly PredictionRun[]): Promise<unknown> =>
    Promise.all(runs.map((run) => doneOf.get(run)));
  return { runs: [...pending.map((one) => one.run), ...wholes], done, measured };
}

type Plan = Omit<PredictionRun, 'result' | 'byMetric' | 'measured'> & {
  readonly ids: readonly string[];
};

/** A run that waits for its result. */
function pendingRun(plan: Plan): {
  readonly run: PredictionRun;
  readonly settle: (result: EngineResult) => void;
} {
  const { ids, ...rest } = plan;
  let found: Pick<PredictionRun, 'result' | 'byMetric'> | null = null;
  const read = (): Pick<PredictionRun, 'result' | 'byMetric'> => {
    if (found === null) throw new Error('An audit that reads rows only asked for a result.');
    return found;
  };
  const run: PredictionRun = {
    ...rest,
    measured: new Set(ids),
    get result() {
      return read().result;
    },
    get byMetric() {
      return read().byMetric;
    },
  };
  const settle = (result: EngineResult): void => {
    found = {
      result,
      byMetric: new Map(ids.map((id, i) => [id, gapsWithinRange(id, result.metrics[i]!)])),
    };
  };
  return { run, settle };
}

function planRuns(study: Study, prediction: StudyPrediction, settings: AuditSettings): Plan[] {
  if (prediction.kind === 'binary') return [planRun(study, prediction, settings, null)];
  if (prediction.kind === 'multiclass' && prediction.classes) {
    return prediction.classes.map((_, index) => planRun(study, prediction, settings, index));
  }
  return [];
}

function planRun(
  study: Study,
  prediction: StudyPrediction,
  settings: AuditSettings,
  classIndex: number | null,
): Plan {
  const compact = compactRows(study, prediction);
  const { rows, patient, patientCount, weight } = compact;
  const threshold =
    settings.thresholds.find((t) => t.task === prediction.task && t.model === prediction.model) ??
    null;
  const label = labelsOf(prediction, compact, classIndex ?? 1);
  const column = prediction.scores?.[classIndex ?? 0] ?? null;
  const score = column === null ? null : pick(column, rows);
  const decision = decide(prediction, rows, score, threshold, classIndex);
  const attributes = attributesOf(study, compact, settings.reference);
  const { ids, metrics, loss, absent } = chooseMetrics(
    settings,
    score,
    decision,
    label,
    prediction,
  );
  const job: EngineJob = {
    rowCount: rows.length,
    patientCount,
    patient,
    label,
    score,
    decision,
    loss,
    rowWeight: weight,
    attributes: attributes.map((attribute) => ({
      codes: attribute.codes,
      levelCount: attribute.levels.length,
      ...(attribute.reference === null ? {} : { reference: attribute.reference }),
    })),
    metrics,
    replicates: settings.replicates,
    permutations: settings.permutations,
    level: settings.level,
    seed: settings.seed,
    stream: 1,
    keepReplicates: study.predictions.length > 1,
  };
  return {
    task: prediction.task,
    model: prediction.model,
    class: classIndex === null ? null : (prediction.classes?.[classIndex] ?? null),
    isWhole: false,
    prediction,
    threshold,
    rows,
    job,
    attributes,
    ids,
    isProbability: prediction.isProbability,
    absent,
    classes: null,
  };
}

const labelCache = new WeakMap<object, Map<CompactRows, Map<number, Uint8Array>>>();

/** 1 where the label is `positive`, else 0; models of one task and the same rows share the array. */
function labelsOf({ label }: StudyPrediction, compact: CompactRows, positive: number): Uint8Array {
  const ofTask = labelCache.get(label) ?? new Map<CompactRows, Map<number, Uint8Array>>();
  labelCache.set(label, ofTask);
  const ofRows = ofTask.get(compact) ?? new Map<number, Uint8Array>();
  ofTask.set(compact, ofRows);
  const known = ofRows.get(positive);
  if (known) return known;
  const { rows } = compact;
  const made = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i += 1) made[i] = label[rows[i]!] === positive ? 1 : 0;
  ofRows.set(positive, made);
  return made;
}

const attributeCache = new WeakMap<CompactRows, Map<string, readonly RunAttribute[]>>();

/** The attributes at the rows of a run; runs of the same rows share them. */
function attributesOf(
  study: Study,
  compact: CompactRows,
  reference: string,
): readonly RunAttribute[] {
  const cache = attributeCache.get(compact) ?? new Map<string, readonly RunAttribute[]>();
  attributeCache.set(compact, cache);
  const known = cache.get(reference);
  if (known) return known;
  const made = study.attributes.map((attribute, index) => {
    const picked = pickAttribute(attribute, compact.rows);
    return { ...picked, index, reference: referenceLevel(picked.codes, picked.levels, reference) };
  });
  cache.set(reference, made);
  return made;
}

function decide(
  prediction: StudyPrediction,
  rows: Int32Array,
  score: Float64Array | null,
  threshold: ThresholdUse | null,
  classIndex: number | null,
): Uint8Array | null {
  const decision = new Uint8Array(rows.length);
  if (classIndex !== null) {
    const chosen = prediction.decision;
    for (let i = 0; i < rows.length; i += 1) {
      const best = chosen ? chosen[rows[i]!]! : argmax(prediction.scores ?? [], rows[i]!);
      decision[i] = best === classIndex ? 1 : 0;
    }
    return decision;
  }
  if (score !== null && threshold !== null && threshold.threshold !== null) {
    for (let i = 0; i < rows.length; i += 1) decision[i] = score[i]! >= threshold.threshold ? 1 : 0;
    return decision;
  }
  if (prediction.decision !== null) {
    for (let i = 0; i < rows.length; i += 1)
      decision[i] = prediction.decision[rows[i]!] === 1 ? 1 : 0;
    return decision;
  }
  return null;
}

function referenceLevel(
  codes: Int32Array,
  levels: readonly string[],
  reference: string,
): number | null {
  if (reference === 'rest') return null;
  if (reference !== 'largest') {
    const named = levels.indexOf(reference);
    if (named >= 0) return named;
  }
  const counts = new Float64Array(levels.length);
  for (const code of codes) counts[code]! += 1;
  return counts.indexOf(counts.reduce((a, b) => Math.max(a, b), 0));
}

interface Chosen {
  readonly ids: readonly string[];
  readonly metrics: readonly EngineMetric[];
  readonly loss: readonly Float64Array[];
  readonly absent: ReadonlyMap<string, string>;
}

function chooseMetrics(
  settings: AuditSettings,
  score: Float64Array | null,
  decision: Uint8Array | null,
  label: Uint8Array,
  prediction: StudyPrediction,
): Chosen {
  const ids: string[] = [];
  const metrics: EngineMetric[] = [];
  const loss: Float64Array[] = [];
  const absent = new Map<string, string>();
  const take = (id: string, metric: EngineMetric): void => {
    ids.push(id);
    metrics.push(metric);
  };
  const takeLoss = (id: string, values: Float64Array): void => {
    take(id, `loss:${loss.length}`);
    loss.push(values);
  };
  const wanted = settings.metrics.includes('prevalence')
    ? settings.metrics
    : [...settings.metrics, 'prevalence'];
  for (const id of wanted) {
    if (!findMetric(id))
      fail(
        'audit/unknown-metric',
        `Metric ${id} is not known.`,
        'See docs/methods for the ids.',
        64,
      );
    if (id === 'prevalence') take(id, 'prevalence');
    else if (countMetrics.has(id)) {
      if (decision === null) absent.set(id, 'no-threshold-and-no-decision');
      else take(id, id as EngineMetric);
    } else if (rankMetrics.has(id)) {
      if (score === null) absent.set(id, 'no-scores');
      else take(id, id as EngineMetric);
    } else if (score === null || !prediction.isProbability) {
      absent.set(id, score === null ? 'no-scores' : 'scores-outside-0-1');
    } else if (probabilityMetrics.has(id)) take(id, id as EngineMetric);
    else if (id === 'brier') takeLoss(id, squaredErrors(score, label));
    else if (id === 'log-loss') takeLoss(id, logLosses(score, label));
    else absent.set(id, 'no-patient-clustered-replicates');
  }
  return { ids, metrics, loss, absent };
}

/** Squared error of each row. */
export function squaredErrors(score: Float64Array, label: Uint8Array): Float64Array {
  const out = new Float64Array(score.length);
  for (let i = 0; i < out.length; i += 1)
    out[i] = (score[i]! - label[i]!) * (score[i]! - label[i]!);
  return out;
}

/** Logarithmic loss of each row, scores kept off 0 and 1. */
export function logLosses(score: Float64Array, label: Uint8Array): Float64Array {
  const out = new Float64Array(score.length);
  for (let i = 0; i < out.length; i += 1) {
    const p = Math.min(1 - 2.220446049250313e-16, Math.max(2.220446049250313e-16, score[i]!));
    out[i] = label[i] === 1 ? -Math.log(p) : -Math.log1p(-p);
  }
  return out;
}
