import { and, asc, count, eq, isNull, sql } from 'drizzle-orm';
import { hashDocument } from '../canonical-json.ts';
import type { ReadTx, Tx } from '../database/transaction.ts';
import { serverChain } from '../log/event.ts';
import { accounts, passwordResets, sessions } from '../schema/accounts.ts';
import { maybe, one } from './rows.ts';

/** A person who can sign in. */
export type Account = typeof accounts.$inferSelect;

/** What a new account needs. */
export interface NewAccount {
  readonly email: string;
  readonly displayName: string;
  readonly passwordHash?: string;
  readonly oidcIssuer?: string;
  readonly oidcSubject?: string;
  readonly isOwner?: boolean;
}

/** What of an account may change. */
export type AccountChange = Partial<
  Pick<
    Account,
    'email' | 'displayName' | 'passwordHash' | 'needsSecondFactor' | 'isOwner' | 'state'
  >
> &
  Partial<Pick<Account, 'oidcIssuer' | 'oidcSubject'>>;

/** Adds an account. @throws store/duplicate when the address or the OIDC subject has one already */
export async function addAccount(tx: Tx, account: NewAccount): Promise<Account> {
  const row = one(
    await tx.db
      .insert(accounts)
      .values({ ...account, id: tx.newId(), createdAt: tx.at })
      .returning(),
    'account',
  );
  record(tx, 'account.create', null, row);
  return row;
}

/** Changes an account; setting a password or a state ends its sessions and its links to set one. @throws store/not-found */
export async function changeAccount(tx: Tx, id: string, change: AccountChange): Promise<Account> {
  const before = one(
    await tx.db.select().from(accounts).where(eq(accounts.id, id)).for('update'),
    'account',
  );
  const row = one(
    await tx.db.update(accounts).set(change).where(eq(accounts.id, id)).returning(),
    'account',
  );
  if (change.passwordHash !== undefined || change.state !== undefined) {
    await tx.db
      .update(sessions)
      .set({ endedAt: tx.at })
      .where(and(eq(sessions.accountId, id), sql`${sessions.endedAt} is null`));
    await tx.db
      .update(passwordResets)
      .set({ revokedAt: tx.at })
      .where(
        and(
          eq(passwordResets.accountId, id),
          isNull(passwordResets.usedAt),
          isNull(passwordResets.revokedAt),
        ),
      );
  }
  record(tx, 'account.change', before, row, { changed: Object.keys(change).sort() });
  return row;
}

/** The account of an id, or null. */
export async function accountById(tx: ReadTx, id: string): Promise<Account | null> {
  return maybe(await tx.db.select().from(accounts).where(eq(accounts.id, id)));
}

/** The account of an address in any case of letters, or null. */
export async function accountByEmail(tx: ReadTx, email: string): Promise<Account | null> {
  const same = sql`lower(${accounts.email}) = lower(${email})`;
  return maybe(await tx.db.select().from(accounts).where(same));
}

/** The account of an identity provider's subject, or null. */
export async function accountByOidc(
  tx: ReadTx,
  issuer: string,
  subject: string,
): Promise<Account | null> {
  const same = and(eq(accounts.oidcIssuer, issuer), eq(accounts.oidcSubject, subject));
  return maybe(await tx.db.select().from(accounts).where(same));
}

/** All accounts by name. */
export async function listAccounts(tx: ReadTx): Promise<readonly Account[]> {
  return tx.db.select().from(accounts).orderBy(asc(accounts.displayName), asc(accounts.id));
}

/** How many accounts there are: none means the first start. */
export async function countAccounts(tx: ReadTx): Promise<number> {
  return one(await tx.db.select({ n: count() }).from(accounts), 'count').n;
}

/**
 * Counts a failed sign-in and locks the account when there were too many.
 *
 * @param lockAfter how many failures lock it
 * @param lockedUntil until when, if this one does
 * @param step what did not fit: the password, or the code after it
 * @returns the account after it
 */
export async function countFailedSignIn(
  tx: Tx,
  id: string,
  lockAfter: number,
  lockedUntil: string,
  step: 'password' | 'code' = 'password',
): Promise<Account> {
  const row = one(
    await tx.db
      .update(accounts)
      .set({
        failedSignIns: sql`${accounts.failedSignIns} + 1`,
        lockedUntil: sql`case when ${accounts.failedSignIns} + 1 >= ${lockAfter}
          then ${lockedUntil}::timestamptz else ${accounts.lockedUntil} end`,
      })
      .where(eq(accounts.id, id))
      .returning(),
    'account',
  );
  tx.record({
    chain: serverChain,
    action: 'sign-in.failed',
    object: { kind: 'account', id },
    detail: { failures: row.failedSignIns, step },
  });
  return row;
}

/** Forgets failed sign-ins after a good one. */
export async function clearFailedSignIns(tx: Tx, id: string): Promise<void> {
  await tx.db
    .update(accounts)
    .set({ failedSignIns: 0, lockedUntil: null })
    .where(eq(accounts.id, id));
}

function record(
  tx: Tx,
  action: string,
  before: Account | null,
  after: Account,
  detail: unknown = {},
): void {
  tx.record({
    chain: serverChain,
    action,
    object: { kind: 'account', id: after.id },
    before: before && hashAccount(before),
    after: hashAccount(after),
    detail,
  });
}

/** Hash of what an account says of a person; secrets are told apart only by being there. */
export function hashAccount(account: Account): string {
  const {
    passwordHash,
    secondFactor,
    secondFactorStep: _step,
    failedSignIns: _count,
    lockedUntil: _until,
    ...open
  } = account;
  return hashDocument({
    ...open,
    hasPassword: passwordHash !== null,
    hasSecondFactor: secondFactor !== null,
  });
}
