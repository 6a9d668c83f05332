import type {
  Estimate,
  Evidence,
  Finding,
  LabelSampling,
  Study,
  ThresholdUse,
} from '@equipoise/domain';
import type { EngineRunner } from '@equipoise/stats';
import type { PredictionRun } from './prediction-run.ts';

/** What was decided before results exist. */
export interface AuditSettings {
  /** Confidence level, e.g. .95. */
  readonly level: number;
  readonly replicates: number;
  readonly permutations: number;
  readonly seed: number;
  /** Metric ids to audit, in order. */
  readonly metrics: readonly string[];
  /** Margin by metric id; a metric without one gets limits and no verdict. */
  readonly margins: Readonly<Record<string, number>>;
  /** Operating thresholds, one per task × model that has scores. */
  readonly thresholds: readonly ThresholdUse[];
  /** `rest`, `largest` or a level's name. */
  readonly reference: string;
  readonly intersectDepth: number;
  /** Prevalence at which predictive values are wanted, beside the common one. */
  readonly prevalence: number | null;
  /** Range of thresholds of decision curves; null takes a range around the operating point. */
  readonly thresholdRange: readonly [number, number] | null;
  /** Draws of the reference labels where readers' answers are given; 40 by default. */
  readonly labelDraws?: number;
}

/** What an audit is handed beside the study. */
export interface AuditContext {
  readonly settings: AuditSettings;
  readonly engine: EngineRunner;
  /** One per binary task × model and per class of a multiclass one, with replicates over all attributes and metrics. */
  readonly runs: readonly PredictionRun[];
  /** One per multiclass, ordinal or regression task × model as a whole. */
  readonly wholeRuns: readonly PredictionRun[];
  /** How labels are drawn; needed where the study holds readers' answers. */
  readonly labelSampling?: LabelSampling;
  readonly signal?: AbortSignal;
  /** Called while working; `done` of `total` in units of the audit's own. */
  readonly onProgress?: (label: string, done: number, total: number) => void;
}

/** What an audit returns. */
export interface AuditOutcome {
  readonly estimates: readonly Estimate[];
  readonly findings: readonly Finding[];
  readonly evidence: readonly Evidence[];
  /** For an audit that could not be put to any task: what it needs; null where it was put. */
  readonly needs: string | null;
}

/** One question put to a model: the only place where it describes itself. */
export interface AuditSpec {
  readonly id: string;
  readonly title: string;
  readonly question: string;
  /** Numbers of the report items it fills. */
  readonly items: readonly number[];
  /** In words, what it needs from the study. */
  readonly needs: string;
  readonly sources: readonly string[];
  /** It never reads the engine's results of a run, so it may work while the engine does. */
  readonly readsRowsOnly?: true;
  /** Its outcome for several binary tasks is that for each of them, one after the other: it may be asked task by task. */
  readonly isPerTask?: true;
  run(study: Study, context: AuditContext): Promise<AuditOutcome>;
}

/** Declares an audit. */
export function defineAudit(spec: AuditSpec): AuditSpec {
  return spec;
}

/** An outcome of an audit that could not be put: it says what it needs. */
export function notAssessed(needs: string): AuditOutcome {
  return { estimates: [], findings: [], evidence: [], needs };
}
