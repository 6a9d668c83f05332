import type { RouteOutput, Routes } from '@equipoise/api';
import { type Account, beginSession, clearFailedSignIns, endSession } from '@equipoise/store';
import { shownSession } from '../handlers/shown.ts';
import type { Call } from '../services.ts';
import { sessionEnd } from './caller.ts';
import { hashToken, newToken } from './tokens.ts';

/**
 * Begins a session with a token that was never used before; the one that the browser had ends.
 *
 * @returns who is signed in
 */
export async function signInAs(
  call: Call,
  account: Account,
): Promise<RouteOutput<Routes['session']['answer']>> {
  const { store, limits } = call.services;
  const token = newToken(store.world);
  const now = store.world.now();
  const expiresAt = sessionEnd(limits, now, now);
  const before = call.caller.kind === 'session' ? call.caller.session.id : null;
  await store.change({ actor: account.id }, async (tx) => {
    if (before !== null) await endSession(tx, before);
    await clearFailedSignIns(tx, account.id);
    await beginSession(tx, { accountId: account.id, tokenHash: hashToken(token), expiresAt });
  });
  call.setSession(token, expiresAt);
  return shownSession(call, account, token, expiresAt);
}
