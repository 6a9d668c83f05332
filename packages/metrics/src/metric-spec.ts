import type { Value } from '@equipoise/stats';
import type { InputKind, InputOf, MetricInput } from './metric-input.ts';
import type { SuitabilityContext } from './suitability.ts';

/** The kinds of task that a metric can be asked for. A multi-label task is measured label by label. */
export type TaskType = 'binary' | 'multiclass' | 'multilabel' | 'ordinal' | 'regression';

/** What of a prediction a metric reads beside the label. */
export type MetricNeed = 'score' | 'probability' | 'decision' | 'label-only';

/** Whose number stands below the fraction line; decides which groups are too small. */
export type Denominator =
  | 'positives'
  | 'negatives'
  | 'positives-and-negatives'
  | 'positives-and-predicted-positives'
  | 'predicted-positives'
  | 'predicted-negatives'
  | 'all';

/**
 * What one row adds to a metric that is a plain mean over rows.
 *
 * @param label reference of the row
 * @param prediction score, probability, decision or predicted number, as the metric's `needs` says
 * @param threshold operating threshold; read by net benefit alone
 */
export type RowValue = (label: number, prediction: number, threshold: number) => number;

/** What a metric says of itself, everything but how it is computed. */
export interface MetricDescription {
  /** kebab-case, unique in the catalogue; also the name of its page in docs/methods. */
  readonly id: string;
  readonly title: string;
  /** The question it answers, for a reader without statistics. */
  readonly question: string;
  /** Formula as plain text. */
  readonly formula: string;
  /** What must hold for the number to mean what it says. */
  readonly assumptions: readonly string[];
  /** When not to use it. */
  readonly notWhen: readonly string[];
  /** Smallest and largest possible value; may be infinite. */
  readonly range: readonly [low: number, high: number];
  /** Which way is good; `target` when neither end is. */
  readonly better: 'higher' | 'lower' | 'target';
  /** The good value where `better` is `target` and there is one. */
  readonly target: number | null;
  /** `proportion` is shown in percentage points; otherwise the unit in words. */
  readonly unit: string;
  readonly taskTypes: readonly TaskType[];
  readonly needs: MetricNeed;
  /** Whether it changes with the share of positives while the model stays the same. */
  readonly prevalenceDependent: boolean;
  readonly denominator: Denominator;
  /** Largest gap between groups that counts as none, unless declared otherwise; null = none is agreed on. */
  readonly defaultMargin: number | null;
  /** Other names that options accept. */
  readonly aliases: readonly string[];
  /** Whether swapping label and decision leaves the value. */
  readonly symmetric: boolean;
  /** Papers, by doi where there is one. */
  readonly source: string;
  /** Id in the resampling engine; `loss` = the mean of `rowValue`; null = the engine does not know it. */
  readonly engineId: string | null;
  /** For a metric that is a mean over rows. */
  readonly rowValue: RowValue | null;
}

/** A declared metric. */
export interface MetricSpec extends MetricDescription {
  /** Kinds of input that `compute` takes. */
  readonly kinds: readonly InputKind[];
  /**
   * Sentences for a reader where the metric does not suit the task or the comparison; empty when it does.
   *
   * @param context what is known of the task
   */
  warns(context: SuitabilityContext): readonly string[];
  /**
   * The metric of one model on one set of rows.
   *
   * @param input rows of one of `kinds`
   * @returns the value, or a reason such as `no-rows`, `no-scores`, `no-decisions`, `single-class`
   * @throws metrics/wrong-task, metrics/length-mismatch; stats/not-a-number for NaN
   */
  compute(input: MetricInput): Value;
}

/** How a metric is computed, by kind of input. */
export type MetricComputations = {
  readonly [K in InputKind]?: (input: InputOf<K>) => Value;
};
