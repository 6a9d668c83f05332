import type { SignInStep } from '@equipoise/api';
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
  /** The password was right; something is still owed. */
  | {
      readonly kind: 'half';
      readonly account: Account;
      readonly session: Session;
      readonly token: string;
      readonly step: SignInStep;
    }
  | { readonly kind: 'key'; readonly account: Account; readonly key: ApiKey };

/** Somebody, all the way. */
export type SignedIn = Exclude<Caller, { readonly kind: 'nobody' | 'half' }>;

/** How the log calls the caller. */
export function actorOf(caller: Caller): string {
  if (caller.kind === 'nobody') return 'nobody';
  return caller.kind === 'key' ? `key:${caller.key.id}` : caller.account.id;
}

/** How the server is reached. */
export interface CookiePlace {
  readonly isSecure: boolean;
  readonly basePath: string;
}

/** A cookie's name: where TLS answers its prefix binds it to TLS, and without a base path to this very host. */
export function cookieName(kind: 'session' | 'oidc', { isSecure, basePath }: CookiePlace): string {
  const prefix = !isSecure ? '' : basePath === '' ? '__Host-' : '__Secure-';
  return `${prefix}equipoise_${kind}`;
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
  const { account, session, rule } = hit;
  const step = stepOwed(account, session, rule);
  if (step !== null) return { kind: 'half', account, session, token: cookie, step };
  if (isOld(session.lastSeenAt, now)) {
    const end = sessionEnd(limits, now, session.createdAt);
    await store.change({ actor: account.id }, (tx) => touchSession(tx, session.id, end));
  }
  return { kind: 'session', account, session, token: cookie };
}

/**
 * What a session owes before it may do anything. Whoever came from an identity provider owes nothing here: the provider
 * asks for what it wants.
 *
 * @param rule the server's setting
 */
export function stepOwed(
  account: Pick<Account, 'secondFactor' | 'passwordHash' | 'needsSecondFactor'>,
  session: Pick<Session, 'method' | 'waitsForCode'>,
  rule: unknown,
): SignInStep | null {
  if (session.waitsForCode) return 'code';
  const isMissing = account.secondFactor === null && account.passwordHash !== null;
  return isMissing && session.method === 'password' && isFactorWanted(account, rule)
    ? 'enrolment'
    : null;
}

/** Whether a second factor is wanted of an account. */
export function isFactorWanted(
  account: Pick<Account, 'needsSecondFactor'>,
  rule: unknown,
): boolean {
  return account.needsSecondFactor || rule === 'everybody';
}

function isOld(instant: string | null, now: string): boolean {
  return instant === null || Date.parse(now) - Date.parse(instant) > 5 * minute;
}

const halfMinutes = 10;

/** When a sign-in that is half done ends: a few minutes, not moved by use. */
export function halfSessionEnd(now: string): string {
  return new Date(Date.parse(now) + halfMinutes * minute).toISOString();
}

/** Whether a session began so long ago that its password must be given again before a second factor is set up. */
export function isPasswordOld(session: Pick<Session, 'createdAt'>, now: string): boolean {
  return Date.parse(now) - Date.parse(session.createdAt) > halfMinutes * minute;
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
  if (caller.kind !== 'session' && caller.kind !== 'half') return true;
  const given = request.headers['x-equipoise-csrf'];
  return typeof given === 'string' && isSameText(given, csrfOf(caller.token));
}
