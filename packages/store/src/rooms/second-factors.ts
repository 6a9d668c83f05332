import { and, asc, eq, isNotNull, isNull, lt, or } from 'drizzle-orm';
import type { ReadTx, Tx } from '../database/transaction.ts';
import { serverChain } from '../log/event.ts';
import { accounts, recoveryCodes, sessions } from '../schema/accounts.ts';
import { type Account, hashAccount } from './accounts.ts';
import { one } from './rows.ts';

/** A code for when the device is lost. */
export type RecoveryCode = typeof recoveryCodes.$inferSelect;

/** What a confirmed second factor needs. */
export interface ConfirmedFactor {
  /** The secret, sealed by the server. */
  readonly sealed: string;
  /** The step of time whose code confirmed it. */
  readonly step: number;
  /** Hashes of the new recovery codes. */
  readonly codeHashes: readonly string[];
}

/** Gives an account a second factor, in the place of an earlier one. @throws store/not-found */
export async function turnOnSecondFactor(
  tx: Tx,
  accountId: string,
  factor: ConfirmedFactor,
): Promise<Account> {
  const before = await lockAccount(tx, accountId);
  const row = await change(tx, accountId, {
    secondFactor: factor.sealed,
    secondFactorStep: factor.step,
    secondFactorSince: tx.at,
  });
  await replaceCodes(tx, accountId, factor.codeHashes);
  // What was offered and not confirmed is worth nothing now.
  await tx.db
    .update(sessions)
    .set({ offeredFactor: null })
    .where(eq(sessions.accountId, accountId));
  const action = before.secondFactor === null ? 'second-factor.on' : 'second-factor.replace';
  record(tx, action, before, row);
  return row;
}

/**
 * Takes an account's second factor and its recovery codes away.
 *
 * @param action `off`: by the person; `reset`: by an owner of the server
 * @throws store/not-found
 */
export async function turnOffSecondFactor(
  tx: Tx,
  accountId: string,
  action: 'off' | 'reset',
): Promise<Account> {
  const before = await lockAccount(tx, accountId);
  const row = await change(tx, accountId, {
    secondFactor: null,
    secondFactorStep: null,
    secondFactorSince: null,
  });
  await tx.db.delete(recoveryCodes).where(eq(recoveryCodes.accountId, accountId));
  record(tx, `second-factor.${action}`, before, row);
  return row;
}

/**
 * Takes the code of a step of time; each step is taken once, however many ask at the same moment.
 *
 * @returns false when that step, or a later one, was taken already
 */
export async function takeFactorStep(tx: Tx, accountId: string, step: number): Promise<boolean> {
  const rows = await tx.db
    .update(accounts)
    .set({ secondFactorStep: step })
    .where(
      and(
        eq(accounts.id, accountId),
        isNotNull(accounts.secondFactor),
        or(isNull(accounts.secondFactorStep), lt(accounts.secondFactorStep, step)),
      ),
    )
    .returning({ id: accounts.id });
  return rows.length > 0;
}

/** Replaces an account's recovery codes. */
export async function renewRecoveryCodes(
  tx: Tx,
  accountId: string,
  codeHashes: readonly string[],
): Promise<void> {
  await lockAccount(tx, accountId);
  await replaceCodes(tx, accountId, codeHashes);
  tx.record({
    chain: serverChain,
    action: 'recovery-codes.renew',
    object: { kind: 'account', id: accountId },
    detail: { count: codeHashes.length },
  });
}

/** Recovery codes of an account that were not used yet. */
export async function openRecoveryCodes(
  tx: ReadTx,
  accountId: string,
): Promise<readonly RecoveryCode[]> {
  return tx.db
    .select()
    .from(recoveryCodes)
    .where(and(eq(recoveryCodes.accountId, accountId), isNull(recoveryCodes.usedAt)))
    .orderBy(asc(recoveryCodes.id));
}

/** Uses a recovery code. @returns false when it was used already or replaced meanwhile */
export async function takeRecoveryCode(tx: Tx, accountId: string, id: string): Promise<boolean> {
  const rows = await tx.db
    .update(recoveryCodes)
    .set({ usedAt: tx.at })
    .where(
      and(
        eq(recoveryCodes.id, id),
        eq(recoveryCodes.accountId, accountId),
        isNull(recoveryCodes.usedAt),
      ),
    )
    .returning({ id: recoveryCodes.id });
  if (rows.length === 0) return false;
  tx.record({
    chain: serverChain,
    action: 'recovery-code.use',
    object: { kind: 'account', id: accountId },
    detail: { left: (await openRecoveryCodes(tx, accountId)).length },
  });
  return true;
}

/** The sealed secrets of all second factors: which keys they need. */
export async function sealedFactors(tx: ReadTx): Promise<readonly string[]> {
  const rows = await tx.db
    .select({ sealed: accounts.secondFactor })
    .from(accounts)
    .where(isNotNull(accounts.secondFactor));
  return rows.flatMap(({ sealed }) => (sealed === null ? [] : [sealed]));
}

async function lockAccount(tx: Tx, id: string): Promise<Account> {
  return one(
    await tx.db.select().from(accounts).where(eq(accounts.id, id)).for('update'),
    'account',
  );
}

async function change(
  tx: Tx,
  id: string,
  to: Pick<Account, 'secondFactor' | 'secondFactorStep' | 'secondFactorSince'>,
): Promise<Account> {
  return one(
    await tx.db.update(accounts).set(to).where(eq(accounts.id, id)).returning(),
    'account',
  );
}

async function replaceCodes(tx: Tx, accountId: string, hashes: readonly string[]): Promise<void> {
  await tx.db.delete(recoveryCodes).where(eq(recoveryCodes.accountId, accountId));
  if (hashes.length === 0) return;
  await tx.db
    .insert(recoveryCodes)
    .values(hashes.map((hash) => ({ id: tx.newId(), accountId, hash, createdAt: tx.at })));
}

function record(tx: Tx, action: string, before: Account, after: Account): void {
  tx.record({
    chain: serverChain,
    action,
    object: { kind: 'account', id: after.id },
    before: hashAccount(before),
    after: hashAccount(after),
  });
}
