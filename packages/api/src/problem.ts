import { z } from 'zod';

/** The kinds of refusal and the status of each. */
export const problemStatus = {
  'room/bad-request': 400,
  'room/not-signed-in': 401,
  'room/second-factor': 401,
  'room/bad-csrf': 403,
  'room/not-allowed': 403,
  'room/suspended': 403,
  'room/not-found': 404,
  'room/conflict': 409,
  'room/bad-state': 409,
  'room/instructions-unread': 409,
  'room/too-large': 413,
  'room/wrong-media': 415,
  'room/not-ready': 422,
  'room/bad-answer': 422,
  'room/locked-out': 429,
  'room/too-many': 429,
  'room/failed': 500,
  'room/not-built': 501,
  'room/away': 503,
} as const;

/** What the server may refuse with. */
export type ProblemCode = keyof typeof problemStatus;

/** Every kind of refusal. */
export const problemCodes: readonly ProblemCode[] = Object.keys(problemStatus) as ProblemCode[]; // keys of the table

/** A place of a document that must be mended. */
export const issueSchema = z.object({
  path: z.array(z.union([z.string(), z.number()])),
  place: z.string(),
  message: z.string(),
  mend: z.string(),
});

/** A problem document: what was refused, why, and how to mend it. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(problemCodes as [ProblemCode, ...ProblemCode[]]),
  sentence: z.string(),
  mend: z.string(),
  issues: z.array(issueSchema).optional(),
  /** Of a conflict: what is stored now. */
  stored: z.unknown().optional(),
  /** Of a conflict: what was to be stored. */
  offered: z.unknown().optional(),
  expectedVersion: z.int().optional(),
  retryAfterSeconds: z.int().optional(),
});

/** A problem document. */
export type Problem = z.infer<typeof problemSchema>;
