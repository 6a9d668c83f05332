import { and, eq, gt, isNull } from 'drizzle-orm';
import type { ReadTx, Tx } from '../database/transaction.ts';
import { fail } from '../errors.ts';
import { serverChain } from '../log/event.ts';
import { accounts, passwordResets } from '../schema/accounts.ts';
import { type Account, changeAccount } from './accounts.ts';
import { maybe, one } from './rows.ts';
import { turnOffSecondFactor } from './second-factors.ts';

/** A link that sets a new password. */
export type PasswordReset = typeof passwordResets.$inferSelect;

/** What a new link needs. */
export interface NewPasswordReset {
  /** SHA-256 of the token in the link. */
  readonly tokenHash: string;
  readonly accountId: string;
  readonly expiresAt: string;
  /** Using it takes the second factor away as well. @default false */
  readonly endsFactor?: boolean;
}

/** Adds a link; earlier ones of the account that nobody used end. */
export async function offerPasswordReset(tx: Tx, reset: NewPasswordReset): Promise<PasswordReset> {
  const earlier = await tx.db
    .update(passwordResets)
    .set({ revokedAt: tx.at })
    .where(
      and(
        eq(passwordResets.accountId, reset.accountId),
        isNull(passwordResets.usedAt),
        isNull(passwordResets.revokedAt),
      ),
    )
    .returning({ id: passwordResets.id });
  const row = one(
    await tx.db
      .insert(passwordResets)
      .values({ ...reset, id: tx.newId(), createdBy: tx.actor, createdAt: tx.at })
      .returning(),
    'link',
  );
  record(tx, 'password-reset.offer', row, {
    expiresAt: row.expiresAt,
    ended: earlier.length,
    endsFactor: row.endsFactor,
  });
  return row;
}

/** The account that a usable link is for: not used, not ended, not expired, the account active; else null. */
export async function passwordResetByToken(
  tx: ReadTx,
  tokenHash: string,
  at: string,
): Promise<{ readonly reset: PasswordReset; readonly account: Account } | null> {
  return maybe(
    await tx.db
      .select({ reset: passwordResets, account: accounts })
      .from(passwordResets)
      .innerJoin(accounts, eq(accounts.id, passwordResets.accountId))
      .where(and(usable(tokenHash, at), eq(accounts.state, 'active'))),
  );
}

/**
 * Uses a link once: sets the password and ends every session of the account. A second factor stays as it is, unless the
 * link was made to end it.
 *
 * @throws store/bad-state when it is used, ended or expired
 */
export async function usePasswordReset(
  tx: Tx,
  tokenHash: string,
  passwordHash: string,
): Promise<Account> {
  const rows = await tx.db
    .update(passwordResets)
    .set({ usedAt: tx.at })
    .where(usable(tokenHash, tx.at))
    .returning();
  const row =
    rows[0] ??
    fail('store/bad-state', 'this link is used, ended or expired.', 'Ask for a new one.');
  record(tx, 'password-reset.use', row);
  const changed = await changeAccount(tx, row.accountId, { passwordHash });
  return row.endsFactor && changed.secondFactor !== null
    ? turnOffSecondFactor(tx, row.accountId, 'reset')
    : changed;
}

function usable(tokenHash: string, at: string): ReturnType<typeof and> {
  return and(
    eq(passwordResets.tokenHash, tokenHash),
    isNull(passwordResets.usedAt),
    isNull(passwordResets.revokedAt),
    gt(passwordResets.expiresAt, at),
  );
}

function record(tx: Tx, action: string, row: PasswordReset, detail: object = {}): void {
  tx.record({
    chain: serverChain,
    action,
    object: { kind: 'account', id: row.accountId },
    detail: { resetId: row.id, ...detail },
  });
}
