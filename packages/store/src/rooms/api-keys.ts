import { and, desc, eq, gt, isNull } from 'drizzle-orm';
import type { ReadTx, Tx } from '../database/transaction.ts';
import { serverChain } from '../log/event.ts';
import { accounts } from '../schema/accounts.ts';
import { apiKeys } from '../schema/people.ts';
import type { Account } from './accounts.ts';
import { maybe, one } from './rows.ts';

/** A key for a program. */
export type ApiKey = typeof apiKeys.$inferSelect;

/** What a new key needs. */
export interface NewApiKey {
  /** SHA-256 of the key; the key itself is shown once and never stored. */
  readonly tokenHash: string;
  readonly name: string;
  readonly accountId: string;
  /** The one study it opens; null for all of the account's. */
  readonly studyId: string | null;
  readonly scopes: readonly string[];
  readonly expiresAt: string;
}

/** Adds a key. */
export async function addApiKey(tx: Tx, key: NewApiKey): Promise<ApiKey> {
  const row = one(
    await tx.db
      .insert(apiKeys)
      .values({ ...key, id: tx.newId(), createdAt: tx.at })
      .returning(),
    'key',
  );
  record(tx, 'key.create', row);
  return row;
}

/** The living key of a token with its account; null when revoked, expired or the account is disabled. */
export async function apiKeyByToken(
  tx: ReadTx,
  tokenHash: string,
  at: string,
): Promise<{ readonly key: ApiKey; readonly account: Account } | null> {
  const rows = await tx.db
    .select({ key: apiKeys, account: accounts })
    .from(apiKeys)
    .innerJoin(accounts, eq(accounts.id, apiKeys.accountId))
    .where(
      and(
        eq(apiKeys.tokenHash, tokenHash),
        isNull(apiKeys.revokedAt),
        gt(apiKeys.expiresAt, at),
        eq(accounts.state, 'active'),
      ),
    );
  return maybe(rows);
}

/** Notes that a key was used. */
export async function touchApiKey(tx: Tx, id: string): Promise<void> {
  await tx.db.update(apiKeys).set({ lastUsedAt: tx.at }).where(eq(apiKeys.id, id));
}

/** Revokes a key of an account. @throws store/not-found */
export async function revokeApiKey(tx: Tx, accountId: string, id: string): Promise<ApiKey> {
  const row = one(
    await tx.db
      .update(apiKeys)
      .set({ revokedAt: tx.at })
      .where(and(eq(apiKeys.id, id), eq(apiKeys.accountId, accountId), isNull(apiKeys.revokedAt)))
      .returning(),
    'living key',
  );
  record(tx, 'key.revoke', row);
  return row;
}

/** Keys of an account, newest first. */
export async function listApiKeys(tx: ReadTx, accountId: string): Promise<readonly ApiKey[]> {
  return tx.db
    .select()
    .from(apiKeys)
    .where(eq(apiKeys.accountId, accountId))
    .orderBy(desc(apiKeys.createdAt));
}

function record(tx: Tx, action: string, key: ApiKey): void {
  tx.record({
    chain: serverChain,
    action,
    object: { kind: 'key', id: key.id },
    detail: { accountId: key.accountId, studyId: key.studyId, scopes: key.scopes },
  });
}
