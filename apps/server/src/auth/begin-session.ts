import type { RouteOutput, Routes } from '@equipoise/api';
import {
  type Account,
  beginSession,
  clearFailedSignIns,
  endSession,
  readSetting,
  type Session,
  secondFactorRule,
  type Tx,
} from '@equipoise/store';
import { shownSession } from '../handlers/shown.ts';
import type { Call } from '../services.ts';
import { halfSessionEnd, sessionEnd, stepOwed } from './caller.ts';
import { csrfOf, hashToken, newToken } from './tokens.ts';

/** A session that has begun. */
export interface Begun {
  readonly token: string;
  readonly expiresAt: string;
}

/** Who begins a session, and how far it goes. */
export interface Beginning {
  readonly account: Account;
  readonly method: Session['method'];
  /** The code of the second factor is still owed. */
  readonly waitsForCode?: boolean;
}

/**
 * Begins a session with a token that was never used before; the one that the browser had ends. Failures are forgotten
 * only once nothing is owed, so that a known password gives no further tries at the code.
 */
export async function beginIn(call: Call, tx: Tx, by: Beginning): Promise<Begun> {
  const { store, limits } = call.services;
  const { account, method, waitsForCode = false } = by;
  const token = newToken(store.world);
  const expiresAt = waitsForCode ? halfSessionEnd(tx.at) : sessionEnd(limits, tx.at, tx.at);
  const { caller } = call;
  if (caller.kind === 'session' || caller.kind === 'half') await endSession(tx, caller.session.id);
  if (!waitsForCode) await clearFailedSignIns(tx, account.id);
  const tokenHash = hashToken(token);
  await beginSession(tx, { accountId: account.id, tokenHash, expiresAt, method, waitsForCode });
  return { token, expiresAt };
}

/** Hands a session to the browser. @returns who is signed in */
export async function handOut(
  call: Call,
  account: Account,
  { token, expiresAt }: Begun,
): Promise<RouteOutput<Routes['session']['answer']>> {
  call.setSession(token, expiresAt);
  return shownSession(call, account, token, expiresAt);
}

/**
 * Signs somebody in whose password, link or provider was right: all the way, or to the step that is still owed.
 *
 * @returns who is signed in, or what is owed
 */
export async function signInAs(
  call: Call,
  account: Account,
  method: Session['method'],
): Promise<RouteOutput<Routes['signIn']['answer']>> {
  const { store } = call.services;
  const waitsForCode = method === 'password' && account.secondFactor !== null;
  const begun = await store.change({ actor: account.id }, (tx) =>
    beginIn(call, tx, { account, method, waitsForCode }),
  );
  const rule = await store.read((tx) => readSetting(tx, secondFactorRule));
  const step = stepOwed(account, { method, waitsForCode }, rule);
  if (step === null) return handOut(call, account, begun);
  call.setSession(begun.token, begun.expiresAt);
  return { step, asksPassword: false, csrf: csrfOf(begun.token), expiresAt: begun.expiresAt };
}
