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
