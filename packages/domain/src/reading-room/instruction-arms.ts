import { z } from 'zod';
import { type Instructions, instructionsSchema } from './instructions.ts';
import { count, hashText, idText } from './primitives.ts';

/** One version of the instructions in a protocol experiment. */
export interface InstructionArm {
  /** Stands in exports, such as `A`; readers never see it. */
  readonly id: string;
  /** For those who run the study. */
  readonly title: string;
  /** What its readers are told; null: the instructions of the study. */
  readonly instructions: Instructions | null;
}

/** A protocol experiment: each reader is told one of several versions of the instructions, chosen at random. */
export interface InstructionArmsRule {
  readonly arms: readonly InstructionArm[];
}

/** Which version of the instructions a reader was given at random, with what is needed to draw it again. */
export interface InstructionAssignment {
  readonly readerId: string;
  readonly arm: string;
  /** Place among the readers of the study in the order in which they were assigned, from 0. */
  readonly place: number;
  /** How it was drawn; another way has another name. */
  readonly algorithm: 'permuted-blocks/1';
  readonly seed: number;
  /** SHA-256 of all of the above and the ids of the arms. */
  readonly hash: string;
}

/** Schema of {@link InstructionArmsRule}. */
export const instructionArmsRuleSchema: z.ZodType<InstructionArmsRule> = z.strictObject({
  arms: z
    .array(
      z.strictObject({
        id: idText,
        title: z.string().max(200).default(''),
        instructions: instructionsSchema.nullable().default(null),
      }),
    )
    .min(2)
    .max(8),
});

/** Schema of {@link InstructionAssignment}. */
export const instructionAssignmentSchema: z.ZodType<InstructionAssignment> = z.strictObject({
  readerId: idText,
  arm: idText,
  place: count,
  algorithm: z.literal('permuted-blocks/1'),
  seed: z.int().min(0),
  hash: hashText,
});
