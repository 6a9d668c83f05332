import { z } from 'zod';

/** The verdicts. Three answers to a question that could be put, one for a question that could not. */
export const verdicts = [
  'within-margin',
  'beyond-margin',
  'cannot-tell',
  'not-assessable',
] as const;

/** One of {@link verdicts}. */
export type Verdict = (typeof verdicts)[number];

/** One sentence with a verdict, resting on named estimates and evidence. */
export interface Finding {
  readonly id: string;
  /** Id of the audit that made it. */
  readonly audit: string;
  readonly task: string;
  readonly model: string;
  readonly attribute: string | null;
  readonly metric: string | null;
  readonly verdict: Verdict;
  readonly sentence: string;
  readonly margin: number | null;
  readonly reason: string | null;
  readonly estimateIds: readonly string[];
  readonly evidenceIds: readonly string[];
  /** `confirmatory` findings carry simultaneous limits; `exploratory` ones never gate. */
  readonly role: 'confirmatory' | 'exploratory' | 'description';
}

/** Schema of {@link Finding}. */
export const findingSchema: z.ZodType<Finding> = z.strictObject({
  id: z.string(),
  audit: z.string(),
  task: z.string(),
  model: z.string(),
  attribute: z.string().nullable(),
  metric: z.string().nullable(),
  verdict: z.enum(verdicts),
  sentence: z.string(),
  margin: z.number().nullable(),
  reason: z.string().nullable(),
  estimateIds: z.array(z.string()),
  evidenceIds: z.array(z.string()),
  role: z.enum(['confirmatory', 'exploratory', 'description']),
});
