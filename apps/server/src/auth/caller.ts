import type { Account, ApiKey, Session, Store } from '@equipoise/store';
import { apiKeyByToken, sessionByToken, touchApiKey, touchSession } from '@equipoise/store';
import type { FastifyRequest } from 'fastify';
import type { ServerLimits } from '../options.ts';
import { csrfOf, hashToken, isSameText, keyPrefix } from './tokens.ts';

/** Who calls. */
export type Caller =
  | { readonly kind: 'nobody'; readonly hadCredentials: boolean }
  | {
      readonly kind: 'session';
      readonly account: Account;
      readonly session: Session;
      readonly token: string;
    }
  | { readonly kind: 'key'; readonly account: Account; readonly key: ApiKey };

/** Somebody. */
export type SignedIn = Exclude<Caller, { readonly kind: 'nobody' }>;

/** How the log calls the caller. */
export function actorOf(caller: Caller): string {
  if (caller.kind === 'nobody') return 'nobody';
  return caller.kind === 'key' ? `key:${caller.key.id}` : caller.account.id;
}

/** Name of the session's cookie. */
export function cookieName(isSecure: boolean, basePath: string): string {
  return isSecure && basePath === '' ? '__Host-equipoise_session' : 'equipoise_session';
}

const minute = 60_000;

/**
 * Finds out who calls, by cookie or by key. Use is noted at most every five minutes.
 *
 * @param cookie value of the session's cookie
 */
export async function findCaller(
  store: Store,
  limits: ServerLimits,
  request: FastifyRequest,
  cookie: string | undefined,
): Promise<Caller> {
  const header = request.headers.authorization;
  const now = store.world.now();
  if (header !== undefined) {
    const secret = /^Bearer ([A-Za-z0-9_-]{20,200})$/.exec(header)?.[1];
    if (secret === undefined || !secret.startsWith(keyPrefix)) {
      return { kind: 'nobody', hadCredentials: true };
    }
    const hit = await store.read((tx) => apiKeyByToken(tx, hashToken(secret), now));
    if (hit === null) return { kind: 'nobody', hadCredentials: true };
    if (isOld(hit.key.lastUsedAt, now)) {
      await store.change({ actor: `key:${hit.key.id}` }, (tx) => touchApiKey(tx, hit.key.id));
    }
    return { kind: 'key', ...hit };
  }
  if (cookie === undefined || cookie === '') return { kind: 'nobody', hadCredentials: false };
  const hit = await store.read((tx) => sessionByToken(tx, hashToken(cookie), now));
  if (hit === null) return { kind: 'nobody', hadCredentials: true };
  const { account, session } = hit;
  if (isOld(session.lastSeenAt, now)) {
    const end = sessionEnd(limits, now, session.createdAt);
    await store.change({ actor: account.id }, (tx) => touchSession(tx, session.id, end));
  }
  return { kind: 'session', account, session, token: cookie };
}

function isOld(instant: string | null, now: string): boolean {
  return instant === null || Date.parse(now) - Date.parse(instant) > 5 * minute;
}

/** When a session ends: hours after its last use, days after its beginning at the latest. */
export function sessionEnd(limits: ServerLimits, now: string, createdAt: string): string {
  const idle = Date.parse(now) + limits.sessionHours * 60 * minute;
  const last = Date.parse(createdAt) + limits.sessionDays * 24 * 60 * minute;
  return new Date(Math.min(idle, last)).toISOString();
}

/** Whether a change was asked for by a page of this server: the right token, and no foreign site. */
export function isOwnRequest(request: FastifyRequest, caller: Caller): boolean {
  if (request.headers['sec-fetch-site'] === 'cross-site') return false;
  if (caller.kind !== 'session') return true;
  const given = request.headers['x-equipoise-csrf'];
  return typeof given === 'string' && isSameText(given, csrfOf(caller.token));
}
