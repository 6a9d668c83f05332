import {
  type Account,
  accountById,
  type PasswordReset,
  passwordResetByToken,
  usePasswordReset,
} from '@equipoise/store';
import { signInAs } from '../auth/begin-session.ts';
import { hashPassword } from '../auth/passwords.ts';
import { keepResetLink, resetLink } from '../auth/reset-link.ts';
import { hashToken, newToken } from '../auth/tokens.ts';
import { checkNewPassword } from '../auth/weak-password.ts';
import { accountOf, change } from '../call.ts';
import { found, refuse } from '../http/refuse.ts';
import type { Call } from '../services.ts';
import type { Handlers } from './handler.ts';

type Names = 'makeResetLink' | 'lookResetLink' | 'useResetLink';

async function accountOfLink(
  call: Call,
  token: string,
): Promise<{ readonly account: Account; readonly reset: PasswordReset }> {
  const { store } = call.services;
  const hit = await store.read((tx) =>
    passwordResetByToken(tx, hashToken(token), store.world.now()),
  );
  if (hit !== null) return hit;
  return refuse(
    'room/not-found',
    'The link is used, ended or expired.',
    'Ask an owner of the server for a new one.',
  );
}

/** A forgotten password. */
export const passwordResetHandlers: Handlers<Names> = {
  async makeResetLink(call, { params, body }) {
    // With a session alone nobody sets the own password: that asks for the present one.
    if (params.accountId === accountOf(call).id) {
      return refuse('room/bad-state', 'This is the own account.', 'Use the page of the account.');
    }
    const { store, publicUrl } = call.services;
    const account = found(await store.read((tx) => accountById(tx, params.accountId)));
    if (account.state !== 'active') {
      return refuse('room/bad-state', 'The account is disabled.', 'Enable it first.');
    }
    if (account.passwordHash === null) {
      return refuse(
        'room/bad-state',
        'The account has no password: it signs in at the identity provider.',
        'Have the password reset there.',
      );
    }
    const token = newToken(store.world);
    const expiresAt = await change(
      call,
      (tx) => keepResetLink(tx, account.id, token, body.hours),
      body.why,
    );
    return { link: resetLink(publicUrl(), token), expiresAt };
  },
  async lookResetLink(call, { body }) {
    const { account, reset } = await accountOfLink(call, body.token);
    const { displayName, email, secondFactor } = account;
    const hasSecondFactor = secondFactor !== null && !reset.endsFactor;
    return { displayName, email, expiresAt: reset.expiresAt, hasSecondFactor };
  },
  async useResetLink(call, { body }) {
    const { account } = await accountOfLink(call, body.token);
    checkNewPassword(body.password, [account.email, account.displayName]);
    const passwordHash = await hashPassword(body.password);
    const changed = await call.services.store.change({ actor: account.id }, (tx) =>
      usePasswordReset(tx, hashToken(body.token), passwordHash),
    );
    return signInAs(call, changed, 'password');
  },
};
