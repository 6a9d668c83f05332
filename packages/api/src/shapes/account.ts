import { z } from 'zod';
import { id, instant, role } from './primitives.ts';

/** An account as its owner and the owners of the server see it. */
export const accountShape = z.object({
  accountId: id,
  email: z.string(),
  displayName: z.string(),
  isOwner: z.boolean(),
  state: z.enum(['active', 'disabled']),
  hasPassword: z.boolean(),
  hasSecondFactor: z.boolean(),
  /** An owner of the server wants a second factor of this person. */
  needsSecondFactor: z.boolean(),
  createdAt: instant,
});

/** Who is signed in. */
export const sessionShape = z.object({
  account: accountShape,
  /** To be sent back as `x-equipoise-csrf` with every change. */
  csrf: z.string(),
  expiresAt: instant,
  /** Studies and what the account may do in each. */
  memberships: z.array(z.object({ studyId: id, role })),
});

/** The password was right, and something is still owed. */
export const halfSessionShape = z.object({
  /** `code`: of the second factor; `enrolment`: a second factor is wanted and must be set up. */
  step: z.enum(['code', 'enrolment']),
  /** Whether the password must be given again before a second factor is set up. */
  asksPassword: z.boolean(),
  csrf: z.string(),
  expiresAt: instant,
});

/** What a sign-in leads to: a session, or a step that is still owed. */
export const signedInShape = z.union([sessionShape, halfSessionShape]);

/** The own second factor. */
export const secondFactorShape = z.object({
  isOn: z.boolean(),
  since: instant.nullable(),
  /** Recovery codes that were not used yet. */
  recoveryCodesLeft: z.int(),
  /** Whether this server, or one of its owners, wants one of this person. */
  isWanted: z.boolean(),
  /** Without a password there is nothing to add to: the identity provider asks for its own. */
  isPossible: z.boolean(),
});

/** A second factor to be set up: shown until a code confirms it. */
export const offeredFactorShape = z.object({
  /** Base32, for typing. */
  secret: z.string(),
  /** `otpauth://…`, for a QR picture. */
  uri: z.string(),
});

/** Recovery codes, shown once. */
export const recoveryCodesShape = z.object({ recoveryCodes: z.array(z.string()) });

/** Rules of the server that its owners set. */
export const serverRulesShape = z.object({
  /** `everybody`: whoever signs in with a password must have a second factor. */
  secondFactor: z.enum(['optional', 'everybody']),
});

/** A signed-in browser. */
export const openSessionShape = z.object({
  sessionId: id,
  createdAt: instant,
  lastSeenAt: instant,
  expiresAt: instant,
  isThis: z.boolean(),
});

/** An invitation as those see it who gave it. */
export const invitationShape = z.object({
  invitationId: id,
  role,
  email: z.string().nullable(),
  createdAt: instant,
  expiresAt: instant,
  state: z.enum(['open', 'used', 'revoked', 'expired']),
});

/** A key without its secret. */
export const apiKeyShape = z.object({
  keyId: id,
  name: z.string(),
  studyId: id.nullable(),
  scopes: z.array(z.enum(['read', 'write', 'export'])),
  createdAt: instant,
  expiresAt: instant,
  lastUsedAt: instant.nullable(),
  isRevoked: z.boolean(),
});

/** A member of a study. */
export const memberShape = z.object({
  accountId: id,
  displayName: z.string(),
  email: z.string(),
  role,
  state: z.enum(['active', 'suspended', 'removed']),
  why: z.string().nullable(),
  changedAt: instant,
});

/** One event of the log. */
export const eventShape = z.object({
  chain: z.string(),
  seq: z.int(),
  at: instant,
  actor: z.string(),
  action: z.string(),
  objectKind: z.string(),
  objectId: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  why: z.string().nullable(),
  detail: z.string(),
  previous: z.string(),
  hash: z.string(),
});

/** Which events of a log are wanted. */
export const logQuery = z.object({
  after: z.coerce.number().int().min(0).default(0),
  before: z.coerce.number().int().min(1).optional(),
  order: z.enum(['oldest', 'newest']).default('oldest'),
  limit: z.coerce.number().int().min(1).max(5000).default(1000),
  actor: id.optional(),
  /** The beginning of the action, such as `answer.`. */
  action: z.string().min(1).max(100).optional(),
});

/** What a check of the log found. */
export const logCheckShape = z.object({
  eventCount: z.int(),
  heads: z.array(z.object({ chain: z.string(), seq: z.int(), hash: z.string() })),
  faults: z.array(
    z.object({ chain: z.string(), seq: z.int(), kind: z.string(), sentence: z.string() }),
  ),
});
