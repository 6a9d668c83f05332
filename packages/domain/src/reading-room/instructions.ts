import { z } from 'zod';
import { count, finite, freeText, idText } from './primitives.ts';

/** A picture that shows what a label means. */
export interface ExamplePicture {
  readonly imageId: string;
  readonly frame: number;
  readonly kind: 'positive' | 'negative' | 'borderline';
  readonly caption: string;
  /** Part of the picture, pixels; null: all of it. */
  readonly crop: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  } | null;
}

/** What one answer or label means, in words and pictures. */
export interface LabelInstruction {
  readonly questionId: string;
  /** Value of the option or label. */
  readonly label: string;
  readonly text: string;
  readonly examples: readonly ExamplePicture[];
}

/** What readers are told. Its hash is its version. */
export interface Instructions {
  readonly text: string;
  readonly labels: readonly LabelInstruction[];
}

/** Schema of {@link Instructions}. */
export const instructionsSchema: z.ZodType<Instructions> = z.strictObject({
  text: freeText.default(''),
  labels: z
    .array(
      z.strictObject({
        questionId: idText,
        label: idText,
        text: freeText.default(''),
        examples: z
          .array(
            z.strictObject({
              imageId: idText,
              frame: count.default(0),
              kind: z.enum(['positive', 'negative', 'borderline']).default('positive'),
              caption: z.string().max(1000).default(''),
              crop: z
                .strictObject({
                  x: finite,
                  y: finite,
                  width: z.number().positive(),
                  height: z.number().positive(),
                })
                .nullable()
                .default(null),
            }),
          )
          .max(100)
          .default([]),
      }),
    )
    .max(2000)
    .default([]),
});
