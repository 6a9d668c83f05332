import { type AnyPgColumn, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { accounts } from './accounts.ts';
import { document, instant } from './columns.ts';
import { studies } from './studies.ts';

/** What a person may do in a study. */
export const roles = ['owner', 'curator', 'adjudicator', 'reader', 'viewer'] as const;

/** Who takes part in a study, in which role; a person may have several. */
export const memberships = pgTable(
  'memberships',
  {
    studyId: text('study_id')
      .notNull()
      .references((): AnyPgColumn => studies.id),
    accountId: text('account_id')
      .notNull()
      .references((): AnyPgColumn => accounts.id),
    role: text('role', { enum: roles }).notNull(),
    state: text('state', { enum: ['active', 'suspended', 'removed'] })
      .notNull()
      .default('active'),
    why: text('why'),
    createdAt: instant('created_at').notNull(),
    changedAt: instant('changed_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.studyId, t.accountId, t.role] })],
);

/** Invitation links, used once. */
export const invitations = pgTable('invitations', {
  id: text('id').primaryKey(),
  tokenHash: text('token_hash').notNull().unique(),
  studyId: text('study_id').references((): AnyPgColumn => studies.id),
  role: text('role', { enum: roles }).notNull(),
  email: text('email'),
  createdBy: text('created_by').notNull(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
  usedBy: text('used_by').references((): AnyPgColumn => accounts.id),
  usedAt: instant('used_at'),
  revokedAt: instant('revoked_at'),
});

/** Keys for programs: hashed, scoped, expiring. */
export const apiKeys = pgTable('api_keys', {
  id: text('id').primaryKey(),
  tokenHash: text('token_hash').notNull().unique(),
  name: text('name').notNull(),
  accountId: text('account_id')
    .notNull()
    .references((): AnyPgColumn => accounts.id),
  studyId: text('study_id').references((): AnyPgColumn => studies.id),
  scopes: document('scopes').$type<readonly string[]>().notNull(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
  lastUsedAt: instant('last_used_at'),
  revokedAt: instant('revoked_at'),
});
