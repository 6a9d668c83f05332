import {
  type Account,
  countFailedSignIn,
  openRecoveryCodes,
  takeFactorStep,
  takeRecoveryCode,
} from '@equipoise/store';
import { refuse } from '../http/refuse.ts';
import type { Call } from '../services.ts';
import { actorOf } from './caller.ts';
import { codeDigits, stepOfCode } from './device-codes.ts';
import { isPassword } from './passwords.ts';
import { findRecoveryCode } from './recovery-codes.ts';

/** What the secret of an account's second factor is sealed for. */
export function factorPlace(accountId: string): string {
  return `second-factor:${accountId}`;
}

/** Refuses while an account is locked. @throws room/locked-out with the seconds left */
export function checkNotLocked(account: Pick<Account, 'lockedUntil'>, now: string): void {
  if (account.lockedUntil === null || account.lockedUntil <= now) return;
  const left = Math.ceil((Date.parse(account.lockedUntil) - Date.parse(now)) / 1000);
  refuse(
    'room/locked-out',
    'The account is locked after several failures.',
    'Wait, then try again.',
    { retryAfterSeconds: left },
  );
}

/** Counts a password or a code that did not fit; enough of them lock the account. */
export async function noteFailure(
  call: Call,
  account: Account,
  step: 'password' | 'code',
): Promise<void> {
  const { store, limits } = call.services;
  const until = new Date(Date.parse(store.world.now()) + limits.lockMinutes * 60_000).toISOString();
  await store.change({ actor: actorOf(call.caller) }, (tx) =>
    countFailedSignIn(tx, account.id, limits.lockAfter, until, step),
  );
}

/**
 * Asks for the password of whoever is signed in, before something of the account is changed.
 *
 * @throws room/locked-out, room/not-allowed
 */
export async function provePassword(call: Call, account: Account, password: string): Promise<void> {
  checkNotLocked(account, call.services.store.world.now());
  if (await isPassword(account.passwordHash, password)) return;
  await noteFailure(call, account, 'password');
  refuse('room/not-allowed', 'The password does not fit.', 'Try again.');
}

/**
 * Asks for the code of the second factor, or for a recovery code. A code that fits is used up by it.
 *
 * @throws room/locked-out, room/not-allowed, room/bad-state where the server's key is another one
 */
export async function proveCode(call: Call, account: Account, typed: string): Promise<void> {
  const { store, sealing } = call.services;
  const now = store.world.now();
  checkNotLocked(account, now);
  const by = { actor: account.id };
  const digits = typed.replaceAll(/[\s-]/g, '');
  if (new RegExp(`^\\d{${codeDigits}}$`).test(digits)) {
    const secret = sealing.open(account.secondFactor ?? '', factorPlace(account.id));
    if (secret === null) {
      return refuse(
        'room/bad-state',
        'This server cannot open the second factor: its key is another one.',
        'Use a recovery code, or ask an owner of the server to reset the second factor.',
      );
    }
    const step = stepOfCode(secret, digits, Date.parse(now));
    if (step !== null && (await store.change(by, (tx) => takeFactorStep(tx, account.id, step)))) {
      return;
    }
  } else {
    const rows = await store.read((tx) => openRecoveryCodes(tx, account.id));
    const hit = await findRecoveryCode(rows, typed);
    if (
      hit !== null &&
      (await store.change(by, (tx) => takeRecoveryCode(tx, account.id, hit.id)))
    ) {
      return;
    }
  }
  await noteFailure(call, account, 'code');
  return refuse(
    'room/not-allowed',
    'The code does not fit, or was used already.',
    'Wait for the next one; after several failures the account is locked for a while.',
  );
}
