import { z } from 'zod';
import { freeText, idText, share } from './primitives.ts';

/** How answers to one question count as positive, negative or wrong. */
export interface BinaryReading {
  readonly questionId: string;
  /** Values that count as positive; every other answer value is negative. */
  readonly positive: readonly string[];
}

/** How many readers read each case. */
export interface ReadsRule {
  readonly perCase: number;
  /** Cases of a stratum that get another number of reads; the first that fits counts. */
  readonly exceptions: readonly {
    readonly stratum: string;
    readonly value: string;
    readonly perCase: number;
  }[];
  /** Skills that every reader of a case must have. */
  readonly skills: readonly string[];
}

/** The order in which a reader gets cases. */
export interface OrderRule {
  /** `stratified`: every stretch holds each stratum in its share; `random`: one shuffle; `fixed`: as listed. */
  readonly kind: 'stratified' | 'random' | 'fixed';
  /** Strata that the order balances. */
  readonly by: readonly string[];
}

/** The entry exam. */
export interface ExamRule {
  readonly reading: BinaryReading;
  /** Cases of one sitting; null: all exam cases. */
  readonly caseCount: number | null;
  /** All must hold. */
  readonly pass: readonly {
    readonly measure: 'accuracy' | 'sensitivity' | 'specificity';
    readonly atLeast: number;
  }[];
  /** What is held against the bar: the share itself, or the lower limit of its interval. */
  readonly judge: 'share' | 'lower-limit';
  /** Level of the intervals. */
  readonly level: number;
  /** Sittings at most. */
  readonly attempts: number;
  /** Days between a failed sitting and the next. */
  readonly waitDays: number;
  /** Whether cases of earlier sittings come again only when no others are left. */
  readonly hasFreshCases: boolean;
}

/** Training cases before the exam, with the reference shown. */
export interface TrainingRule {
  readonly feedback: 'after-each-case' | 'at-the-end';
  /** Times that the training cases are gone through. */
  readonly rounds: number;
}

/** Hidden cases with a known answer. */
export interface GoldRule {
  /** Share of gold cases among all that a reader is served, 0 to .5. */
  readonly rate: number;
}

/** Cases that come a second time. */
export interface RepeatRule {
  /** Share of a reader's cases that come again. */
  readonly rate: number;
  /** Cases in between, at least. */
  readonly afterCases: number;
  /** Days in between, at least; 0: no matter. */
  readonly afterDays: number;
  /** Whether half of all servings, repeats or not, are mirrored. */
  readonly isFlipped: boolean;
}

/** One way of reading. */
export interface ArmRule {
  readonly id: string;
  /** Model output is shown never, from the start, or after the first own answer. */
  readonly model: 'never' | 'from-the-start' | 'after-first-answer';
}

/** Ways of reading that are compared. */
export interface ArmsRule {
  readonly arms: readonly ArmRule[];
  /** `crossover`: every reader reads a case in every arm; `split`: a reader reads a case in one arm. */
  readonly design: 'crossover' | 'split';
  /** Days between two readings of one case by one reader, at least. */
  readonly washOutDays: number;
  /** Model that is shown. */
  readonly model: string;
  /** Cases whose model output was made wrong on purpose, declared beforehand. */
  readonly plantedWrong: readonly string[];
}

/** What happens where readers disagree. */
export interface AdjudicationRule {
  readonly kind: 'none' | 'third-reader' | 'senior' | 'round-robin' | 'panel';
  /** Questions whose disagreement counts; empty: all but text. */
  readonly questions: readonly string[];
  /** `disagreement`, or every case. */
  readonly when: 'disagreement' | 'always';
  /** Skill that an adjudicator must have, such as `glaucoma-specialist`. */
  readonly skill: string | null;
  /** Whether the adjudicator answers blind before seeing the reads. */
  readonly hasOwnReadFirst: boolean;
  /** Readers of a panel. */
  readonly panelSize: number;
  /** Share of a panel that must agree; above it (or all, at 1) the answer stands. */
  readonly quorum: number;
  /** Rounds at most. */
  readonly rounds: number;
  /** Features that each reason speaks to. */
  readonly rubric: readonly { readonly id: string; readonly text: string }[];
  /** What becomes of a case that the rule does not settle. */
  readonly otherwise: 'unresolved' | 'majority' | 'senior';
  /** Difference up to which two numbers agree, by question. */
  readonly tolerances: readonly { readonly questionId: string; readonly atMost: number }[];
  /** Overlap (Dice, the lowest over labels) from which two drawings agree. */
  readonly overlap: number;
}

