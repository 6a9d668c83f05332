import { z } from 'zod';
import { count, finite, hashText, idText, instantText } from './primitives.ts';
import { type Shape, shapeSchema } from './shape.ts';

/** A typed answer to one question. */
export type AnswerValue =
  | { readonly kind: 'single'; readonly value: string }
  | { readonly kind: 'ordinal'; readonly value: string }
  | { readonly kind: 'multi'; readonly values: readonly string[] }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'shapes'; readonly shapes: readonly Shape[] };

/** What a reader said to one question. Not asked is no answer: the question is absent. */
export type Answer =
  | {
      readonly questionId: string;
      readonly outcome: 'answered';
      readonly value: AnswerValue;
      /** Place of the step (0-based) or percent; null where not given. */
      readonly confidence: number | null;
    }
  | {
      readonly questionId: string;
      readonly outcome: 'ungradable';
      /** One of the question's reasons. */
      readonly reason: string;
      readonly note: string;
    }
  | {
      readonly questionId: string;
      readonly outcome: 'nothing-found';
      readonly confidence: number | null;
    };

/** The outcomes of a question that was asked. */
export const answerOutcomes = ['answered', 'ungradable', 'nothing-found'] as const;

/** One of {@link answerOutcomes}. */
export type AnswerOutcome = (typeof answerOutcomes)[number];

/** Schema of {@link AnswerValue}. */
export const answerValueSchema: z.ZodType<AnswerValue> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('single'), value: idText }),
  z.strictObject({ kind: z.literal('ordinal'), value: idText }),
  z.strictObject({ kind: z.literal('multi'), values: z.array(idText).max(500) }),
  z.strictObject({ kind: z.literal('number'), value: finite }),
  z.strictObject({ kind: z.literal('text'), text: z.string().max(20_000) }),
  z.strictObject({ kind: z.literal('shapes'), shapes: z.array(shapeSchema).max(10_000) }),
]);

const confidence = z.number().min(0).max(100).nullable().default(null);

/** Schema of {@link Answer}. */
export const answerSchema: z.ZodType<Answer> = z.discriminatedUnion('outcome', [
  z.strictObject({
    questionId: idText,
    outcome: z.literal('answered'),
    value: answerValueSchema,
    confidence,
  }),
  z.strictObject({
    questionId: idText,
    outcome: z.literal('ungradable'),
    reason: idText,
    note: z.string().max(2000).default(''),
  }),
  z.strictObject({ questionId: idText, outcome: z.literal('nothing-found'), confidence }),
]);

/** The grey window of one image when the answer was given. */
export interface WindowState {
  readonly imageId: string;
  readonly centre: number;
  readonly width: number;
  readonly isInverted: boolean;
}

/** Why a case was served to a reader. Never sent to the reader. */
export const readPurposes = [
  'measured',
  'gold',
  'repeat',
  'exam',
  'training',
  'adjudication',
  // A case that was marked to be read again: it counts for its label, and not for agreement.
  'reread',
] as const;

/** One of {@link readPurposes}. */
export type ReadPurpose = (typeof readPurposes)[number];

/** All answers of one reader to one served case, as stored. */
export interface AnswerRecord {
  readonly answerId: string;
  readonly studyId: string;
  /** The served task; each serving of a case has its own. */
  readonly taskId: string;
  readonly caseId: string;
  readonly readerId: string;
  readonly purpose: ReadPurpose;
  /** Task that this one repeats; null when none. */
  readonly repeatOf: string | null;
  /** Whether the image was shown mirrored left to right. */
  readonly isFlipped: boolean;
  readonly arm: string | null;
  /** `first`: before any model output; `final`: the only or the last one. */
  readonly step: 'first' | 'final';
  readonly answers: readonly Answer[];
  readonly protocolHash: string;
  readonly protocolVersion: number;
  /** Version of the instructions the reader had confirmed. */
  readonly instructionsVersion: string;
  /** The same as a number that counts up within the study; 0 where it is not known. */
  readonly instructionsNumber: number;
  /** Arm of the instructions that the reader was given at random; null where the study compares none. */
  readonly instructionArm: string | null;
  readonly windows: readonly WindowState[];
  /** Hidden and idle time left out. */
  readonly activeSeconds: number;
  readonly wasModelVisible: boolean;
  readonly openedAt: string;
  readonly submittedAt: string;
  /** Minutes that the reader's clock stood ahead of UTC. */
  readonly zoneOffsetMinutes: number;
  /** False once superseded, as after a suspension. Nothing is deleted. */
  readonly isValid: boolean;
  /** Counts up with each correction, from 1. */
  readonly revision: number;
}

/** Schema of {@link AnswerRecord}. */
export const answerRecordSchema: z.ZodType<AnswerRecord> = z.strictObject({
  answerId: idText,
  studyId: idText,
  taskId: idText,
  caseId: idText,
  readerId: idText,
  purpose: z.enum(readPurposes),
  repeatOf: idText.nullable().default(null),
  isFlipped: z.boolean().default(false),
  arm: idText.nullable().default(null),
  step: z.enum(['first', 'final']).default('final'),
  answers: z.array(answerSchema).max(500),
  protocolHash: hashText,
  protocolVersion: z.int().min(1),
  instructionsVersion: z.string().max(64),
  instructionsNumber: count.default(0),
  instructionArm: idText.nullable().default(null),
  windows: z
    .array(
      z.strictObject({ imageId: idText, centre: finite, width: finite, isInverted: z.boolean() }),
    )
    .max(1000)
    .default([]),
  activeSeconds: z.number().min(0),
  wasModelVisible: z.boolean(),
  openedAt: instantText,
  submittedAt: instantText,
  zoneOffsetMinutes: z.int().min(-900).max(900).default(0),
  isValid: z.boolean().default(true),
  revision: count.default(1),
});
