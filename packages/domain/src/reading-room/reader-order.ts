import { z } from 'zod';
import { type ReadPurpose, readPurposes } from './answer.ts';
import { count, hashText, idText } from './primitives.ts';

/** One case in the order of a reader. Stays on the server. */
export interface OrderEntry {
  /** What the browser knows the case by; tells nothing about the case, the place or the purpose. */
  readonly taskId: string;
  readonly caseId: string;
  readonly purpose: ReadPurpose;
  /** Task whose case comes again; null when none. */
  readonly repeatOf: string | null;
  readonly isFlipped: boolean;
  readonly arm: string | null;
  /** Round of a crossover, from 0. */
  readonly period: number;
}

/** The order of one reader, as stored at the lock. */
export interface ReaderOrder {
  readonly readerId: string;
  /** How it was made; another way has another name. */
  readonly algorithm: 'interleaved-strata/1';
  readonly seed: number;
  readonly entries: readonly OrderEntry[];
  /** Repeats that the rule asks for and the order has no room for. */
  readonly missingRepeats: number;
  /** SHA-256 of reader, algorithm, seed and entries. */
  readonly hash: string;
}

/** What the browser gets of a task: the same keys and forms whatever the purpose. */
export interface ReaderTask {
  readonly taskId: string;
  /** Cases submitted before this one. */
  readonly doneCount: number;
  /** Cases left, this one among them. */
  readonly leftCount: number;
  readonly isFlipped: boolean;
  /** When model output is shown; `never` says nothing about other readers or cases. */
  readonly model: 'never' | 'from-the-start' | 'after-first-answer';
}

/** Schema of {@link ReaderOrder}. */
export const readerOrderSchema: z.ZodType<ReaderOrder> = z.strictObject({
  readerId: idText,
  algorithm: z.literal('interleaved-strata/1'),
  seed: z.int().min(0),
  entries: z
    .array(
      z.strictObject({
        taskId: idText,
        caseId: idText,
        purpose: z.enum(readPurposes),
        repeatOf: idText.nullable(),
        isFlipped: z.boolean(),
        arm: idText.nullable(),
        period: count,
      }),
    )
    .max(10_000_000),
  missingRepeats: count,
  hash: hashText,
});

/** Schema of {@link ReaderTask}. */
export const readerTaskSchema: z.ZodType<ReaderTask> = z.strictObject({
  taskId: idText,
  doneCount: count,
  leftCount: count,
  isFlipped: z.boolean(),
  model: z.enum(['never', 'from-the-start', 'after-first-answer']),
});
