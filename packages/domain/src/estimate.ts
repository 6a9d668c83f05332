import { z } from 'zod';

/** Attribute → level; `{}` means everyone. */
export type SliceRef = Readonly<Record<string, string>>;

/** Where an operating threshold came from. Only `declared` and `other-data` count as validated. */
export type ThresholdSource =
  | 'declared'
  | 'other-data'
  | 'same-data-youden'
  | 'default'
  | 'model-decision';

/**
 * Reference labels other than those given: `drawn` from what all readers say, or the answer of one reader a case
 * (`one-reader`). Limits then hold what readers leave open beside the choice of patients.
 */
export type CarriedLabels = 'drawn' | 'one-reader';

/**
 * A value with its interval, its method and its counts, or undefined with a reason.
 *
 * `versus` is null for a metric; `rest`, `reference`, `range` (bias-corrected largest minus
 * smallest) or another model's name for a gap.
 */
export interface Estimate {
  readonly id: string;
  readonly task: string;
  readonly model: string;
  readonly metric: string;
  readonly class: string | null;
  readonly slice: SliceRef;
  readonly versus: string | null;
  readonly scale: 'difference' | 'ratio' | null;
  readonly threshold: number | null;
  readonly thresholdSource: ThresholdSource | null;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly level: number;
  readonly method: string;
  readonly caseCount: number;
  readonly patientCount: number;
  readonly positiveCount: number | null;
  readonly undefinedReason: string | null;
  /** Counted cases in the numerator and denominator, where the metric is a rate. */
  readonly numerator?: number | null;
  readonly denominator?: number | null;
  readonly positivePatientCount?: number | null;
  readonly negativePatientCount?: number | null;
  /** Patient-clustered standard error on the metric's own scale. */
  readonly standardError?: number | null;
  /** True where counts are hidden because fewer people than the declared number stand behind them. */
  readonly suppressed?: boolean;
  /** Whose labels the figure rests on; absent for the labels as given. */
  readonly labels?: CarriedLabels;
  /** Why the figure is only approximate or takes no part in a verdict, e.g. `too-few-positive-patients`. */
  readonly caution?: string | null;
}

const nullableNumber = z.number().nullable();
const count = z.number().int().nonnegative();

/** Schema of {@link Estimate}. */
export const estimateSchema: z.ZodType<Estimate> = z.strictObject({
  id: z.string(),
  task: z.string(),
  model: z.string(),
  metric: z.string(),
  class: z.string().nullable(),
  slice: z.record(z.string(), z.string()),
  versus: z.string().nullable(),
  scale: z.enum(['difference', 'ratio']).nullable(),
  threshold: nullableNumber,
  thresholdSource: z
    .enum(['declared', 'other-data', 'same-data-youden', 'default', 'model-decision'])
    .nullable(),
  value: nullableNumber,
  low: nullableNumber,
  high: nullableNumber,
  level: z.number(),
  method: z.string(),
  caseCount: count,
  patientCount: count,
  positiveCount: count.nullable(),
  undefinedReason: z.string().nullable(),
  numerator: nullableNumber.optional(),
  denominator: nullableNumber.optional(),
  positivePatientCount: count.nullable().optional(),
  negativePatientCount: count.nullable().optional(),
  standardError: nullableNumber.optional(),
  suppressed: z.boolean().optional(),
  labels: z.enum(['drawn', 'one-reader']).optional(),
  caution: z.string().nullable().optional(),
}) as z.ZodType<Estimate>;
