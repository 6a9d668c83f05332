import { z } from 'zod';
import { type Answer, answerSchema } from './answer.ts';
import { idText, instantText } from './primitives.ts';

/** A reading that adjudication looks at. */
export interface AdjudicationRead {
  readonly answerId: string;
  readonly readerId: string;
  readonly answers: readonly Answer[];
}

/** What somebody did in an adjudication. */
export interface AdjudicationEntry {
  readonly entryId: string;
  readonly by: string;
  readonly at: string;
  /** `blind-read`: an own reading before others are seen; `decide`: with the others in sight. */
  readonly stage: 'blind-read' | 'decide';
  /** From 1. */
  readonly round: number;
  /** A blind `read`; or `accept` a reading, `edit` to a new answer, `keep` the own one, `cannot-resolve`. */
  readonly action: 'read' | 'accept' | 'edit' | 'keep' | 'cannot-resolve';
  /** Reading or entry accepted; null otherwise. */
  readonly accepted: string | null;
  /** Answers after this entry; empty for `cannot-resolve`. */
  readonly answers: readonly Answer[];
  /** Why; needed in every decision. */
  readonly reason: string;
  /** What was said to each feature of the rubric. */
  readonly rubric: readonly { readonly id: string; readonly text: string }[];
}

/** One case in adjudication. Nothing is ever taken out of it. */
export interface AdjudicationCase {
  readonly caseId: string;
  readonly reads: readonly AdjudicationRead[];
  readonly entries: readonly AdjudicationEntry[];
  /** Re-readings that were asked for and are not handed in. @default 0 */
  readonly pendingRereads?: number;
}

/** Schema of {@link AdjudicationEntry}. */
export const adjudicationEntrySchema: z.ZodType<AdjudicationEntry> = z.strictObject({
  entryId: idText,
  by: idText,
  at: instantText,
  stage: z.enum(['blind-read', 'decide']),
  round: z.int().min(1),
  action: z.enum(['read', 'accept', 'edit', 'keep', 'cannot-resolve']),
  accepted: idText.nullable().default(null),
  answers: z.array(answerSchema).max(500).default([]),
  reason: z.string().max(5000).default(''),
  rubric: z
    .array(z.strictObject({ id: idText, text: z.string().max(5000) }))
    .max(100)
    .default([]),
});
