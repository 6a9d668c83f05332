import { z } from 'zod';

/** Longest text of an id or a name. */
const longestId = 200;
/** Longest free text. */
const longestText = 20_000;

/** A name or id: 1 to 200 characters on one line, none of them a control character. */
export const idText: z.ZodType<string> = z
  .string()
  .min(1)
  .max(longestId)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  .regex(/^[^\u0000-\u001f\u007f]+$/, 'holds a control character');

/** Free text of at most 20,000 characters. */
export const freeText: z.ZodType<string> = z.string().max(longestText);

/** A number that is neither infinite nor NaN. */
export const finite: z.ZodType<number> = z.number();

/** A whole number from 0. */
export const count: z.ZodType<number> = z.int().min(0);

/** A share from 0 to 1. */
export const share: z.ZodType<number> = z.number().min(0).max(1);

/** An instant as ISO 8601 in UTC with milliseconds, such as `2026-11-21T19:01:00.000Z`. */
export const instantText: z.ZodType<string> = z
  .string()
  .regex(
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
    'wants an instant in UTC with milliseconds',
  );

/** SHA-256 as 64 lower-case hexadecimal digits. */
export const hashText: z.ZodType<string> = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'wants 64 hexadecimal digits');
