import { createHash, timingSafeEqual } from 'node:crypto';
import type { StoreWorld } from '@equipoise/store';

/** A new token of 256 bits; only its hash is stored. */
export function newToken(world: StoreWorld): string {
  return Buffer.from(world.randomBytes(32)).toString('base64url');
}

/** What is stored of a token. */
export function hashToken(token: string): string {
  return createHash('sha256').update(`equipoise-token:${token}`).digest('hex');
}

/** The token against forged requests that belongs to a session's token: nobody else can compute it. */
export function csrfOf(sessionToken: string): string {
  return createHash('sha256').update(`equipoise-csrf:${sessionToken}`).digest('base64url');
}

/** Whether two texts are equal, in a time that tells nothing. */
export function isSameText(a: string, b: string): boolean {
  const left = createHash('sha256').update(a).digest();
  const right = createHash('sha256').update(b).digest();
  return timingSafeEqual(left, right);
}

/** What an API key's secret begins with. */
export const keyPrefix = 'eqk_';