/** A test that goes on with every gold case that is positive, until it can tell. */
export interface SequentialRule {
  /** Sensitivity of readers who should stay. */
  readonly acceptable: number;
  /** Sensitivity of readers who should go. */
  readonly unacceptable: number;
  /** Chance that a reader at `acceptable` is suspended, at most about this. */
  readonly falseSuspension: number;
  /** Chance that a reader at `unacceptable` is not, in the long run, at most about this. */
  readonly missedSuspension: number;
}

/** When a reader is suspended. */
export interface SuspensionRule {
  readonly reading: BinaryReading;
  /** Null: bars only. */
  readonly sequential: SequentialRule | null;
  readonly sensitivityBelow: number | null;
  readonly specificityBelow: number | null;
  /** Gold answers of each class before the rule speaks. */
  readonly fewestGold: number;
  /** Last gold answers that count; null: all. */
  readonly window: number | null;
  /** What is held against the bar: the share itself, or the upper limit of its interval. */
  readonly judge: 'share' | 'upper-limit';
  /** Which readings are done again by others. */
  readonly redo: 'all' | 'since-alarm' | 'none';
}

/** The control chart of errors on gold cases. */
export interface DriftRule {
  readonly reading: BinaryReading;
  /** Share of errors that is accepted. */
  readonly errorRate: number;
  /** Share of errors that must be found. */
  readonly driftRate: number;
  /** Chance of an alarm without drift over `goldCount` gold cases, at most. */
  readonly falseAlarm: number;
  readonly goldCount: number;
}

/** How long one sitting may last. */
export interface SessionRule {
  /** Cases of one sitting; null: any number. */
  readonly mostCases: number | null;
  /** Active minutes of one sitting; null: any number. */
  readonly mostMinutes: number | null;
  /** Minutes without work that end a sitting. */
  readonly breakMinutes: number;
  /** Seconds without any event from which time is idle. */
  readonly idleSeconds: number;
}

const bar = share.nullable().default(null);
const days = z.number().min(0).max(3650);

const binarySchema = z.strictObject({
  questionId: idText,
  positive: z.array(idText).min(1).max(500),
});

/** Schema of {@link ReadsRule}. */
export const readsRuleSchema: z.ZodType<ReadsRule> = z.strictObject({
  perCase: z.int().min(1).max(100),
  exceptions: z
    .array(z.strictObject({ stratum: idText, value: idText, perCase: z.int().min(1).max(100) }))
    .max(100)
    .default([]),
  skills: z.array(idText).max(50).default([]),
});

/** Schema of {@link OrderRule}. */
export const orderRuleSchema: z.ZodType<OrderRule> = z.strictObject({
  kind: z.enum(['stratified', 'random', 'fixed']).default('stratified'),
  by: z.array(idText).max(20).default([]),
});

/** Schema of {@link ExamRule}. */
export const examRuleSchema: z.ZodType<ExamRule> = z.strictObject({
  reading: binarySchema,
  caseCount: z.int().min(1).nullable().default(null),
  pass: z
    .array(
      z.strictObject({
        measure: z.enum(['accuracy', 'sensitivity', 'specificity']),
        atLeast: share,
      }),
    )
    .min(1)
    .max(3),
  judge: z.enum(['share', 'lower-limit']).default('share'),
  level: z.number().gt(0.5).lt(1).default(0.95),
  attempts: z.int().min(1).max(100).default(1),
  waitDays: days.default(0),
  hasFreshCases: z.boolean().default(true),
});

