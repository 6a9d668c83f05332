import type { StudyRole } from '@equipoise/domain';
import type { z } from 'zod';
import type { ProblemCode } from './problem.ts';

/**
 * What is still owed after the password: the `code` of the second factor, or its `enrolment` where one is wanted and
 * none is there.
 */
export type SignInStep = 'code' | 'enrolment';

/** Who may call a route. Every route says it; one that does not does not compile. */
export type Access =
  /** Anybody. */
  | { readonly kind: 'public' }
  /** Whoever is signed in; with `half`, also whoever is that far on the way. */
  | { readonly kind: 'account'; readonly half?: readonly SignInStep[] }
  /** Who gave the password and is at one of these steps; nobody else. */
  | { readonly kind: 'half'; readonly steps: readonly SignInStep[] }
  /** Owners of the server: accounts and the server's own log, no study. */
  | { readonly kind: 'server-owner' }
  /** Members of the study in the path. To everybody else the study does not exist. */
  | {
      readonly kind: 'study';
      readonly roles: readonly [StudyRole, ...StudyRole[]];
      /**
       * Whether the answer shows what readers said. Whoever reads in the study, whatever other role is held, gets
       * 404 until the study is closed.
       */
      readonly unblinds?: true;
      /**
       * Whether the answer tells what the readings come to. Where the protocol hides that until the study is closed,
       * nobody gets it before.
       */
      readonly tellsResults?: true;
    };

/**
 * What leaves an event in the log. `change`: the change itself records it; `read`, `export`: the server does;
 * `with-submit`: autosaves and strokes, several a second, whose own log is hashed into the event of the hand-in;
 * `none`: nothing of a person or a study is shown or changed.
 */
export type RouteEvent = 'change' | 'read' | 'export' | 'with-submit' | 'none';

/**
 * What a call is counted against. `general`: a generous limit of the account, or of the address where nobody is signed
 * in; `heavy`: a tighter one of the account beside it, for uploads, jobs, exports and figures; `sign-in`: few tries a
 * minute and address.
 */
export type RateClass = 'general' | 'heavy' | 'sign-in';

/** What a route takes as its body. */
export type RouteBody =
  | { readonly kind: 'json'; readonly schema: z.ZodType; readonly maxBytes: number }
  /** Files as multipart form data, fields beside them. */
  | { readonly kind: 'files'; readonly fields: z.ZodType };

/** What a route answers. */
export type RouteAnswer =
  | { readonly kind: 'json'; readonly schema: z.ZodType }
  | { readonly kind: 'bytes'; readonly mediaTypes: readonly string[] }
  | { readonly kind: 'redirect' }
  | { readonly kind: 'none' };

/** One route of the contract. */
export interface RouteSpec {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the base path and `/api`; parameters as `:name`. */
  readonly path: string;
  readonly summary: string;
  readonly access: Access;
  readonly event: RouteEvent;
  readonly rate: RateClass;
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly body: RouteBody | null;
  readonly answer: RouteAnswer;
  /** Refusals of its own, beside those that every route has. */
  readonly errors: readonly ProblemCode[];
}

/** Answers of one kind, spelled short. */
export function json<S extends z.ZodType>(
  schema: S,
): { readonly kind: 'json'; readonly schema: S } {
  return { kind: 'json', schema };
}

const mebibyte = 1_048_576;

/** A JSON body, at most 1 MiB when nothing else is said. */
export function jsonBody<S extends z.ZodType>(
  schema: S,
  maxBytes: number = mebibyte,
): { readonly kind: 'json'; readonly schema: S; readonly maxBytes: number } {
  return { kind: 'json', schema, maxBytes };
}

/** Files with fields beside them. */
export function files<S extends z.ZodType>(
  fields: S,
): { readonly kind: 'files'; readonly fields: S } {
  return { kind: 'files', fields };
}

/** Bytes of these media types. */
export function bytes(...mediaTypes: readonly string[]): {
  readonly kind: 'bytes';
  readonly mediaTypes: readonly string[];
} {
  return { kind: 'bytes', mediaTypes };
}

/** An answer without a body. */
export const nothing: { readonly kind: 'none' } = { kind: 'none' };

/** Keeps the exact type of a table of routes, and holds every entry to {@link RouteSpec}. */
export function defineRoutes<const T extends Readonly<Record<string, RouteSpec>>>(table: T): T {
  return table;
}
