import { and, eq, gt, isNull, lt, or, sql } from 'drizzle-orm';
import { prepareRows } from '../database/prepared.ts';
import type { ReadTx, Tx } from '../database/transaction.ts';
import { serverChain } from '../log/event.ts';
import { accounts, sessions } from '../schema/accounts.ts';
import { settings } from '../schema/outcome.ts';
import type { Account } from './accounts.ts';
import { maybe, one } from './rows.ts';

/** A signed-in browser. */
export type Session = typeof sessions.$inferSelect;

/** What a new session needs. */
export interface NewSession {
  readonly accountId: string;
  /** SHA-256 of the token the browser holds; the token itself is never stored. */
  readonly tokenHash: string;
  readonly expiresAt: string;
  /** @default 'password' */
  readonly method?: Session['method'];
  /** The code of the second factor is still owed. @default false */
  readonly waitsForCode?: boolean;
}

/** The living session of a token. */
export interface LivingSession {
  readonly session: Session;
  readonly account: Account;
  /** The setting {@link secondFactorRule}; undefined when it was never set. */
  readonly rule: unknown;
}

/** Key of the server's setting that says of whom a second factor is wanted. */
export const secondFactorRule = 'second-factor';

/** Begins a session. */
export async function beginSession(tx: Tx, session: NewSession): Promise<Session> {
  const row = one(
    await tx.db
      .insert(sessions)
      .values({ ...session, id: tx.newId(), createdAt: tx.at, lastSeenAt: tx.at })
      .returning(),
    'session',
  );
  record(tx, 'session.begin', row);
  return row;
}

/** The living session of a token with its account; null when it ended, expired or the account is disabled. */
export async function sessionByToken(
  tx: ReadTx,
  tokenHash: string,
  at: string,
): Promise<LivingSession | null> {
  const row = maybe(await living(tx, [tokenHash, at, secondFactorRule]));
  return row && { session: row.s, account: row.a, rule: row.r.value };
}

const living = prepareRows(
  'living-session',
  { s: sessions, a: accounts, r: settings },
  `from sessions s join accounts a on a.id = s.account_id left join settings r on r.key = $3
    where s.token_hash = $1 and s.ended_at is null and s.expires_at > $2::timestamptz and a.state = 'active'`,
);

/** Notes that a session was used and moves its end. No event: the requests themselves are logged. */
export async function touchSession(tx: Tx, id: string, expiresAt: string): Promise<void> {
  await tx.db.update(sessions).set({ lastSeenAt: tx.at, expiresAt }).where(eq(sessions.id, id));
}

/** Gives a session a new token, as after signing in or raising one's rights. */
export async function rotateSession(tx: Tx, id: string, tokenHash: string): Promise<Session> {
  const row = one(
    await tx.db.update(sessions).set({ tokenHash }).where(eq(sessions.id, id)).returning(),
    'session',
  );
  record(tx, 'session.rotate', row);
  return row;
}

/** Ends a session; one that has ended stays as it is. */
export async function endSession(tx: Tx, id: string): Promise<void> {
  const rows = await tx.db
    .update(sessions)
    .set({ endedAt: tx.at })
    .where(and(eq(sessions.id, id), isNull(sessions.endedAt)))
    .returning();
  for (const row of rows) record(tx, 'session.end', row);
}

/** Ends every session of an account but one. @returns how many ended */
export async function endOtherSessions(
  tx: Tx,
  accountId: string,
  keepId: string | null,
): Promise<number> {
  const rows = await tx.db
    .update(sessions)
    .set({ endedAt: tx.at })
    .where(
      and(
        eq(sessions.accountId, accountId),
        isNull(sessions.endedAt),
        keepId === null ? sql`true` : sql`${sessions.id} <> ${keepId}`,
      ),
    )
    .returning();
  for (const row of rows) record(tx, 'session.end', row);
  return rows.length;
}

/** Sessions of an account that have not ended. */
export async function listSessions(
  tx: ReadTx,
  accountId: string,
  at: string,
): Promise<readonly Session[]> {
  return tx.db
    .select()
    .from(sessions)
    .where(
      and(eq(sessions.accountId, accountId), isNull(sessions.endedAt), gt(sessions.expiresAt, at)),
    );
}

/** Keeps with a session the sealed secret that it was offered. */
export async function offerFactor(tx: Tx, id: string, sealed: string): Promise<void> {
  const row = one(
    await tx.db
      .update(sessions)
      .set({ offeredFactor: sealed })
      .where(eq(sessions.id, id))
      .returning(),
    'session',
  );
  tx.record({
    chain: serverChain,
    action: 'second-factor.offer',
    object: { kind: 'account', id: row.accountId },
    detail: { sessionId: id },
  });
}

/** Removes sessions that ended or expired before an instant. @returns how many */
export async function sweepSessions(tx: Tx, before: string): Promise<number> {
  const rows = await tx.db
    .delete(sessions)
    .where(or(lt(sessions.expiresAt, before), lt(sessions.endedAt, before)))
    .returning({ id: sessions.id });
  return rows.length;
}

function record(tx: Tx, action: string, session: Session): void {
  tx.record({
    chain: serverChain,
    action,
    object: { kind: 'session', id: session.id },
    detail: {
      accountId: session.accountId,
      method: session.method,
      ...(session.waitsForCode ? { waitsFor: 'code' } : {}),
    },
  });
}