/** Schema of {@link TrainingRule}. */
export const trainingRuleSchema: z.ZodType<TrainingRule> = z.strictObject({
  feedback: z.enum(['after-each-case', 'at-the-end']).default('after-each-case'),
  rounds: z.int().min(1).max(20).default(1),
});

/** Schema of {@link GoldRule}. */
export const goldRuleSchema: z.ZodType<GoldRule> = z.strictObject({
  rate: z.number().gt(0).max(0.5),
});

/** Schema of {@link RepeatRule}. */
export const repeatRuleSchema: z.ZodType<RepeatRule> = z.strictObject({
  rate: z.number().gt(0).max(1),
  afterCases: z.int().min(0).max(1_000_000).default(0),
  afterDays: days.default(0),
  isFlipped: z.boolean().default(false),
});

/** Schema of {@link ArmsRule}. */
export const armsRuleSchema: z.ZodType<ArmsRule> = z.strictObject({
  arms: z
    .array(
      z.strictObject({
        id: idText,
        model: z.enum(['never', 'from-the-start', 'after-first-answer']).default('never'),
      }),
    )
    .min(1)
    .max(8),
  design: z.enum(['crossover', 'split']),
  washOutDays: days.default(0),
  model: z.string().max(200).default(''),
  plantedWrong: z.array(idText).max(100_000).default([]),
});

/** Schema of {@link AdjudicationRule}. */
export const adjudicationRuleSchema: z.ZodType<AdjudicationRule> = z.strictObject({
  kind: z.enum(['none', 'third-reader', 'senior', 'round-robin', 'panel']),
  questions: z.array(idText).max(200).default([]),
  when: z.enum(['disagreement', 'always']).default('disagreement'),
  skill: idText.nullable().default(null),
  hasOwnReadFirst: z.boolean().default(true),
  panelSize: z.int().min(2).max(25).default(3),
  quorum: z.number().min(0.5).max(1).default(0.5),
  rounds: z.int().min(1).max(50).default(1),
  rubric: z
    .array(z.strictObject({ id: idText, text: freeText }))
    .max(100)
    .default([]),
  otherwise: z.enum(['unresolved', 'majority', 'senior']).default('unresolved'),
  tolerances: z
    .array(z.strictObject({ questionId: idText, atMost: z.number().min(0) }))
    .max(200)
    .default([]),
  overlap: share.default(0.7),
});

/** Schema of {@link SuspensionRule}. */
export const suspensionRuleSchema: z.ZodType<SuspensionRule> = z.strictObject({
  reading: binarySchema,
  sensitivityBelow: bar,
  specificityBelow: bar,
  fewestGold: z.int().min(1).max(10_000).default(20),
  window: z.int().min(1).max(100_000).nullable().default(null),
  judge: z.enum(['share', 'upper-limit']).default('share'),
  redo: z.enum(['all', 'since-alarm', 'none']).default('all'),
  sequential: z
    .strictObject({
      acceptable: z.number().gt(0).lt(1),
      unacceptable: z.number().gt(0).lt(1),
      falseSuspension: z.number().gt(0).max(0.5).default(0.02),
      missedSuspension: z.number().gt(0).max(0.5).default(0.1),
    })
    .nullable()
    .default(null),
});

/** Schema of {@link DriftRule}. */
export const driftRuleSchema: z.ZodType<DriftRule> = z.strictObject({
  reading: binarySchema,
  errorRate: z.number().gt(0).lt(0.5),
  driftRate: z.number().gt(0).lt(1),
  falseAlarm: z.number().gt(0).max(0.5).default(0.05),
  goldCount: z.int().min(5).max(5000).default(30),
});

/** Schema of {@link SessionRule}. */
export const sessionRuleSchema: z.ZodType<SessionRule> = z.strictObject({
  mostCases: z.int().min(1).nullable().default(null),
  mostMinutes: z.number().positive().nullable().default(null),
  breakMinutes: z.number().positive().default(30),
  idleSeconds: z.number().positive().default(30),
});
