import { and, desc, eq, gt, isNull } from 'drizzle-orm';
import type { ReadTx, Tx } from '../database/transaction.ts';
import { fail } from '../errors.ts';
import { serverChain } from '../log/event.ts';
import { invitations } from '../schema/people.ts';
import { type Role, setMembership } from './memberships.ts';
import { maybe, one } from './rows.ts';

/** An invitation link. */
export type Invitation = typeof invitations.$inferSelect;

/** What a new invitation needs. */
export interface NewInvitation {
  /** SHA-256 of the token in the link. */
  readonly tokenHash: string;
  /** Null invites to the server itself. */
  readonly studyId: string | null;
  readonly role: Role;
  readonly email?: string;
  readonly expiresAt: string;
}

/** Adds an invitation. */
export async function addInvitation(tx: Tx, invitation: NewInvitation): Promise<Invitation> {
  const row = one(
    await tx.db
      .insert(invitations)
      .values({ ...invitation, id: tx.newId(), createdBy: tx.actor, createdAt: tx.at })
      .returning(),
    'invitation',
  );
  record(tx, 'invitation.create', row);
  return row;
}

/** The usable invitation of a token: not used, not revoked, not expired; else null. */
export async function invitationByToken(
  tx: ReadTx,
  tokenHash: string,
  at: string,
): Promise<Invitation | null> {
  return maybe(await tx.db.select().from(invitations).where(usable(tokenHash, at)));
}

/**
 * Uses an invitation once, and gives the account its role in the study.
 *
 * @throws store/bad-state when it is used, revoked or expired
 */
export async function useInvitation(
  tx: Tx,
  tokenHash: string,
  accountId: string,
): Promise<Invitation> {
  const rows = await tx.db
    .update(invitations)
    .set({ usedBy: accountId, usedAt: tx.at })
    .where(usable(tokenHash, tx.at))
    .returning();
  const row =
    rows[0] ??
    fail('store/bad-state', 'this invitation is used, revoked or expired.', 'Ask for a new one.');
  if (row.studyId !== null) await setMembership(tx, row.studyId, accountId, row.role, 'active');
  record(tx, 'invitation.use', row);
  return row;
}

/** Revokes an invitation that was not used. @throws store/not-found */
export async function revokeInvitation(tx: Tx, id: string): Promise<Invitation> {
  const row = one(
    await tx.db
      .update(invitations)
      .set({ revokedAt: tx.at })
      .where(and(eq(invitations.id, id), isNull(invitations.usedAt)))
      .returning(),
    'open invitation',
  );
  record(tx, 'invitation.revoke', row);
  return row;
}

/** Invitations of a study, or of the server, newest first. */
export async function listInvitations(
  tx: ReadTx,
  studyId: string | null,
): Promise<readonly Invitation[]> {
  const where = studyId === null ? isNull(invitations.studyId) : eq(invitations.studyId, studyId);
  return tx.db.select().from(invitations).where(where).orderBy(desc(invitations.createdAt));
}

function usable(tokenHash: string, at: string): ReturnType<typeof and> {
  return and(
    eq(invitations.tokenHash, tokenHash),
    isNull(invitations.usedAt),
    isNull(invitations.revokedAt),
    gt(invitations.expiresAt, at),
  );
}

function record(tx: Tx, action: string, row: Invitation): void {
  tx.record({
    chain: row.studyId ?? serverChain,
    action,
    object: { kind: 'invitation', id: row.id },
    detail: { role: row.role, usedBy: row.usedBy },
  });
}
