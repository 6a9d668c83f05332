import { type AnyPgColumn, bigint, boolean, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** People who can sign in. Passwords and second factors are hashes or sealed texts made by the server. */
export const accounts = pgTable('accounts', {
  id: text('id').primaryKey(),
  email: text('email').notNull(),
  displayName: text('display_name').notNull(),
  passwordHash: text('password_hash'),
  oidcIssuer: text('oidc_issuer'),
  oidcSubject: text('oidc_subject'),
  /** The sealed secret of the second factor; null without one. */
  secondFactor: text('second_factor'),
  isOwner: boolean('is_owner').notNull().default(false),
  state: text('state', { enum: ['active', 'disabled'] })
    .notNull()
    .default('active'),
  failedSignIns: integer('failed_sign_ins').notNull().default(0),
  lockedUntil: instant('locked_until'),
  createdAt: instant('created_at').notNull(),
  secondFactorSince: instant('second_factor_since'),
  /** The last step of time whose code was taken: no code is taken twice. */
  secondFactorStep: bigint('second_factor_step', { mode: 'number' }),
  /** An owner of the server wants this person to have a second factor. */
  needsSecondFactor: boolean('needs_second_factor').notNull().default(false),
});

/** Codes for when the device of the second factor is lost: hashed like passwords, each used once. */
export const recoveryCodes = pgTable('recovery_codes', {
  id: text('id').primaryKey(),
  accountId: text('account_id')
    .notNull()
    .references((): AnyPgColumn => accounts.id),
  hash: text('hash').notNull(),
  createdAt: instant('created_at').notNull(),
  usedAt: instant('used_at'),
});

/** Links that set a new password: only the hash of the token is kept; each is used once. */
export const passwordResets = pgTable('password_resets', {
  id: text('id').primaryKey(),
  tokenHash: text('token_hash').notNull().unique(),
  accountId: text('account_id')
    .notNull()
    .references((): AnyPgColumn => accounts.id),
  /** Using it takes the second factor away as well. */
  endsFactor: boolean('ends_factor').notNull().default(false),
  createdBy: text('created_by').notNull(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
  usedAt: instant('used_at'),
  revokedAt: instant('revoked_at'),
});

/** Signed-in browsers: only the hash of the token is kept. */
export const sessions = pgTable('sessions', {
  id: text('id').primaryKey(),
  tokenHash: text('token_hash').notNull().unique(),
  accountId: text('account_id')
    .notNull()
    .references((): AnyPgColumn => accounts.id),
  createdAt: instant('created_at').notNull(),
  lastSeenAt: instant('last_seen_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
  endedAt: instant('ended_at'),
  /** How it began: with the account's password, or at the identity provider. */
  method: text('method', { enum: ['password', 'provider'] })
    .notNull()
    .default('password'),
  /** The password was right and the code is still owed: nothing else may be done. */
  waitsForCode: boolean('waits_for_code').notNull().default(false),
  /** The sealed secret that this session was offered and has not confirmed. */
  offeredFactor: text('offered_factor'),
});
