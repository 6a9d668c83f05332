import { z } from 'zod';
import { type HangingProtocol, hangingProtocolSchema } from './hanging-protocol.ts';
import { type Instructions, instructionsSchema } from './instructions.ts';
import { freeText, hashText, idText, instantText } from './primitives.ts';
import { type Question, questionSchema } from './question.ts';
import { type StudyProtocol, studyProtocolSchema } from './study-protocol.ts';
import { type SessionRule, sessionRuleSchema } from './study-rules.ts';

/** A protocol that no longer changes. */
export interface LockedProtocol {
  readonly protocol: StudyProtocol;
  /** SHA-256 of its canonical JSON. */
  readonly hash: string;
  /** Changes with every word and picture of the instructions, and with nothing else. */
  readonly instructionsVersion: string;
  readonly lockedAt: string;
  readonly lockedBy: string;
}

/** What a reader may know of a protocol. */
export interface ReaderProtocol {
  readonly studyId: string;
  readonly title: string;
  readonly description: string;
  readonly version: number;
  readonly hash: string;
  readonly questions: readonly Question[];
  readonly instructions: Instructions;
  readonly instructionsVersion: string;
  readonly session: SessionRule;
  readonly hanging: HangingProtocol;
  readonly hasTraining: boolean;
  readonly hasExam: boolean;
}

/** Schema of {@link LockedProtocol}. */
export const lockedProtocolSchema: z.ZodType<LockedProtocol> = z.strictObject({
  protocol: studyProtocolSchema,
  hash: hashText,
  instructionsVersion: z.string().max(64),
  lockedAt: instantText,
  lockedBy: idText,
});

/** Schema of {@link ReaderProtocol}. */
export const readerProtocolSchema: z.ZodType<ReaderProtocol> = z.strictObject({
  studyId: idText,
  title: z.string().max(500),
  description: freeText,
  version: z.int().min(1),
  hash: hashText,
  questions: z.array(questionSchema),
  instructions: instructionsSchema,
  instructionsVersion: z.string().max(64),
  session: sessionRuleSchema,
  hanging: hangingProtocolSchema,
  hasTraining: z.boolean(),
  hasExam: z.boolean(),
});
