import {
  addApiKey,
  changeAccount,
  endOtherSessions,
  endSession,
  listApiKeys,
  listSessions,
  membershipsOf,
  revokeApiKey,
  rotateSession,
} from '@equipoise/store';
import { beginIn, handOut } from '../auth/begin-session.ts';
import { hashPassword, isPassword } from '../auth/passwords.ts';
import { checkNotLocked, noteFailure } from '../auth/proof.ts';
import { hashToken, keyPrefix, newToken } from '../auth/tokens.ts';
import { checkNewPassword } from '../auth/weak-password.ts';
import { accountOf, change } from '../call.ts';
import { notFound, refuse } from '../http/refuse.ts';
import type { Handlers } from './handler.ts';
import { inDays } from './people.ts';
import { shownAccount, shownKey, shownSession, tokenOf } from './shown.ts';

type Names =
  | 'session'
  | 'rotateSession'
  | 'signOut'
  | 'sessions'
  | 'endOtherSessions'
  | 'endOneSession'
  | 'changePassword'
  | 'changeName'
  | 'apiKeys'
  | 'addApiKey'
  | 'revokeApiKey';

/** The own account: sessions, password, name and keys of programs. */
export const ownAccountHandlers: Handlers<Names> = {
  async session(call) {
    const expiresAt = call.caller.kind === 'session' ? call.caller.session.expiresAt : '';
    return shownSession(call, accountOf(call), tokenOf(call.caller), expiresAt);
  },
  async rotateSession(call) {
    if (call.caller.kind !== 'session') return notFound();
    const { session, account } = call.caller;
    const token = newToken(call.services.store.world);
    await change(call, (tx) => rotateSession(tx, session.id, hashToken(token)));
    call.setSession(token, session.expiresAt);
    return shownSession(call, account, token, session.expiresAt);
  },
  async signOut(call) {
    if (call.caller.kind !== 'session' && call.caller.kind !== 'half') return notFound();
    const { session } = call.caller;
    await change(call, (tx) => endSession(tx, session.id));
    call.setSession(null, '');
    return null;
  },
  async sessions(call) {
    const { store } = call.services;
    const own = call.caller.kind === 'session' ? call.caller.session.id : '';
    const rows = await store.read((tx) => listSessions(tx, accountOf(call).id, store.world.now()));
    return {
      sessions: rows.map((row) => ({
        sessionId: row.id,
        createdAt: row.createdAt,
        lastSeenAt: row.lastSeenAt,
        expiresAt: row.expiresAt,
        isThis: row.id === own,
      })),
    };
  },
  async endOtherSessions(call) {
    const own = call.caller.kind === 'session' ? call.caller.session.id : null;
    return { ended: await change(call, (tx) => endOtherSessions(tx, accountOf(call).id, own)) };
  },
  async endOneSession(call, { params }) {
    const { store } = call.services;
    const rows = await store.read((tx) => listSessions(tx, accountOf(call).id, store.world.now()));
    if (!rows.some(({ id }) => id === params.sessionId)) return notFound();
    await change(call, (tx) => endSession(tx, params.sessionId));
    return null;
  },
  async changePassword(call, { body }) {
    const account = accountOf(call);
    if (account.passwordHash !== null) {
      checkNotLocked(account, call.services.store.world.now());
      if (!(await isPassword(account.passwordHash, body.current ?? ''))) {
        await noteFailure(call, account, 'password');
        return refuse('room/not-allowed', 'The present password does not fit.', 'Try again.');
      }
    }
    checkNewPassword(body.next, [account.email, account.displayName]);
    const passwordHash = await hashPassword(body.next);
    // Whoever came from the provider has not shown a second factor to this server, and stays so.
    const method = call.caller.kind === 'session' ? call.caller.session.method : 'password';
    const begun = await change(call, async (tx) => {
      const changed = await changeAccount(tx, account.id, { passwordHash });
      return { changed, ...(await beginIn(call, tx, { account: changed, method })) };
    });
    return handOut(call, begun.changed, begun);
  },
  async changeName(call, { body }) {
    return shownAccount(await change(call, (tx) => changeAccount(tx, accountOf(call).id, body)));
  },
  async apiKeys(call) {
    const rows = await call.services.store.read((tx) => listApiKeys(tx, accountOf(call).id));
    return { keys: rows.map(shownKey) };
  },
  async addApiKey(call, { body }) {
    const account = accountOf(call);
    const { store } = call.services;
    const held = await store.read((tx) => membershipsOf(tx, body.studyId, account.id));
    if (!held.some(({ state }) => state === 'active')) return notFound();
    const secret = `${keyPrefix}${newToken(store.world)}`;
    const row = await change(call, (tx) =>
      addApiKey(tx, {
        tokenHash: hashToken(secret),
        name: body.name,
        accountId: account.id,
        studyId: body.studyId,
        scopes: [...new Set(body.scopes)],
        expiresAt: inDays(tx.at, body.days),
      }),
    );
    return { key: shownKey(row), secret };
  },
  async revokeApiKey(call, { params }) {
    await change(call, (tx) => revokeApiKey(tx, accountOf(call).id, params.keyId));
    return null;
  },
};
