import { z } from 'zod';
import { finite, freeText, idText } from './primitives.ts';
import type { ShapeKind } from './shape-kinds.ts';

/** One of the answers a reader may choose, or one label a reader may draw. */
export interface AnswerOption {
  /** What is stored. */
  readonly value: string;
  /** What is shown. */
  readonly text: string;
  /** Key that chooses it; null: by its place. */
  readonly key: string | null;
}

/** When a question is asked. `all` of nothing is true, `any` of nothing is false. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  /** The answer chosen is one of these values; of several chosen, at least one is. */
  | { readonly question: string; readonly is: readonly string[] }
  /** The number, or the place of the ordinal answer (0-based), lies in the range; null leaves a side open. */
  | { readonly question: string; readonly from: number | null; readonly to: number | null }
  /** What became of the question. */
  | { readonly question: string; readonly outcome: 'answered' | 'ungradable' | 'nothing-found' };

/** How sure a reader says to be. */
export type ConfidenceScale =
  /** Named steps, least sure first; the place (0-based) is stored. */
  | { readonly kind: 'steps'; readonly labels: readonly string[]; readonly isRequired: boolean }
  /** 0 to 100 percent. */
  | { readonly kind: 'percent'; readonly isRequired: boolean };

/** What every question says. */
export interface QuestionBase {
  readonly id: string;
  readonly text: string;
  readonly help: string;
  readonly isRequired: boolean;
  /** Null: always asked. */
  readonly showWhen: Condition | null;
  readonly confidence: ConfidenceScale | null;
  /** Reasons of "ungradable, because …"; an empty list does not offer it. */
  readonly ungradable: readonly AnswerOption[];
  /** Whether "nothing found" is offered; with shapes it is how a reader says that none is to be drawn. */
  readonly hasNothingFound: boolean;
}

/** A question with answers to choose from. */
export interface ChoiceQuestion extends QuestionBase {
  readonly kind: 'single' | 'ordinal';
  /** Ordinal: lowest first. */
  readonly options: readonly AnswerOption[];
}

/** A question with several answers to choose. */
export interface MultiQuestion extends QuestionBase {
  readonly kind: 'multi';
  readonly options: readonly AnswerOption[];
  readonly fewest: number;
  /** Null: as many as there are. */
  readonly most: number | null;
  /** Whether the order of the answers means a rank, as in a differential diagnosis. */
  readonly isRanked: boolean;
}

/** A question for a number. */
export interface NumberQuestion extends QuestionBase {
  readonly kind: 'number';
  readonly smallest: number | null;
  readonly largest: number | null;
  readonly isWhole: boolean;
  readonly unit: string;
}

/** A question for words. */
export interface TextQuestion extends QuestionBase {
  readonly kind: 'text';
  readonly longest: number;
}

/** A question answered by drawing. */
export interface ShapeQuestion extends QuestionBase {
  readonly kind: ShapeKind;
  readonly labels: readonly AnswerOption[];
  /** Fewest shapes when the answer is not "nothing found". */
  readonly fewest: number;
  readonly most: number | null;
}

/** A question put to readers. */
export type Question =
  | ChoiceQuestion
  | MultiQuestion
  | NumberQuestion
  | TextQuestion
  | ShapeQuestion;

/** The kinds of question. */
export const questionKinds = [
  'single',
  'multi',
  'ordinal',
  'number',
  'text',
  'box',
  'polygon',
  'point',
  'line',
  'mask',
] as const;

/** One of {@link questionKinds}. */
export type QuestionKind = (typeof questionKinds)[number];

const questionRef = { question: idText };

/** Schema of {@link Condition}. */
export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union(
    [
      z.strictObject({ all: z.array(conditionSchema).max(50) }),
      z.strictObject({ any: z.array(conditionSchema).max(50) }),
      z.strictObject({ not: conditionSchema }),
      z.strictObject({ ...questionRef, is: z.array(idText).min(1).max(500) }),
      z.strictObject({ ...questionRef, from: finite.nullable(), to: finite.nullable() }),
      z.strictObject({
        ...questionRef,
        outcome: z.enum(['answered', 'ungradable', 'nothing-found']),
      }),
    ],
    'is no condition: write all, any, not, or question with is, from and to, or outcome',
  ),
);

/** Schema of {@link AnswerOption}. */
export const answerOptionSchema: z.ZodType<AnswerOption> = z.strictObject({
  value: idText,
  text: z.string().min(1).max(500),
  key: z.string().min(1).max(20).nullable().default(null),
});

const confidenceSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('steps'),
    labels: z.array(idText).min(2).max(11),
    isRequired: z.boolean().default(true),
  }),
  z.strictObject({ kind: z.literal('percent'), isRequired: z.boolean().default(true) }),
]);

const base = {
  id: idText,
  text: z.string().min(1).max(2000),
  help: freeText.default(''),
  isRequired: z.boolean().default(true),
  showWhen: conditionSchema.nullable().default(null),
  confidence: confidenceSchema.nullable().default(null),
  ungradable: z.array(answerOptionSchema).max(50).default([]),
  hasNothingFound: z.boolean().default(false),
};
const options = z.array(answerOptionSchema).min(2).max(500);
const labels = z.array(answerOptionSchema).min(1).max(500);
const least = z.int().min(0).default(0);
const most = z.int().min(1).nullable().default(null);

function drawn<K extends ShapeKind>(kind: K) {
  return z.strictObject({ kind: z.literal(kind), ...base, labels, fewest: least, most });
}

/** Schema of {@link Question}. */
export const questionSchema: z.ZodType<Question> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('single'), ...base, options }),
  z.strictObject({ kind: z.literal('ordinal'), ...base, options }),
  z.strictObject({
    kind: z.literal('multi'),
    ...base,
    options: labels,
    fewest: least,
    most,
    isRanked: z.boolean().default(false),
  }),
  z.strictObject({
    kind: z.literal('number'),
    ...base,
    smallest: finite.nullable().default(null),
    largest: finite.nullable().default(null),
    isWhole: z.boolean().default(false),
    unit: z.string().max(64).default(''),
  }),
  z.strictObject({
    kind: z.literal('text'),
    ...base,
    longest: z.int().min(1).max(20_000).default(2000),
  }),
  drawn('box'),
  drawn('polygon'),
  drawn('point'),
  drawn('line'),
  drawn('mask'),
]);
