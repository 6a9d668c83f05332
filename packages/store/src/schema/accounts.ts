import { type AnyPgColumn, boolean, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** People who can sign in. Passwords and second factors are hashes or sealed texts made by the server. */
export const accounts = pgTable('accounts', {
  id: text('id').primaryKey(),
  email: text('email').notNull(),
  displayName: text('display_name').notNull(),
  passwordHash: text('password_hash'),
  oidcIssuer: text('oidc_issuer'),
  oidcSubject: text('oidc_subject'),
  secondFactor: text('second_factor'),
  isOwner: boolean('is_owner').notNull().default(false),
  state: text('state', { enum: ['active', 'disabled'] })
    .notNull()
    .default('active'),
  failedSignIns: integer('failed_sign_ins').notNull().default(0),
  lockedUntil: instant('locked_until'),
  createdAt: instant('created_at').notNull(),
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
});
