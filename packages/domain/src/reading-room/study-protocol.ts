import { z } from 'zod';
import { type Answer, answerSchema } from './answer.ts';
import { type HangingProtocol, hangingProtocolSchema, singleViewport } from './hanging-protocol.ts';
import { type RelatedCase, relatedCaseSchema } from './image-record.ts';
import { type InstructionArmsRule, instructionArmsRuleSchema } from './instruction-arms.ts';
import { type Instructions, instructionsSchema } from './instructions.ts';
import { freeText, hashText, idText } from './primitives.ts';
import { type Question, questionSchema } from './question.ts';
import { type StudyRole, studyRoleSchema } from './roles.ts';
import {
  type AdjudicationRule,
  type ArmsRule,
  adjudicationRuleSchema,
  armsRuleSchema,
  type DriftRule,
  driftRuleSchema,
  type ExamRule,
  examRuleSchema,
  type GoldRule,
  goldRuleSchema,
  type OrderRule,
  orderRuleSchema,
  type ReadsRule,
  type RepeatRule,
  readsRuleSchema,
  repeatRuleSchema,
  type SessionRule,
  type SuspensionRule,
  sessionRuleSchema,
  suspensionRuleSchema,
  type TrainingRule,
  trainingRuleSchema,
} from './study-rules.ts';

/** Newest version of the protocol document that this release writes. */
export const studyProtocolVersion = 1;

/** A case of a study. */
export interface ProtocolCase {
  readonly caseId: string;
  /** Pseudonym; null: the case stands for itself. */
  readonly patientId: string | null;
  /** Which part of the study the case belongs to. */
  readonly use: 'measured' | 'gold' | 'exam' | 'training';
  readonly strata: Readonly<Record<string, string>>;
  /** Known answers; needed for gold, exam and training cases. */
  readonly reference: readonly Answer[];
  /** Why the reference is so; shown in training. */
  readonly explanation: string;
  readonly related: readonly RelatedCase[];
}

/** A person of a study. */
export interface ProtocolReader {
  readonly readerId: string;
  readonly roles: readonly StudyRole[];
  readonly skills: readonly string[];
  /** Cases that this person must not see. */
  readonly conflictCases: readonly string[];
  /** Strata that this person must not see, such as the own hospital. */
  readonly conflictStrata: readonly { readonly stratum: string; readonly value: string }[];
  /** Share of work compared with others; 1 is a full share. */
  readonly capacity: number;
}

/** What a study asks of whom, about which cases, by which rules. */
export interface StudyProtocol {
  readonly schemaVersion: 1;
  readonly studyId: string;
  readonly title: string;
  readonly description: string;
  /** Counts up with each amendment, from 1. */
  readonly version: number;
  /** Hash of the version before; null for the first. */
  readonly parent: string | null;
  /** Template that this protocol was made from. */
  readonly template: string | null;
  readonly seed: number;
  readonly questions: readonly Question[];
  readonly instructions: Instructions;
  /** Versions of the instructions that are compared; null: everybody is told the same. */
  readonly instructionArms: InstructionArmsRule | null;
  readonly cases: readonly ProtocolCase[];
  readonly readers: readonly ProtocolReader[];
  readonly reads: ReadsRule;
  readonly order: OrderRule;
  readonly training: TrainingRule | null;
  readonly exam: ExamRule | null;
  readonly gold: GoldRule | null;
  readonly repeats: RepeatRule | null;
  readonly arms: ArmsRule | null;
  readonly adjudication: AdjudicationRule;
  readonly suspension: SuspensionRule | null;
  readonly drift: DriftRule | null;
  readonly session: SessionRule;
  readonly hanging: HangingProtocol;
  /**
   * `hidden`: until the study is closed nobody is told what the readings come to, those who run it among them:
   * agreement, labels, gold, exams, drift, answers. How much is read is told all the same.
   */
  readonly interimResults: 'shown' | 'hidden';
  /** What will be computed, stated before the first reading. */
  readonly analysisPlan: string;
}

/** Schema of {@link ProtocolCase}. */
export const protocolCaseSchema: z.ZodType<ProtocolCase> = z.strictObject({
  caseId: idText,
  patientId: idText.nullable().default(null),
  use: z.enum(['measured', 'gold', 'exam', 'training']).default('measured'),
  strata: z.record(idText, idText).default({}),
  reference: z.array(answerSchema).max(200).default([]),
  explanation: z.string().max(5000).default(''),
  related: z.array(relatedCaseSchema).max(100).default([]),
});

/** Schema of {@link ProtocolReader}. */
export const protocolReaderSchema: z.ZodType<ProtocolReader> = z.strictObject({
  readerId: idText,
  roles: z.array(studyRoleSchema).min(1),
  skills: z.array(idText).max(100).default([]),
  conflictCases: z.array(idText).max(1_000_000).default([]),
  conflictStrata: z
    .array(z.strictObject({ stratum: idText, value: idText }))
    .max(1000)
    .default([]),
  capacity: z.number().positive().max(1000).default(1),
});

/** Schema of {@link StudyProtocol}. */
export const studyProtocolSchema: z.ZodType<StudyProtocol> = z.strictObject({
  schemaVersion: z.literal(studyProtocolVersion),
  studyId: idText,
  title: z.string().min(1).max(500),
  description: freeText.default(''),
  version: z.int().min(1).default(1),
  parent: hashText.nullable().default(null),
  template: idText.nullable().default(null),
  seed: z.int().min(0).default(1),
  questions: z.array(questionSchema).max(500).default([]),
  instructions: instructionsSchema.default({ text: '', labels: [] }),
  instructionArms: instructionArmsRuleSchema.nullable().default(null),
  cases: z.array(protocolCaseSchema).max(1_000_000).default([]),
  readers: z.array(protocolReaderSchema).max(10_000).default([]),
  reads: readsRuleSchema,
  order: orderRuleSchema.default({ kind: 'stratified', by: [] }),
  training: trainingRuleSchema.nullable().default(null),
  exam: examRuleSchema.nullable().default(null),
  gold: goldRuleSchema.nullable().default(null),
  repeats: repeatRuleSchema.nullable().default(null),
  arms: armsRuleSchema.nullable().default(null),
  adjudication: adjudicationRuleSchema,
  suspension: suspensionRuleSchema.nullable().default(null),
  drift: driftRuleSchema.nullable().default(null),
  session: sessionRuleSchema.default({
    mostCases: null,
    mostMinutes: null,
    breakMinutes: 30,
    idleSeconds: 30,
  }),
  hanging: hangingProtocolSchema.default(singleViewport),
  interimResults: z.enum(['shown', 'hidden']).default('shown'),
  analysisPlan: freeText.default(''),
});
