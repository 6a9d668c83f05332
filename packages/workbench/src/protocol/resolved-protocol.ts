import type { TaskKind } from '@equipoise/domain';

/** A task as declared: label column, one score column a model (or a class), or a pattern over columns. */
export interface TaskDeclaration {
  /** Name of the task; holds `*` when a pattern. */
  readonly name: string;
  readonly label: string;
  readonly scores: readonly string[];
  readonly isPattern: boolean;
}

/** An operating threshold as declared. */
export interface ThresholdDeclaration {
  /** Task it is for; null = every task. */
  readonly task: string | null;
  readonly kind: 'fixed' | 'youden' | 'from-file';
  readonly threshold: number | null;
  /** For `from-file`: path of the table and the rule kept there. */
  readonly file: string | null;
  readonly rule: ThresholdRule | null;
}

/** The rule that picks a threshold on other data. */
export interface ThresholdRule {
  readonly kind: 'sensitivity' | 'specificity' | 'youden';
  readonly target: number | null;
}

/** A further model: a file, with the name of the model. */
export interface ModelDeclaration {
  readonly name: string;
  readonly file: string;
}

/** Everything an audit needs to know, with every default filled in. */
export interface ResolvedProtocol {
  readonly predictions: readonly string[];
  readonly kind: TaskKind;
  readonly tasks: readonly TaskDeclaration[];
  readonly decision: string | null;
  readonly positive: string | null;
  readonly negative: string | null;
  readonly groups: readonly string[];
  readonly patient: string | null;
  readonly site: string | null;
  readonly reader: string | null;
  readonly caseMix: readonly string[];
  readonly acquisition: readonly string[];
  readonly weight: string | null;
  readonly aggregate: 'max' | 'mean' | null;
  readonly joins: readonly string[];
  /** One key for every join, or one a join. */
  readonly on: readonly string[];
  readonly models: readonly ModelDeclaration[];
  readonly modelColumn: string | null;
  readonly train: string | null;
  /** Readers' answers, or label distributions made from them, behind the reference labels. */
  readonly readings: string | null;
  readonly readingCase: string | null;
  readonly readingReader: readonly string[];
  readonly readingLabel: readonly string[];
  readonly labelDistribution: string | null;
  readonly labelDraws: number;
  readonly thresholds: readonly ThresholdDeclaration[];
  readonly thresholdRange: readonly [number, number] | null;
  readonly prevalence: number | null;
  readonly metrics: readonly string[];
  readonly margins: Readonly<Record<string, number>>;
  readonly bins: readonly string[];
  readonly intersectDepth: number;
  readonly reference: string;
  readonly gate: string | null;
  readonly inconclusive: 'pass' | 'fail' | null;
  readonly suppressBelow: number | null;
  readonly auditIdLike: boolean;
  readonly level: number;
  readonly replicates: number;
  readonly permutations: number;
  readonly seed: number;
  readonly adapter: string | null;
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin-1' | null;
  readonly delimiter: string | null;
  readonly decimal: '.' | ',' | null;
  readonly missing: readonly string[];
  readonly out: string;
  readonly title: string;
}
